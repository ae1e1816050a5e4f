"""As many places, contacts and times as a service has, and new ones: a button asks for one more, and nothing typed is lost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from localoffer.freshness.contacts import CONTACT
from localoffer.freshness.facts import NEW
from localoffer.freshness.places import PLACE
from localoffer.freshness.rows import ContactForm, PlaceForm, RowForm, TimeForm

TIME = "time_"
MOST_NEW = 20
ADD, COUNT = "add", "count"


@dataclass(frozen=True)
class RowSet:
    """`kind` begins the name of each row; `title` is empty where the part's own says it. `count` is how many numbered rows the page has, as the form brings it back."""

    kind: str
    rows: list[Any]
    count: int
    is_full: bool
    title: Any
    add_label: Any

    @property
    def count_name(self) -> str:
        return f"{self.kind}{COUNT}"

    @property
    def next_id(self) -> str:
        """Where the page goes on once another row was asked for."""
        return f"{_numbered(self.kind)}{self.count + 1}"

    @property
    def are_valid(self) -> bool:
        return all(row.is_valid() for row in self.rows)


def place_rows(data: Any, *, seen: Mapping[str, Any], shown: Mapping[str, Any]) -> RowSet:
    return _row_set(PLACE, PlaceForm, data, (seen, shown), (_("Places"), _("Add another place")))


def contact_rows(data: Any, *, seen: Mapping[str, Any], shown: Mapping[str, Any]) -> RowSet:
    return _row_set(CONTACT, ContactForm, data, (seen, shown), (_("Who families can call or write to"), _("Add another contact")))


def time_rows(data: Any, *, seen: Mapping[str, Any], shown: Mapping[str, Any], at: list[tuple[str, str]]) -> RowSet:
    """`at` as in TimeForm. Times have no names but their numbers."""
    known = shown["times"]
    count, is_full = _count(data, TIME, len(known), max(len(known), len(seen["times"])) + MOST_NEW)
    values = [*known, *([None] * count)][:count]
    rows = [TimeForm(data, fact=f"{TIME}{number}", value=value, is_judged=_is_judged(data), at=at) for number, value in enumerate(values, start=1)]
    return RowSet(TIME, _unfolded(rows, data, TIME), count, is_full, "", _("Add another time"))


def _row_set(kind: str, form: type[RowForm], data: Any, facts: tuple[Mapping[str, Any], Mapping[str, Any]], words: tuple[Any, Any]) -> RowSet:
    seen, shown = facts
    new = _numbered(kind)
    names = [name for name in seen if name.startswith(kind) and not name.startswith(new)]
    last = max((int(name.removeprefix(new)) for name in seen if name.startswith(new)), default=0)
    count, is_full = _count(data, kind, last, last + MOST_NEW)
    names += [f"{new}{number}" for number in range(1, count + 1)]
    rows = [form(data, fact=name, value=shown.get(name) or seen.get(name), is_judged=_is_judged(data)) for name in names]
    return RowSet(kind, _unfolded(rows, data, kind), count, is_full, *words)


def _numbered(kind: str) -> str:
    return kind if kind == TIME else f"{kind}{NEW}"


def _count(data: Any, kind: str, known: int, most: int) -> tuple[int, bool]:
    """How many numbered rows there are, and whether there may be no more: one more than is known at first, then as the form says."""
    if not data:
        return known + 1, False
    said = str(data.get(f"{kind}{COUNT}", ""))
    count = int(said) if said.isdecimal() and len(said) < 4 else 0
    count = min(count + (data.get(ADD) == kind), most)
    return count, count == most


def _is_judged(data: Any) -> bool:
    return not (data and data.get(ADD))


def _unfolded(rows: list[Any], data: Any, kind: str) -> list[Any]:
    """The rows, with the one open that was asked for, and the first where there is no other."""
    if rows and (len(rows) == 1 or (data and data.get(ADD) == kind)):
        rows[-1].is_unfolded = True
    return rows
