"""An indicator in words, for a parent: one sentence for each thing that can be said of a year, and one that says why nothing can."""

from decimal import Decimal
from enum import Enum
from typing import Final

from django.utils import formats
from django.utils.translation import gettext, gettext_lazy

from analytics.indicators.change import Change, extent
from analytics.models import Indicator, IndicatorYear
from analytics.models.imports import Import
from analytics.models.indicators import SEVERAL, Figure
from analytics.phrases import number, percent


class Why(Enum):
    """Why a year is not compared."""

    FIRST = "first"
    NO_BASELINE = "no baseline"
    NO_FIGURE = "no figure"
    BASELINE_HIDDEN = "baseline hidden"
    NOT_OVER = "not over"
    DAYS_MISSING = "days missing"
    BASELINE_DAYS_MISSING = "baseline days missing"
    COUNTED_DIFFERENTLY = "counted differently"


Verdict = Change | Why

COMPARED: Final = {
    Change.ROSE: gettext_lazy("It rose from %(before)s in %(then)s to %(figure)s in %(year)s. That is more than chance would do."),
    Change.FELL: gettext_lazy("It fell from %(before)s in %(then)s to %(figure)s in %(year)s. That is more than chance would do."),
    Change.CHANCE: gettext_lazy("It was %(before)s in %(then)s and %(figure)s in %(year)s. The difference could be chance."),
    Change.TOO_SMALL: gettext_lazy("It was %(before)s in %(then)s and %(figure)s in %(year)s. The numbers are too small to tell if anything changed."),
    Change.NO_RANGE: gettext_lazy("It was %(before)s in %(then)s and %(figure)s in %(year)s. We know only these two numbers, so we cannot tell if the difference is chance."),
}
NOT_COMPARED: Final = {
    Why.FIRST: gettext_lazy("It was %(figure)s in %(year)s. Later years are compared with this one."),
    Why.NO_BASELINE: gettext_lazy("It was %(figure)s in %(year)s. There is no other year to compare it with."),
    Why.NO_FIGURE: gettext_lazy("It was %(figure)s in %(year)s. We have no figure for %(then)s, the year to compare with."),
    Why.BASELINE_HIDDEN: gettext_lazy("It was %(figure)s in %(year)s. The number for %(then)s is too small to show, so we do not compare the two."),
    Why.NOT_OVER: gettext_lazy("It is %(figure)s in %(year)s so far: %(measured)s of its %(days)s days were measured. We compare it when the year is over."),
    Why.DAYS_MISSING: gettext_lazy("It was %(figure)s in %(year)s, but only %(measured)s of %(days)s days were measured. So we do not compare it."),
    Why.BASELINE_DAYS_MISSING: gettext_lazy("It was %(figure)s in %(year)s. Some days of %(then)s were not measured, so we do not compare the two."),
    Why.COUNTED_DIFFERENTLY: gettext_lazy("It was %(figure)s in %(year)s. In %(then)s it was counted in another way, so we do not compare the two."),
}
IN_A_TABLE: Final[dict[Verdict, object]] = {
    Change.ROSE: gettext_lazy("Rose"),
    Change.FELL: gettext_lazy("Fell"),
    Change.CHANCE: gettext_lazy("Could be chance"),
    Change.TOO_SMALL: gettext_lazy("Too small to tell"),
    Change.NO_RANGE: gettext_lazy("Cannot tell if chance"),
    Why.FIRST: gettext_lazy("The year to compare with"),
    Why.NO_BASELINE: gettext_lazy("Not compared"),
    Why.NO_FIGURE: gettext_lazy("Not compared"),
    Why.BASELINE_HIDDEN: gettext_lazy("Not compared"),
    Why.NOT_OVER: gettext_lazy("Not compared: the year is not over"),
    Why.DAYS_MISSING: gettext_lazy("Not compared: days are missing"),
    Why.BASELINE_DAYS_MISSING: gettext_lazy("Not compared: days are missing"),
    Why.COUNTED_DIFFERENTLY: gettext_lazy("Not compared: counted in another way"),
}
BESIDE_KNOWN: Final = {
    Change.ROSE: gettext_lazy("More than %(expected)s"),
    Change.FELL: gettext_lazy("Less than %(expected)s"),
    Change.CHANCE: gettext_lazy("Could be the same"),
    Change.TOO_SMALL: gettext_lazy("Too small to tell"),
}
KNOWN: Final = {
    Change.ROSE: gettext_lazy("In %(year)s it was %(share)s (%(x)s of %(n)s). That is more than %(expected)s, and chance would hardly do it."),
    Change.FELL: gettext_lazy("In %(year)s it was %(share)s (%(x)s of %(n)s). That is less than %(expected)s, and chance would hardly do it."),
    Change.CHANCE: gettext_lazy("In %(year)s it was %(share)s (%(x)s of %(n)s). The true share could be %(low)s to %(high)s, so it could be %(expected)s too."),
    Change.TOO_SMALL: gettext_lazy(
        "In %(year)s it was %(share)s (%(x)s of %(n)s). With so few, the true share could be %(low)s to %(high)s: too small a number to tell it from %(expected)s."
    ),
}
WANTED: Final = {
    (Change.ROSE, "more"): gettext_lazy("This is what we want."),
    (Change.FELL, "fewer"): gettext_lazy("This is what we want."),
    (Change.ROSE, "fewer"): gettext_lazy("It should fall, so this is not what we want."),
    (Change.FELL, "more"): gettext_lazy("It should rise, so this is not what we want."),
}
NOTHING_YET: Final = gettext_lazy("There is no figure to show yet.")
TOO_FEW: Final = gettext_lazy("The number for %(year)s is under 5, or would give one under 5 away. We do not show it, so that nobody can be recognised.")
NOT_FINAL: Final = gettext_lazy("This figure is not final yet.")


def written(figure: Figure, unit: str) -> str:
    """ "62% (124 of 200 plans)", "58 appeals" or "3.5 days"."""
    if figure.of:
        return gettext("%(share)s (%(number)s of %(of)s %(unit)s)") % {"share": short(figure), "number": number(figure.number or 0), "of": number(figure.of), "unit": unit}
    return f"{short(figure)} {unit}"


def without_unit(figure: Figure) -> str:
    """ "62% (124 of 200)", "58" or "3.5"."""
    if figure.of:
        return gettext("%(share)s (%(number)s of %(of)s)") % {"share": short(figure), "number": number(figure.number or 0), "of": number(figure.of)}
    return short(figure)


def short(figure: Figure) -> str:
    """The figure without what it is of: "62%", "58", "3.5"."""
    if figure.of:
        share = (figure.number or 0) / figure.of * 100
        return gettext("%(number)s%%") % {"number": f"{min(share, 99.9):.1f}"} if 99.5 <= share < 100 else percent(share)
    return number(figure.number) if figure.number is not None else plain(figure.value or Decimal(0))


def plain(value: Decimal) -> str:
    """No zeros that say nothing: 3.50 reads "3.5"."""
    digits = format(value.normalize(), "f")
    return str(formats.number_format(Decimal(digits), force_grouping=True))


def span(figure: Figure) -> str:
    """The range of a figure; "" where there is none."""
    found = extent(figure)
    if found.low is None or found.high is None:
        return ""
    ends = (percent(found.low), percent(found.high)) if figure.of else (f"{found.low:,.0f}", f"{found.high:,.0f}")
    return gettext("%(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}


def compared(verdict: Verdict, indicator: Indicator, year: IndicatorYear, baseline: IndicatorYear | None) -> str:
    """The newest figure against the baseline."""
    then = baseline.starts if baseline else indicator.baseline_year
    named = {
        "figure": written(year.figure, indicator.unit),
        "year": indicator.years_are.in_words(year.starts),
        "before": written(baseline.figure, indicator.unit) if baseline and verdict in COMPARED else "",
        "then": indicator.years_are.in_words(then) if then else "",
        "measured": year.days_measured,
        "days": year.days,
    }
    return " ".join([(COMPARED | NOT_COMPARED)[verdict] % named, *_wanted(verdict, indicator)])


def beside_known(verdict: Change, indicator: Indicator, year: IndicatorYear) -> str:
    """The newest share beside the known one."""
    found = extent(year.figure)
    named = {
        "year": indicator.years_are.in_words(year.starts),
        "x": number(year.number or 0),
        "n": number(year.of or 0),
        "share": percent(found.middle),
        "low": percent(found.low or 0),
        "high": percent(found.high or 0),
        "expected": known(indicator),
    }
    return str(KNOWN[verdict] % named)


def known(indicator: Indicator) -> str:
    return percent(float(indicator.expected_share or 0))


def in_a_table(verdict: Verdict, indicator: Indicator) -> str:
    if indicator.expected_share is not None and isinstance(verdict, Change):
        return str(BESIDE_KNOWN[verdict] % {"expected": known(indicator)})
    return str(IN_A_TABLE[verdict])


def way(year: IndicatorYear) -> str:
    """How the site counted a year; "" for a figure that somebody entered."""
    if year.counted_by is None:
        return ""
    version = {"version": year.counted_by, "measured": year.days_measured, "days": year.days}
    if not year.counted_from:
        return gettext("Counted by this site, definition %(version)s. %(measured)s of %(days)s days were measured.") % version
    where = gettext("several sources") if year.counted_from == SEVERAL else str(Import.Kind(year.counted_from).label)
    return gettext("Definition %(version)s, from: %(where)s. %(measured)s of %(days)s days were measured.") % (version | {"where": where})


def _wanted(verdict: Verdict, indicator: Indicator) -> list[str]:
    said = WANTED.get((verdict, indicator.wanted)) if isinstance(verdict, Change) else None
    return [str(said)] if said else []
