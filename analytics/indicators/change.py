"""What two figures say of each other: a rise, a fall, perhaps chance, or too little to tell. Pure; the reasons are in docs/evaluation.md."""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from analytics.intervals import exact_count, exact_rate_ratio, share_difference, wilson
from analytics.models.indicators import Figure

# In a smaller group one person more moves a share by over 10 points.
FEWEST_IN_A_GROUP: Final = 10
# A range that reaches so far both from nothing and from a large change says nothing: 20 points of a share, twice or half of a count.
WIDEST: Final = 0.20
TIMES: Final = 2.0


class Change(Enum):
    ROSE = "rose"
    FELL = "fell"
    CHANCE = "chance"
    TOO_SMALL = "too small"
    NO_RANGE = "no range"


@dataclass(frozen=True)
class Extent:
    """A figure as a chart draws it: shares in percent. Without a range there are no ends."""

    middle: float
    low: float | None = None
    high: float | None = None


def extent(figure: Figure) -> Extent:
    if figure.of:
        share = wilson(figure.number or 0, figure.of)
        return Extent(share.p * 100, share.low * 100, share.high * 100)
    if figure.number is not None:
        count = exact_count(figure.number)
        return Extent(figure.number, count.low, count.high)
    return Extent(float(figure.value or 0))


def change(before: Figure, after: Figure) -> Change:
    """From the first to the second, which are of one kind. "Perhaps chance" is said only where a large change would have been seen."""
    if before.of and after.of:
        return _of_shares(before.number or 0, before.of, after.number or 0, after.of)
    if before.number is not None and after.number is not None:
        return _of_counts(before.number, after.number)
    return Change.NO_RANGE


def unlike(figure: Figure, expected: float) -> Change:
    """A share beside a known one (0 to 1), which has no uncertainty of its own: ROSE says that it is more, FELL that it is less."""
    share = wilson(figure.number or 0, figure.of or 0)
    return _told(share.low - expected, share.high - expected, is_small=share.low < expected - WIDEST or share.high > expected + WIDEST, of=figure.of or 0)


def _of_shares(x_before: int, n_before: int, x_after: int, n_after: int) -> Change:
    found = share_difference(x_before, n_before, x_after, n_after)
    return _told(found.low, found.high, is_small=found.low < -WIDEST or found.high > WIDEST, of=min(n_before, n_after))


def _told(low: float, high: float, *, is_small: bool, of: int) -> Change:
    if of < FEWEST_IN_A_GROUP:
        return Change.TOO_SMALL
    if low > 0 or high < 0:
        return Change.ROSE if low > 0 else Change.FELL
    return Change.TOO_SMALL if is_small else Change.CHANCE


def _of_counts(before: int, after: int) -> Change:
    """By the exact interval of the ratio. Years are taken as equally long: a leap year's day is less than chance."""
    found = exact_rate_ratio(before, after, 1, 1)
    if found.low is not None and found.low > 1:
        return Change.ROSE
    if found.high is not None and found.high < 1:
        return Change.FELL
    is_small = not found.low or found.low < 1 / TIMES or found.high is None or found.high > TIMES
    return Change.TOO_SMALL if is_small else Change.CHANCE
