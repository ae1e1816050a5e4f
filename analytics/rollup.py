"""Moving raw rows into totals: read, add, delete, in one transaction, so that a kill at any point loses and doubles nothing."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from django.db import connection, models, transaction
from django.db.models import Max
from django.utils import timezone
from wagtail.models import Site

from analytics import months
from analytics.definitions import DEFINITION, Reason, Status, day_bounds
from analytics.models import ActDay, CountedView, DeviceDay, DropDay, Heartbeat, PageDay, RawEvent, SiteDay

BATCH: Final = 10_000
AT_ONCE: Final = 400
HOUR: Final = dt.timedelta(hours=1)
PageKey = tuple[int, dt.date, str, str, str]
DayKey = tuple[int, dt.date]


class Kind(NamedTuple):
    """What raw rows are alike in: all that the totals tell apart. So each kind of row is added once, however many there are of it."""

    site_id: int
    kind: str
    day: dt.date
    page: str
    is_entry: bool
    is_new_visitor: bool
    source: str
    campaign: str
    device: str
    act: str
    detail: str
    reason: str
    is_again: bool


# Beside what a kind is made of: whether the roll-up has counted the view before, the moment, and the view's own number.
AGAIN: Final = f"EXISTS (SELECT 1 FROM {CountedView._meta.db_table} WHERE {CountedView._meta.db_table}.view_id = {RawEvent._meta.db_table}.view_id)"  # noqa: S608
COLUMNS: Final = f"{', '.join(Kind._fields[:-1])}, {AGAIN}, at, view_id"


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
    days: set[DayKey] = field(default_factory=set)

    def add(self, row: Kind, times: int) -> None:
        key = (row.site_id, row.day)
        self.days.add(key)
        if row.is_again:  # a browser tried twice; while the first was still there, its row refused the second
            self.dropped[*key, Reason.REPEAT] += times
            return
        if row.act:
            self.acts[*key, row.act, row.page, row.detail, row.campaign] += times
        if row.kind == RawEvent.Kind.DROPPED:
            self.dropped[*key, row.reason] += times
        elif row.kind == RawEvent.Kind.NOSCRIPT:
            self.noscript[key] += times
        elif row.kind == RawEvent.Kind.VIEW:
            self._add_view(row, key, times)

    def _add_view(self, row: Kind, key: DayKey, times: int) -> None:
        page = (*key, row.page, row.source, row.campaign)
        self.page_views[page] += times
        self.page_sessions[page] += times * row.is_entry
        self.device_views[*key, row.device] += times
        self.device_sessions[*key, row.device] += times * row.is_entry
        self.views[key] += times
        self.sessions[key] += times * row.is_entry
        self.visitors[key] += times * row.is_new_visitor


def move_batch(limit: int = BATCH) -> int:
    """Move up to `limit` raw rows into the totals; how many. Two processes at once move different rows."""
    if not RawEvent.objects.exists():
        return 0
    with transaction.atomic():
        rows = _take(limit)
        sums = Sums()
        for values, times in Counter(row[: len(Kind._fields)] for row in rows).items():
            sums.add(_kind(values), times)
        _add_pages(sums)
        _add_days(sums)
        _add_devices(sums)
        _add_drops(sums)
        _add_acts(sums)
        for site, day in sums.days:
            months.take_apart_if_old(site, day)
        _remember([view_id for *_kind_of, is_again, _at, view_id in rows if view_id and not is_again])
        beat({_hour(at) for at in {at for *_kind_of, at, _view_id in rows}})
    return len(rows)


def _kind(values: tuple) -> Kind:
    """SQLite gives a day as it keeps it, in letters."""
    row = Kind(*values)
    return row._replace(day=dt.date.fromisoformat(row.day)) if isinstance(row.day, str) else row


def _remember(view_ids: list[str]) -> None:
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    with connection.cursor() as cursor:
        for start in range(0, len(view_ids), AT_ONCE):
            some = view_ids[start : start + AT_ONCE]
            places = ", ".join(["(%s, %s)"] * len(some))
            sql = f"INSERT INTO {CountedView._meta.db_table} (view_id, counted_at) VALUES {places} ON CONFLICT DO NOTHING"  # noqa: S608
            cursor.execute(sql, [value for view_id in some for value in (view_id, now)])


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


def _take(limit: int) -> list[tuple]:
    """Delete up to `limit` rows and return what they held, as COLUMNS says."""
    table = RawEvent._meta.db_table
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE id IN (SELECT id FROM {table} ORDER BY id LIMIT %s {lock}) RETURNING {COLUMNS}", [limit])  # noqa: S608
        return cursor.fetchall()


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


def _hour(moment: dt.datetime | str) -> dt.datetime:
    """SQLite gives a moment as it keeps it: in letters, in UTC, without saying so."""
    if isinstance(moment, str):
        moment = dt.datetime.fromisoformat(moment)
    return moment.replace(minute=0, second=0, microsecond=0, tzinfo=moment.tzinfo or dt.UTC)
