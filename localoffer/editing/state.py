"""What a file says of how its cells were when it was taken away."""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Self

from localoffer.editing.cells import Cells
from localoffer.editing.columns import COLUMNS, NUMBERED, Column, Numbered

LETTERS = 4
BETWEEN_GROUPS = "|"
_GROUPS = [group.of for group in NUMBERED]
_PLACES = {column: place for place, column in enumerate(COLUMNS)}


def mark(text: str) -> str:
    return b64encode(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=3).digest(), altchars=b"_.").decode()


@dataclass(frozen=True)
class State:
    """A few letters for each cell that a service had when the file was made, by which the file tells which cells were changed since.

    First those of the columns that every file has, then those of each numbered kind, as many as the service had rows of it.
    """

    parts: tuple[str, ...] = ()

    @classmethod
    def made(cls, cells: Cells) -> Self:
        return cls(("".join(mark(cells.get(column.heading, "")) for column in COLUMNS), *("".join(_marks(cells, group)) for group in NUMBERED)))

    @classmethod
    def read(cls, written: str) -> Self:
        """Nothing is known when the file says nothing about it. Raises ValueError for anything that `written` never was."""
        parts = tuple(written.split(BETWEEN_GROUPS)) if written else ()
        lengths = [LETTERS * len(COLUMNS), *(LETTERS * len(group.parts) for group in NUMBERED)]
        if parts and (len(parts) != len(lengths) or len(parts[0]) != lengths[0] or any(len(part) % length for part, length in zip(parts, lengths, strict=True))):
            raise ValueError(written)
        return cls(parts)

    @property
    def written(self) -> str:
        return BETWEEN_GROUPS.join(self.parts)

    @property
    def is_known(self) -> bool:
        return bool(self.parts)

    def of(self, rows: str) -> str:
        """The letters of all rows of one numbered kind."""
        return self.parts[1 + _GROUPS.index(rows)]

    def mark_of(self, column: Column) -> str | None:
        """The letters of a cell; those of an empty one for a row that the service did not have; None when nothing is known."""
        if not self.parts:
            return None
        group = NUMBERED[_GROUPS.index(column.of)] if column.number else None
        part, place = (self.of(column.of), group.columns(column.number).index(column) + (column.number - 1) * len(group.parts)) if group else (self.parts[0], _PLACES[column])
        return part[LETTERS * place : LETTERS * (place + 1)] or mark("")


def _marks(cells: Cells, group: Numbered) -> Iterator[str]:
    for number in count(1):
        columns = group.columns(number)
        if columns[0].heading not in cells:
            return
        yield from (mark(cells[column.heading]) for column in columns)
