"""Does a 95% interval hold the truth about 95 times in 100? The same seed, so the same answer."""

import pytest

from tests.analytics.simulation import World, coverage

pytestmark = pytest.mark.same_on_any_server

RUNS = 400
SEED = 2026
WEEKLY_PATTERN = World(a_day=50, spread=1, true_ratio=1.5)
OVERDISPERSED = World(a_day=50, spread=4, true_ratio=1.5)
NO_EFFECT = World(a_day=50, spread=8, true_ratio=1)
SEASON = World(a_day=50, spread=6, true_ratio=1.2, season=1.3)


@pytest.mark.parametrize("world", [WEEKLY_PATTERN, OVERDISPERSED, NO_EFFECT, SEASON], ids=str)
def test_the_interval_holds_the_truth_as_often_as_it_says(world):
    found = coverage(world, RUNS, SEED)

    assert 0.90 <= found.adjusted <= 1
    assert 0.90 <= found.season_checked <= 1


@pytest.mark.parametrize("world", [OVERDISPERSED, NO_EFFECT, SEASON], ids=str)
def test_a_naive_poisson_interval_holds_it_far_less_often(world):
    found = coverage(world, RUNS, SEED)

    assert found.naive < 0.75 < found.adjusted


def test_a_season_is_not_taken_for_an_effect():
    season_only = World(a_day=50, spread=2, true_ratio=1, season=1.3)

    found = coverage(season_only, RUNS, SEED)

    assert found.false_alarms > 0.5
    assert 1 - found.season_checked < 0.1
