"""What a record is read into."""

import uuid
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


class Refused(Exception):
    """Nothing useful is left of the record; the message says why."""


@dataclass(frozen=True)
class RowDraft:
    """A provider or a place: its id, and its fields by our models' names."""

    id: uuid.UUID
    fields: dict[str, Any]


@dataclass(frozen=True)
class CostDraft:
    amount: Decimal | None
    description: str


@dataclass
class ServiceDraft:
    """A service as our models want it, and what had to be repaired to get there."""

    id: uuid.UUID
    fields: dict[str, Any]
    provider: RowDraft | None = None
    places: list[RowDraft] = field(default_factory=list)
    costs: list[CostDraft] = field(default_factory=list)
    repairs: list[str] = field(default_factory=list)
