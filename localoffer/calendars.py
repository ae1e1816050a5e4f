"""Times as iCalendar files (RFC 5545), so that a family can keep them in its own calendar. Local times with their time zone:
10 o'clock stays 10 o'clock when the clocks change.
"""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from home.signs import clean
from localoffer import times
from localoffer.models import EventPage, Location, Schedule, Service

LONDON = ZoneInfo("Europe/London")
# How far the time zone's rules are written out; calendars go on with the last ones.
ZONE_FROM, ZONE_TO = dt.date(2024, 1, 1), dt.date(2038, 1, 1)
EVENT_LASTS = dt.timedelta(hours=1)  # shown so long when nobody has said when it ends


def of_service(service: Service, *, today: dt.date) -> bytes | None:
    """The times of a service that a rule can tell; None when there is none, and while it is closed."""
    entries = _entries(service, today)
    return _file(service.name, entries) if entries else None


def of_both(name: str, services: Iterable[Service], events: Iterable[EventPage], *, today: dt.date) -> bytes:
    """The times of services that a rule can tell, and events, as one file."""
    return _file(name, [*(entry for service in services for entry in _entries(service, today)), *map(_event, events)])


def of_events(name: str, events: Iterable[EventPage]) -> bytes:
    """Events as one file."""
    return _file(name, [_event(event) for event in events])


def _file(name: str, entries: Iterable[Event]) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Local Offer//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _line(name))
    for entry in entries:
        calendar.add_component(entry)
    calendar.add_missing_timezones(first_date=ZONE_FROM, last_date=ZONE_TO)
    return calendar.to_ical()


def _entries(service: Service, today: dt.date) -> list[Event]:
    if service.status == Service.Status.CLOSED_FOR_NOW:
        return []
    return [entry for schedule in service.schedules.all() if (entry := _entry(service, schedule, today))]


def _entry(service: Service, schedule: Schedule, today: dt.date) -> Event | None:
    found = times.rule(schedule, today=today)
    first = found.after(dt.datetime.combine(today, dt.time()), inc=True) if found else None
    if first is None:
        return None
    entry = _begin(f"{schedule.pk}", service.name, service.updated_at, settings.SITE_URL + service.get_absolute_url())
    _add_hours(entry, first.date(), schedule)
    entry.add("rrule", _repeats(schedule))
    notes = [service.summary, schedule.description, _("Only in term time. Ask before you go in the school holidays.") if schedule.term_time_only else ""]
    entry.add("description", clean("\n".join(note for note in notes if note)))
    _add_place(entry, [schedule.location] if schedule.location else service.places)
    return entry


def _add_hours(entry: Event, day: dt.date, schedule: Schedule) -> None:
    """A whole day when nobody has said from when."""
    if schedule.opens_at is None:
        entry.add("dtstart", day)
        return
    entry.add("dtstart", dt.datetime.combine(day, schedule.opens_at, LONDON))
    if schedule.closes_at:
        entry.add("dtend", dt.datetime.combine(day, schedule.closes_at, LONDON))


def _repeats(schedule: Schedule) -> dict[str, object]:
    is_monthly = schedule.freq == Schedule.Freq.MONTHLY
    parts: dict[str, object] = {"freq": schedule.freq, "interval": schedule.interval, "wkst": "MO"}
    parts["byday"] = f"{schedule.week_of_month}{schedule.day}" if is_monthly else schedule.day
    if schedule.valid_to:
        night = dt.datetime.combine(schedule.valid_to, dt.time(23, 59, 59), LONDON).astimezone(dt.UTC)
        parts["until"] = night if schedule.opens_at else schedule.valid_to
    return parts


def _event(page: EventPage) -> Event:
    changed = page.last_published_at or page.starts_at
    entry = _begin(f"event-{page.pk}", page.title, changed, page.full_url or settings.SITE_URL)
    entry.add("dtstart", timezone.localtime(page.starts_at, LONDON))
    entry.add("dtend", timezone.localtime(page.ends_at or page.starts_at + EVENT_LASTS, LONDON))
    entry.add("description", clean(page.summary))
    where = ", ".join(page.place_lines) or (_("Online") if page.is_online else "")
    if where:
        entry.add("location", _line(where))
    return entry


def _begin(number: str, name: str, changed: dt.datetime, address: str) -> Event:
    entry = Event()
    entry.add("uid", f"{number}@{urlsplit(settings.SITE_URL).hostname}")
    entry.add("dtstamp", changed.astimezone(dt.UTC))
    entry.add("summary", _line(name))
    entry.add("url", address)
    return entry


def _add_place(entry: Event, places: list[Location]) -> None:
    """Where it is, when that is one place; of a masked one only the town."""
    if len(places) == 1 and places[0].lines:
        entry.add("location", _line(", ".join(places[0].lines)))


def _line(words: str) -> str:
    """On one line: names and places have no second."""
    return " ".join(clean(words).split())
