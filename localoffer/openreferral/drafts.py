"""What a record is read into, and the words of ours it is read with."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any


class Refused(Exception):
    """Nothing useful is left of the record; the message says why. `record` is what could be read of one that is no record."""

    def __init__(self, why: str, record: Any = None) -> None:
        super().__init__(why)
        self.record = record


@dataclass(frozen=True)
class Line:
    """A record with the line of the file on which it ends; a `Refused` stands for one that could not be read."""

    number: int
    record: Any


@dataclass(frozen=True)
class KnownWords:
    """Our word lists, to know a feed's words by: each maps what a feed may write, in small letters, to our code."""

    needs: Mapping[str, str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, str] = field(default_factory=dict)
    boroughs: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RowDraft:
    """A provider or a place: its id, and its fields by our models' names."""

    id: uuid.UUID
    fields: dict[str, Any]


@dataclass(frozen=True)
class CostDraft:
    amount: Decimal | None
    description: str


@dataclass(frozen=True)
class TimeDraft:
    """A schedule, by our model's names."""

    day: str = ""
    opens_at: str = ""
    closes_at: str = ""
    freq: str = "WEEKLY"
    interval: int = 1
    week_of_month: int | None = None
    valid_from: str = ""
    valid_to: str = ""
    term_time_only: bool = False
    description: str = ""
    location: str = ""


@dataclass(frozen=True)
class ContactDraft:
    name: str = ""
    phone: str = ""
    email: str = ""


@dataclass
class ServiceDraft:
    """A service as our models want it, and what had to be repaired to get there."""

    id: uuid.UUID
    fields: dict[str, Any]
    provider: RowDraft | None = None
    places: list[RowDraft] = field(default_factory=list)
    costs: list[CostDraft] = field(default_factory=list)
    times: list[TimeDraft] = field(default_factory=list)
    contacts: list[ContactDraft] = field(default_factory=list)
    languages: dict[str, str] = field(default_factory=dict)  # code to name
    needs: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    boroughs: list[str] = field(default_factory=list)
    access: list[str] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)

    def said(self) -> dict[str, Any]:
        """What the feed says, as JSON: by the names of localoffer.facts, and the fields of its provider and places under their ids."""
        rows = [*self.places, *([self.provider] if self.provider else [])]
        return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in self.fields.items()} | {
            "provider": str(self.provider.id) if self.provider else "",
            "places": [str(place.id) for place in self.places],
            "costs": [[None if cost.amount is None else str(cost.amount), cost.description] for cost in self.costs],
            "times": [asdict(time) for time in self.times],
            "contacts": [asdict(contact) for contact in self.contacts],
            "languages": list(self.languages),
            "needs": self.needs,
            "categories": self.categories,
            "boroughs": self.boroughs,
            "access": self.access,
            "rows": {str(row.id): row.fields for row in rows},
        }
