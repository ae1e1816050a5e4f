"""What families read of an indicator: its newest year in a sentence, a chart, and a row for each year with what was corrected."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils import formats
from django.utils.translation import gettext as _

from analytics.bars import YearBar, Years, draw_years
from analytics.indicators import sentences
from analytics.indicators.change import Change, Extent, change, extent, unlike
from analytics.indicators.sentences import Verdict, Why
from analytics.indicators.shown import may_show, may_show_both
from analytics.models import Indicator, IndicatorCorrection, IndicatorYear
from analytics.models.indicators import SEVERAL


@dataclass(frozen=True)
class YearRow:
    """One year of the table. `figure` says "hidden" where it is too small to show, and is empty where it was taken back."""

    label: str
    figure: str
    span: str
    against: str
    notes: list[str]


@dataclass(frozen=True)
class Reading:
    """All that is shown of one indicator. Without a public figure there is no chart, no day and no row."""

    indicator: Indicator
    sentence: str
    rows: list[YearRow]
    chart: Years | None = None
    as_of: dt.date | None = None
    has_spans: bool = False

    @property
    def name(self) -> str:
        """A word for it among the ids of a page."""
        return f"indicator-{self.indicator.pk}"

    @property
    def known(self) -> str:
        """The share that is known, and whose it is."""
        if self.indicator.expected_share is None:
            return ""
        return f"{sentences.known(self.indicator)}: {self.indicator.expected_source}"


def read_all(indicators: Iterable[Indicator]) -> list[Reading]:
    """Of many, in their order, in two queries."""
    wanted = list(indicators)
    years = {pk: list(rows) for pk, rows in groupby(IndicatorYear.objects.of_all(wanted), key=lambda year: year.indicator_id)}
    return [read(indicator, years.get(indicator.pk, [])) for indicator in wanted]


def read(indicator: Indicator, years: Iterable[IndicatorYear]) -> Reading:
    """Of one, from its years with their corrections. A year that fits no kind of its own is left out, as a draft is."""
    told = sorted((year for year in years if year.starts and (year.is_public or _corrections(year))), key=lambda year: year.starts)
    for year in told:
        year.indicator = indicator  # else each asks the database for it
    public = [year for year in told if year.is_public and indicator.takes(year.figure)]
    baseline = next((year for year in public if year.starts == indicator.baseline_year), None)
    rows = [_row(indicator, year, baseline) for year in told if year in public or not year.is_public]
    if not public:
        return Reading(indicator, str(sentences.NOTHING_YET), rows)
    has_spans = any(row.span for row in rows)
    return Reading(indicator, _newest(indicator, public[-1], baseline), rows, _chart(indicator, public, baseline), max(year.changed_on for year in public), has_spans)


def _corrections(year: IndicatorYear) -> list[IndicatorCorrection]:
    return list(year.corrections.all()) if year.pk else []


def _is_hidden(indicator: Indicator, year: IndicatorYear) -> bool:
    return not may_show(year.figure, counts_people=indicator.counts_people)


def _verdict(indicator: Indicator, year: IndicatorYear, baseline: IndicatorYear | None) -> Verdict:
    """Of a year that is shown."""
    if indicator.kind == Indicator.Kind.LIKENESS:
        return _beside_known(indicator, year)
    why = next((why for why, is_so in _reasons(indicator, year, baseline) if is_so), None)
    return why or change(baseline.figure if baseline else year.figure, year.figure)


def _beside_known(indicator: Indicator, year: IndicatorYear) -> Change:
    return unlike(year.figure, float(indicator.expected_share or 0) / 100)


def _reasons(indicator: Indicator, year: IndicatorYear, baseline: IndicatorYear | None) -> Iterator[tuple[Why, bool]]:
    """What could forbid to compare a year with the baseline, and whether it does; the first that does is said."""
    yield Why.NOT_OVER, not year.is_whole and not year.is_over
    yield Why.DAYS_MISSING, not year.is_whole
    if baseline is None:
        yield (Why.NO_FIGURE if indicator.baseline_year else Why.NO_BASELINE), True
        return
    yield Why.FIRST, baseline is year
    yield Why.BASELINE_HIDDEN, _is_hidden(indicator, baseline)
    yield Why.BASELINE_DAYS_MISSING, not baseline.is_whole
    yield Why.COUNTED_DIFFERENTLY, baseline.way != year.way or SEVERAL in baseline.way


def _newest(indicator: Indicator, year: IndicatorYear, baseline: IndicatorYear | None) -> str:
    if _is_hidden(indicator, year):
        return sentences.TOO_FEW % {"year": indicator.years_are.in_words(year.starts)}
    is_beside = indicator.kind == Indicator.Kind.LIKENESS
    known = sentences.beside_known(_beside_known(indicator, year), indicator, year) if is_beside else ""
    said = known or sentences.compared(_verdict(indicator, year, baseline), indicator, year, baseline)
    return said if year.state == IndicatorYear.State.FINAL or not year.is_whole else f"{said} {sentences.NOT_FINAL}"


def _row(indicator: Indicator, year: IndicatorYear, baseline: IndicatorYear | None) -> YearRow:
    if not year.is_public:
        return YearRow(year.label, "", "", "", _notes(indicator, year))
    if _is_hidden(indicator, year):
        return YearRow(year.label, _("hidden"), "", "", _notes(indicator, year))
    against = sentences.in_a_table(_verdict(indicator, year, baseline), indicator)
    return YearRow(year.label, sentences.without_unit(year.figure), sentences.span(year.figure), against, _notes(indicator, year))


def _notes(indicator: Indicator, year: IndicatorYear) -> list[str]:
    state = [_("Taken back for now.")] if not year.is_public else [str(sentences.NOT_FINAL)] if year.state == IndicatorYear.State.PROVISIONAL else []
    source = [_("Source: %(source)s") % {"source": year.source}] if year.source else []
    note = [year.note] if year.note and year.is_public else []
    return [part for part in (*state, sentences.way(year), *source, *note, *_corrected(indicator, year)) if part]


def _corrected(indicator: Indicator, year: IndicatorYear) -> list[str]:
    """Each correction with what the figure was, where beside all that is told of the year it gives no small number away."""
    said, told = [], [year.figure]
    for correction in reversed(_corrections(year)):
        named = {"day": formats.date_format(correction.on, "j F Y"), "figure": sentences.written(correction.was, indicator.unit)}
        if all(may_show_both(correction.was, other, counts_people=indicator.counts_people) for other in told):
            said.append(_("Corrected on %(day)s: it was %(figure)s.") % named)
            told.append(correction.was)
        else:
            said.append(_("Corrected on %(day)s. The difference is too small to show.") % named)
    return said[::-1]


def _chart(indicator: Indicator, public: list[IndicatorYear], baseline: IndicatorYear | None) -> Years:
    shown = {year.starts: None if _is_hidden(indicator, year) else extent(year.figure) for year in public}
    bars = [YearBar(_on_bar(indicator, year, shown[year.starts]), *_ends(shown[year.starts]), is_baseline=year is baseline) for year in public]
    is_share = indicator.kind in {Indicator.Kind.SHARE, Indicator.Kind.LIKENESS}
    mark = float(indicator.expected_share) if indicator.expected_share is not None else None
    if mark is None and baseline is not None and (found := shown[baseline.starts]):
        mark = found.middle
    said = [_on_bar(indicator, year, shown[year.starts]) for year in public]
    description = "; ".join([*said, _("the line marks %(mark)s") % {"mark": _marked(indicator, baseline)}] if mark is not None else said)
    return draw_years(indicator.name, description, bars, mark=mark, mark_means=_means(indicator, baseline) if mark is not None else "", in_percent=is_share)


def _marked(indicator: Indicator, baseline: IndicatorYear | None) -> str:
    if indicator.expected_share is not None:
        return sentences.known(indicator)
    return baseline.label if baseline else ""


def _means(indicator: Indicator, baseline: IndicatorYear | None) -> str:
    """What the line marks; a baseline is as uncertain as the years that are compared with it."""
    has_range = indicator.expected_share is None and baseline is not None and bool(sentences.span(baseline.figure))
    return _("%(year)s, which is not exact either") % {"year": _marked(indicator, baseline)} if has_range else _marked(indicator, baseline)


def _on_bar(indicator: Indicator, year: IndicatorYear, found: Extent | None) -> str:
    figure = sentences.short(year.figure) if found else _("hidden")
    words = f"{year.label}: {figure}"
    if not year.is_whole:
        return (_("%(figure)s (days are missing)") if year.is_over else _("%(figure)s (so far)")) % {"figure": words}
    return words if year.state == IndicatorYear.State.FINAL else _("%(figure)s (not final)") % {"figure": words}


def _ends(found: Extent | None) -> tuple[float | None, float | None, float | None]:
    return (found.middle, found.low, found.high) if found else (None, None, None)
