"""Did a number change, or could it be chance? The formulas against published examples, and where "too small to tell" begins."""

import pytest

from analytics.counts import InvalidCounts
from analytics.indicators.change import Change, change, extent, unlike
from analytics.intervals import exact_count, share_difference
from analytics.models.indicators import Figure

pytestmark = pytest.mark.same_on_any_server


def share(number, of):
    return Figure(number, of, None)


def count(number):
    return Figure(number, None, None)


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [((56, 70), (48, 80), 0.0524, 0.3339), ((9, 10), (3, 10), 0.1705, 0.8090), ((10, 10), (0, 20), 0.6791, 1.0), ((5, 56), (0, 29), -0.0381, 0.1926)],
)
def test_the_difference_of_two_shares_is_as_newcombe_printed_it(after, before, low, high):
    """Statistics in Medicine 17 (1998), table II, method 10."""
    found = share_difference(*before, *after)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(("number", "low", "high"), [(0, 0, 3.689), (1, 0.025, 5.572), (10, 4.795, 18.390), (100, 81.364, 121.627)])
def test_the_range_of_a_count_is_the_exact_one_of_poisson_tables(number, low, high):
    found = exact_count(number)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.001), pytest.approx(high, abs=0.001))


def test_a_negative_count_is_refused():
    with pytest.raises(InvalidCounts):
        exact_count(-1)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (share(96, 212), share(149, 240), Change.ROSE),
        (share(149, 240), share(96, 212), Change.FELL),
        (share(71, 118), share(80, 126), Change.CHANCE),
        (share(8, 21), share(12, 24), Change.TOO_SMALL),
        (share(0, 9), share(9, 9), Change.TOO_SMALL),
        (share(0, 10), share(10, 10), Change.ROSE),
        (count(60), count(100), Change.ROSE),
        (count(100), count(60), Change.FELL),
        (count(60), count(70), Change.CHANCE),
        (count(9), count(14), Change.TOO_SMALL),
        (count(0), count(0), Change.TOO_SMALL),
        (count(0), count(3), Change.TOO_SMALL),
        (count(0), count(20), Change.ROSE),
        (count(20), count(0), Change.FELL),
        (Figure(None, None, 3), Figure(None, None, 9), Change.NO_RANGE),
    ],
)
def test_a_change_is_only_called_one_when_chance_would_hardly_do_it(before, after, verdict):
    assert change(before, after) is verdict


@pytest.mark.parametrize(
    ("figure", "verdict"), [((8, 21), Change.TOO_SMALL), ((70, 200), Change.CHANCE), ((160, 200), Change.ROSE), ((20, 200), Change.FELL), ((9, 9), Change.TOO_SMALL)]
)
def test_a_share_is_held_against_a_known_one(figure, verdict):
    assert unlike(share(*figure), 0.35) is verdict


def test_a_plain_number_has_no_range():
    assert extent(Figure(None, None, 7)).low is None
