"""One page's own figures: by day, where visits to it came from, and what was done on it."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Sum
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics import breakdowns, known
from analytics.charts import Chart, Line, draw
from analytics.definitions import Status, days_from
from analytics.models import PageDay, SiteDay
from analytics.phrases import number
from analytics.spans import Span, spans
from analytics.tables import Table


@dataclass(frozen=True)
class PageReport:
    """What was counted of one page from `start` to `end`, both counted. `days`: views of each day, None where the site was not measured in whole."""

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
    whole = set(SiteDay.objects.between(site, start, end).filter(status=Status.COMPLETE).values_list("day", flat=True))
    days = [(day, seen.get(day, 0) if day in whole else None) for day in days_from(start, end)]
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
    said = _("%(views)s page views on %(days)s days that were measured in whole.") % {"views": number(sum(known_days)), "days": len(known_days)}
    return draw(_("Page views by day: %s") % title, said, [day for day, _number in days], [Line(_("Page views"), [many for _day, many in days])])


def _against(site: Site, page: str, start: dt.date, end: dt.date) -> str:
    """How views changed against the days before; empty where some day of either was not measured in whole, or nothing was there."""
    compared = spans(site, start, end)
    if compared is None or not (compared.this.is_whole and compared.before.is_whole):
        return ""
    now, then = (_views(site, page, span) for span in (compared.this, compared.before))
    return breakdowns.changed(now, then) if now or then else ""


def _views(site: Site, page: str, span: Span) -> int:
    rows = PageDay.objects.filter(site=site, page=page, day__range=(span.start, span.end))
    return int(rows.aggregate(views=Sum("views", default=0))["views"])
