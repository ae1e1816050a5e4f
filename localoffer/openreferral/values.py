"""Single values of a record. What can't be used is left out, and `repairs` is told why."""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from localoffer.models import Service
from localoffer.openreferral.words import text

OLDEST = 130
EARLIEST = dt.date(1990, 1, 1)
LONGEST_WEBSITE, LONGEST_EMAIL, LONGEST_KEYWORDS, LONGEST_POSTCODE = 500, 254, 250, 10
LONGEST_INTERVAL = 12
DEAREST = Decimal("999999.99")
NAMESPACE = uuid.UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")
LONDON = ZoneInfo("Europe/London")
STATUSES = {"active": "open", "inactive": "closed-for-now", "temporarily closed": "closed-for-now", "defunct": "ended"}
FREE = {"free", "free of charge", "no charge"}
is_web_address = URLValidator(schemes=["http", "https"])


def rows(record: Mapping[str, Any], *names: str) -> list[Mapping[str, Any]]:
    """The records in the lists of these names, one list after the other."""
    lists = [value for name in names if isinstance(value := record.get(name), list)]
    return [row for found in lists for row in found if isinstance(row, Mapping)]


def identity(value: Any, *made_of: str, repairs: list[str]) -> uuid.UUID:
    """The record's UUID; when it has none, one made of `made_of` that is the same in every import."""
    try:
        return uuid.UUID(text(value))
    except ValueError:
        repairs.append("its id is no UUID; a stable one was made")
        return uuid.uuid5(NAMESPACE, "|".join(made_of))


def website(value: Any, *, repairs: list[str]) -> str:
    address = given = text(value)
    if not given:
        return ""
    if scheme := re.match(r"(https?):/*", given, re.IGNORECASE):
        address = f"{scheme[1].lower()}://{given[scheme.end() :]}"
    elif not re.match(r"[a-z]+:(?!\d)", given, re.IGNORECASE):
        address = f"https://{given.lstrip('/')}"
    try:
        is_web_address(address)
    except ValidationError:
        address = ""
    if not address or "@" in address.partition("//")[2].partition("/")[0] or len(address) > LONGEST_WEBSITE:
        repairs.append(f"web address left out, because it can't work: {given[:80]}")
        return ""
    if address != given:
        repairs.append(f"web address {given[:80]} read as {address[:88]}")
    return address


def email(value: Any, *, repairs: list[str]) -> str:
    address = re.sub(r"^mailto:\s*", "", text(value), flags=re.IGNORECASE).rstrip(".,;")
    if not address:
        return ""
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or len(address) > LONGEST_EMAIL:
        repairs.append(f"e-mail address left out, because it can't work: {text(value)[:80]}")
        return ""
    return address


def status(value: Any, *, repairs: list[str]) -> str:
    word = text(value).lower()
    if word not in STATUSES:
        repairs.append(f"status {word[:40]!r} read as open" if word else "it had no status; read as open")
    return STATUSES.get(word, "open")


def route(value: Any, *, repairs: list[str]) -> str:
    """The way to a service, by our code or our words for it; the standard has none."""
    given = text(value)
    found = next((code for code, label in Service.Route.choices if code and given.casefold() in {code, str(label).casefold()}), "")
    if given and not found:
        repairs.append(f"how to get it {given[:40]!r} left out, because we don't know such a way")
    return found


def day(value: Any, *, today: dt.date, repairs: list[str]) -> dt.date | None:
    """The day in London; a time without a zone is London's. Years first or, as people write here, days first."""
    given = text(value)
    if not given:
        return None
    try:
        found = _day(given)
    except (ValueError, OverflowError):
        found = None
    if found is None or not EARLIEST <= found <= today:
        repairs.append(f"date {given[:30]!r} left out, because " + ("it is no date" if found is None else "it is in the future or long ago"))
        return None
    return found


def _day(given: str) -> dt.date:
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", given):
        return dt.datetime.strptime(given, "%d/%m/%Y").date()  # noqa: DTZ007 - a day, no time
    moment = dt.datetime.fromisoformat(given)
    return (moment.astimezone(LONDON) if moment.tzinfo else moment).date()


def ages(record: Mapping[str, Any], *, repairs: list[str]) -> tuple[int | None, int | None]:
    """From and to which age, None for an open end: as the service says, or else as wide as its groups together."""
    pairs = [(age(row.get("minimum_age"), repairs=repairs), age(row.get("maximum_age"), repairs=repairs)) for row in (record, *rows(record, "eligibilitys", "eligibility"))]
    said, *groups = pairs
    if said == (None, None) and groups:
        lows, highs = [low for low, _high in groups], [high for _low, high in groups]
        said = (None if None in lows else min(lows)), (None if None in highs else max(highs))  # type: ignore[type-var]  # None is ruled out
    low, high = said
    if low is not None and high is not None and low > high:
        repairs.append(f"ages {low} to {high} turned round")
        return high, low
    return low, high


def age(value: Any, *, repairs: list[str]) -> int | None:
    if value is None or value == "":
        return None
    try:
        number = float("nan" if isinstance(value, bool) else value)
        whole = int(number)
    except (TypeError, ValueError, OverflowError):
        repairs.append(f"age {str(value)[:20]!r} left out")
        return None
    if not 0 <= number < OLDEST + 1:
        repairs.append(f"age {str(value)[:20]} left out")
        return None
    if number != whole:
        repairs.append(f"age {str(value)[:20]} read as {whole}")
    return whole


def audiences(value: Any, *, repairs: list[str]) -> str:
    """Whom it is for, as search words: `Parents>Grandparents` is "Parents, Grandparents"."""
    found = [row.get("audienceType") for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    words = {part.casefold(): part for name in found for part in (" ".join(step.split()) for step in text(name).replace(",", ">").split(">")) if part}
    return _fitting(words.values(), repairs=repairs)


def _fitting(words: Iterable[str], *, repairs: list[str]) -> str:
    joined = ""
    for word in words:
        longer = f"{joined}, {word}" if joined else word
        if len(longer) > LONGEST_KEYWORDS:
            repairs.append(f"audiences cut to {LONGEST_KEYWORDS} letters")
            break
        joined = longer
    return joined


def postcode(value: Any, *, repairs: list[str]) -> str:
    found = " ".join(text(value).upper().split())
    if len(found) > LONGEST_POSTCODE:
        repairs.append(f"postcode left out, because it is too long: {found[:40]}")
        return ""
    return found


def coordinates(row: Mapping[str, Any], *, repairs: list[str]) -> tuple[float | None, float | None]:
    """Latitude and longitude (WGS 84 degrees), or neither. 0, 0 lies in the sea off Africa and stands for "not known"."""
    given = [row.get("latitude"), row.get("longitude")]
    found = _degrees(given[0], 90), _degrees(given[1], 180)
    if None not in found and found != (0, 0):
        return found
    if any(value is not None and value != "" for value in given):
        repairs.append("a place's coordinates left out, because they can't be right")
    return None, None


def _degrees(value: Any, limit: int) -> float | None:
    try:
        degrees = float("nan" if isinstance(value, bool) else value)
    except (TypeError, ValueError, OverflowError):
        return None
    return degrees if -limit <= degrees <= limit else None


def money(value: Any, *, repairs: list[str]) -> Decimal | None:
    """An amount in pounds; None when the feed gives none."""
    given = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not given:
        return None
    try:
        amount = Decimal(given.removeprefix("£").replace(",", ""))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= DEAREST:
        repairs.append(f"cost {given[:20]!r} left out, because it is no amount in pounds")
        return None
    return amount.quantize(Decimal("0.01"))


def interval(value: Any, *, repairs: list[str]) -> int:
    """Every how many weeks or months; 1 when the feed does not say."""
    given = str(value).strip() if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
    if not given:
        return 1
    try:
        number = float(given)
    except ValueError:
        number = 0
    if not 1 <= number <= LONGEST_INTERVAL or number != int(number):
        repairs.append(f"interval {given[:20]!r} read as 1")
        return 1
    return int(number)
