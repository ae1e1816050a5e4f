"""What a file of services would change, as an editor sees it before anything is changed."""

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from localoffer.editing.columns import Column
from localoffer.models import Service

MOST_AT_ONCE = 1_000  # about half a minute's work


@dataclass(frozen=True)
class Change:
    """One cell: what stands there now, and what the file says."""

    column: Column
    old: str
    new: str
    value: Any


@dataclass(frozen=True)
class Problem:
    """Why a cell, or with no heading the row, can't be taken."""

    heading: str
    words: str

    def __str__(self) -> str:
        return f"{self.heading}: {self.words}" if self.heading else self.words


@dataclass
class Row:
    """What a row of the file would do. `line` is where it stands in the file, the headings being 1.

    `number` is the same, or where the row stood in the file that it was first sent in, when it says so.
    """

    line: int
    number: int
    cells: list[str]
    name: str = ""
    service: Service | None = None
    is_new: bool = False
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)

    @property
    def outcome(self) -> str:
        if self.problems:
            return "refused"
        if self.is_new:
            return "new"
        return "changed" if self.changes else "unchanged"

    @property
    def reasons(self) -> list[str]:
        """Why the row, or some of its cells, are not taken."""
        clash = _("changed here since the file was made: it says “%(old)s” now, the file says “%(new)s”")
        return [*map(str, self.problems), *(f"{cell.column.heading}: {clash % {'old': cell.old[:80], 'new': cell.new[:80]}}" for cell in self.conflicts)]


@dataclass(frozen=True)
class Plan:
    headings: list[str]
    rows: list[Row]
    not_understood: list[str]

    @property
    def counts(self) -> Counter[str]:
        """How many rows there are of each outcome."""
        return Counter(row.outcome for row in self.rows)

    @property
    def to_do(self) -> list[Row]:
        return [row for row in self.rows if row.outcome in {"new", "changed"}]

    @property
    def is_too_much(self) -> bool:
        return len(self.to_do) > MOST_AT_ONCE

    @property
    def left_out(self) -> list[Row]:
        """Rows that are not taken, and rows with a cell that is not."""
        return [row for row in self.rows if row.reasons]

    @property
    def moves_places(self) -> bool:
        return any(change.column.of == "at_locations" for row in self.to_do for change in row.changes)

    @property
    def fingerprint(self) -> str:
        """Another one as soon as something else would be changed: what an editor confirms is what is done."""
        told = [(row.line, row.outcome, [(change.column.heading, change.old, change.new) for change in row.changes]) for row in self.to_do]
        return hashlib.blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
