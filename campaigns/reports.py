"""Did the campaign work? What the campaign's page shows, from the evaluations that were fixed for it."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.charts import Chart, Line, Shade, draw
from analytics.evaluation import Adjusted, Circumstances, Comparison, Decomposition, InvalidCounts, RateRatio, TotalsComparison, compare, compare_totals, decompose
from analytics.models import Evaluation, Import, SiteDay
from analytics.models.totals import series
from analytics.phrases import Metric, number
from analytics.power import of_window
from analytics.sentences import decomposition, reading, seen_at_all
from analytics.windows import DAYS_A_WEEK, LAST_YEAR, DayCount
from campaigns.brought import brought
from campaigns.fixing import Fixing, fixing
from campaigns.models import Campaign
from home.models import Borough

LAST_YEAR_AGO: Final = dt.timedelta(days=LAST_YEAR)
LONGEST_CHART: Final = 731
Windows = tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]]


@dataclass(frozen=True)
class Part:
    """One number before and after, in words, as a table and as a chart. Where it can't be evaluated, `problem` says why and the rest is empty."""

    evaluation: Evaluation
    title: str
    result: Comparison | TotalsComparison | None = None
    sentences: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    spreads: tuple[tuple[str, str], ...] = ()
    chart: Chart | None = None
    days: tuple[DayCount, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class Report:
    campaign: Campaign
    parts: list[Part]
    split: Decomposition | None
    brought: list[tuple[str, str]]
    fixing: Fixing

    @property
    def can_propose(self) -> bool:
        return len(self.parts) < len(Metric)

    @property
    def split_sentence(self) -> str:
        return decomposition(self.split) if self.split else ""

    @property
    def split_sum(self) -> str:
        """As in 2.58 = 1.52 × 1.70."""
        split = self.split
        return f"{split.page_views_ratio:.2f} = {split.sessions_ratio:.2f} × {split.pages_a_session_ratio:.2f}" if split else ""


def report(campaign: Campaign) -> Report:
    """Sessions first: they are the headline; page views show how much each visit read."""
    site = Site.objects.get(is_default_site=True)
    evaluations = sorted(campaign.evaluations.all(), key=lambda evaluation: list(Metric).index(Metric(evaluation.metric)))
    parts = [_part(site, evaluation) for evaluation in evaluations]
    return Report(campaign, parts, _split({part.evaluation.metric: part for part in parts}), brought(site, campaign), fixing(campaign, evaluations))


def _part(site: Site, evaluation: Evaluation) -> Part:
    title = str(evaluation.get_metric_display())
    windows = evaluation.windows
    try:
        return _from_days(site, evaluation, title, windows) if windows else _from_totals(evaluation, title)
    except InvalidCounts as problem:
        return Part(evaluation, title, problem=str(problem))


def _from_totals(evaluation: Evaluation, title: str) -> Part:
    campaign = evaluation.campaign
    circumstances = Circumstances(shared_site=_is_shared(), other_campaign_overlaps=_overlaps(campaign, campaign.starts_on, campaign.ends_on))
    result = compare_totals(*evaluation.totals, *evaluation.lengths, circumstances)
    spreads = tuple((f"{phi:g}", _range(assumed.low, assumed.high)) for phi, assumed in result.by_assumed_phi.items())
    facts = (
        (_("Before"), number(result.before)),
        (_("After"), number(result.after)),
        (_("Times as many"), _times(result.exact_poisson.ratio)),
        (_("Likely range, at least this uncertain (95%, exact Poisson)"), _limits(result.exact_poisson)),
        (_("Where the totals come from"), evaluation.source),
    )
    return Part(evaluation, title, result, tuple(reading(result, Metric(evaluation.metric))), facts, spreads)


def _from_days(site: Site, evaluation: Evaluation, title: str, windows: Windows) -> Part:
    metric = Metric(evaluation.metric)
    start, end = windows[0][0], windows[1][1]
    before, after = (series(site, first, last, metric) for first, last in windows)
    earlier = _last_year(site, windows, metric)
    origins = SiteDay.objects.between(site, start, end).origins()
    circumstances = Circumstances(
        definition_changed=_definition_changed(origins),
        shared_site=_is_shared(),
        other_campaign_overlaps=_overlaps(evaluation.campaign, start, end),
    )
    result = compare(before, after, earlier[0], earlier[1], circumstances)
    sentences = (*reading(result, metric), *_power(result, metric, windows))
    shown = series(site, start, end, metric)[-LONGEST_CHART:]
    return Part(evaluation, title, result, sentences, _facts(result) + _imported(origins), (), _chart(windows, title, shown, sentences[0]), tuple(shown))


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


def _facts(result: Comparison) -> tuple[tuple[str, str], ...]:
    pair, checked = result.this_year, result.ratio_of_ratios
    window = _("%(total)s in %(weeks)s whole weeks")
    before, after = (window % {"total": number(side.total_used), "weeks": side.weeks_used} for side in (pair.before, pair.after))
    facts = [(_("Before"), before), (_("After"), after), (_("Times as many"), _times((pair.adjusted or pair.exact_poisson).ratio))]
    if pair.adjusted:
        facts.append((_("Likely range (95%, allowing for the spread between weeks)"), _limits(pair.adjusted)))
        facts.append((_("Spread between weeks, against chance alone"), f"{pair.adjusted.phi_raw:.1f}"))
    facts.append((_("Likely range, at least this uncertain (95%, exact Poisson)"), _limits(pair.exact_poisson)))
    if checked:
        facts.append((_("Against the same weeks last year: times as many"), f"{checked.ratio:.2f} ({_range(checked.low, checked.high)})"))
    return tuple(facts)


def _chart(windows: Windows, title: str, days: list[DayCount], sentence: str) -> Chart:
    shades = [
        Shade(_("Before"), *windows[0], "#D9A441"),
        Shade(_("After"), *windows[1], "#2A9D8F"),
    ]
    heading = _("%(what)s by day, %(start)s to %(end)s") % {"what": title, "start": formats.date_format(days[0].day), "end": formats.date_format(days[-1].day)}
    return draw(heading, sentence, [day for day, _count in days], [Line(title, [number for _day, number in days])], shades)


def _split(parts: dict[str, Part]) -> Decomposition | None:
    """None unless both numbers are known for the same time."""
    views, sessions = parts.get(Metric.PAGE_VIEWS), parts.get(Metric.SESSIONS)
    if views is None or sessions is None or views.result is None or sessions.result is None:
        return None
    counted, of_sessions = _counted(views), _counted(sessions)
    if counted[1] != of_sessions[1]:
        return None
    try:
        return decompose(*counted[0], *of_sessions[0], *counted[1])
    except InvalidCounts:
        return None


def _counted(part: Part) -> tuple[tuple[int, int], tuple[float, float]]:
    """Totals before and after, and how long each took."""
    if isinstance(part.result, Comparison):
        before, after = part.result.this_year.before, part.result.this_year.after
        return (before.total_used, after.total_used), (before.weeks_used, after.weeks_used)
    return part.evaluation.totals, part.evaluation.lengths


def _is_shared() -> bool:
    return Borough.objects.count() > 1


def _overlaps(campaign: Campaign, start: dt.date | None, end: dt.date | None) -> bool:
    if start is None:
        return False
    return Campaign.objects.overlapping(start, end or start).exclude(pk=campaign.pk).exists()


def _definition_changed(origins: set[tuple[int, str, str]]) -> bool:
    """True when the days were counted by two versions of our rules, or in part by another system."""
    return len({(definition, kind) for definition, kind, _filename in origins}) > 1


def _imported(origins: set[tuple[int, str, str]]) -> tuple[tuple[str, str], ...]:
    """Which files days of the chart came from; nothing when we counted them all."""
    files = sorted({str(Import(kind=kind, filename=filename)) for _definition, kind, filename in origins if kind})
    return ((_("Some days were imported from"), ", ".join(files)),) if files else ()


def _times(ratio: float | None) -> str:
    return "–" if ratio is None else f"{ratio:.2f}"


def _limits(limits: RateRatio | Adjusted) -> str:
    return _range(limits.low, limits.high)


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return "–"
    return _("%(low)s and more") % {"low": f"{low:.2f}"} if high is None else _("%(low)s to %(high)s") % {"low": f"{low:.2f}", "high": f"{high:.2f}"}
