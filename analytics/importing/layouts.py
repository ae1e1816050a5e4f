"""Files with a row a day, or a row a page and day: which columns they have by name, and what their rows say."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from analytics.importing.dates import Dates
from analytics.importing.readings import Reading, Unreadable
from analytics.importing.tables import Table
from analytics.models.imports import Problem

WHOLE: Final = re.compile(r"\d{1,9}", re.ASCII)
GROUPED: Final = re.compile(r"\d{1,3}(?:([,. '’\u00a0\u202f])\d{3})(?:\1\d{3})?", re.ASCII)
MOST: Final = 999_999_999
NOT_DIGITS: Final = re.compile(r"\D", re.ASCII)

# A page of ours (its id) for an address in the file.
PageOf = Callable[[str], str]


@dataclass(frozen=True)
class Layout:
    """Names of columns, in small letters, the better one first. `sessions` of pages are those that began there, and may be absent."""

    day: tuple[str, ...]
    views: tuple[str, ...]
    sessions: tuple[str, ...]
    page: tuple[str, ...] = ()
    example: str = ""
    nothing_else: bool = False

    def columns(self, header: list[str]) -> "Columns | None":
        """Where the columns are; None when this row is not such a header."""
        names = [name.lower() for name in header]
        day, views, sessions, page = (_first(names, wanted) for wanted in (self.day, self.views, self.sessions, self.page))
        is_complete = day is not None and views is not None and (page is not None if self.page else sessions is not None)
        if not is_complete or (self.nothing_else and len(names) != 3):
            return None
        return Columns(names, day or 0, views or 0, sessions, page)


@dataclass(frozen=True)
class Columns:
    """The header of a file, and where in it each thing is."""

    names: list[str]
    day: int
    views: int
    sessions: int | None
    page: int | None


class Reader:
    """Reads rows of one layout; a format with peculiarities of its own overrides `is_skipped` and `day`."""

    def __init__(self, table: Table, dates: Dates, page_of: PageOf) -> None:
        self.table = table
        self.dates = dates
        self.page_of = page_of
        self.reading = Reading()
        self.seen: dict[dt.date, int] = {}
        self.columns: Columns | None = None

    layout: Layout

    def read(self) -> Reading:
        """Raises Unreadable when no row is a header of this layout."""
        is_known = False
        for cells in self.table:
            self.reading.lines += 1
            columns = self.layout.columns(cells) if cells else None
            if columns:
                self.columns, is_known = columns, True
            elif not cells:
                self.at_empty_line()
            elif self.columns and not self.is_skipped(cells):
                self._take(self.columns, cells)
        if not is_known:
            raise Unreadable(_("The first line must be: %(example)s") % {"example": self.layout.example})
        self.at_end()
        return self.reading

    def is_skipped(self, cells: list[str]) -> bool:
        return False

    def at_empty_line(self) -> None:
        """An empty line says nothing."""

    def at_end(self) -> None:
        """Nothing is left to be said."""

    def day(self, columns: Columns, cells: list[str]) -> dt.date:
        """Raises ValueError with a sentence."""
        return self.dates.read(cells[columns.day], self.table.line)

    def _take(self, columns: Columns, cells: list[str]) -> None:
        try:
            if len(cells) != len(columns.names):
                raise ValueError(_("There must be %(wanted)s columns, not %(number)s.") % {"wanted": len(columns.names), "number": len(cells)})
            day = self.day(columns, cells)
            views = self._number(columns, columns.views, cells)
            sessions = self._sessions(columns, cells)
            if sessions > views and (self.layout.page or self.layout.nothing_else):
                raise ValueError(_("There are more sessions than views. Are the columns in the right order?"))
            self._add(columns, cells, day, (views, sessions))
        except ValueError as problem:
            self.reading.note(Problem(self.table.line, str(problem)))

    def _add(self, columns: Columns, cells: list[str], day: dt.date, counts: tuple[int, int]) -> None:
        if columns.page is not None and self.layout.page:
            key = (day, self.page_of(cells[columns.page]))
            views, sessions = self.reading.pages.get(key, (0, 0))
            if views + counts[0] > MOST:
                raise ValueError(_("With this line the page has more views in a day than there are people."))
            self.reading.pages[key] = (views + counts[0], sessions + counts[1])
            return
        if day in self.seen:
            raise ValueError(_("%(day)s is in line %(line)s already.") % {"day": day, "line": self.seen[day]})
        self.seen[day] = self.table.line
        self.reading.rows.append((self.table.line, day, *counts))

    def _sessions(self, columns: Columns, cells: list[str]) -> int:
        """A page at which no session began has an empty cell."""
        if columns.sessions is None or (self.layout.page and not cells[columns.sessions]):
            return 0
        return self._number(columns, columns.sessions, cells)

    def _number(self, columns: Columns, place: int, cells: list[str]) -> int:
        return number(cells[place], columns.names[place], self.table.separator)


def number(text: str, name: str, separator: str) -> int:
    """A whole number, with or without thousands. 1.234 is a thousand only in files with semicolons, where a comma is a decimal point. Raises ValueError."""
    if WHOLE.fullmatch(text):
        return int(text)
    grouped = GROUPED.fullmatch(text)
    if grouped and (grouped[1] != "." or separator == ";"):
        return int(NOT_DIGITS.sub("", text))
    raise ValueError(_("“%(text)s” is not a whole number (%(name)s).") % {"text": text[:40], "name": name})


def _first(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)
