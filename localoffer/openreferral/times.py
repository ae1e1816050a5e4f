"""When a service is on: version 3's schedules and version 1's regular schedules, a draft a day."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.dateparse import parse_date

from localoffer.openreferral import values, words
from localoffer.openreferral.drafts import TimeDraft

LONGEST, MOST = 200, 60
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BY_NAME = dict(zip(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), DAYS, strict=True))
BY_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?")


def read(record: Mapping[str, Any], places: Mapping[str, str], repairs: list[str]) -> list[TimeDraft]:
    """The times of a service; `places` gives our place for the id of each service_at_location."""
    own: list[str] = []
    found = [time for row in values.rows(record, "schedules", "regular_schedules") for time in _times(row, places, own)]
    for at in values.rows(record, "service_at_locations"):
        here = {"": places.get(words.text(at.get("id")), "")}
        found += [time for row in values.rows(at, "schedules", "regular_schedules") for time in _times(row, here, own)]
    if len(found) > MOST:
        own.append(f"only the first {MOST} are kept")
    repairs += [f"times: {repair}" for repair in own]
    return list(dict.fromkeys(found))[:MOST]


def _times(row: Mapping[str, Any], places: Mapping[str, str], repairs: list[str]) -> Iterator[TimeDraft]:
    description = words.line(row.get("description") or row.get("notes"), longest=LONGEST, what="words", repairs=repairs)
    days = _days(row, repairs)
    if not days and not description:
        repairs.append("one left out, because it does not say when")
        return
    opens, closes = _clock(row.get("opens_at"), repairs), _clock(row.get("closes_at"), repairs)
    if closes and (not opens or closes <= opens):
        repairs.append(f"the end {closes} left out, because it is not after the beginning")
        closes = ""
    first, last = _date(row.get("valid_from"), repairs), _date(row.get("valid_to"), repairs)
    if first and last and last < first:
        repairs.append("the last day left out, because it is before the first")
        last = ""
    at = places.get(words.text(row.get("service_at_location_id")), "")
    is_monthly = words.text(row.get("freq")).upper() == "MONTHLY" or any(week for week, _day in days)
    interval = values.interval(row.get("interval"), repairs=repairs)
    for week, day in days or [(None, "")]:
        yield TimeDraft(day, opens, closes, "MONTHLY" if is_monthly and day else "WEEKLY", interval, week, first, last, description=description, location=at)


def _days(row: Mapping[str, Any], repairs: list[str]) -> list[tuple[int | None, str]]:
    """Each day with which one in the month it is, when it says. Version 1 writes names or numbers."""
    given = [part for name in ("byday", "weekday") for part in re.split(r"[,;\s]+", str(row.get(name) or "")) if part]
    found = []
    for part in given:
        if match := BY_DAY.fullmatch(part.upper()):
            week = int(match[1]) if match[1] else None
            found.append((week if week in {1, 2, 3, 4, 5, -1} else None, match[2]))
        elif day := BY_NAME.get(part.casefold()[:3]) or (DAYS[int(part) - 1] if part in {*"1234567"} else None):
            found.append((None, day))
        else:
            repairs.append(f"day {part[:20]!r} left out")
    return list(dict.fromkeys(found))


def _clock(value: Any, repairs: list[str]) -> str:
    given = words.text(value)
    match = CLOCK.fullmatch(given)
    if match and int(match[1]) < 24 and int(match[2]) < 60:
        return f"{int(match[1]):02}:{match[2]}"
    if given:
        repairs.append(f"time of day {given[:20]!r} left out")
    return ""


def _date(value: Any, repairs: list[str]) -> str:
    given = words.text(value)[:10]
    try:
        day = parse_date(given)
    except ValueError:
        day = None
    if given and not day:
        repairs.append(f"day {given!r} left out, because it is no date")
    return day.isoformat() if day else ""
