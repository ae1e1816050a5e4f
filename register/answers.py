"""What a family tells us on its way in, checked and typed, before there is a row for it."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone

from accounts import phones
from home.models import Borough
from localoffer.models import Language, Need, Topic
from register.models import Format, How, Relationship, WordingVersion


@dataclass(frozen=True)
class Contact:
    """Where a family is written to: by mail when there is an address, else by text to `phone` (E.164, a mobile's). Both empty: neither is possible."""

    email: str = ""
    phone: str = ""

    @property
    def is_by_text(self) -> bool:
        return not self.email and bool(self.phone)


@dataclass(frozen=True)
class Person:
    """`email` or `phone` may be empty, hardly both; `language` None is English, or `other_language`, which is not in the list."""

    first_name: str
    last_name: str
    relationship: str
    email: str
    phone: str = ""
    postcode: str = ""
    borough: Borough | None = None
    address: str = ""
    reach: str = ""
    language: Language | None = None
    other_language: str = ""
    needs_interpreter: bool = False
    reading_format: str = Format.STANDARD
    topics: list[Topic] = field(default_factory=list)
    taking_part: list[str] = field(default_factory=list)

    @property
    def is_young_person(self) -> bool:
        """Who joins for themselves."""
        return self.relationship == Relationship.YOUNG_PERSON

    @property
    def can_be_texted(self) -> bool:
        return bool(self.phone) and phones.is_mobile(self.phone)


@dataclass(frozen=True)
class ChildAnswers:
    """`needs_not_said` and `needs` exclude each other."""

    nickname: str
    birth_month: int
    birth_year: int
    support_stage: str
    needs: list[Need] = field(default_factory=list)
    needs_not_said: bool = False
    setting: str = ""
    setting_name: str = ""


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day began: what was written on it counts from there."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


@dataclass(frozen=True)
class Assisted:
    """That an officer wrote it down for the family: how they told us, and the date on the paper form when there is one."""

    by: str
    how: How
    paper_date: dt.date | None = None

    @property
    def said_at(self) -> dt.datetime | None:
        """When the choices were made; None for now."""
        return midnight(self.paper_date) if self.paper_date else None


@dataclass(frozen=True)
class SignUp:
    """`choices` are the versions of the wording that were shown and ticked; `source` is a campaign's code, registered or not; `equality` are answers by question."""

    form_id: UUID
    person: Person
    children: list[ChildAnswers]
    choices: list[WordingVersion] = field(default_factory=list)
    source: str = ""
    equality: dict[str, str] = field(default_factory=dict)
    assisted: Assisted | None = None
