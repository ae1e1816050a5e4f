"""How sure two numbers allow us to be. Formulas and sources: docs/evaluation.md."""

import math
from dataclasses import asdict, dataclass
from typing import Any, Final

from scipy import special

from analytics.counts import InvalidCounts, confidence, positive, whole

LEVEL: Final = 0.95
# e to this power is past anything that can be counted: the interval then has no limit.
FURTHEST_REACH: Final = 600.0


@dataclass(frozen=True)
class RateRatio:
    """After as a multiple of before. None: that number does not exist (a division by 0)."""

    ratio: float | None
    low: float | None
    high: float | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class AssumedRatio:
    """A ratio whose uncertainty rests on an assumed spread, not on a measured one."""

    ratio: float | None
    se_log: float | None
    low: float | None
    high: float | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Share:
    """A share from 0 to 1 with its interval."""

    p: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def excludes(self, benchmark: float) -> bool:
        """Whether the share can be told from `benchmark` (0 to 1)."""
        return not self.low <= benchmark <= self.high


@dataclass(frozen=True)
class Difference:
    """One share less another, from -1 to 1, with its interval."""

    difference: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Count:
    """How many there were, with the interval of how many such a time brings on average."""

    count: int
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Decomposition:
    """page_views_ratio = sessions_ratio x pages_a_session_ratio, exactly."""

    page_views_ratio: float
    sessions_ratio: float
    pages_a_session_ratio: float
    pages_a_session_before: float
    pages_a_session_after: float

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def normal_quantile(level: float) -> float:
    return float(special.ndtri((1 + level) / 2))


def t_quantile(level: float, df: int) -> float:
    return float(special.stdtrit(df, (1 + level) / 2))


def t_p_value(t: float, df: int) -> float:
    """Two-sided."""
    return float(2 * special.stdtr(df, -abs(t)))


def around(ratio: float, reach: float) -> tuple[float, float | None]:
    """Limits at `reach` on the log scale either side of `ratio`. None: no upper limit."""
    if reach >= FURTHEST_REACH:
        return 0.0, None
    return ratio * math.exp(-reach), ratio * math.exp(reach)


def exact_rate_ratio(before: int, after: int, t_before: float, t_after: float, level: float = LEVEL) -> RateRatio:
    """Exact conditional Poisson interval of (after / t_after) / (before / t_before).

    Daily counts spread more than a Poisson law allows, so the truth is at least this uncertain.
    """
    whole("before", before)
    whole("after", after)
    exposure = positive("t_before", t_before) / positive("t_after", t_after)
    tail = (1 - confidence(level)) / 2
    if before == after == 0:
        return RateRatio(None, None, None)
    return RateRatio(
        ratio=after / before * exposure if before else None,
        low=_odds(after, before + 1, tail) * exposure if after else 0.0,
        high=_odds(after + 1, before, 1 - tail) * exposure if before else None,
    )


def assumed_phi_ratio(
    before: int,
    after: int,
    phi_before: float,
    phi_after: float,
    t_before: float,
    t_after: float,
) -> AssumedRatio:
    """What the interval would be if counts had `phi` times the variance of a Poisson law."""
    whole("before", before)
    whole("after", after)
    exposure = positive("t_before", t_before) / positive("t_after", t_after)
    spread_before = positive("phi_before", phi_before)
    spread_after = positive("phi_after", phi_after)
    if before == 0 or after == 0:
        return AssumedRatio(0.0 if before else None, None, None, None)
    ratio = after / before * exposure
    se_log = math.sqrt(spread_before / before + spread_after / after)
    low, high = around(ratio, normal_quantile(LEVEL) * se_log)
    return AssumedRatio(ratio, se_log, low, high)


def wilson(x: int, n: int, level: float = LEVEL) -> Share:
    """Wilson's interval of the share x / n. Raises InvalidCounts when there is nothing to share."""
    whole("x", x)
    whole("n", n)
    z = normal_quantile(confidence(level))
    if n == 0:
        raise InvalidCounts("n must be at least 1: a share of nothing cannot be worked out.")
    if x > n:
        raise InvalidCounts(f"x ({x}) must not be more than n ({n}).")
    p = x / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Share(
        p=p,
        low=max(0.0, middle - reach) if x else 0.0,
        high=min(1.0, middle + reach) if x < n else 1.0,
    )


def share_difference(x_before: int, n_before: int, x_after: int, n_after: int, level: float = LEVEL) -> Difference:
    """The share after less the share before: Newcombe's hybrid score interval (1998, method 10), made of the two Wilson intervals."""
    before, after = wilson(x_before, n_before, level), wilson(x_after, n_after, level)
    difference = after.p - before.p
    return Difference(
        difference=difference,
        low=difference - math.hypot(after.p - after.low, before.high - before.p),
        high=difference + math.hypot(after.high - after.p, before.p - before.low),
    )


def exact_count(x: int, level: float = LEVEL) -> Count:
    """Exact interval of a Poisson count (Garwood 1936). Only for things that happen one by one: what comes in crowds varies more."""
    whole("x", x)
    tail = (1 - confidence(level)) / 2
    return Count(x, float(special.gammaincinv(x, tail)) if x else 0.0, float(special.gammainccinv(x + 1, tail)))


def decompose(
    page_views_before: int,
    page_views_after: int,
    sessions_before: int,
    sessions_after: int,
    t_before: float = 1,
    t_after: float = 1,
) -> Decomposition:
    """Split the change in page views into more visits and more pages a visit."""
    named = {
        "page_views_before": page_views_before,
        "page_views_after": page_views_after,
        "sessions_before": sessions_before,
        "sessions_after": sessions_after,
    }
    for name, count in named.items():
        if whole(name, count) == 0:
            raise InvalidCounts(f"{name} must be at least 1: nothing can be split with a 0.")
    exposure = positive("t_before", t_before) / positive("t_after", t_after)
    pages_before = page_views_before / sessions_before
    pages_after = page_views_after / sessions_after
    return Decomposition(
        page_views_ratio=page_views_after / page_views_before * exposure,
        sessions_ratio=sessions_after / sessions_before * exposure,
        pages_a_session_ratio=pages_after / pages_before,
        pages_a_session_before=pages_before,
        pages_a_session_after=pages_after,
    )


def _odds(a: int, b: int, quantile: float) -> float:
    """p / (1 - p) at a quantile of Beta(a, b), with 1 - p taken from its own quantile.

    Subtracting from 1 would lose every digit when one count dwarfs the other.
    """
    p = special.betaincinv(a, b, quantile)
    return float(p / special.betaincinv(b, a, 1 - quantile))
