"""A time, and a fact about access, as one cell: “Monday 10:00-12:00, term time only (Bring a towel)”, “yes 2026-06-01: In the big room”. No database."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from localoffer.editing.columns import Unreadable
from localoffer.models import AccessFact, Schedule

DAYS = dict(zip(Schedule.Day.values, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True))
WHICH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
ANSWERS = {AccessFact.Answer.YES: "yes", AccessFact.Answer.NO: "no", AccessFact.Answer.NOT_KNOWN: "not known"}
WEEKLY, MONTHLY = Schedule.Freq.WEEKLY, Schedule.Freq.MONTHLY
PLAIN: dict[str, Any] = {"day": "", "opens_at": None, "closes_at": None, "freq": WEEKLY, "interval": 1, "week_of_month": None}
EMPTY_TIME: dict[str, Any] = PLAIN | {"valid_from": None, "valid_to": None, "term_time_only": False, "place": "", "description": ""}
HALF_A_DAY = 12
BRITISH_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?(?::(\d{2}))?\s*(am|pm)?"
HOURS = re.compile(rf"(?:from\s+)?{CLOCK}(?:\s*(?:-|–|to|until)\s*{CLOCK})?", re.ASCII)
BEGINNING = re.compile(r"([a-z]*)\s*(.*)", re.DOTALL)
EVERY = re.compile(r"every\s+(?:(\d{1,2})\s+)?(week|month)s?", re.ASCII)
THE = re.compile(rf"(?:the\s+)?({'|'.join(WHICH.values())})(?:\s+one)?(?:\s+(?:in|of)\s+the\s+month)?")
UNTIL = re.compile(r"(first day|from|last day|until)\s+(\S+)")
AT = re.compile(r"at\s+((?:other\s+)?place\s+[1-9]\d?)", re.ASCII)
ACCESS = re.compile(r"(yes|no|not known)\b[\s,]*([\d/.-]+)?\s*(?::\s*(.*))?", re.DOTALL | re.IGNORECASE | re.ASCII)


def day(text: str) -> dt.date:
    """Raises Unreadable."""
    british = BRITISH_DAY.fullmatch(text)
    try:
        return dt.date(*(int(part) for part in reversed(british.groups()))) if british else dt.date.fromisoformat(text[:10])
    except ValueError:
        raise Unreadable(_("“%s” is no date. Write it as 2027-03-31 or 31/03/2027.") % text[:40]) from None


def time_text(said: Mapping[str, Any]) -> str:
    """The fields of a time, and its `place` (“place 2”, “other place 1”, or empty for everywhere), as `read_time` reads them."""
    is_monthly, interval = said["freq"] == MONTHLY, said["interval"]
    unit = "month" if is_monthly else "week"
    steps = [
        " ".join(filter(None, (DAYS.get(said["day"], ""), _hours_text(said)))),
        f"every {interval} {unit}s" if interval > 1 else "every month" if is_monthly else "",
        f"the {WHICH[said['week_of_month']]}" if said["week_of_month"] else "",
        f"first day {said['valid_from']}" if said["valid_from"] else "",
        f"last day {said['valid_to']}" if said["valid_to"] else "",
        "term time only" if said["term_time_only"] else "",
        f"at {said['place']}" if said["place"] else "",
    ]
    words = f"({said['description']})" if said["description"] else ""
    return " ".join(filter(None, (", ".join(filter(None, steps)), words)))


def read_time(text: str) -> dict[str, Any]:
    """Raises Unreadable. No text at all is no time: `EMPTY_TIME`."""
    head, bracket, words = text.partition("(")
    if bracket and not words.endswith(")"):
        raise Unreadable(_("The words in brackets stand last, and end with “)”."))
    found = EMPTY_TIME | {"description": words[:-1].strip()}
    steps = [step.strip().lower() for step in re.split(r"[,\n]", head) if step.strip()]
    for place, step in enumerate(steps):
        said = _step(step) or (_beginning(step) if place == 0 else None)
        if said is None:
            raise Unreadable(
                _("“%s” is no time. Write it like this: “Monday 10:00-12:00”, “Friday from 14:00, every 2 weeks, first day 2027-01-08”, or words in brackets: “(By appointment)”.")
                % step[:40]
            )
        found |= said
    return found


def access_text(said: Mapping[str, Any] | None) -> str:
    """`answer`, `checked_on` and `note` of a fact about access; empty when nobody has said anything."""
    if not said:
        return ""
    beginning = " ".join(str(part) for part in (ANSWERS[said["answer"]], said["checked_on"]) if part)
    return f"{beginning}: {said['note']}" if said["note"] else beginning


def read_access(text: str) -> dict[str, Any] | None:
    """None for an empty cell. Raises Unreadable."""
    if not text:
        return None
    found = ACCESS.fullmatch(text)
    if not found:
        raise Unreadable(_("Write “yes”, “no” or “not known”, the day it was checked, and perhaps a note: “yes 2027-03-31: In the big room”."))
    answer = next(code for code, word in ANSWERS.items() if word == found[1].lower())
    checked_on = day(found[2]) if found[2] else None
    if answer != AccessFact.Answer.NOT_KNOWN and checked_on is None:
        raise Unreadable(_("Yes and no need the day someone checked it: “%s 2027-03-31”.") % found[1].lower())
    return {"answer": answer, "checked_on": checked_on, "note": (found[3] or "").strip()}


def _hours_text(said: Mapping[str, Any]) -> str:
    opens, closes = (f"{clock:%H:%M:%S}".removesuffix(":00") if clock else "" for clock in (said["opens_at"], said["closes_at"]))
    return f"{opens}-{closes}" if closes else f"from {opens}" if opens else ""


def _beginning(step: str) -> dict[str, Any] | None:
    """The day and the hours; None when it is neither."""
    name, rest = BEGINNING.fullmatch(step).groups()  # type: ignore[union-attr]  # it takes anything
    if name == "from":
        name, rest = "", step
    day = next((code for code, known in DAYS.items() if name and known.lower().startswith(name.rstrip("s")) and len(name) > 2), "")
    if bool(name) != bool(day):
        return None
    hours = _hours(rest) if rest else {}
    return None if hours is None else {"day": day, **hours}


def _hours(words: str) -> dict[str, Any] | None:
    """From when to when. “2” of “2-4pm” is the afternoon's, “10” of “10-2pm” the morning's; a bare “2-4” is two times a day, so it is none."""
    found = HOURS.fullmatch(words)
    if not found:
        return None
    opens, closes = found.groups()[:4], found.groups()[4:]
    halves = {opens[3], closes[3]} - {None}
    if not halves and not (opens[1] and (closes[1] or not closes[0])):
        return None
    try:
        first, last = _clock(opens), _clock(closes) if closes[0] else None
        if last and closes[3] == "pm" and not opens[3] and first.hour + HALF_A_DAY <= last.hour:
            first = first.replace(hour=first.hour + HALF_A_DAY)
        if last and opens[3] and not closes[3] and last <= first:
            last = last.replace(hour=last.hour + HALF_A_DAY)
    except ValueError:
        return None
    return {"opens_at": first, "closes_at": last}


def _clock(parts: tuple[str | None, ...]) -> dt.time:
    """Raises ValueError for no time of day."""
    hour, minute, second = (int(part or 0) for part in parts[:3])
    if not parts[3]:
        return dt.time(hour, minute, second)
    if not 1 <= hour <= HALF_A_DAY:
        raise ValueError(hour)
    return dt.time(hour % HALF_A_DAY + (HALF_A_DAY if parts[3] == "pm" else 0), minute, second)


def _step(step: str) -> dict[str, Any] | None:
    """What one of the words between the commas says; None when it is none of them."""
    if found := EVERY.fullmatch(step):
        return {"interval": int(found[1] or 1), "freq": MONTHLY if found[2] == "month" else WEEKLY}
    if found := THE.fullmatch(step):
        return {"week_of_month": next(number for number, word in WHICH.items() if word == found[1])}
    if (found := UNTIL.fullmatch(step)) and not (found[1] == "from" and HOURS.fullmatch(step)):
        return {"valid_from" if found[1] in {"first day", "from"} else "valid_to": day(found[2])}
    if step in {"term time", "term time only"}:
        return {"term_time_only": True}
    if found := AT.fullmatch(step):
        return {"place": " ".join(found[1].split())}
    return None
