"""Invented months of visits whose true change is known, to see how often an interval holds it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.evaluation import (
    Adjusted,
    Comparison,
    DayCount,
    RateRatio,
    SeasonChecked,
    compare,
)

MONDAY = dt.date(2026, 4, 6)
WEEKDAYS = np.array([1.4, 1.3, 1.2, 1.1, 1.0, 0.5, 0.5])
DAYS = 28


@dataclass(frozen=True)
class World:
    """How visits come: `spread` is the variance of a day over that of a Poisson law."""

    a_day: float
    spread: float
    true_ratio: float
    season: float = 1.0


@dataclass(frozen=True)
class Coverage:
    """How often (0 to 1) an interval held the true change, of the same runs.

    `false_alarms`: how often this year alone gave a range that leaves out the campaign's own effect.
    """

    adjusted: float
    naive: float
    season_checked: float
    false_alarms: float


def coverage(world: World, runs: int, seed: int) -> Coverage:
    random = np.random.default_rng(seed)
    results = [_run(world, random) for _ in range(runs)]
    truth = world.true_ratio * world.season

    def share(holds: Callable[[Comparison], bool]) -> float:
        return sum(holds(result) for result in results) / runs

    return Coverage(
        adjusted=share(lambda it: _holds(it.this_year.adjusted, truth)),
        naive=share(lambda it: _holds(it.this_year.exact_poisson, truth)),
        season_checked=share(lambda it: _holds(it.ratio_of_ratios, world.true_ratio)),
        false_alarms=share(lambda it: not _holds(it.this_year.adjusted, world.true_ratio)),
    )


def _run(world: World, random: np.random.Generator) -> Comparison:
    last_year = MONDAY - dt.timedelta(days=364)
    month = dt.timedelta(days=DAYS)
    return compare(
        _days(MONDAY, world.a_day, world.spread, random),
        _days(MONDAY + month, world.a_day * world.true_ratio * world.season, world.spread, random),
        _days(last_year, world.a_day, world.spread, random),
        _days(last_year + month, world.a_day * world.season, world.spread, random),
    )


def _days(start: dt.date, a_day: float, spread: float, random: np.random.Generator) -> list[DayCount]:
    means = np.tile(WEEKDAYS, DAYS // 7) * a_day
    if spread > 1:
        means = random.gamma(means / (spread - 1), spread - 1)
    counts = random.poisson(means)
    return [DayCount(start + dt.timedelta(days=n), int(count)) for n, count in enumerate(counts)]


def _holds(interval: Adjusted | RateRatio | SeasonChecked | None, truth: float) -> bool:
    if interval is None or interval.low is None:
        return False
    return interval.low <= truth and (interval.high is None or truth <= interval.high)
