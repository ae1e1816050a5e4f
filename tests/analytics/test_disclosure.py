"""What a curious person can work out of the numbers that we show: never a number that we hide.

The intruder here knows every number shown, how numbers are rounded, which parts make up which whole, and even which hidden numbers are
small; a linear programme, written apart from the code that hides, then narrows each number as far as can be.
"""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from analytics.disclosure import Cell, State, protect, rounded, shown

pytestmark = pytest.mark.same_on_any_server

FEWEST = 3


def whole_of(*counts: int, code: str = "all") -> Cell:
    whole = Cell(code, code, sum(counts))
    whole.cut([Cell(f"{code}-{number}", str(number), count) for number, count in enumerate(counts)])
    return whole


def numbers(whole: Cell, to: int = 5) -> list[int | None] | None:
    protect(whole, to=to)
    (split,) = whole.splits
    return None if split.is_withdrawn else [shown(part, to=to) for part in split.parts]


@pytest.mark.parametrize(("count", "said"), [(5, 5), (7, 5), (8, 10), (12, 10), (13, 15), (797, 795), (798, 800)])
def test_a_number_is_rounded_to_the_nearest_five(count, said):
    assert rounded(count) == said
    assert numbers(whole_of(count, 300))[0] == said


@pytest.mark.parametrize("count", range(5))
def test_from_none_to_four_nobody_can_tell_how_many_there_are(count):
    assert numbers(whole_of(count, 300)) == [None, 300]


def test_numbers_of_which_all_are_at_their_edge_do_not_give_the_small_one_away():
    """18 reads 20, so at least 18; 7 and 7 read 5 and 5, so at most 14: the hidden number would be 4."""
    assert numbers(whole_of(7, 7, 4)) != [5, 5, None]


def test_where_every_part_must_be_hidden_nothing_is_shown():
    assert numbers(whole_of(4, 4)) is None


def test_exact_numbers_hide_the_next_smallest_with_the_only_small_one():
    assert numbers(whole_of(3, 8, 40), to=1) == [None, None, 40]
    assert numbers(whole_of(8, 13), to=1) == [8, 13]


def test_parts_that_do_not_make_up_the_whole_are_a_mistake():
    with pytest.raises(ValueError, match="do not make up"):
        Cell("all", "all", 10).cut([Cell("a", "a", 9)])


def cells(whole: Cell) -> list[Cell]:
    return [whole, *(inner for split in whole.standing() for part in split.parts for inner in cells(part))]


def ranges_by_intruder(whole: Cell, to: int) -> list[tuple[Cell, int, int]]:
    """Each number that hangs together with others, and the lowest and highest it can be."""
    known = cells(whole)
    place = {id(cell): number for number, cell in enumerate(known)}
    lows, highs, rows = np.zeros(len(known)), np.full(len(known), 10_000.0), []
    for number, cell in enumerate(known):
        said = shown(cell, to=to)
        if said is not None:
            possible = [count for count in range(max(5, said - to), said + to + 1) if rounded(count, to) == said]
            lows[number], highs[number] = min(possible), max(possible)
        elif cell.state is State.SMALL:
            highs[number] = 4
        for split in cell.standing():
            row = np.zeros(len(known))
            row[number] = -1
            row[[place[id(part)] for part in split.parts]] = 1
            rows.append(row)
    if not rows:
        return [(cell, int(lows[number]), int(highs[number])) for number, cell in enumerate(known)]
    whole_numbers = {"bounds": Bounds(lows, highs), "constraints": LinearConstraint(np.array(rows), 0, 0), "integrality": np.ones(len(known))}
    found = []
    for number, cell in enumerate(known):
        one = np.zeros(len(known))
        one[number] = 1
        low, high = milp(one, **whole_numbers), milp(-one, **whole_numbers)
        assert low.success and high.success, "the truth itself is possible"
        found.append((cell, round(low.fun), round(-high.fun)))
    return found


COUNTS = st.lists(st.one_of(st.integers(0, 9), st.integers(0, 40)), min_size=1, max_size=5)
EDGES = st.lists(st.sampled_from([0, 4, 5, 7, 8, 12, 13]), min_size=1, max_size=5)


@st.composite
def registers(draw) -> Cell:
    """A whole that is cut by place, each place cut into smaller ones, and cut again in another way. Some places give way to their parts, as months do."""
    places = draw(st.lists(st.one_of(COUNTS, EDGES), min_size=1, max_size=4))
    whole = Cell("all", "all", sum(map(sum, places)))
    whole.cut([whole_of(*counts, code=f"place-{number}") for number, counts in enumerate(places)])
    for place in whole.splits[0].parts:
        place.gives_way = draw(st.booleans())
    ends = sorted(draw(st.lists(st.integers(0, whole.count), max_size=4)))
    whole.cut([Cell(f"way-{number}", "", end - start) for number, (start, end) in enumerate(zip([0, *ends], [*ends, whole.count], strict=True))])
    return whole


@settings(max_examples=120, deadline=None)
@given(registers())
def test_no_hidden_number_can_be_worked_out_from_all_that_is_shown(whole):
    protect(whole)
    for cell, low, high in ranges_by_intruder(whole, 5):
        assert high - low + 1 >= FEWEST, (cell.code, cell.count, cell.state, low, high)
        assert low <= cell.count <= high


@settings(max_examples=60, deadline=None)
@given(registers())
def test_nor_from_numbers_that_are_shown_as_they_are(whole):
    protect(whole, to=1)
    for cell, low, high in ranges_by_intruder(whole, 1):
        assert not cell.is_hidden or high - low + 1 >= FEWEST, (cell.code, cell.count, cell.state, low, high)


def test_a_number_that_gives_way_is_hidden_before_one_of_its_parts():
    """18 in a month, 7 and 7 and 4 in its weeks: with the month shown the 4 could be told. A month of 16 in four small weeks tells nothing of them."""
    telling, quiet = whole_of(7, 7, 4, code="telling"), whole_of(4, 4, 4, 4, code="quiet")
    telling.gives_way = quiet.gives_way = True
    whole = Cell("all", "", 134)
    whole.cut([telling, quiet, Cell("other", "", 100)])
    protect(whole)
    assert (shown(telling), [shown(week) for week in telling.splits[0].parts]) == (None, [5, 5, None])
    assert (shown(quiet), [shown(week) for week in quiet.splits[0].parts]) == (15, [None] * 4)


@pytest.mark.parametrize("seed", range(5))
def test_a_register_of_some_size_shows_nearly_all_of_its_large_numbers(seed):
    """Hiding everything would be safe and of no use. Where every number stands at the edge of its rounding even a large one must go: so nearly all."""
    chance = random.Random(seed)
    whole = whole_of(*(chance.randint(0, 90) for _ in range(20)))
    whole.cut([Cell(f"way-{number}", "", count) for number, count in enumerate([whole.count // 3, whole.count - whole.count // 3])])
    protect(whole)
    large = [cell for cell in cells(whole) if cell.count >= 10]
    assert len(large) > 15
    assert sum(cell.state is State.SHOWN for cell in large) >= 0.9 * len(large)
