"""What everybody may read: twelve whole months of figures, and nothing that could point at anybody or that was written for editors alone."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics import breakdowns, happenings
from analytics.bars import Bars, draw_bars
from analytics.definitions import BEHIND_SIGN_IN, DEFINITION, DEFINITIONS, PAGE_GROUPS, Status, days_from
from analytics.happenings import Happening
from analytics.models import Import, SiteDay
from analytics.models.totals import Totals
from analytics.months import page_sums, sums_by
from analytics.phrases import number
from analytics.spans import DAY, Span, span_of
from analytics.tables import Table, tables_for_everybody

MONTHS: Final = 12
# A page that was seen less often in a month is not named.
FEWEST_VIEWS: Final = 20
MOST_PAGES: Final = 10
HEADINGS: Final = ("day", "page_views", "sessions", "measured", "counted_by", "definition")
OURSELVES: Final = "this website"

# Of pages by their keys, the titles of those that anybody may read now.
OpenTitles = Callable[[Collection[str]], dict[str, str]]


@dataclass(frozen=True)
class Imported:
    """Days that another program counted."""

    program: str
    first: dt.date
    last: dt.date
    days: int


@dataclass(frozen=True)
class PublicReport:
    """Months from the oldest to the newest, each with what was counted on its days that were measured in whole."""

    months: list[Span]
    charts: list[Bars]
    happenings: list[Happening]
    tables: list[Table]
    imported: list[Imported]
    definition: int
    definitions: list

    @property
    def last(self) -> Span:
        return self.months[-1]

    @property
    def has_figures(self) -> bool:
        return any(month.days_whole for month in self.months)

    @property
    def has_gaps(self) -> bool:
        return not all(month.is_whole for month in self.months)


def months_to_show() -> list[tuple[dt.date, dt.date]]:
    """First and last day of the last twelve months that are over."""
    months = []
    last = timezone.localdate().replace(day=1) - DAY
    for _month in range(MONTHS):
        months.append((last.replace(day=1), last))
        last = months[-1][0] - DAY
    return months[::-1]


def public_report(site: Site, open_titles: OpenTitles) -> PublicReport:
    """The site's figures of the last twelve months that are over."""
    shown = months_to_show()
    start, end = shown[0][0], shown[-1][1]
    rows = _rows(site, start, end)
    days = {row.day: Totals(row.views, row.sessions) for row in rows if row.status == Status.COMPLETE}
    months = [span_of(first, last, days) for first, last in shown]
    return PublicReport(
        months=months,
        charts=_charts(months),
        happenings=happenings.for_everybody(site, start, end),
        tables=[_most_read(site, months[-1], open_titles), *breakdowns.shares(site, start, end), *tables_for_everybody(site, start, end)],
        imported=_imported(rows),
        definition=DEFINITION,
        definitions=DEFINITIONS,
    )


def daily_rows(site: Site) -> list[tuple[str, int | str, int | str, str, str, int | str]]:
    """A row for each day of those months under `HEADINGS`; a day that was not measured says so, and has no numbers."""
    shown = months_to_show()
    start, end = shown[0][0], shown[-1][1]
    counted = {row.day: row for row in _rows(site, start, end)}
    return [_line(day, counted.get(day)) for day in days_from(start, end)]


def _line(day: dt.date, row: SiteDay | None) -> tuple[str, int | str, int | str, str, str, int | str]:
    if row is None:
        return day.isoformat(), "", "", "missing", "", ""
    return day.isoformat(), row.views, row.sessions, row.status, _program(row.imported) if row.imported else OURSELVES, row.definition


def _rows(site: Site, start: dt.date, end: dt.date) -> list[SiteDay]:
    return list(SiteDay.objects.between(site, start, end).select_related("imported"))


def _charts(months: list[Span]) -> list[Bars]:
    """Page views, and visits, by month; None, which is not 0, for a month that was not measured at all."""
    charts = []
    for title, which in ((_("Page views by month"), "views"), (_("Visits by month"), "sessions")):
        bars = [(_name(month), getattr(month.totals, which) if month.days_whole else None) for month in months]
        charts.append(draw_bars(title, _("A bar for each month. The numbers are in the table below."), bars, unknown=_("not measured")))
    return charts


def _name(month: Span) -> str:
    name = formats.date_format(month.start, "F Y")
    if month.is_whole or not month.days_whole:
        return name
    return _("%(month)s (%(whole)s of %(all)s days)") % {"month": name, "whole": month.days_whole, "all": month.days}


def _most_read(site: Site, month: Span, open_titles: OpenTitles) -> Table:
    """Pages that anybody may read and groups of such pages; none that few have seen."""
    seen = {page: views for page, (views, _begun) in sums_by(page_sums(site, month.start, month.end), "page").items() if views >= FEWEST_VIEWS}
    names = {key: str(name) for key, name in PAGE_GROUPS.items() if key not in BEHIND_SIGN_IN} | open_titles(seen)
    most = sorted((page for page in seen if page in names), key=lambda page: (-seen[page], names[page]))[:MOST_PAGES]
    return Table(
        _("Pages read most in %(month)s") % {"month": formats.date_format(month.start, "F Y")},
        (_("Page"), _("Page views")),
        [(names[page], number(seen[page])) for page in most],
        empty=_("We do not know which pages were read most in this month."),
        note=_("We name a page only if it was looked at %(fewest)s times or more.") % {"fewest": FEWEST_VIEWS},
    )


def _program(found: Import) -> str:
    return str(found.get_kind_display()) if found.kind != Import.Kind.TOTALS else _("Another program, of which we have totals by day")


def _imported(rows: list[SiteDay]) -> list[Imported]:
    """By program; never the name of a file, which was not written for everybody."""
    days = defaultdict[str, list[dt.date]](list)
    for row in rows:
        if row.imported:
            days[_program(row.imported)].append(row.day)
    return [Imported(program, found[0], found[-1], len(found)) for program, found in sorted(days.items())]
