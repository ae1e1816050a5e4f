"""One number before and after a campaign: in words, as a table and as a chart."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.definitions import PAGE_VIEW, SESSION
from analytics.evaluation import Circumstances, Comparison, InvalidCounts, TotalsComparison, compare, compare_totals
from analytics.models import Evaluation, Import, SiteDay
from analytics.models.totals import series
from analytics.phrases import Metric
from analytics.power import of_window
from analytics.sentences import footing, reading, seen_at_all
from analytics.windows import DAYS_A_WEEK, DayCount
from campaigns.daily import Daily, daily
from campaigns.facts import Fact, limits, of_days, of_totals
from campaigns.models import Campaign
from campaigns.surroundings import LAST_YEAR_AGO, Surroundings

# One page view and one session, in words.
MEANINGS: Final = {Metric.PAGE_VIEWS: PAGE_VIEW, Metric.SESSIONS: SESSION}
Windows = tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]]


@dataclass(frozen=True)
class Part:
    """One number before and after, in words, as a table and as a chart. Where it can't be evaluated, `problem` says why and the rest is empty.

    `years_unknown`: years of its windows whose school holidays nobody entered; `boroughs_unknown`: year and borough where only another borough's are.
    """

    evaluation: Evaluation
    title: str
    result: Comparison | TotalsComparison | None = None
    sentences: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    spreads: tuple[tuple[str, str], ...] = ()
    daily: Daily | None = None
    years_unknown: tuple[int, ...] = ()
    boroughs_unknown: tuple[tuple[int, str], ...] = ()
    problem: str = ""
    said_above: frozenset[str] = frozenset()

    @property
    def definition(self) -> str:
        """What one of it is, as the overview says it."""
        return str(MEANINGS[Metric(self.evaluation.metric)])

    @property
    def footing(self) -> list[str]:
        """What the first sentence rests on; it stands right under it."""
        return footing(self.result) if self.result else []

    @property
    def beside(self) -> list[str]:
        """What else to know; what stands under an earlier number is not said again."""
        own = [said for said in (*self.sentences[1:], *self.unknown_said) if said not in self.said_above and said not in self.footing]
        return [*own, _("What stands above under the other number is true of this one as well.")] if self.said_above else own

    @property
    def unknown_said(self) -> list[str]:
        """What could not be checked because nobody entered it."""
        years = [_("School holidays of %(year)s are not entered: we could not check them.") % {"year": year} for year in self.years_unknown]
        said = _("School holidays of %(borough)s in %(year)s are not entered: we could not check them.")
        return years + [said % {"year": year, "borough": borough} for year, borough in self.boroughs_unknown]


def part_of(site: Site, evaluation: Evaluation, around: Surroundings) -> Part:
    title = str(evaluation.get_metric_display())
    windows = evaluation.windows
    try:
        return _from_days(site, evaluation, windows, around) if windows else _from_totals(evaluation, title, around)
    except InvalidCounts as problem:
        return Part(evaluation, title, problem=str(problem))


def _from_totals(evaluation: Evaluation, title: str, around: Surroundings) -> Part:
    campaign = evaluation.campaign
    circumstances = Circumstances(shared_site=around.is_shared, other_campaign_overlaps=_overlaps(campaign, campaign.starts_on, campaign.ends_on))
    result = compare_totals(*evaluation.totals, *evaluation.lengths, circumstances)
    spreads = tuple((f"{phi:g}", limits(assumed.low, assumed.high)) for phi, assumed in result.by_assumed_phi.items())
    return Part(evaluation, title, result, tuple(reading(result, Metric(evaluation.metric))), of_totals(result, evaluation), spreads)


def _from_days(site: Site, evaluation: Evaluation, windows: Windows, around: Surroundings) -> Part:
    metric, (start, end) = Metric(evaluation.metric), (windows[0][0], windows[1][1])
    before, after = (series(site, first, last, metric) for first, last in windows)
    earlier = _last_year(site, windows, metric)
    origins = SiteDay.objects.between(site, start, end).origins()
    circumstances = Circumstances(
        definition_changed=_definition_changed(origins),
        shared_site=around.is_shared,
        other_campaign_overlaps=_overlaps(evaluation.campaign, start, end),
        school_holidays=around.school_days,
    )
    result = compare(before, after, earlier[0], earlier[1], circumstances)
    years = _years(result, windows)
    sentences = (*reading(result, metric), *_season_holidays(result, circumstances), *_power(result, metric, windows))
    return Part(
        evaluation,
        str(evaluation.get_metric_display()),
        result,
        sentences,
        of_days(result, evaluation) + _imported(origins),
        daily=daily(site, evaluation, around, sentences[0]),
        years_unknown=tuple(sorted(years - around.years_with_holidays)),
        boroughs_unknown=tuple(each for each in around.boroughs_without if each[0] in years),
    )


def _years(result: Comparison, windows: Windows) -> set[int]:
    """Those that the windows touch, and last year's where the season was checked."""
    days = [day for window in windows for day in window]
    if result.ratio_of_ratios:
        days += [day - LAST_YEAR_AGO for day in days]
    return {day.year for day in days}


def _season_holidays(result: Comparison, circumstances: Circumstances) -> tuple[str, ...]:
    """Whether last year's weeks had other holidays, as when Easter moves."""
    last, free = result.last_year, circumstances.school_holidays
    if last is None or result.ratio_of_ratios is None:
        return ()
    now, then = ([len(window.days_used & free) for window in (pair.before, pair.after)] for pair in (result.this_year, last))
    if now == then:
        return ()
    named = {"before": now[0], "after": now[1], "then": then[0], "then_after": then[1]}
    said = _(
        "School holidays took %(before)s days of the weeks before and %(after)s of those after; last year %(then)s and %(then_after)s. The season check cannot put that right."
    )
    return (said % named,)


def _power(result: Comparison, metric: Metric, windows: Windows) -> tuple[str, ...]:
    """Which change could be seen with the weeks of these windows; nothing where too little was counted before to say."""
    before, is_over = result.this_year.before, windows[1][1] < timezone.localdate()
    weeks = result.this_year.after.weeks_used if is_over else ((windows[1][1] - windows[1][0]).days + 1) // DAYS_A_WEEK
    try:
        found = of_window(before, weeks)
    except InvalidCounts:
        return ()
    return (seen_at_all(found, metric, (before.weeks_used, weeks), is_over=is_over),)


def _last_year(site: Site, windows: Windows, metric: Metric) -> tuple[list[DayCount], list[DayCount]] | tuple[None, None]:
    """The same weekdays a year before; nothing unless some day of both windows was measured."""
    before, after = (series(site, first - LAST_YEAR_AGO, last - LAST_YEAR_AGO, metric) for first, last in windows)
    is_known = all(any(number is not None for _day, number in window) for window in (before, after))
    return (before, after) if is_known else (None, None)


def counted(part: Part) -> tuple[tuple[int, int], tuple[float, float]]:
    """Totals before and after, and how long each took."""
    if isinstance(part.result, Comparison):
        before, after = part.result.this_year.before, part.result.this_year.after
        return (before.total_used, after.total_used), (before.weeks_used, after.weeks_used)
    return part.evaluation.totals, part.evaluation.lengths


def _overlaps(campaign: Campaign, start: dt.date | None, end: dt.date | None) -> bool:
    if start is None:
        return False
    return Campaign.objects.overlapping(start, end or start).exclude(pk=campaign.pk).exists()


def _definition_changed(origins: set[tuple[int, str, str]]) -> bool:
    """True when the days were counted by two versions of our rules, or in part by another system."""
    return len({(definition, kind) for definition, kind, _filename in origins}) > 1


def _imported(origins: set[tuple[int, str, str]]) -> tuple[Fact, ...]:
    """Which files days of the chart came from; nothing when we counted them all."""
    files = sorted({str(Import(kind=kind, filename=filename)) for _definition, kind, filename in origins if kind})
    return (Fact(_("Some days were imported from"), ", ".join(files)),) if files else ()
