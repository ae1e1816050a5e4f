"""When a service is on, as one fact: a list of times. Days with the same hours are one time, as families read them on one line."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from localoffer import times
from localoffer.freshness import places
from localoffer.models import Location, Schedule, Service

Time = dict[str, Any]
NOTHING: Time = {
    "days": [],
    "opens_at": "",
    "closes_at": "",
    "freq": Schedule.Freq.WEEKLY.value,
    "interval": 1,
    "week_of_month": None,
    "valid_from": "",
    "valid_to": "",
    "term_time_only": False,
    "place": "",
    "description": "",
}


def read(service: Service) -> list[Time]:
    """The times that are not over."""
    return [_time(rows) for rows in _groups(service)]


def write(service: Service, said: list[Time], at: Mapping[str, Location]) -> None:
    """Put the times into the service, unsaved. What stays keeps its rows, a day that stays keeps its own; what is over stays too.

    `at`: the places of the service by their names. A time at a place that was taken off the service meanwhile stays there.
    Raises ValidationError when we have that place no more.
    """
    left = _groups(service)
    rows = [row for row in service.schedules.all() if not any(row in group for group in left)]
    standing = [_taken(left, time) for time in said]
    free = {row.day: row for group in left for row in group}
    for time, group in zip(said, standing, strict=True):
        rows += group or [_row(free.pop(day) if day in free else Schedule(), day, time, _where(time, at)) for day in time["days"] or [""]]
    for order, row in enumerate(rows):
        row.sort_order = order
    service.schedules = rows


def words(said: list[Time], at: Mapping[str, str] | None = None) -> list[str]:
    """A line for each, as families read it, also for what is over. `at`: what places are called that need not be looked up."""
    return [_words(time, at or {}) for time in said]


def _words(time: Time, at: Mapping[str, str]) -> str:
    rows = [_row(Schedule(), day, time, None) for day in time["days"] or [""]]
    lines = times.in_words(rows)
    where = _("at %s") % (at.get(time["place"]) or places.title_of(time["place"])) if time["place"] else ""
    return ", ".join(part for part in (*lines, where) if part)


def _groups(service: Service) -> list[list[Schedule]]:
    return [rows for _line, rows in times.with_rows(service.schedules.all(), today=timezone.localdate())]


def _time(rows: list[Schedule]) -> Time:
    first = rows[0]
    return {
        "days": [day.value for day in Schedule.Day if any(row.day == day for row in rows)],
        "opens_at": _clock(first.opens_at),
        "closes_at": _clock(first.closes_at),
        "freq": first.freq,
        "interval": first.interval,
        "week_of_month": first.week_of_month,
        "valid_from": _day(first.valid_from),
        "valid_to": _day(first.valid_to),
        "term_time_only": first.term_time_only,
        "place": places.name_of(first.location) if first.location else "",
        "description": places.plain(first.description),
    }


def _clock(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time else ""


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _taken(groups: list[list[Schedule]], time: Time) -> list[Schedule] | None:
    """The rows that say this already, taken out of the groups."""
    same = next((group for group in groups if _time(group) == time), None)
    if same:
        groups.remove(same)
    return same


def _where(time: Time, at: Mapping[str, Location]) -> Location | None:
    location = at.get(time["place"]) or places.again(time["place"])
    if time["place"] and location is None:
        raise ValidationError(_("A time is at a place that is not there any more. Choose another, or send it back."))
    return location


def _row(row: Schedule, day: str, time: Time, location: Location | None) -> Schedule:
    row.day, row.location = day, location
    row.opens_at, row.closes_at = (dt.time.fromisoformat(time[name]) if time[name] else None for name in ("opens_at", "closes_at"))
    row.valid_from, row.valid_to = (dt.date.fromisoformat(time[name]) if time[name] else None for name in ("valid_from", "valid_to"))
    for name in ("freq", "interval", "week_of_month", "term_time_only", "description"):
        setattr(row, name, time[name])
    return row
