"""What counting a view asks and writes, each statement made once.

For most of what it costs is the work before the database: asked through the ORM, one view took five times the CPU (docs/decisions/analytics-counting.md).
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Final

from django.db import connection

from analytics.models import CountedView, DaySecret, RawEvent, Session


@dataclass
class Going:
    """A session that goes on, as its row says."""

    pk: int
    last_seen_at: dt.datetime
    source: str
    campaign: str
    minute_started_at: dt.datetime
    minute_views: int


@dataclass(frozen=True)
class Seen:
    """One raw row: a view, or something done on a page."""

    site_id: int
    kind: str
    at: dt.datetime
    day: dt.date
    view_id: str
    page: str
    is_entry: bool = False
    is_new_visitor: bool = False
    source: str = ""
    campaign: str = ""
    device: str = ""
    act: str = ""
    detail: str = ""
    reason: str = ""


RAW: Final = tuple(field.name for field in fields(Seen))
SESSION: Final = Session._meta.db_table
SECRET_LENGTH: Final = 32
SECRETS: Final = f"SELECT day, secret FROM {DaySecret._meta.db_table} WHERE site_id = %s AND day IN (%s, %s)"  # noqa: S608  # names from our own models, here and below
# One of each key is active (session_one_active_a_visitor), and that index is read: a key is of one day, whatever day is asked for beside it.
LATEST: Final = (
    f"SELECT id, last_seen_at, source, campaign, minute_started_at, minute_views FROM {SESSION} "  # noqa: S608
    "WHERE site_id = %s AND visitor IN (%s, %s) AND secret_day IN (%s, %s) AND is_active ORDER BY last_seen_at DESC, id DESC LIMIT 1"
)
COUNTED: Final = f"SELECT 1 FROM {CountedView._meta.db_table} WHERE view_id = %s"  # noqa: S608
END: Final = f"UPDATE {SESSION} SET is_active = %s WHERE id = %s"  # noqa: S608
BEGIN: Final = (
    f"INSERT INTO {SESSION} (site_id, secret_day, visitor, is_active, started_at, last_seen_at, source, campaign, minute_started_at, minute_views) "  # noqa: S608
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
GO_ON: Final = f"UPDATE {SESSION} SET last_seen_at = %s, campaign = %s, minute_started_at = %s, minute_views = %s WHERE id = %s"  # noqa: S608
ADD: Final = f"INSERT INTO {RawEvent._meta.db_table} ({', '.join(RAW)}) VALUES ({', '.join(['%s'] * len(RAW))})"  # noqa: S608


def secrets(site_id: int, today: dt.date, yesterday: dt.date) -> dict[dt.date, bytes]:
    """Those of the two days that are there, and are what we made: with one that somebody emptied, keys could be turned back."""
    with connection.cursor() as cursor:
        cursor.execute(SECRETS, [site_id, _day(today), _day(yesterday)])
        return {day: bytes(secret) for day, secret in cursor.fetchall() if is_sound(secret)}


def is_sound(secret: object) -> bool:
    """Whether it is a secret as we make them."""
    return isinstance(secret, bytes | memoryview) and len(secret) == SECRET_LENGTH


def was_counted(view_id: str) -> bool:
    """Whether the roll-up has counted it within two hours."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, [view_id])
        return cursor.fetchone() is not None


def latest(site_id: int, keys: Mapping[dt.date, str]) -> Going | None:
    """The session of a visitor, whose key is another each day; held until the transaction ends."""
    (one, key), (other, other_key) = (*keys.items(), *keys.items())[:2]
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(LATEST + lock, [site_id, key, other_key, _day(one), _day(other)])
        row = cursor.fetchone()
    return Going(row[0], _aware(row[1]), row[2], row[3], _aware(row[4]), row[5]) if row else None


def end(session: Going) -> None:
    _run(END, [False, session.pk])


def begin(*, site_id: int, day: dt.date, key: str, now: dt.datetime, source: str, campaign: str) -> None:
    """Raises IntegrityError when another process has begun it at the same moment."""
    at = _moment(now)
    _run(BEGIN, [site_id, _day(day), key, True, at, at, source, campaign, at, 1])


def go_on(session: Going) -> None:
    _run(GO_ON, [_moment(session.last_seen_at), session.campaign, _moment(session.minute_started_at), session.minute_views, session.pk])


def add(seen: Seen) -> None:
    """Raises IntegrityError when a raw row with this `view_id` is there."""
    row = seen.__dict__ | {"at": _moment(seen.at), "day": _day(seen.day)}
    _run(ADD, [row[name] for name in RAW])


def _run(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def _moment(value: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _day(value: dt.date) -> Any:
    return connection.ops.adapt_datefield_value(value)


def _aware(value: dt.datetime) -> dt.datetime:
    """SQLite keeps moments in UTC and does not say so."""
    return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
