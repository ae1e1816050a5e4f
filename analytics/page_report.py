"""One page's own figures: by day, where visits to it came from, and what was done on it."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics import breakdowns, known
from analytics.charts import Chart, Line, draw
from analytics.definitions import days_from
from analytics.models import PageDay
from analytics.models.totals import days_by_page
from analytics.phrases import number
from analytics.spans import Span, spans
from analytics.tables import Table


@dataclass(frozen=True)
class PageReport:
    """What was counted of one page from `start` to `end`, both counted. `days`: views of each day, None where the pages of that day are not known."""

    title: str
    start: dt.date
    end: dt.date
    views: int
    sessions: int
    days: list[tuple[dt.date, int | None]]
    chart: Chart
    against: str
    tables: list[Table]


def page_report(site: Site, page: str, start: dt.date, end: dt.date) -> PageReport | None:
    """The figures of a page by its key; None for a page that the site does not have and nobody has seen."""
    title = known.titles([page]).get(page)
    of_page = PageDay.objects.filter(site=site, page=page)
    if title is None and not of_page.exists():
        return None
    title = title or breakdowns.title_of(page, {})
    seen = dict(of_page.filter(day__range=(start, end)).order_by().values_list("day").annotate(Sum("views")))
    totals = of_page.filter(day__range=(start, end)).aggregate(views=Sum("views", default=0), sessions=Sum("sessions", default=0))
    by_page = days_by_page(site, start, end)
    days = [(day, seen.get(day, 0) if day in by_page else None) for day in days_from(start, end)]
    return PageReport(
        title=title,
        start=start,
        end=end,
        **totals,
        days=days,
        chart=_chart(title, days),
        against=_against(site, page, start, end),
        tables=breakdowns.tables_of_page(site, page, start, end),
    )


def _chart(title: str, days: list[tuple[dt.date, int | None]]) -> Chart:
    known_days = [many for _day, many in days if many is not None]
    said = _("%(views)s page views on %(days)s days whose pages are known.") % {"views": number(sum(known_days)), "days": len(known_days)}
    drawn = draw(_("Page views by day: %s") % title, said, [day for day, _number in days], [Line(_("Page views"), [many for _day, many in days])])
    return replace(drawn, gap=_("A gap in the line is a day whose pages are not known: it was not measured in whole, or came from a file with totals alone."))


def _against(site: Site, page: str, start: dt.date, end: dt.date) -> str:
    """How views changed against the days before; empty where the pages of some day of either are not known, or nothing was there."""
    compared = spans(site, start, end)
    if compared is None or not breakdowns.is_known_by_page(site, compared):
        return ""
    now, then = (_views(site, page, span) for span in (compared.this, compared.before))
    return breakdowns.changed(now, then) if now or then else ""


def _views(site: Site, page: str, span: Span) -> int:
    rows = PageDay.objects.filter(site=site, page=page, day__range=(span.start, span.end))
    return int(rows.aggregate(views=Sum("views", default=0))["views"])
