"""Open Referral UK records read into our words. Pure: a record goes in, a draft with its repairs comes out.

Real feeds are dirty, so a record is cleaned rather than refused wherever something useful is left; each repair is told.
Reads version 1 (`eligibilitys`, `service_at_locations`) and the same fields where version 3 moved them to the top.
"""

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

import nh3
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

OLDEST = 130
LONGEST_NAME, LONGEST_SUMMARY = 255, 300
KEPT_TAGS = {"p", "br", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "div"}
NAMESPACE = uuid.UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff")
STATUSES = {"active": "open", "inactive": "closed-for-now", "temporarily closed": "closed-for-now", "defunct": "ended"}


class Refused(Exception):
    """Nothing useful is left of the record; the message says why."""


@dataclass
class PlaceDraft:
    id: uuid.UUID
    fields: dict[str, Any]


@dataclass
class CostDraft:
    amount: Decimal | None
    description: str


@dataclass
class ServiceDraft:
    """A service as our models want it, and what had to be repaired to get there."""

    id: uuid.UUID
    fields: dict[str, Any]
    provider: PlaceDraft | None
    places: list[PlaceDraft]
    costs: list[CostDraft]
    repairs: list[str] = field(default_factory=list)


def read(record: Any) -> ServiceDraft:
    """One service of a feed. Raises Refused when it is no service, or has neither a name nor a description."""
    if not isinstance(record, Mapping):
        raise Refused("this is not a service record")
    repairs: list[str] = []
    provider = _provider(record.get("organization"), repairs)
    description = plain(record.get("description"), repairs)
    name = _name(record, provider, description, repairs)
    low, high = _ages(record, repairs)
    fields = {
        "name": name,
        "description": description,
        "summary": _summary(description),
        "website": _website(record.get("url"), repairs),
        "email": _email(record.get("email"), repairs),
        "min_age": low,
        "max_age": high,
        "status": _status(record.get("status"), repairs),
        "checked_on": _day(record.get("assured_date"), repairs),
        "keywords": _audiences(record.get("pc_targetAudience")),
    }
    return ServiceDraft(_id(record.get("id"), name, repairs), fields, provider, _places(record, repairs), _costs(record, repairs), repairs)


def plain(html: Any, repairs: list[str]) -> str:
    """The words of some HTML, an empty line between paragraphs; scripts, styles and pictures are gone."""
    text = _text(html)
    if not re.search(r"[<&]", text):
        return text
    if re.search(r"data:image|<script|<style|<iframe", text, re.IGNORECASE):
        repairs.append("pictures or scripts taken out of the description")
    soup = BeautifulSoup(nh3.clean(text, tags=KEPT_TAGS, attributes={}), "html.parser")
    for item in soup.find_all("li"):
        item.insert(0, "• ")
        item.append("\n")
    for tag in soup.find_all(["p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol"]):
        tag.append("\n\n")
    for tag in soup.find_all("br"):
        tag.replace_with("\n")
    lines = [" ".join(line.split()) for line in soup.get_text().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _text(value: Any) -> str:
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def _name(record: Mapping[str, Any], provider: PlaceDraft | None, description: str, repairs: list[str]) -> str:
    name = " ".join(_text(record.get("name")).split())
    if not name:
        name = provider.fields["name"] if provider else description.split("\n")[0]
        if not name:
            raise Refused("it has no name, no provider and no description")
        repairs.append("it had no name; the provider's name or the first words stand in")
    if len(name) > LONGEST_NAME:
        repairs.append(f"name cut to {LONGEST_NAME} letters")
    return name[:LONGEST_NAME]


def _id(value: Any, name: str, repairs: list[str]) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError:
        repairs.append("its id is no UUID; a stable one was made")
        return uuid.uuid5(NAMESPACE, f"{value}|{name}")


def _summary(description: str) -> str:
    """The first sentence or two, for lists."""
    first = " ".join(description.replace("•", " ").split())
    if len(first) <= LONGEST_SUMMARY:
        return first
    cut = first[: LONGEST_SUMMARY - 1]
    sentence = cut.rfind(". ")
    return cut[: sentence + 1] if sentence > LONGEST_SUMMARY // 3 else cut[: cut.rfind(" ")] + "…"


def _website(value: Any, repairs: list[str]) -> str:
    address = _text(value)
    if not address:
        return ""
    if not re.match(r"https?://", address, re.IGNORECASE):
        address = f"https://{address.lstrip('/')}"
        repairs.append("web address had no https://")
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        host = ""
    if "." not in host or " " in address or len(address) > 500:
        repairs.append(f"web address left out, because it can't work: {address[:80]}")
        return ""
    return address


def _email(value: Any, repairs: list[str]) -> str:
    address = _text(value).removeprefix("mailto:")
    if address:
        try:
            validate_email(address)
        except ValidationError:
            repairs.append(f"e-mail address left out, because it can't work: {address[:80]}")
            return ""
    return address


def _status(value: Any, repairs: list[str]) -> str:
    word = _text(value).lower()
    if word not in STATUSES:
        repairs.append(f"status {word or 'empty'!r} read as open")
    return STATUSES.get(word, "open")


def _day(value: Any, repairs: list[str]) -> dt.date | None:
    text = _text(value)
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        repairs.append(f"date {text[:20]!r} left out")
        return None


def _ages(record: Mapping[str, Any], repairs: list[str]) -> tuple[int | None, int | None]:
    groups = [record, *_rows(record, "eligibilitys"), *_rows(record, "eligibility")]
    low = next((age for group in groups if (age := _age(group.get("minimum_age"), repairs)) is not None), None)
    high = next((age for group in groups if (age := _age(group.get("maximum_age"), repairs)) is not None), None)
    if low is not None and high is not None and low > high:
        repairs.append(f"ages {low} to {high} turned round")
        return high, low
    return low, high


def _age(value: Any, repairs: list[str]) -> int | None:
    if value in (None, ""):
        return None
    try:
        age = int(float(value))
    except (TypeError, ValueError, OverflowError):
        repairs.append(f"age {str(value)[:20]!r} left out")
        return None
    if not 0 <= age <= OLDEST:
        repairs.append(f"age {age} left out")
        return None
    return age


def _rows(record: Mapping[str, Any], name: str) -> Iterable[Mapping[str, Any]]:
    rows = record.get(name)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def _audiences(value: Any) -> str:
    rows = value if isinstance(value, list) else []
    words = dict.fromkeys(part for row in rows if isinstance(row, Mapping) for part in _text(row.get("audienceType")).split(">") if part)
    return ", ".join(words)[:250]


def _provider(record: Any, repairs: list[str]) -> PlaceDraft | None:
    name = _text(record.get("name"))[:LONGEST_NAME] if isinstance(record, Mapping) else ""
    if not isinstance(record, Mapping) or not name:
        repairs.append("it names no provider")
        return None
    fields = {"name": name, "description": plain(record.get("description"), []), "website": _website(record.get("url"), []), "email": _email(record.get("email"), [])}
    return PlaceDraft(_id(record.get("id"), name, []), fields)


def _places(record: Mapping[str, Any], repairs: list[str]) -> list[PlaceDraft]:
    places: dict[uuid.UUID, PlaceDraft] = {}
    for row in _rows(record, "service_at_locations"):
        location = row.get("location")
        if isinstance(location, Mapping):
            place = _place(location, repairs)
            places[place.id] = place
    return list(places.values())


def _place(location: Mapping[str, Any], repairs: list[str]) -> PlaceDraft:
    address: Mapping[str, Any] = next(iter([*_rows(location, "addresses"), *_rows(location, "physical_addresses")]), {})
    latitude, longitude = _degrees(location.get("latitude"), 90), _degrees(location.get("longitude"), 180)
    if latitude is None or longitude is None:
        latitude = longitude = None
        if location.get("latitude") not in (None, ""):
            repairs.append("a place's coordinates left out, because they are not on earth")
    name = _text(location.get("name"))[:LONGEST_NAME]
    fields = {
        "name": name,
        "address": _text(address.get("address_1")),
        "town": _text(address.get("city"))[:120],
        "postcode": _text(address.get("postal_code")).upper()[:10],
        "latitude": latitude,
        "longitude": longitude,
    }
    return PlaceDraft(_id(location.get("id"), name, repairs), fields)


def _degrees(value: Any, limit: int) -> float | None:
    try:
        degrees = float(value)
    except (TypeError, ValueError):
        return None
    return degrees if -limit <= degrees <= limit else None


def _costs(record: Mapping[str, Any], repairs: list[str]) -> list[CostDraft]:
    costs = []
    for row in _rows(record, "cost_options"):
        words = (_text(row.get("option")) or _text(row.get("amount_description")))[:255]
        amount = _money(row.get("amount"))
        if amount is not None or words:
            costs.append(CostDraft(amount, words))
    fees = plain(record.get("fees"), [])[:255]
    return costs or ([CostDraft(None, fees)] if fees else [])


def _money(value: Any) -> Decimal | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if amount.is_finite() and 0 <= amount < 1_000_000 else None
