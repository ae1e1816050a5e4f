"""What could be seen at all is what 8 of 10 invented campaigns show."""

import math

import numpy as np
import pytest

from analytics.counts import InvalidCounts
from analytics.power import detectable, of_window
from analytics.windows import window_before
from tests.analytics.simulation import World, _run
from tests.analytics.windows import before

WEEK = 50 * 7


@pytest.mark.parametrize("spread", [1.0, 4.0])
@pytest.mark.parametrize("side", ["rise", "fall"])
def test_eight_of_ten_campaigns_of_that_size_are_seen(spread, side):
    ratio = getattr(detectable(WEEK, spread, 4, 4), side)
    random = np.random.default_rng(26)
    results = [_run(World(50, spread, ratio), random).this_year.adjusted for _ in range(300)]
    seen = sum(found.low > 1 if side == "rise" else found.high < 1 for found in results) / len(results)
    assert 0.7 <= seen <= 0.92, (ratio, seen)


def test_more_weeks_and_more_visits_show_smaller_changes_and_a_wider_spread_only_greater_ones():
    usual = detectable(WEEK, 2, 4, 4)
    assert detectable(WEEK, 2, 8, 8).rise < detectable(WEEK * 2, 2, 4, 4).rise < usual.rise < detectable(WEEK, 6, 4, 4).rise
    assert 0 < usual.fall < 1 < usual.rise
    assert detectable(WEEK, 0.4, 4, 4) == detectable(WEEK, 1, 4, 4), "no less than chance"


def test_the_size_solves_the_formula_of_the_document():
    found = detectable(210, 2.5, 4, 6)
    needed = 2.306004135 + 0.888889518  # t(0.975, 8), t(0.8, 8)
    for ratio in (found.rise, found.fall):
        assert abs(math.log(ratio)) == pytest.approx(needed * math.sqrt(2.5 * (1 / (210 * 4) + 1 / (210 * 6 * ratio))), rel=1e-6)


def test_where_hardly_anybody_comes_no_fall_could_be_seen():
    assert detectable(1, 1, 2, 2).fall is None
    assert detectable(1, 1, 2, 2).rise > 5


def test_too_little_to_go_by_is_said():
    for wrong in ((WEEK, 1, 1, 4), (WEEK, 1, 4, 1), (0, 1, 4, 4)):
        with pytest.raises(InvalidCounts):
            detectable(*wrong)


def test_of_a_window_its_own_spread_is_used():
    calm, wild = (window_before("before", before(totals)) for totals in ([350] * 4, [140, 560, 140, 560]))
    assert of_window(calm, 4) == detectable(350, 1, 4, 4)
    assert of_window(wild, 4).rise > 2 * of_window(calm, 4).rise
    with pytest.raises(InvalidCounts):
        of_window(window_before("before", before([35])), 4)
