"""What the worker does every few seconds (add up what arrived, and forget what must not be kept), and what analysts take in."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Least
from django.utils import timezone

from analytics import months, rollup
from analytics.definitions import REMEMBER_VIEWS, SECRET_LIFE, SESSION_GAP
from analytics.models import CountedView, DaySecret, SchoolHoliday, Session


def roll_up(*, batch: int = rollup.BATCH) -> int:
    """Move every raw row into the totals; how many. Killed at any point, each row is counted once."""
    moved = 0
    while count := rollup.move_batch(batch):
        moved += count
    rollup.beat_now()
    return moved


def add_up_months() -> int:
    """Add up the pages of each month that is over; how many months."""
    return months.add_up()


@transaction.atomic
def forget() -> int:
    """Delete day secrets and sessions after 48 hours and the ids of counted views after two; how many rows."""
    now = timezone.now()
    old = now - SECRET_LIFE
    _set_right(now)
    stale = [
        DaySecret.objects.filter(made_at__lte=old),
        Session.objects.filter(last_seen_at__lte=old),
        CountedView.objects.filter(counted_at__lte=now - REMEMBER_VIEWS),
    ]
    return sum(rows.delete()[0] for rows in stale)


def _set_right(now: dt.datetime) -> None:
    """What a clock that was ahead wrote is no younger than now: else it would be kept for longer, and a session would not end.

    A session may be half an hour ahead, since the clocks of two machines are never quite the same.
    """
    DaySecret.objects.filter(made_at__gt=now).update(made_at=now)
    CountedView.objects.filter(counted_at__gt=now).update(counted_at=now)
    Session.objects.filter(last_seen_at__gt=now + SESSION_GAP).update(last_seen_at=now, started_at=Least(F("started_at"), now))


@transaction.atomic
def add_school_holidays(holidays: list[SchoolHoliday]) -> int:
    """Add those that are not there yet; how many. Of two that begin on the same day in the same place, the one that was there stays."""
    known = set(SchoolHoliday.objects.values_list("first_day", "borough"))
    new: dict[tuple[dt.date, int | None], SchoolHoliday] = {}
    for each in holidays:
        if (each.first_day, each.borough_id) not in known:
            new.setdefault((each.first_day, each.borough_id), each)
    return len(SchoolHoliday.objects.bulk_create(new.values()))
