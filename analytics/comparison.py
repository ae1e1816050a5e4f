"""Before and after a campaign: by whole weeks, or by totals where only totals are known."""

import math
from collections.abc import Sequence
from typing import Final

from analytics.counts import InvalidCounts, confidence
from analytics.intervals import (
    LEVEL,
    RateRatio,
    around,
    assumed_phi_ratio,
    exact_rate_ratio,
    t_p_value,
    t_quantile,
)
from analytics.results import (
    Adjusted,
    Caution,
    Circumstances,
    Comparison,
    Pair,
    SeasonChecked,
    TotalsComparison,
    Verdict,
)
from analytics.windows import LAST_YEAR, DayCount, Window, window_after, window_before

WEEKS_ENOUGH: Final = 2
WEEKS_GOOD: Final = 4
PHI_HIGH: Final = 1.5
COUNT_LOW: Final = 50
# How many times the variance of a Poisson law to try where no days are known to measure it from.
ASSUMED_SPREADS: Final = (2.0, 3.0, 5.0, 10.0)
NOTHING_KNOWN: Final = Circumstances()


def compare(
    before: Sequence[DayCount],
    after: Sequence[DayCount],
    last_year_before: Sequence[DayCount] | None = None,
    last_year_after: Sequence[DayCount] | None = None,
    circumstances: Circumstances = NOTHING_KNOWN,
    level: float = LEVEL,
) -> Comparison:
    """Compare two windows of daily counts. Raises InvalidCounts with a sentence that says why.

    Last year's windows are the same days 364 days earlier: both, or neither.
    """
    level = confidence(level)
    windows = window_before("before", before), window_after("after", after)
    this_year = _pair(*windows, level)
    last_year = None
    if last_year_before is not None and last_year_after is not None:
        earlier = (
            window_before("last_year_before", last_year_before),
            window_after("last_year_after", last_year_after),
        )
        last_year = _pair(*earlier, level)
        _check_shift(this_year, last_year)
    elif last_year_before is not None or last_year_after is not None:
        raise InvalidCounts("last_year_before and last_year_after go together: give both, or none.")
    checked = _check_season(this_year, last_year, level)
    warnings = _cautions(this_year, last_year, checked, circumstances)
    return Comparison(this_year, level, last_year, checked, warnings)


def compare_totals(
    before: int,
    after: int,
    t_before: float,
    t_after: float,
    circumstances: Circumstances = NOTHING_KNOWN,
) -> TotalsComparison:
    """Compare two totals. No spread is made up: the exact interval, and several assumed spreads."""
    exact = exact_rate_ratio(before, after, t_before, t_after)
    assumed = {phi: assumed_phi_ratio(before, after, phi, phi, t_before, t_after) for phi in ASSUMED_SPREADS}
    found = {
        Caution.ZERO_BEFORE: before == 0,
        Caution.ZERO_AFTER: after == 0,
        Caution.LOW_COUNTS: _is_low(before) or _is_low(after),
        Caution.NO_SEASONAL_CHECK: True,
    } | _said_by(circumstances)
    return TotalsComparison(before, after, LEVEL, exact, assumed, _in_order(found))


def _pair(before: Window, after: Window, level: float) -> Pair:
    if after.start <= before.end:
        raise InvalidCounts(f"The windows overlap or are in the wrong order: after starts on {after.start}, and before ends on {before.end}.")
    return Pair(before, after, _exact(before, after, level), _adjusted(before, after, level))


def _exact(before: Window, after: Window, level: float) -> RateRatio:
    if before.weeks_used == 0 or after.weeks_used == 0:
        return RateRatio(None, None, None)
    return exact_rate_ratio(before.total_used, after.total_used, before.weeks_used, after.weeks_used, level)


def _adjusted(before: Window, after: Window, level: float) -> Adjusted | None:
    if not (_is_enough(before) and _is_enough(after)):
        return None
    total = after.total_used
    ratio = (total / after.weeks_used) / (before.total_used / before.weeks_used)
    df = before.weeks_used + after.weeks_used - 2
    phi_raw = (before.pearson + after.pearson) / df
    phi = max(1.0, phi_raw)
    se_log = math.sqrt(phi * (1 / total + 1 / before.total_used))
    low, high = around(ratio, t_quantile(level, df) * se_log)
    return Adjusted(
        ratio=ratio,
        low=low,
        high=high,
        phi=phi,
        phi_raw=phi_raw,
        df=df,
        se_log=se_log,
        p_value=t_p_value(math.log(ratio) / se_log, df),
        extra=total - before.total_used * after.weeks_used / before.weeks_used,
        extra_low=total * (1 - 1 / low) if low else None,
        extra_high=total * (1 - 1 / high) if high else float(total),
        verdict=_verdict(low, high),
    )


def _check_season(this: Pair, last: Pair | None, level: float) -> SeasonChecked | None:
    """This year's ratio over last year's, with the spread pooled over the four windows."""
    if last is None or this.adjusted is None or last.adjusted is None:
        return None
    windows = (this.before, this.after, last.before, last.after)
    ratio = this.adjusted.ratio / last.adjusted.ratio
    df = sum(window.weeks_used for window in windows) - len(windows)
    phi = max(1.0, sum(window.pearson for window in windows) / df)
    se_log = math.sqrt(phi * sum(1 / window.total_used for window in windows))
    low, high = around(ratio, t_quantile(level, df) * se_log)
    p_value = t_p_value(math.log(ratio) / se_log, df)
    return SeasonChecked(ratio, low, high, phi, df, se_log, p_value, _verdict(low, high))


def _check_shift(this: Pair, last: Pair) -> None:
    for name, now, then in (
        ("last_year_before", this.before, last.before),
        ("last_year_after", this.after, last.after),
    ):
        if {(now.start - then.start).days, (now.end - then.end).days} != {LAST_YEAR}:
            raise InvalidCounts(f"{name} must be the same days {LAST_YEAR} days earlier: {then.start} to {then.end} is not, for {now.start} to {now.end}.")
    if last.after.end >= this.before.start:
        raise InvalidCounts("The windows are so long that last year's would overlap this year's.")


def _is_enough(window: Window) -> bool:
    return window.weeks_used >= WEEKS_ENOUGH and window.total_used > 0


def _is_low(count: int) -> bool:
    """0 is not low: it has a caution of its own."""
    return 0 < count < COUNT_LOW


def _verdict(low: float, high: float | None) -> Verdict:
    if low > 1:
        return Verdict.INCREASE
    if high is not None and high < 1:
        return Verdict.DECREASE
    return Verdict.NO_CLEAR_CHANGE


def _cautions(this: Pair, last: Pair | None, checked: SeasonChecked | None, circumstances: Circumstances) -> tuple[Caution, ...]:
    before, after = this.before, this.after
    windows = [before, after, *([last.before, last.after] if last else [])]
    weeks = min(before.weeks_used, after.weeks_used)
    holidays = circumstances.school_holidays
    found = {
        Caution.MISSING_DAYS: any(window.days_missing for window in windows),
        Caution.PARTIAL_WEEKS_NOT_USED: any(window.days_unused for window in windows),
        Caution.SHORT_WINDOW: weeks < WEEKS_GOOD,
        Caution.NOT_ENOUGH_WEEKS: weeks < WEEKS_ENOUGH,
        Caution.WINDOWS_NOT_ADJACENT: (after.start - before.end).days > 1,
        Caution.ZERO_BEFORE: before.weeks_used > 0 and before.total_used == 0,
        Caution.ZERO_AFTER: after.weeks_used > 0 and after.total_used == 0,
        Caution.OVERDISPERSED: this.adjusted is not None and this.adjusted.phi_raw > PHI_HIGH,
        Caution.LOW_COUNTS: _is_low(before.total_used) or _is_low(after.total_used),
        Caution.NO_SEASONAL_CHECK: checked is None,
        Caution.SCHOOL_HOLIDAY_DIFFERS: (before.share_of_days_in(holidays) != after.share_of_days_in(holidays)),
    } | _said_by(circumstances)
    return _in_order(found)


def _said_by(circumstances: Circumstances) -> dict[Caution, bool]:
    return {
        Caution.DEFINITION_CHANGED: circumstances.definition_changed,
        Caution.SHARED_SITE: circumstances.shared_site,
        Caution.OTHER_CAMPAIGN_OVERLAPS: circumstances.other_campaign_overlaps,
    }


def _in_order(found: dict[Caution, bool]) -> tuple[Caution, ...]:
    return tuple(caution for caution in Caution if found.get(caution))
