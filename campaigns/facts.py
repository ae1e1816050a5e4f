"""The table of a comparison: each number with its name, and in a sentence what it is."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from analytics.evaluation import Adjusted, Comparison, Pair, RateRatio, TotalsComparison
from analytics.models import Evaluation
from analytics.phrases import number, span


class Fact(NamedTuple):
    term: str
    value: str
    meaning: str = ""


def of_totals(result: TotalsComparison, evaluation: Evaluation) -> tuple[Fact, ...]:
    return (
        Fact(_("Before"), number(result.before)),
        Fact(_("After"), number(result.after)),
        _times_as_many(result.exact_poisson.ratio),
        _exact(result.exact_poisson),
        Fact(_("Where the totals come from"), evaluation.source),
    )


def of_days(result: Comparison, evaluation: Evaluation) -> tuple[Fact, ...]:
    pair, checked = result.this_year, result.ratio_of_ratios
    window = _("%(total)s in %(weeks)s whole weeks")
    counts = [window % {"total": number(side.total_used), "weeks": side.weeks_used} for side in (pair.before, pair.after)]
    days = [span(*each) for each in evaluation.windows or ()]
    facts = [Fact(_("Before"), counts[0], days[0]), Fact(_("After"), counts[1], days[1]), _times_as_many((pair.adjusted or pair.exact_poisson).ratio)]
    if pair.adjusted:
        facts += _adjusted(pair.adjusted)
    facts.append(_exact(pair.exact_poisson))
    if result.last_year and checked:
        facts.append(_last_year(result.last_year))
        meaning = _("This year’s change divided by last year’s. 1 is: as last year, without a campaign.")
        facts.append(Fact(_("Against the same weeks last year: times as many"), f"{checked.ratio:.2f} ({limits(checked.low, checked.high)})", meaning))
    return tuple(facts)


def _times_as_many(ratio: float | None) -> Fact:
    return Fact(_("Times as many"), "–" if ratio is None else f"{ratio:.2f}", _("What was counted after, for each one that was counted before in as many weeks. 1 is no change."))


def _adjusted(found: Adjusted) -> list[Fact]:
    ranged = Fact(
        _("Likely range (95%, allowing for the spread between weeks)"),
        limits(found.low, found.high),
        _("Of 100 such ranges, about 95 hold the true change. A range with 1 in it can be chance."),
    )
    spread = Fact(_("Spread between weeks, against chance alone"), f"{found.phi_raw:.1f}", _("1 is what chance alone does. Below 1 we take 1, above it the range is made wider."))
    value = _("φ = %(phi)s, t with %(df)s degrees of freedom, p %(p)s") % {"phi": f"{found.phi:.2f}", "df": found.df, "p": _p_value(found.p_value)}
    return [ranged, spread, Fact(_("For statisticians"), value, _("Quasi-Poisson, two-sided. Method and formulas: docs/evaluation.md."))]


def _last_year(pair: Pair) -> Fact:
    counts = _("%(before)s, then %(after)s") % {"before": number(pair.before.total_used), "after": number(pair.after.total_used)}
    return Fact(_("The same weeks last year"), counts, _("364 days earlier, so the same weekdays."))


def _exact(found: RateRatio) -> Fact:
    return Fact(
        _("Likely range, at least this uncertain (95%, exact Poisson)"),
        limits(found.low, found.high),
        _("Supposes that chance alone moves the counts. The true range is usually wider."),
    )


def _p_value(p: float) -> str:
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def limits(low: float | None, high: float | None) -> str:
    """A range of ratios. High None: it has no end; low None: there is no range."""
    if low is None:
        return "–"
    return _("%(low)s and more") % {"low": f"{low:.2f}"} if high is None else _("%(low)s to %(high)s") % {"low": f"{low:.2f}", "high": f"{high:.2f}"}
