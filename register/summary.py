"""What a family told us, as rows to read: before it is sent, on the family's own page, and for an officer."""

import datetime as dt
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts import phones, texts
from localoffer.models import Need, Topic
from register.answers import ChildAnswers, Person
from register.forms.question import Answers
from register.in_force import in_force
from register.models import CHOICES, Child, Choice, Consent, Family, Format, Lack, Reach, Relationship, Setting, SupportStage, TakingPart, WordingVersion, choices_for
from register.questions import number_of

# Who has joined, or answers that are not sent yet.
AboutPerson = Family | Person
AboutChild = Child | ChildAnswers
Link = Callable[[str], str]


@dataclass(frozen=True)
class Row:
    """One question and its answers; `href` is where to change them, empty for who may not."""

    term: str
    values: list[str]
    href: str


@dataclass(frozen=True)
class Section:
    """Rows about one person. `about`: whose they are, beside each "change", where the page has several of the kind."""

    title: str
    rows: list[Row]
    about: str = ""


@dataclass(frozen=True)
class ToldOf:
    """A child on the way through the form. `open_step`: the first question about it without an answer; empty when all have one."""

    number: int
    nickname: str
    born: str
    open_step: str


@dataclass(frozen=True)
class Standing:
    """How one choice stands with a family, in the words of today, and how it came to be (newest first). `lacks`: what it waits for, once given."""

    choice: Choice
    version: WordingVersion
    history: list[Consent]
    lacks: Lack

    @property
    def is_given(self) -> bool:
        return bool(self.history) and self.history[0].is_given

    @property
    def told(self) -> str:
        """How it stands, in words: who never said yes has taken nothing back."""
        if not self.history:
            return _("never ticked")
        return (_("yes, since %s") if self.is_given else _("taken back on %s")) % when(timezone.localdate(self.history[0].at))


def person_rows(person: AboutPerson, link: Link, left_out: Collection[str] = ()) -> list[Row]:
    """`link` gives the address that changes the answers of a question; rows of questions that are `left_out` are not there. So in `child_rows`."""
    rows = [
        Row(_("Name"), [f"{person.first_name} {person.last_name}"], link("about-you")),
        Row(_who(is_own=person.is_young_person), [str(Relationship(person.relationship).label)], link("about-you")),
        Row(_("E-mail address"), [person.email or _("None")], link("contact")),
        Row(_("Phone"), [phones.as_written(person.phone) if person.phone else _("Left out")], link("contact")),
        Row(_("Postcode"), [person.postcode or _("Left out")], link("home")),
        Row(_("Council"), [person.borough.council if person.borough else _("Somewhere else, or not sure")], link("home")),
    ]
    if "reaching-you" not in left_out:
        rows += _reaching_rows(person, link("reaching-you"))
    if "interests" not in left_out:
        rows += _interest_rows(person, link("interests"))
    return rows + ([Row(_("Postal address"), person.address.split("\n"), link("address"))] if person.address else [])


def _who(*, is_own: bool) -> str:
    return _("Who joins") if is_own else _("Relationship to the child or young person")


def own_rows(family: Family, link: Link, left_out: Collection[str] = ()) -> list[Row]:
    """`person_rows` for the family itself: an address can be added, and a number says if it has answered."""
    rows = person_rows(family, link, left_out)
    if family.can_be_texted and not family.phone_confirmed_at and texts.are_on():
        next(row for row in rows if row.term == _("Phone")).values.append(_("Not confirmed yet: we send no texts there"))
    if not family.address:
        rows.append(Row(_("Postal address"), [_("None")], link("address")))
    return rows


def _reaching_rows(person: AboutPerson, href: str) -> list[Row]:
    language = person.language.name if person.language else person.other_language or _("English")
    return [
        Row(_("Likes to hear from us by"), [str(Reach(person.reach).label) if person.reach else _("No favourite")], href),
        Row(_("Language"), [language, *([_("With an interpreter")] if person.needs_interpreter else [])], href),
        Row(_("How we write"), [str(Format(person.reading_format).label)], href),
    ]


def _interest_rows(person: AboutPerson, href: str) -> list[Row]:
    topics = [topic.name for topic in _all_of(person.topics)]
    taking_part = [str(TakingPart(each).label) for each in person.taking_part if each in TakingPart.values]
    nothing = [_("Nothing chosen")]
    return [Row(_("Would like to hear about"), topics or nothing, href), Row(_("Would like to take part in"), taking_part or nothing, href)]


def _all_of(topics: Any) -> Iterable[Topic]:
    """Of a family the rows, of answers that are not sent yet a list."""
    return topics.all() if hasattr(topics, "all") else topics


def child_rows(child: AboutChild, needs: Iterable[Need], link: Link, left_out: Collection[str] = (), *, is_own: bool = False) -> list[Row]:
    """`is_own`: a young person tells of themselves, and is asked for no nickname."""
    named = [_("I would rather not say")] if child.needs_not_said else [need.name for need in needs]
    rows = [] if is_own else [Row(_("First name or nickname"), [child.nickname or _("Left out")], link("child"))]
    rows.append(Row(_("Born in"), [born_in(child.birth_month, child.birth_year)], link("child")))
    if "setting" not in left_out:
        setting = str(Setting(child.setting).label) if child.setting else _("Left out")
        rows.append(Row(_("Goes to"), [setting, *([child.setting_name] if child.setting_name else [])], link("setting")))
    return [*rows, Row(_("Help now"), [str(SupportStage(child.support_stage).label)], link("support")), Row(_("Needs"), named or [_("Nothing chosen")], link("support"))]


def when(moment: dt.date) -> str:
    """A day in words or, of a moment, its day and its time here."""
    return date_format(timezone.localtime(moment), "j F Y, H:i") if isinstance(moment, dt.datetime) else date_format(moment, "j F Y")


def born_in(month: int, year: int) -> str:
    return f"{MONTHS[month]} {year}"


def child_named(child: Child) -> str:
    """Which child, for a family that may have told of two with one name, or of some without any."""
    born = born_in(child.birth_month, child.birth_year)
    return _("%(name)s, born in %(month)s") % {"name": child.nickname, "month": born} if child.nickname else _("Your child, born in %(month)s") % {"month": born}


def children_told(numbers: Iterable[int], answers: Answers, steps: list[str]) -> list[ToldOf]:
    """Each child on the way through the form, with what is still open about it."""
    told = []
    for number in numbers:
        said = answers.get(f"child-{number}", {})
        unanswered = next((step for step in steps if number_of(step) == number and step not in answers), "")
        told.append(ToldOf(number, said.get("nickname", ""), born_in(said["birth_month"], said["birth_year"]) if said else "", unanswered))
    return told


def no_link(step: str) -> str:
    """For who may read and not change."""
    return ""


def standings(family: Family) -> list[Standing]:
    """Every choice there is for this family, given or not; one that was given stays there even without the address that it needs."""
    history = list(family.consents.newest_first())
    said = {(row.purpose, row.channel) for row in history}
    offered = choices_for(has_email=bool(family.email), can_be_texted=True)
    choices = [choice for choice in CHOICES if choice in offered or (choice.purpose, choice.channel) in said]
    versions = in_force()
    rows = {choice: [row for row in history if (row.purpose, row.channel) == (choice.purpose, choice.channel)] for choice in choices}
    return [Standing(choice, versions[choice.key], rows[choice], family.lacks_for(choice)) for choice in choices]
