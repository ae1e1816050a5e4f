"""What a family told us, as rows to read: before it is sent, on the family's own page, and for an officer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from home.models import Borough
from localoffer.models import Need
from register.models import CHOICES, Choice, Consent, Family, Relationship, SupportStage, WordingVersion


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


Link = Callable[[str], str]


@dataclass(frozen=True)
class Row:
    """One question and its answers; `href` is where to change them, empty for who may not."""

    term: str
    values: list[str]
    href: str


@dataclass(frozen=True)
class Standing:
    """How one choice stands with a family, in the words of today, and how it came to be (newest first)."""

    choice: Choice
    version: WordingVersion
    history: list[Consent]

    @property
    def is_given(self) -> bool:
        return bool(self.history) and self.history[0].is_given


def person_rows(person: AboutPerson, link: Link) -> list[Row]:
    """`link` gives the address that changes the answers of a question; so in `child_rows`."""
    return [
        Row(_("Name"), [f"{person.first_name} {person.last_name}"], link("about-you")),
        Row(_("Relationship to the child or young person"), [str(Relationship(person.relationship).label)], link("about-you")),
        Row(_("E-mail address"), [person.email], link("email")),
        Row(_("Postcode"), [person.postcode or _("Left out")], link("home")),
        Row(_("Council"), [person.borough.council if person.borough else _("Somewhere else, or not sure")], link("home")),
    ]


def child_rows(child: AboutChild, needs: Iterable[Need], link: Link) -> list[Row]:
    named = [_("I would rather not say")] if child.needs_not_said else [need.name for need in needs]
    return [
        Row(_("First name or nickname"), [child.nickname or _("Left out")], link("child")),
        Row(_("Born in"), [f"{MONTHS[child.birth_month]} {child.birth_year}"], link("child")),
        Row(_("Help now"), [str(SupportStage(child.support_stage).label)], link("support")),
        Row(_("Needs"), named or [_("Nothing chosen")], link("support")),
    ]


def no_link(step: str) -> str:
    """For who may read and not change."""
    return ""


def standings(family: Family) -> list[Standing]:
    """Every choice there is, given or not."""
    versions = {version.wording.key: version for version in WordingVersion.objects.current([choice.key for choice in CHOICES])}
    history = list(family.consents.newest_first())
    return [Standing(choice, versions[choice.key], [row for row in history if (row.purpose, row.channel) == (choice.purpose, choice.channel)]) for choice in CHOICES]
