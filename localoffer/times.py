"""When a service is on: in words, and as the next dates. Pure: no database. Days are London's."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from dateutil.rrule import MO, MONTHLY, WEEKLY, rrule, weekday
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from localoffer.models import Location, Schedule

WEEK = list(Schedule.Day)
RUN = 3  # from so many days in a row on, they are "Monday to Wednesday"
SHOWN_DATES = 3
MANY_DAYS = 4  # of what is on nearly every day no next days are told
NOON, MIDNIGHT = dt.time(12), dt.time(0)
TOGETHER = ("freq", "interval", "week_of_month", "opens_at", "closes_at", "valid_from", "valid_to", "term_time_only", "description", "location_id")


@dataclass(frozen=True)
class Time:
    """One line of "When is it?": the words, and the next days it is on (none where no rule tells)."""

    words: str
    next_days: list[dt.date]
    term_time_only: bool


def lines(schedules: Iterable[Schedule], *, today: dt.date, places: Sequence[Location] = ()) -> list[Time]:
    """The times that are not over, in the editors' order; days with the same hours stand on one line.

    `places` are all of the service's: where there are several, each line says at which it is.
    """
    return [line for line, _rows in with_rows(schedules, today=today, places=places)]


def with_rows(schedules: Iterable[Schedule], *, today: dt.date, places: Sequence[Location] = ()) -> list[tuple[Time, list[Schedule]]]:
    """Each line, with the rows that it tells of."""
    groups: dict[tuple, list[Schedule]] = {}
    for schedule in schedules:
        if schedule.valid_to is None or schedule.valid_to >= today:
            alone = () if schedule.day and schedule.freq == Schedule.Freq.WEEKLY else (schedule.pk,)
            groups.setdefault((*(getattr(schedule, name) for name in TOGETHER), *alone), []).append(schedule)
    return [(_line(group, today, places), group) for group in groups.values()]


def in_words(schedules: Iterable[Schedule]) -> list[str]:
    """Each line's words, with the first and the last day also of what began or is over long ago."""
    return [line.words for line in lines(schedules, today=dt.date.min)]


def rule(schedule: Schedule, *, today: dt.date) -> rrule | None:
    """Its days as a rule, from about today on; None when that would be a guess.

    Of "every second Monday" nobody knows which, unless its first day is known; of "every month" neither, unless it says which one.
    """
    is_monthly = schedule.freq == Schedule.Freq.MONTHLY
    if not schedule.day or (schedule.interval > 1 and not schedule.valid_from) or (is_monthly and not schedule.week_of_month):
        return None
    day = weekday(WEEK.index(schedule.day))  # type: ignore[arg-type]  # its values are the days
    start = _start(schedule, today)
    return rrule(
        MONTHLY if is_monthly else WEEKLY,
        dtstart=dt.datetime.combine(start, MIDNIGHT),
        interval=schedule.interval,
        wkst=MO,
        byweekday=day(schedule.week_of_month) if is_monthly else day,
        until=dt.datetime.combine(schedule.valid_to, MIDNIGHT) if schedule.valid_to else None,
    )


def next_days(schedule: Schedule, *, today: dt.date, count: int = SHOWN_DATES) -> list[dt.date]:
    """The next days it is on, today among them."""
    found = rule(schedule, today=today)
    return [day.date() for day in islice(found.xafter(dt.datetime.combine(today, MIDNIGHT), inc=True), count)] if found else []


def clock(time: dt.time) -> str:
    """As people say it: 10am, 9.30am, midday."""
    if time in (NOON, MIDNIGHT):
        return _("midday") if time == NOON else _("midnight")
    hour, half = time.hour % 12 or 12, pgettext("time", "am") if time.hour < 12 else pgettext("time", "pm")
    return f"{hour}.{time.minute:02}{half}" if time.minute else f"{hour}{half}"


def _start(schedule: Schedule, today: dt.date) -> dt.date:
    """The first day, or one near today that the same weeks are counted from."""
    first = schedule.valid_from
    if first is None or (schedule.interval == 1 and first < today):
        return today
    weeks = dt.timedelta(weeks=schedule.interval)
    return first + max((today - first) // weeks, 0) * weeks if schedule.freq == Schedule.Freq.WEEKLY else first


def _line(group: Sequence[Schedule], today: dt.date, places: Sequence[Location]) -> Time:
    first = group[0]
    parts = [_how_often(group), _hours(first), *_limits(first, today), _where(first.location, places)]
    if first.description:
        parts.append(first.description)
    days = sorted({day for schedule in group for day in next_days(schedule, today=today)})[:SHOWN_DATES]
    return Time(", ".join(part for part in parts if part), [] if len(group) >= MANY_DAYS else days, first.term_time_only)


def _where(place: Location | None, places: Sequence[Location]) -> str:
    """At which of several places. Where two have the same name, or none, with what tells them apart; of a masked one the town."""
    if place is None:
        return _("at every place") if len(places) > 1 else ""
    if len(places) < 2:
        return _("at %s") % place.name if place.name and not place.is_masked else ""
    lines, others = place.lines, [line for other in places if other.pk != place.pk for line in other.lines]
    names = lines[:1] + [line for line in lines[1:] if line not in others][:1] * (lines[0] in others) if lines else []
    return _("at %s") % ", ".join(names) if names else ""


def _how_often(group: Sequence[Schedule]) -> str:
    first = group[0]
    if not first.day:
        return ""
    days = _days(sorted({WEEK.index(schedule.day) for schedule in group}))  # type: ignore[arg-type]  # as above
    words: dict[str, Any] = {"days": days, "number": first.interval, "which": _which(first.week_of_month)}
    if first.freq == Schedule.Freq.WEEKLY:
        if first.interval == 1:
            return days if len(group) >= RUN and _(" to ") in days else _("Every %(days)s") % words
        return (_("Every second %(days)s") if first.interval == 2 else _("Every %(number)s weeks on %(days)s")) % words
    if not first.week_of_month:
        return (_("Once a month on a %(days)s") if first.interval == 1 else _("Every %(number)s months on a %(days)s")) % words
    if first.interval == 1:
        return _("The %(which)s %(days)s of every month") % words
    return (_("The %(which)s %(days)s of every second month") if first.interval == 2 else _("The %(which)s %(days)s, every %(number)s months")) % words


def _which(number: int | None) -> str:
    return {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}.get(number or 0, "")


def _days(numbers: list[int]) -> str:
    names = [str(WEEK[number].label) for number in numbers]
    if len(numbers) >= RUN and numbers[-1] - numbers[0] == len(numbers) - 1:
        return names[0] + _(" to ") + names[-1]
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + _(" and ") + names[-1]


def _hours(schedule: Schedule) -> str:
    if schedule.opens_at is None:
        return ""
    if schedule.closes_at is None:
        return _("from %s") % clock(schedule.opens_at)
    return _("%(opens)s to %(closes)s") % {"opens": clock(schedule.opens_at), "closes": clock(schedule.closes_at)}


def _limits(schedule: Schedule, today: dt.date) -> list[str]:
    limits = [_("term time only")] if schedule.term_time_only else []
    if schedule.valid_from and schedule.valid_from > today:
        limits.append(_("from %s") % formats.date_format(schedule.valid_from, "j F Y"))
    if schedule.valid_to:
        limits.append(_("until %s") % formats.date_format(schedule.valid_to, "j F Y"))
    return limits
