"""The columns of the editors' file of services. Headings are part of the file's form, and are never translated."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from localoffer.models import AccessFact, Service

KEY, STATE, WHY, ROW = "Key", "State when taken away", "Why it is not taken", "Row in the file"
MOST_NUMBERED = 20
ONLY_TO_READ = "only to read"


class Unreadable(ValueError):
    """The cell says nothing that its column can hold; the message says why, to an editor."""


@dataclass(frozen=True)
class Column:
    """A heading, the field it is for, and how that is written: words, number, yes-no, day, choice, list, provider, phone, money, time,
    access.

    `of` are the rows of the service whose field it is, empty for the service's own; `number` says which of them, 0 where there is one at most.
    """

    heading: str
    field: str
    kind: str = "words"
    of: str = ""
    number: int = 0

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """Codes and labels."""
        model: Any = Service._meta.get_field(self.of).related_model if self.of else Service
        return model._meta.get_field(self.field).flatchoices


@dataclass(frozen=True)
class Numbered:
    """Rows of a service that stand side by side: “Contact 1 phone”, “Contact 2 phone”. `parts` are the heading's last words, the field and its kind."""

    of: str
    word: str
    parts: tuple[tuple[str, str, str], ...]
    at_least: int

    def columns(self, number: int) -> tuple[Column, ...]:
        return _columns(self, number)

    def row_heading(self, number: int) -> str:
        return f"{self.word} {number}"


@lru_cache(maxsize=1_000)
def _columns(group: Numbered, number: int) -> tuple[Column, ...]:
    return tuple(Column(f"{group.word} {number} {last}".strip(), field, kind, group.of, number) for last, field, kind in group.parts)


NUMBERED = (
    Numbered("cost_options", "Cost", (("amount", "amount", "money"), ("for what", "description", "words")), 2),
    Numbered("contacts", "Contact", (("name", "name", "words"), ("phone", "phone", "phone"), ("e-mail", "email", "words")), 2),
    Numbered(
        "at_locations",
        "Place",
        (("name", "name", "words"), ("address", "address", "words"), ("town", "town", "words"), ("postcode", "postcode", "postcode"), ("note", "note", "words")),
        2,
    ),
    Numbered("schedules", "Time", (("", "time", "time"),), 3),
)
# The fields of a place itself; its note is of the service there.
PLACE_FIELDS = ("name", "address", "town", "postcode")

FIRST = (
    Column("Name", "name"),
    Column("Provider", "provider", "provider"),
    Column("Status", "status", "choice"),
    Column("Shown to families", "is_published", "yes-no"),
    Column("Summary", "summary"),
    Column("Description", "description"),
    Column("Kind of help", "categories", "list"),
    Column("Needs", "needs", "list"),
    Column("Boroughs", "boroughs", "list"),
    Column("Which part", "areas_served"),
    Column("Languages", "languages", "list"),
    Column("From age", "min_age", "number"),
    Column("To age", "max_age", "number"),
    Column("In person", "is_in_person", "yes-no"),
    Column("Online", "is_online", "yes-no"),
    Column("By phone", "is_by_phone", "yes-no"),
    Column("At home", "is_at_home", "yes-no"),
    Column("Who can get it", "criteria"),
    Column("How to get it", "route", "choice"),
    Column("How to get it, step by step", "route_details"),
    Column("What happens next", "what_next"),
    Column("Typical wait", "typical_wait"),
    Column("Who told us the wait", "wait_told_by"),
    Column("When they told us", "wait_told_on", "day"),
    Column("Website", "website"),
    Column("E-mail", "email"),
    Column("Families' words", "keywords"),
)
ACCESS_WORDS = {
    "step-free": "Step-free entrance",
    "wheelchair": "Wheelchair accessible throughout",
    "toilet": "Accessible toilet",
    "changing-places": "Changing Places toilet",
    "hoist": "Hoist",
    "hearing-loop": "Hearing loop",
    "bsl": "British Sign Language",
    "quiet-space": "Quiet space",
    "quiet-times": "Quiet times",
    "sensory": "Sensory friendly",
    "one-to-one": "One-to-one support",
    "personal-care": "Help with personal care",
    "trained-staff": "Staff trained in SEND",
    "parking": "Disabled parking",
    "transport": "Public transport near",
}
ACCESS = tuple(Column(f"Access: {ACCESS_WORDS[kind]}", kind, "access", "access_facts") for kind in AccessFact.Kind.values)
SETTING = (
    Column("Kind of setting", "kind", "choice", "setting_facts"),
    Column("Who runs the setting", "funding", "choice", "setting_facts"),
    Column("URN", "urn", "words", "setting_facts"),
    Column("SEND unit", "has_unit", "choice", "setting_facts"),
    Column("Whom the unit is for", "unit_for", "words", "setting_facts"),
    Column("SENCO, or team to ask", "senco", "words", "setting_facts"),
    Column("SEN information report", "report_url", "words", "setting_facts"),
    Column("Accessibility plan", "accessibility_plan_url", "words", "setting_facts"),
    Column("How to get a place", "admissions_url", "words", "setting_facts"),
)
LAST = (
    *ACCESS,
    *SETTING,
    Column("Who keeps it right", "owner_team"),
    Column("Their mailbox", "owner_email"),
    Column("Last checked", "checked_on", "day"),
    Column("Checked by", "checked_by"),
    Column("Check again by", "verify_by", "day"),
    Column("Only in the form (only to read)", "only in the form", ONLY_TO_READ),
)
COLUMNS = (*FIRST, *LAST)
_BY_HEADING = {column.heading.casefold(): column for column in COLUMNS}
_BY_WORD = {group.word.casefold(): group for group in NUMBERED}
_NUMBERED_HEADING = re.compile(rf"({'|'.join(_BY_WORD)}) ([1-9]\d?)\b.*", re.ASCII)


def layout(widths: Mapping[str, int]) -> list[Column]:
    """The columns of a file, with so many of each numbered kind as `widths` says by the name of the rows."""
    return [*FIRST, *(column for group in NUMBERED for number in range(1, widths[group.of] + 1) for column in group.columns(number)), *LAST]


def find(headings: Iterable[str]) -> dict[Column, int]:
    """Which of the headings is which column; the first where one stands twice."""
    found: dict[Column, int] = {}
    for place, heading in enumerate(headings):
        if column := named(heading):
            found.setdefault(column, place)
    return found


@lru_cache(maxsize=2_000)
def named(heading: str) -> Column | None:
    """The column of that heading, whatever its capitals; None for one that is not ours."""
    words = " ".join(heading.casefold().split())
    numbered = _NUMBERED_HEADING.fullmatch(words)
    if not numbered:
        return _BY_HEADING.get(words)
    candidates = _BY_WORD[numbered[1]].columns(int(numbered[2]))
    return next((column for column in candidates if column.heading.casefold() == words), None)


def numbers(of: str, headings: Iterable[str]) -> Iterator[int]:
    """The numbers of those rows that the headings name."""
    return (column.number for heading in headings if (column := named(heading)) and column.of == of)
