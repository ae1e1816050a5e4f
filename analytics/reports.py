"""The overview: what was counted over a range of days, with what was left out and why."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db.models import Max, Sum
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from analytics import breakdowns, happenings, holidays
from analytics.charts import Chart, Line, Mark, draw, with_holidays
from analytics.day_rows import DayRow, MonthRow, months_of
from analytics.definitions import DEFINITION, DEFINITIONS, SHOWN, Reason, days_from
from analytics.happenings import Happening
from analytics.holidays import Holiday
from analytics.models import DropDay, SiteDay
from analytics.models.totals import Totals
from analytics.spans import Spans, spans
from analytics.tables import Table, tables_of_others

LONGEST_RANGE: Final = dt.timedelta(days=731)
USUAL_RANGE: Final = dt.timedelta(days=27)


@dataclass(frozen=True)
class Overview:
    """Everything the overview shows. The average is that of days measured in whole; None when there is none."""

    start: dt.date
    end: dt.date
    totals: Totals
    average: Totals | None
    today: SiteDay | None
    noscript: int
    rows: list[DayRow]
    months: list[MonthRow]
    chart: Chart
    marks: list[tuple[Mark, Happening]]
    holidays: list[Holiday]
    spans: Spans | None
    tables: list[Table]
    dropped: list[tuple[str, int]]
    received: int
    sources: list[str]
    days_missing: int
    days_partial: int
    days_whole: int
    definition: int
    definitions: list
    elsewhere: tuple[dt.date, dt.date] | None


def usual_range() -> tuple[dt.date, dt.date]:
    """The last four weeks, today included."""
    today = timezone.localdate()
    return today - USUAL_RANGE, today


def overview(site: Site, start: dt.date, end: dt.date) -> Overview:
    """The site's figures from `start` to `end`, both counted."""
    counted = {row.day: row for row in SiteDay.objects.between(site, start, end).select_related("imported")}
    rows = [DayRow(day, counted.get(day)) for day in days_from(start, end)]
    dropped = _dropped(site, start, end)
    measured = list(counted.values())
    totals, whole = _sum(measured), [row.counted for row in rows if row.counted and row.is_whole]
    noscript = sum(row.noscript for row in measured)
    marks = happenings.marked(happenings.between(site, start, end), end)
    free = holidays.between(start, end)
    compared, acts = spans(site, start, end), breakdowns.act_sums(site, start, end)
    native_views = sum(row.views for row in measured if row.imported_id is None)
    return Overview(
        start=start,
        end=end,
        totals=totals,
        average=Totals(*(round(number / len(whole)) for number in _sum(whole))) if whole else None,
        today=next((row.counted for row in rows if row.is_so_far), None),
        noscript=noscript,
        rows=rows,
        months=months_of(rows),
        chart=with_holidays(_chart(rows, totals, [mark for mark, _happening in marks]), [row.day for row in rows], free),
        marks=marks,
        holidays=free,
        spans=compared,
        tables=[*breakdowns.tables(site, start, end, compared, acts), *tables_of_others(site, start, end)],
        dropped=dropped,
        received=native_views + noscript + sum(times for act, times in acts.items() if act not in SHOWN) + sum(number for _reason, number in dropped),
        sources=sorted({str(row.imported) for row in measured if row.imported}),
        days_missing=len(rows) - len(measured),
        days_partial=sum(row.counted is not None and not row.is_whole and not row.is_so_far for row in rows),
        days_whole=len(whole),
        definition=DEFINITION,
        definitions=DEFINITIONS,
        elsewhere=None if measured else _nearest(site),
    )


def _sum(days: list[SiteDay]) -> Totals:
    return Totals(sum(day.views for day in days), sum(day.sessions for day in days))


def _nearest(site: Site) -> tuple[dt.date, dt.date] | None:
    """The four weeks up to the last day that was measured, to lead there from days without figures; None when no day was."""
    last = SiteDay.objects.filter(site=site).aggregate(last=Max("day"))["last"]
    return (last - USUAL_RANGE, last) if last else None


def _dropped(site: Site, start: dt.date, end: dt.date) -> list[tuple[str, int]]:
    found = dict(DropDay.objects.filter(site=site, day__range=(start, end)).values_list("reason").annotate(Sum("dropped")))
    return [(str(reason.label), found.get(reason.value, 0)) for reason in Reason]


def _chart(rows: list[DayRow], totals: Totals, marks: list[Mark]) -> Chart:
    missing = sum(row.counted is None for row in rows)
    said = _("From %(start)s to %(end)s: %(views)s page views and %(sessions)s sessions.") % {
        "start": formats.date_format(rows[0].day),
        "end": formats.date_format(rows[-1].day),
        "views": f"{totals.views:,}",
        "sessions": f"{totals.sessions:,}",
    }
    if missing:
        said += " " + ngettext("%(number)s day was not measured.", "%(number)s days were not measured.", missing) % {"number": missing}
    if any(row.is_so_far for row in rows):
        said += " " + _("Today is counted so far.")
    whole, in_part = [row.counted if row.is_whole else None for row in rows], [None if row.is_whole else row.counted for row in rows]
    lines = [
        Line(_("Page views"), [day.views if day else None for day in whole], [day.views if day else None for day in in_part]),
        Line(_("Sessions"), [day.sessions if day else None for day in whole], [day.sessions if day else None for day in in_part], dashes="7 4", colour="#C2518F"),
    ]
    return draw(_("Page views and sessions by day"), said, [row.day for row in rows], lines, marks=marks)
