"""What an evaluation returns. Each `as_dict()` is what is stored, printed and exported."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from analytics.intervals import AssumedRatio, RateRatio
from analytics.windows import Window


class Caution(StrEnum):
    """What a reader has to know beside the figure, in the order in which it is said."""

    MISSING_DAYS = "MISSING_DAYS"
    PARTIAL_WEEKS_NOT_USED = "PARTIAL_WEEKS_NOT_USED"
    SHORT_WINDOW = "SHORT_WINDOW"
    NOT_ENOUGH_WEEKS = "NOT_ENOUGH_WEEKS"
    WINDOWS_NOT_ADJACENT = "WINDOWS_NOT_ADJACENT"
    ZERO_BEFORE = "ZERO_BEFORE"
    ZERO_AFTER = "ZERO_AFTER"
    OVERDISPERSED = "OVERDISPERSED"
    LOW_COUNTS = "LOW_COUNTS"
    NO_SEASONAL_CHECK = "NO_SEASONAL_CHECK"
    DEFINITION_CHANGED = "DEFINITION_CHANGED"
    SHARED_SITE = "SHARED_SITE"
    OTHER_CAMPAIGN_OVERLAPS = "OTHER_CAMPAIGN_OVERLAPS"
    SCHOOL_HOLIDAY_DIFFERS = "SCHOOL_HOLIDAY_DIFFERS"


class Verdict(StrEnum):
    INCREASE = "increase"
    DECREASE = "decrease"
    NO_CLEAR_CHANGE = "no clear change"


@dataclass(frozen=True)
class Circumstances:
    """What the counts themselves cannot tell."""

    definition_changed: bool = False
    shared_site: bool = False
    other_campaign_overlaps: bool = False
    school_holidays: frozenset[dt.date] = field(default_factory=frozenset)


@dataclass(frozen=True)
class Adjusted:
    """The interval that allows for the spread measured between weeks.

    `extra` is in the unit counted: what came in the used weeks beyond the earlier rate.
    """

    ratio: float
    low: float
    high: float | None
    phi: float
    phi_raw: float
    df: int
    se_log: float
    p_value: float
    extra: float
    extra_low: float | None
    extra_high: float
    verdict: Verdict

    @property
    def percent_change(self) -> float:
        return (self.ratio - 1) * 100

    def as_dict(self) -> dict[str, Any]:
        named = {"method": "whole-week quasi-Poisson", "ratio": self.ratio}
        return named | {"percent_change": self.percent_change} | vars(self)


@dataclass(frozen=True)
class SeasonChecked:
    """This year's ratio divided by last year's, so 1 is 'the same as last year'."""

    ratio: float
    low: float
    high: float | None
    phi: float
    df: int
    se_log: float
    p_value: float
    verdict: Verdict

    def as_dict(self) -> dict[str, Any]:
        return {"method": "whole-week quasi-Poisson, same windows last year"} | vars(self)


@dataclass(frozen=True)
class Pair:
    """Two windows, with the interval each method gives. No `adjusted`: too little to go by."""

    before: Window
    after: Window
    exact_poisson: RateRatio
    adjusted: Adjusted | None

    def as_dict(self) -> dict[str, Any]:
        return {
            "before": self.before.as_dict(),
            "after": self.after.as_dict(),
            "exact_poisson": self.exact_poisson.as_dict(),
            "adjusted": self.adjusted.as_dict() if self.adjusted else None,
        }


@dataclass(frozen=True)
class Comparison:
    this_year: Pair
    level: float
    last_year: Pair | None
    ratio_of_ratios: SeasonChecked | None
    warnings: tuple[Caution, ...]

    def as_dict(self) -> dict[str, Any]:
        return self.this_year.as_dict() | {
            "level": self.level,
            "last_year": self.last_year.as_dict() if self.last_year else None,
            "ratio_of_ratios": self.ratio_of_ratios.as_dict() if self.ratio_of_ratios else None,
            "warnings": list(self.warnings),
        }


@dataclass(frozen=True)
class TotalsComparison:
    """Two totals without their days: the spread is unknown, so several are tried."""

    before: int
    after: int
    level: float
    exact_poisson: RateRatio
    by_assumed_phi: dict[float, AssumedRatio]
    warnings: tuple[Caution, ...]

    def as_dict(self) -> dict[str, Any]:
        tried = [{"phi": phi} | ratio.as_dict() for phi, ratio in self.by_assumed_phi.items()]
        return {
            "before": self.before,
            "after": self.after,
            "level": self.level,
            "exact_poisson": self.exact_poisson.as_dict(),
            "by_assumed_phi": tried,
            "warnings": list(self.warnings),
        }
