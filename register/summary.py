"""What a family told us, as rows to read: before it is sent, on the family's own page, and for an officer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from home.models import Borough
from localoffer.models import Need
from register.models import Relationship, SupportStage


class AboutPerson(Protocol):
    """A person's answers: a Family, or answers that are not sent yet."""

    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def relationship(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def postcode(self) -> str: ...
    @property
    def borough(self) -> Borough | None: ...


class AboutChild(Protocol):
    @property
    def nickname(self) -> str: ...
    @property
    def birth_month(self) -> int: ...
    @property
    def birth_year(self) -> int: ...
    @property
    def support_stage(self) -> str: ...
    @property
    def needs_not_said(self) -> bool: ...


@dataclass(frozen=True)
class Row:
    """One question and its answers. `step` is the page that changes it."""

    term: str
    values: list[str]
    step: str


def person_rows(person: AboutPerson) -> list[Row]:
    return [
        Row(_("Your name"), [f"{person.first_name} {person.last_name}"], "about-you"),
        Row(_("Who you are to the child or young person"), [str(Relationship(person.relationship).label)], "about-you"),
        Row(_("Your e-mail address"), [person.email], "email"),
        Row(_("Your postcode"), [person.postcode or _("Left out")], "home"),
        Row(_("Your council"), [person.borough.council if person.borough else _("Somewhere else, or not sure")], "home"),
    ]


def child_rows(child: AboutChild, needs: Iterable[Need]) -> list[Row]:
    named = [_("I would rather not say")] if child.needs_not_said else [need.name for need in needs]
    return [
        Row(_("First name or nickname"), [child.nickname or _("Left out")], "child"),
        Row(_("Born in"), [f"{MONTHS[child.birth_month]} {child.birth_year}"], "child"),
        Row(_("Help now"), [str(SupportStage(child.support_stage).label)], "support"),
        Row(_("Needs"), named or [_("Nothing chosen")], "support"),
    ]
