"""What a family tells us on its way in, checked and typed, before there is a row for it."""

from dataclasses import dataclass, field
from uuid import UUID

from home.models import Borough
from localoffer.models import Need
from register.models import WordingVersion


@dataclass(frozen=True)
class Person:
    first_name: str
    last_name: str
    relationship: str
    email: str
    postcode: str = ""
    borough: Borough | None = None


@dataclass(frozen=True)
class ChildAnswers:
    """`needs_not_said` and `needs` exclude each other."""

    nickname: str
    birth_month: int
    birth_year: int
    support_stage: str
    needs: list[Need] = field(default_factory=list)
    needs_not_said: bool = False


@dataclass(frozen=True)
class SignUp:
    """`choices` are the versions of the wording that were shown and ticked; `source` is a campaign's plain code."""

    form_id: UUID
    person: Person
    child: ChildAnswers
    choices: list[WordingVersion] = field(default_factory=list)
    source: str = ""
