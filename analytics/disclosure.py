"""Counts of people that may be shown: small ones hidden, and enough beside them that no hidden one can be worked out.

Numbers hang together: parts make up a whole, and a whole may be cut in several ways (by borough, by week). Who knows everything that is shown and
how it was made can narrow each number to a range. A number is protected when its range holds at least `FEWEST_VALUES` values: in the literature a
sliding protection level of FEWEST_VALUES - 1 (Fischetti and Salazar, 2001; Hundepool and others, "Statistical Disclosure Control", 2012, chapter 4).
Why so, and what it costs: docs/decisions/register-totals.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

LEAST: Final = 5
ROUNDED_TO: Final = 5
FEWEST_VALUES: Final = 3
NO_END: Final = 10**12


class State(Enum):
    """SMALL is under LEAST; KEPT is not, but would give another number away. Both read "hidden". UNSEEN is not on the page at all.

    EXCESS is how far parts that overlap go beyond their whole, as a number below 0: a child with two needs counts under each.
    """

    SHOWN = "shown"
    SMALL = "small"
    KEPT = "kept"
    UNSEEN = "unseen"
    EXCESS = "excess"


@dataclass
class Split:
    """One way to cut a whole. `is_withdrawn`: none of its parts may be shown."""

    parts: list["Cell"]
    is_withdrawn: bool = False


@dataclass
class Cell:
    """One count of a tree of wholes and parts. `low` and `high` are what can be worked out of it.

    One that `gives_way` only gathers its parts, as a month its weeks: it is shown where it gives none of them away.
    """

    code: str
    name: str
    count: int
    splits: list[Split] = field(default_factory=list)
    state: State = State.SHOWN
    gives_way: bool = False
    low: int = 0
    high: int = NO_END

    def cut(self, parts: list["Cell"]) -> Split:
        """Say that these parts make up this whole, and all of it. Raises ValueError when they do not."""
        if sum(part.count for part in parts) != self.count:
            raise ValueError(f"The parts of {self.code} do not make up the whole.")
        self.splits.append(Split(parts))
        return self.splits[-1]

    @property
    def is_hidden(self) -> bool:
        return self.state in {State.SMALL, State.KEPT}

    def standing(self) -> list[Split]:
        return [split for split in self.splits if not split.is_withdrawn]


def rounded(count: int, to: int = ROUNDED_TO) -> int:
    """To the nearest multiple."""
    return (count + to // 2) // to * to


def protect(whole: Cell, *, to: int = ROUNDED_TO) -> None:
    """Decide what of the tree is shown (each shown count `rounded` to a multiple of `to`; 1: as it is).

    Rounded, shown numbers must keep their range too: the difference of the same number on two days would otherwise be a small count.
    Those that give way come last, each after its parts and in their order: what was shown before they came is shown with them too.
    """
    for cell in _cells(whole):
        if cell.state not in {State.UNSEEN, State.EXCESS}:
            cell.state = State.SMALL if cell.count < LEAST else State.KEPT if cell.gives_way else State.SHOWN
    while split := _telling(whole, to):
        _hide_more(split)
    for cell in _giving_way(whole):
        cell.state = State.SHOWN
        if _telling(whole, to):
            cell.state = State.KEPT


def shown(cell: Cell, *, to: int = ROUNDED_TO) -> int | None:
    """The number for the page; None when it is hidden."""
    return rounded(cell.count, to) if cell.state is State.SHOWN else None


def _cells(cell: Cell) -> Iterator[Cell]:
    yield cell
    for split in cell.standing():
        for part in split.parts:
            yield from _cells(part)


def _giving_way(cell: Cell) -> Iterator[Cell]:
    """Parts before their wholes."""
    for split in cell.standing():
        for part in split.parts:
            yield from _giving_way(part)
    if cell.gives_way and cell.state is State.KEPT:
        yield cell


def _gathered(split: Split) -> Iterator[Cell]:
    """Its parts, and of a part that gives way the parts that it gathers."""
    for part in split.parts:
        if part.gives_way:
            for inner in part.standing():
                yield from _gathered(inner)
        else:
            yield part


def _at_first(cell: Cell, to: int) -> tuple[int, int]:
    """What is known of a count by itself."""
    if cell.state is State.SHOWN:
        middle = rounded(cell.count, to)
        return max(LEAST, middle - to // 2), middle + (to - 1) // 2
    return {State.SMALL: (0, LEAST - 1), State.KEPT: (LEAST, NO_END), State.UNSEEN: (0, NO_END), State.EXCESS: (-NO_END, 0)}[cell.state]


def _telling(whole: Cell, to: int) -> Split | None:
    """The first split that gives a number away; None when every number is protected.

    Wholes and parts form a tree, so going up once and down once finds each range exactly.
    """
    _go_up(whole, to)
    return _go_down(whole, None, to)


def _go_up(cell: Cell, to: int) -> None:
    cell.low, cell.high = _at_first(cell, to)
    for split in cell.standing():
        for part in split.parts:
            _go_up(part, to)
        cell.low, cell.high = max(cell.low, sum(part.low for part in split.parts)), min(cell.high, sum(part.high for part in split.parts))


def _go_down(cell: Cell, of: Split | None, to: int) -> Split | None:
    if _is_exposed(cell, to):
        return _narrowest(cell, of, to)
    for split in cell.standing():
        low, high = sum(part.low for part in split.parts), sum(part.high for part in split.parts)
        for part in split.parts:
            part.low, part.high = max(part.low, cell.low - (high - part.high)), min(part.high, cell.high - (low - part.low))
        for part in split.parts:
            if found := _go_down(part, split, to):
                return found
    return None


def _is_exposed(cell: Cell, to: int) -> bool:
    must_be_wide = cell.is_hidden or (cell.state is State.SHOWN and to > 1)
    return must_be_wide and cell.high - cell.low + 1 < FEWEST_VALUES


def _narrowest(cell: Cell, of: Split | None, to: int) -> Split:
    """The split that gives most away of a cell: one of its own, or the one it is a part of."""
    own = min(cell.standing(), key=lambda split: _reach(cell, split, to), default=None)
    if own is not None and (of is None or _reach(cell, own, to) < FEWEST_VALUES - 1):
        return own
    if of is None:
        raise ValueError(f"{cell.code} stands alone and can't be given away.")
    return of


def _reach(cell: Cell, split: Split, to: int) -> int:
    """How far apart the lowest and the highest are that the parts of one split leave to their whole."""
    low, high = _at_first(cell, to)
    return min(high, sum(part.high for part in split.parts)) - max(low, sum(part.low for part in split.parts))


def _hide_more(split: Split) -> None:
    """Hide the smallest number of the split that is still shown, with the parts that would add up to it; or give the whole split up."""
    still = [part for part in _gathered(split) if part.state is State.SHOWN]
    if still:
        kept = min(still, key=lambda part: part.count)
        kept.state = State.KEPT
        for own in kept.splits:
            own.is_withdrawn = True
    else:
        split.is_withdrawn = True
