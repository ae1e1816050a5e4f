"""An evaluation in words, for a head of service: what changed, how sure we are, what we don't know.

Whole sentences are translated; only a size ("42%") or a direction ("a rise of 42%") is put in.
"""

from typing import Final

from django.utils.translation import gettext, ngettext

from analytics.evaluation import (
    Adjusted,
    Caution,
    Comparison,
    Decomposition,
    RateRatio,
    SeasonChecked,
    TotalsComparison,
    Verdict,
)
from analytics.phrases import (
    OPENING,
    WITHIN,
    Metric,
    direction,
    highest,
    percent,
    size,
    stretch,
    times,
    words,
)
from analytics.power import Detectable

Result = Comparison | TotalsComparison

# The assumed spread that is said aloud; the table shows the others.
SPREAD_SAID: Final = 3.0
HARDLY: Final = 0.01


def headline(result: Result, metric: Metric) -> str:
    """What changed, how sure we are, and the season: the two sentences that go first."""
    return f"{_change(result, metric)} {_season(result, metric)}"


def reading(result: Result, metric: Metric) -> list[str]:
    """The whole result in words: the headline, what it rests on, then each caution."""
    said = [headline(result, metric), *footing(result), *_extra(result, metric)]
    return said + [words(caution) for caution in result.warnings if caution is not Caution.NO_SEASONAL_CHECK]


def seen_at_all(found: Detectable, metric: Metric, weeks: tuple[int, int], *, is_over: bool) -> str:
    """Which change could be seen with so many whole weeks before and after; after it, which was too small."""
    named = {
        "What": OPENING[metric],
        "before": weeks[0],
        "after": weeks[1],
        "rise": direction(found.rise) if found.rise else "",
        "fall": direction(found.fall) if found.fall else "",
    }
    if not found.rise:
        return gettext("%(What)s: so few are counted that no change could be seen with %(before)s weeks before and %(after)s after.") % named
    if is_over and found.fall:
        return gettext("%(What)s: these weeks could have missed a true change that is smaller than %(rise)s or %(fall)s.") % named
    if is_over:
        return gettext("%(What)s: these weeks could have missed a true change that is smaller than %(rise)s, and any fall.") % named
    if found.fall:
        return (
            gettext("%(What)s: with %(before)s whole weeks before and %(after)s after, 8 of 10 campaigns that bring %(rise)s or more, or %(fall)s or more, would be seen.") % named
        )
    return gettext("%(What)s: with %(before)s whole weeks before and %(after)s after, 8 of 10 campaigns that bring %(rise)s or more would be seen; no fall would be.") % named


def decomposition(split: Decomposition) -> str:
    return gettext(
        "Page views were %(views)s times what they were: %(sessions)s times the sessions, and %(pages)s times the pages in each session (%(before)s before, %(after)s after)."
    ) % {
        "views": f"{split.page_views_ratio:.2f}",
        "sessions": f"{split.sessions_ratio:.2f}",
        "pages": f"{split.pages_a_session_ratio:.2f}",
        "before": f"{split.pages_a_session_before:.2f}",
        "after": f"{split.pages_a_session_after:.2f}",
    }


def _change(result: Result, metric: Metric) -> str:
    limits = _limits(result)
    named = _named(limits, metric, result.level)
    if limits.ratio is None or limits.low is None or limits.ratio == 0:
        return _change_with_nothing(result, limits, named)
    if limits.low > 1:
        return gettext("%(What)s rose by %(change)s: we are %(level)s sure that the true change is between %(low)s and %(high)s.") % named
    if limits.high is not None and limits.high < 1:
        return gettext("%(What)s fell by %(change)s: we are %(level)s sure that the true fall is between %(high)s and %(low)s.") % named
    return gettext("%(What)s: no clear change (%(direction)s was counted). We are %(level)s sure only that the true change is between %(lowest)s and %(highest)s.") % named


def _change_with_nothing(result: Result, limits: RateRatio | Adjusted, named: dict[str, str]) -> str:
    """The change where one side has nothing, so that there is no percentage or no interval."""
    before, after = _totals(result)
    named |= {"before": f"{before:,}", "after": f"{after:,}"}
    if isinstance(result, Comparison) and not _has_weeks(result):
        return gettext("%(What)s cannot be compared: there is no whole week with every day measured both before and after.") % named
    if before == after == 0:
        return gettext("No %(what)s were counted before or after.") % named
    if after == 0 and limits.high is not None and limits.high < 1:
        return gettext("No %(what)s were counted after, and %(before)s before: we are %(level)s sure that the true fall is at least %(high)s.") % named
    if after == 0:
        return gettext("No %(what)s were counted after, and %(before)s before, which may be chance.") % named
    if limits.low is not None and limits.low > 1:
        named["times"] = times(limits.low)
        return gettext("No %(what)s were counted before, and %(after)s after: we are %(level)s sure that there are now at least %(times)s times as many.") % named
    return gettext("No %(what)s were counted before, and %(after)s after, which may be chance.") % named


def _season(result: Result, metric: Metric) -> str:
    checked = result.ratio_of_ratios if isinstance(result, Comparison) else None
    last = result.last_year if isinstance(result, Comparison) else None
    if checked is None or last is None or last.exact_poisson.ratio is None:
        return words(Caution.NO_SEASONAL_CHECK)
    named = _named(checked, metric, result.level)
    named["then"] = _last_years(last.exact_poisson.ratio)
    named["range"] = stretch(checked.low, checked.high)
    if checked.verdict is Verdict.NO_CLEAR_CHANGE:
        return gettext("The same weeks last year saw %(then)s. Beyond that there is no clear change: it is between %(lowest)s and %(highest)s.") % named
    return gettext("The same weeks last year saw %(then)s. Beyond that, the change is %(direction)s: we are %(level)s sure of %(range)s.") % named


def _last_years(ratio: float) -> str:
    """Under 1% either way is no news: "a fall of 0.1%" would make a reader stop."""
    return gettext("hardly any change") if 0 < abs(ratio - 1) < HARDLY else direction(ratio)


def footing(result: Result) -> list[str]:
    """What the change rests on: whole weeks, or two totals and what that leaves open."""
    if isinstance(result, Comparison):
        weeks = (result.this_year.before.weeks_used, result.this_year.after.weeks_used)
        compared = ngettext(
            "We compared %(before)s whole week before with %(after)s after.",
            "We compared %(before)s whole weeks before with %(after)s after.",
            weeks[0],
        ) % {"before": weeks[0], "after": weeks[1]}
        return [compared] if all(weeks) else []
    said = gettext("We know only the two totals, so the truth is at least this uncertain.")
    assumed = result.by_assumed_phi[SPREAD_SAID]
    if assumed.low is None or assumed.ratio is None:
        return [said]
    supposed = gettext("If counts vary three times as much as chance alone, as they often do, the true change is %(range)s.") % {"range": stretch(assumed.low, assumed.high)}
    return [said, supposed]


def _extra(result: Result, metric: Metric) -> list[str]:
    """How many more came. Not said where the season may explain them."""
    if not isinstance(result, Comparison):
        return []
    adjusted, checked = result.this_year.adjusted, result.ratio_of_ratios
    if checked is not None and checked.verdict is not Verdict.INCREASE:
        return []
    if adjusted is None or adjusted.low <= 1 or adjusted.extra_low is None:
        return []
    sentence = gettext("That is about %(extra)s more %(what)s than at the earlier rate (between %(low)s and %(high)s).") % {
        "extra": f"{adjusted.extra:,.0f}",
        "what": WITHIN[metric],
        "low": f"{adjusted.extra_low:,.0f}",
        "high": f"{adjusted.extra_high:,.0f}",
    }
    return [sentence]


def _limits(result: Result) -> RateRatio | Adjusted:
    if isinstance(result, Comparison):
        return result.this_year.adjusted or result.this_year.exact_poisson
    return result.exact_poisson


def _totals(result: Result) -> tuple[int, int]:
    if isinstance(result, Comparison):
        return result.this_year.before.total_used, result.this_year.after.total_used
    return result.before, result.after


def _has_weeks(result: Comparison) -> bool:
    return result.this_year.before.weeks_used > 0 and result.this_year.after.weeks_used > 0


def _named(limits: RateRatio | Adjusted | SeasonChecked, metric: Metric, level: float) -> dict[str, str]:
    """Every part a sentence may name. Those of a number that does not exist are left out."""
    named = {
        "What": str(OPENING[metric]),
        "what": str(WITHIN[metric]),
        "level": percent(level * 100),
        "highest": highest(limits.high),
    }
    if limits.ratio is not None:
        named |= {"change": size(limits.ratio), "direction": direction(limits.ratio)}
    if limits.low is not None:
        named |= {"low": size(limits.low), "lowest": direction(limits.low)}
    if limits.high is not None:
        named["high"] = size(limits.high)
    return named
