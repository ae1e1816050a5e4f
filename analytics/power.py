"""What change could be seen at all: before a campaign with so many weeks, or after it with those there were.

The smallest rate ratio that the whole-week interval of `analytics.comparison` tells from 1 in 8 of 10 campaigns. Formula and source: docs/evaluation.md, "Power".
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scipy import optimize, special

from analytics.comparison import WEEKS_ENOUGH
from analytics.counts import InvalidCounts, confidence
from analytics.intervals import LEVEL, t_quantile
from analytics.windows import Window

POWER: Final = 0.8
# Twice as many, or half, is searched up to a millionfold: no campaign does more.
FURTHEST: Final = math.log(1e6)


@dataclass(frozen=True)
class Detectable:
    """The smallest rise and the smallest fall, as rate ratios, that would be seen in 8 of 10 campaigns. None: none could."""

    rise: float | None
    fall: float | None


def detectable(a_week: float, phi: float, weeks_before: int, weeks_after: int, level: float = LEVEL) -> Detectable:
    """What can be told from no change with so many counted a week before, spread `phi` times as wide as chance, and so many whole weeks on each side.

    Raises InvalidCounts for less than 2 weeks on a side, or nothing counted.
    """
    level = confidence(level)
    if min(weeks_before, weeks_after) < WEEKS_ENOUGH:
        raise InvalidCounts("Two whole weeks before and two after are needed to see anything.")
    if a_week <= 0:
        raise InvalidCounts("Nothing was counted before, so no change can be told from it.")
    df = weeks_before + weeks_after - 2
    needed = t_quantile(level, df) + float(special.stdtrit(df, POWER))

    def too_small(log_ratio: float) -> float:
        """Below 0 where a change of this size is too small to be seen."""
        before, after = a_week * weeks_before, a_week * weeks_after * math.exp(log_ratio)
        return abs(log_ratio) - needed * math.sqrt(max(1.0, phi) * (1 / before + 1 / after))

    return Detectable(_smallest(too_small, FURTHEST), _smallest(too_small, -FURTHEST))


def of_window(before: Window, weeks_after: int, level: float = LEVEL) -> Detectable:
    """As `detectable`, by what was counted before a campaign. Raises InvalidCounts."""
    if before.weeks_used < WEEKS_ENOUGH:
        raise InvalidCounts("Two whole weeks before and two after are needed to see anything.")
    phi = before.pearson / (before.weeks_used - 1)
    return detectable(before.total_used / before.weeks_used, phi, before.weeks_used, weeks_after, level)


def _smallest(too_small: Callable[[float], float], furthest: float) -> float | None:
    """The ratio nearest to 1 in this direction that can be seen. The difference grows to one maximum: it is looked for step by step, then exactly."""
    steps = [furthest * n / 400 for n in range(401)]
    for near, far in itertools.pairwise(steps):
        if too_small(far) >= 0:
            return math.exp(optimize.brentq(too_small, near, far))
    return None
