"""Moving raw rows into totals: read, add, delete, in one transaction, so that a kill at any point loses and doubles nothing."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Site

from analytics import months
from analytics.definitions import DEFINITION, Reason, Status, day_bounds
from analytics.models import ActDay, CountedView, DeviceDay, DropDay, Heartbeat, PageDay, RawEvent, SiteDay

BATCH: Final = 10_000
HOUR: Final = dt.timedelta(hours=1)
COLUMNS: Final = ("site_id", "kind", "at", "day", "view_id", "page", "is_entry", "is_new_visitor", "source", "campaign", "device", "act", "detail", "reason")
PageKey = tuple[int, dt.date, str, str, str]
DayKey = tuple[int, dt.date]


@dataclass
class Sums:
    """What a batch of raw rows adds to each total."""

    page_views: Counter[PageKey] = field(default_factory=Counter)
    page_sessions: Counter[PageKey] = field(default_factory=Counter)
    device_views: Counter[tuple[int, dt.date, str]] = field(default_factory=Counter)
    device_sessions: Counter[tuple[int, dt.date, str]] = field(default_factory=Counter)
    views: Counter[DayKey] = field(default_factory=Counter)
    sessions: Counter[DayKey] = field(default_factory=Counter)
    visitors: Counter[DayKey] = field(default_factory=Counter)
    noscript: Counter[DayKey] = field(default_factory=Counter)
    acts: Counter[tuple[int, dt.date, str, str, str, str]] = field(default_factory=Counter)
    dropped: Counter[tuple[int, dt.date, str]] = field(default_factory=Counter)
    view_ids: list[str] = field(default_factory=list)
    hours: set[dt.datetime] = field(default_factory=set)
    days: set[DayKey] = field(default_factory=set)

    def add_repeat(self, event: RawEvent) -> None:
        """Sent again after the first was moved: a browser tried twice. While the first is still there, its row refuses the second."""
        self.days.add((event.site_id, event.day))
        self.dropped[event.site_id, event.day, Reason.REPEAT] += 1

    def add(self, event: RawEvent) -> None:
        key = (event.site_id, event.day)
        self.days.add(key)
        self.hours.add(_hour(event.at))
        if event.view_id:
            self.view_ids.append(event.view_id)
        if event.act:
            self.acts[*key, event.act, event.page, event.detail, event.campaign] += 1
        if event.kind == RawEvent.Kind.DROPPED:
            self.dropped[*key, event.reason] += 1
        elif event.kind == RawEvent.Kind.NOSCRIPT:
            self.noscript[key] += 1
        elif event.kind == RawEvent.Kind.VIEW:
            page = (*key, event.page, event.source, event.campaign)
            self.page_views[page] += 1
            self.page_sessions[page] += event.is_entry
            self.device_views[*key, event.device] += 1
            self.device_sessions[*key, event.device] += event.is_entry
            self.views[key] += 1
            self.sessions[key] += event.is_entry
            self.visitors[key] += event.is_new_visitor


def move_batch(limit: int = BATCH) -> int:
    """Move up to `limit` raw rows into the totals; how many. Two processes at once move different rows."""
    if not RawEvent.objects.exists():
        return 0
    with transaction.atomic():
        events = _take(limit)
        again = CountedView.objects.in_bulk([event.view_id for event in events if event.view_id])
        sums = Sums()
        for event in events:
            if event.view_id in again:
                sums.add_repeat(event)
            else:
                sums.add(event)
        _add_pages(sums)
        _add_days(sums)
        _add_devices(sums)
        _add_drops(sums)
        _add_acts(sums)
        for site, day in sums.days:
            months.take_apart_if_old(site, day)
        CountedView.objects.bulk_create([CountedView(view_id=view_id, counted_at=timezone.now()) for view_id in sums.view_ids], ignore_conflicts=True)
        beat(sums.hours)
    return len(events)


def beat_now() -> None:
    """Note that counting works in this hour: each site's day has a row from now on, so that 0 views is 0 and not missing."""
    hour = _hour(timezone.now())
    if not Heartbeat.objects.filter(hour=hour).exists():
        with transaction.atomic():
            beat({hour})


def beat(hours: set[dt.datetime]) -> None:
    """Note that counting worked in these hours, and say how much was measured of their days, the days before, and the last day that counting worked on."""
    if not hours:
        return
    earlier = Heartbeat.objects.filter(hour__lt=min(hours)).aggregate(last=Max("hour"))["last"]
    Heartbeat.objects.bulk_create([Heartbeat(hour=hour) for hour in sorted(hours)], ignore_conflicts=True)
    sites = sorted(Site.objects.values_list("pk", flat=True))
    today = {timezone.localdate(hour) for hour in hours}
    last = {timezone.localdate(earlier)} if earlier else set()
    for day in sorted(today | last | {day - dt.timedelta(days=1) for day in today}):
        status = _status(day)
        if status is not None:
            SiteDay.objects.bulk_create([SiteDay(site_id=site, day=day) for site in sites], ignore_conflicts=True)
            SiteDay.objects.filter(day=day, imported=None).exclude(status=status).update(status=status)


def _status(day: dt.date) -> Status | None:
    """None: nothing was measured."""
    start, end = day_bounds(day)
    found = Heartbeat.objects.filter(hour__gte=start, hour__lt=end).count()
    if not found:
        return None
    is_whole = found == (end - start) // HOUR and end <= timezone.now()
    return Status.COMPLETE if is_whole else Status.PARTIAL


def _take(limit: int) -> list[RawEvent]:
    """Delete up to `limit` rows and return what they held."""
    names = ", ".join(COLUMNS)
    table = RawEvent._meta.db_table
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    return list(RawEvent.objects.raw(f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT %s {lock}) RETURNING id, {names}", [limit]))  # noqa: S608  # names from our own model


def _add_pages(sums: Sums) -> None:
    rows = [(*key, DEFINITION, views, sums.page_sessions[key]) for key, views in sorted(sums.page_views.items())]
    _upsert(PageDay, ("site_id", "day", "page", "source", "campaign", "definition"), ("views", "sessions"), rows)


def _add_days(sums: Sums) -> None:
    """A day that was imported before we counted it keeps its imported numbers apart: the import refused such days, so this row is ours."""
    rows = [(*key, Status.PARTIAL, DEFINITION, sums.views[key], sums.sessions[key], sums.visitors[key], sums.noscript[key]) for key in sorted(sums.days)]
    _upsert(SiteDay, ("site_id", "day", "status", "definition"), ("views", "sessions", "visitors", "noscript"), rows, unique=("site_id", "day"))


def _add_devices(sums: Sums) -> None:
    rows = [(*key, views, sums.device_sessions[key]) for key, views in sorted(sums.device_views.items())]
    _upsert(DeviceDay, ("site_id", "day", "device"), ("views", "sessions"), rows)


def _add_drops(sums: Sums) -> None:
    rows = [(*key, dropped) for key, dropped in sorted(sums.dropped.items())]
    _upsert(DropDay, ("site_id", "day", "reason"), ("dropped",), rows)


def _add_acts(sums: Sums) -> None:
    rows = [(*key, times) for key, times in sorted(sums.acts.items())]
    _upsert(ActDay, ("site_id", "day", "act", "page", "detail", "campaign"), ("times",), rows)


def _upsert(model: type[models.Model], key: tuple[str, ...], sums: tuple[str, ...], rows: list[tuple], unique: tuple[str, ...] | None = None) -> None:
    """Add each row's last numbers to the row with its key, which is made where there is none. Sorted rows can't deadlock."""
    table = model._meta.db_table
    places = ", ".join(["%s"] * len((*key, *sums)))
    added = ", ".join(f"{name} = {table}.{name} + excluded.{name}" for name in sums)
    sql = f"INSERT INTO {table} ({', '.join((*key, *sums))}) VALUES ({places}) ON CONFLICT ({', '.join(unique or key)}) DO UPDATE SET {added}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(sql, [tuple(str(value) if isinstance(value, Status) else value for value in row) for row in rows])


def _hour(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
