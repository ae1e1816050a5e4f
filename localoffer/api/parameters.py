"""What a reader may ask for. A wrong value is refused by its name; a name that the standard does not have is passed over."""

import datetime as dt
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from localoffer import geo

MOST_A_PAGE = 1_000
# By what makes each item smaller or bigger. The standard wants every service on one page when only ids are asked for.
MOST_WITH = {"minimal": 10_000, "full_service": 50, "full": 200}
LAST_PAGE = 1_000_000
OLDEST = 130
FARTHEST_METRES = 100_000
NEAR_METRES = 5_000
LONGEST = 200
MOST_VALUES = 50
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_NAMES = dict(zip(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), DAYS, strict=True)) | {day.lower(): day for day in DAYS}


class WrongParameter(Exception):
    """A parameter that can't be answered; `name` is which, the message why."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(why)
        self.name = name


@dataclass(frozen=True)
class Parameter:
    """A parameter of the standard: how it is read, and what the description of the API says of it."""

    read: Callable[[str], Any]
    kind: dict[str, Any]
    about: str


def whole(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high} is wanted")
        return int(value)

    return read


def yes_or_no(value: str) -> bool:
    if value.lower() not in {"true", "false", "1", "0"}:
        raise ValueError("true or false is wanted")
    return value.lower() in {"true", "1"}


def identifier(value: str) -> uuid.UUID:
    try:
        return uuid.UUID(value)
    except ValueError:
        raise ValueError("a UUID is wanted") from None


def identifiers(value: str) -> list[uuid.UUID]:
    return [identifier(part.strip()) for part in _parts(value)]


def days(value: str) -> list[str]:
    try:
        return [DAY_NAMES[part.strip().lower()] for part in _parts(value)]
    except KeyError:
        raise ValueError(f"days are wanted: {', '.join(DAYS)}") from None


def moment(value: str) -> dt.datetime:
    """A day or a moment; without a zone it is London's. A plus sign that came as a space is one again."""
    given = re.sub(r" (\d\d:?\d\d)$", r"+\1", value) if "T" in value else value
    try:
        day = parse_date(given)
        found = dt.datetime.combine(day, dt.time.min) if day else parse_datetime(given)
        if found is None:
            raise ValueError
        return (found if found.tzinfo else timezone.make_aware(found)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise ValueError("a day or a moment is wanted, such as 2026-05-04 or 2026-05-04T10:00:00Z") from None


def words(value: str) -> str:
    if len(value) > LONGEST:
        raise ValueError(f"{LONGEST} letters are the most")
    return value


def postcode(value: str) -> str:
    found = " ".join(value.upper().split())
    if not geo.is_written_like_one(found):
        raise ValueError("a postcode is wanted, such as KT1 1EU")
    return found


def output(value: str) -> str:
    if value.lower() != "json":
        raise ValueError("json is the only format")
    return "json"


def _parts(value: str) -> list[str]:
    parts = value.split(",")
    if len(parts) > MOST_VALUES:
        raise ValueError(f"{MOST_VALUES} values are the most")
    return parts


TEXT, NUMBER, TRUTH, UUID_TEXT = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}, {"type": "string", "format": "uuid"}
PAGES = f"How many on a page. So many unless you say fewer: {MOST_A_PAGE}; " + ", ".join(f"{most} with {name}" for name, most in MOST_WITH.items()) + "."
PARAMETERS = {
    "page": Parameter(whole(1, LAST_PAGE), NUMBER | {"minimum": 1}, "Which page, from 1. A page after the last is empty."),
    "per_page": Parameter(whole(1, max(MOST_WITH.values())), NUMBER | {"minimum": 1, "maximum": max(MOST_WITH.values())}, PAGES),
    "format": Parameter(output, TEXT | {"enum": ["json"]}, "The form of the answer."),
    "search": Parameter(words, TEXT, "Only what has every one of these words in its name or description."),
    "taxonomy_term_id": Parameter(identifiers, TEXT, "Only services with this term, or with one of several, with commas between. A term that is divided stands for its parts too."),
    "taxonomy_id": Parameter(identifier, UUID_TEXT, "Only what has a term of this taxonomy."),
    "organization_id": Parameter(identifier, UUID_TEXT, "Only services of this organisation."),
    "modified_after": Parameter(moment, TEXT | {"format": "date-time"}, "Only what changed at this moment or later."),
    "minimum_age": Parameter(whole(0, OLDEST), NUMBER, "Only services that take somebody of this age or older."),
    "maximum_age": Parameter(whole(0, OLDEST), NUMBER, "Only services that take somebody of this age or younger."),
    "day": Parameter(days, TEXT, f"Only services with a time on this day, or on one of several with commas between: {', '.join(DAYS)}."),
    "postcode": Parameter(postcode, TEXT, "Only services with a place near this postcode."),
    "proximity": Parameter(whole(1, FARTHEST_METRES), NUMBER | {"minimum": 1, "maximum": FARTHEST_METRES}, f"How near, in metres: {NEAR_METRES} unless you say."),
    "minimal": Parameter(yes_or_no, TRUTH, "Only each service's id and when it changed."),
    "full": Parameter(yes_or_no, TRUTH, "Everything about each, and not only what there is one of."),
    "full_service": Parameter(yes_or_no, TRUTH, "Everything about each service of the organisation."),
    "top_only": Parameter(yes_or_no, TRUTH, "Only terms that are part of no other."),
    "parent_id": Parameter(identifier, UUID_TEXT, "Only the terms that are part of this one."),
}
PAGED = ("page", "per_page", "format")
OF_SERVICES = ("search", "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "minimum_age", "maximum_age", "day", "postcode", "proximity")


def read(asked: QueryDict, allowed: tuple[str, ...]) -> dict[str, Any]:
    """The parameters by their names; raises WrongParameter, also for one of the standard's that this address can't answer."""
    found = {}
    for name in [name for name in PARAMETERS if name in asked]:
        if name not in allowed:
            raise WrongParameter(name, "this address has no such filter")
        value = ",".join(asked.getlist(name)) if name in {"taxonomy_term_id", "day"} else str(asked[name])
        if value.strip():
            found[name] = _value(name, value.strip())
    if found.get("minimal") and found.get("full"):
        raise WrongParameter("full", "minimal and full exclude each other")
    if found.get("minimum_age", 0) > found.get("maximum_age", OLDEST):
        raise WrongParameter("minimum_age", "it is higher than maximum_age")
    if found.get("per_page", 1) > (most := most_a_page(found)):
        raise WrongParameter("per_page", f"{most} are the most here")
    if "proximity" in found and "postcode" not in found:
        raise WrongParameter("proximity", "it needs a postcode too")
    return found


def most_a_page(asked: dict[str, Any]) -> int:
    """How many items a page has unless fewer are asked for, which is also the most."""
    return next((most for name, most in MOST_WITH.items() if asked.get(name)), MOST_A_PAGE)


def _value(name: str, value: str) -> Any:
    try:
        if "\0" in value or not value.isprintable():
            raise ValueError("it has signs that nobody can read")
        return PARAMETERS[name].read(value)
    except ValueError as problem:
        raise WrongParameter(name, str(problem)) from None
