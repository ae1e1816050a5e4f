"""Figures by page over long ranges: months that are over are added up once, and read as one row instead of thirty."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone
from wagtail.models import Site

from analytics.models import AddedMonth, PageDay, PageMonth

# A view is rolled up within a minute; a session, and a worker that stood still, may last longer.
WAIT: Final = dt.timedelta(days=3)
KEY: Final = ("page", "source", "campaign")
Sums = dict[tuple[str, ...], tuple[int, int]]


def add_up() -> int:
    """Add up each month that is over and not added up yet; how many."""
    todo = [(site, month) for site in Site.objects.all() for month in _to_add(site)]
    for site, month in todo:
        _add(site, month)
    return len(todo)


def take_apart(site: Site, days: set[dt.date]) -> None:
    """Read the months of these days by day again, inside the caller's transaction: something was put in or taken out."""
    months = {day.replace(day=1) for day in days}
    AddedMonth.objects.filter(site=site, month__in=months).delete()
    PageMonth.objects.filter(site=site, month__in=months).delete()


def take_apart_if_old(site_id: int, day: dt.date) -> None:
    """For a view that was rolled up long after its day."""
    if day < timezone.localdate() - WAIT:
        take_apart(Site.objects.get(pk=site_id), {day})


def page_sums(site: Site, start: dt.date, end: dt.date, page: str = "") -> Sums:
    """Views and sessions from `start` to `end`, both counted, for each page, source and campaign; of one page alone where it is named."""
    whole = set(AddedMonth.objects.filter(site=site, month__gte=start, month__lte=end).values_list("month", flat=True))
    whole = {month for month in whole if _last_of(month) <= end}
    only = {"page": page} if page else {}
    parts = [PageMonth.objects.filter(site=site, month__in=whole)] if whole else []
    found = (row for rows in (*parts, *_by_day(site, start, end, whole)) for row in rows.filter(**only).order_by().values_list(*KEY).annotate(Sum("views"), Sum("sessions")))
    return _sum(((page, source, campaign), (views, begun)) for page, source, campaign, views, begun in found)


def sums_by(sums: Sums, column: str) -> dict[str, tuple[int, int]]:
    """The same, for each value of one column alone."""
    place = KEY.index(column)
    return {key: both for (key,), both in _sum(((key[place],), both) for key, both in sums.items()).items()}


def _sum(rows: Iterable[tuple[tuple[str, ...], tuple[int, int]]]) -> Sums:
    views, sessions = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for key, (seen, begun) in rows:
        views[key] += seen
        sessions[key] += begun
    return {key: (number, sessions[key]) for key, number in views.items()}


def _by_day(site: Site, start: dt.date, end: dt.date, whole: set[dt.date]) -> Iterator[models.QuerySet]:
    """The days outside these months, as runs of days."""
    first = start
    for month in sorted(whole):
        if first < month:
            yield PageDay.objects.filter(site=site, day__gte=first, day__lt=month)
        first = _last_of(month) + dt.timedelta(days=1)
    if first <= end:
        yield PageDay.objects.filter(site=site, day__gte=first, day__lte=end)


def _to_add(site: Site) -> list[dt.date]:
    """First days of months that are over."""
    last = (timezone.localdate() - WAIT).replace(day=1)
    days = PageDay.objects.filter(site=site, day__lt=last).order_by("day")
    first = days.values_list("day", flat=True).first()
    done = set(AddedMonth.objects.filter(site=site).values_list("month", flat=True))
    months, month = [], first.replace(day=1) if first else last
    while month < last:
        months.append(month)
        month = _last_of(month) + dt.timedelta(days=1)
    return [month for month in months if month not in done]


@transaction.atomic
def _add(site: Site, month: dt.date) -> None:
    take_apart(site, {month})
    sums = PageDay.objects.filter(site=site, day__range=(month, _last_of(month))).order_by().values_list(*KEY).annotate(Sum("views"), Sum("sessions"))
    PageMonth.objects.bulk_create(
        [PageMonth(site=site, month=month, page=page, source=source, campaign=campaign, views=views, sessions=begun) for page, source, campaign, views, begun in sums],
        batch_size=1_000,
    )
    AddedMonth.objects.create(site=site, month=month)


def _last_of(month: dt.date) -> dt.date:
    return (month + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
