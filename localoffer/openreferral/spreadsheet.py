"""Services in a CSV file, a line each, in columns of our own: the directory's own download has the same.

Of several places each column says something of each, in their order and with ";" between, if only nothing.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext as _

from home.spreadsheets import DANGEROUS
from localoffer.editing import sentences
from localoffer.editing.columns import Unreadable
from localoffer.models import AccessFact, Location, Service, ServiceContact
from localoffer.openreferral.drafts import Line, Refused

COLUMNS = (
    *("id", "name", "summary", "description", "provider", "website", "email", "phone", "contacts", "needs", "categories", "boroughs"),
    *("areas_served", "languages", "access", "min_age", "max_age", "criteria", "cost", "place", "address", "town", "postcode", "latitude", "longitude", "status", "checked_on"),
    *("place_id", "times", "route", "route_details", "what_next", "wait", "wait_told_by", "wait_told_on"),
)
PLACE = ("place_id", "place", "address", "town", "postcode", "latitude", "longitude")
AS_IT_IS = ("id", "name", "summary", "description", "website", "email", "areas_served", "min_age", "max_age", "criteria", "status", "route_details", "what_next", "wait_told_by")
SEVERAL = ";"
TERM_TIME = "Term time only"
TERMS = {"needs": "send_need", "categories": "service_category", "access": "suitability"}
PHONE = re.compile(r"[+(\d][\d\s()-]{5,}", re.ASCII)
# The standard's words for ours; its own may stand in the file too.
STATUSES = {
    "": "active",
    "open": "active",
    "waiting list": "active",
    "waiting-list": "active",
    "closed for now": "temporarily closed",
    "closed-for-now": "temporarily closed",
    "ended": "defunct",
}


class WrongColumns(Exception):
    """The first line is not the names of columns; the message says what is missing or not known."""


def rows(text: str) -> Iterator[Line]:
    """Each line as an Open Referral record; a line with more cells than columns comes as the refusal of it."""
    reader = csv.reader(io.StringIO(text, newline=""))
    heads = [head.strip().lower().replace(" ", "_") for head in next(reader, [])]
    if "name" not in heads:
        raise WrongColumns("The first line must name the columns, and one of them must be “name”.")
    if unknown := [head for head in heads if head not in COLUMNS]:
        raise WrongColumns(f"Columns that we don't know: {', '.join(unknown)[:200]}. Known are {', '.join(COLUMNS)}.")
    for cells in reader:
        if any(cell.strip() for cell in cells):
            record = _record(dict(zip(heads, map(_plain, cells), strict=False)))
            too_many = len(cells) > len(heads)
            yield Line(reader.line_num, Refused(_("it has more cells than there are columns"), record) if too_many else record)


def _plain(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from running the cell."""
    cell = cell.strip()
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def _record(row: dict[str, str]) -> dict[str, Any]:
    """The line as a record of version 3; an empty cell says nothing."""
    said = {column: value for column, value in row.items() if value}
    plain = {column: said[column] for column in ("id", "name", "description", "email") if column in said}
    renamed = {"website": "url", "min_age": "minimum_age", "max_age": "maximum_age", "criteria": "eligibility_description", "checked_on": "assured_date"}
    record: dict[str, Any] = plain | {name: said[column] for column, name in renamed.items() if column in said}
    record["status"] = STATUSES.get(said.get("status", "").lower(), said.get("status", ""))
    if "description" not in record and "summary" in said:
        record["description"] = said["summary"]
    if "provider" in said:
        record["organization"] = {"name": said["provider"]}
    if "phone" in said:
        record["phones"] = [{"number": number} for number in _several(said["phone"])]
    record["languages"] = [{"code": code} for code in _several(said.get("languages", ""))]
    record["service_areas"] = [{"name": name} for name in (*_several(said.get("boroughs", "")), *([said["areas_served"]] if "areas_served" in said else []))]
    record["contacts"] = [_contact(words) for words in _several(said.get("contacts", ""))]
    record["attributes"] = [_attribute(link, code) for column, link in TERMS.items() for code in _several(said.get(column, ""))]
    record["cost_options"] = [_cost(words) for words in _several(said.get("cost", ""))]
    record["service_at_locations"] = _places(said)
    record["schedules"] = [_schedule(words) for words in _several(said.get("times", ""))]
    record |= {name: said[name] for name in ("route", "route_details", "what_next", "wait", "wait_told_by", "wait_told_on") if name in said}
    return record


def _attribute(link_type: str, code: str) -> dict[str, Any]:
    return {"link_type": link_type, "taxonomy_term": {"code": code}}


def _several(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(SEVERAL) if part.strip()]


def _contact(words: str) -> dict[str, Any]:
    """“Front desk, 020 7946 0130, desk@club.example”: what is neither a number nor an address is the name."""
    parts = [part.strip() for part in words.split(",") if part.strip()]
    numbers, addresses = [part for part in parts if PHONE.fullmatch(part)], [part for part in parts if "@" in part]
    name = ", ".join(part for part in parts if part not in numbers and part not in addresses)
    return {"name": name, "phones": [{"number": number} for number in numbers]} | ({"email": addresses[0]} if addresses else {})


def _cost(words: str) -> dict[str, str]:
    """“5.50: a lesson”, “free” or words."""
    amount, colon, what = words.partition(":")
    number = amount.strip().removeprefix("£")
    if words.casefold().rstrip(".!") == "free":
        return {"amount": "0"}
    if number.replace(".", "", 1).isdigit():
        return {"amount": number, "option": what.strip()} if colon else {"amount": number}
    return {"option": words}


def _places(said: dict[str, str]) -> list[dict[str, Any]]:
    """Several where all columns that say something have as many parts; else a “;” is a part of the words."""
    cells = {name: said[name] for name in PLACE if name in said}
    parts = {name: [part.strip() for part in cell.split(SEVERAL)] for name, cell in cells.items()}
    if len({len(found) for found in parts.values()}) > 1:
        parts = {name: [cell] for name, cell in cells.items()}
    return [_place(dict(zip(parts, row, strict=True)), number) for number, row in enumerate(zip(*parts.values(), strict=True), start=1)]


def _place(said: dict[str, str], number: int) -> dict[str, Any]:
    address = {"address_1": said.get("address", ""), "city": said.get("town", ""), "postal_code": said.get("postcode", "")}
    location = {"name": said.get("place", ""), "addresses": [address], "latitude": said.get("latitude"), "longitude": said.get("longitude")}
    return {"id": str(number), "location": location | ({"id": said["place_id"]} if said.get("place_id") else {})}


def _schedule(words: str) -> dict[str, Any]:
    """“Monday 10:00-12:00, at place 2”; what we can't read stays in its words."""
    try:
        said = sentences.read_time(words)
    except Unreadable:
        return {"description": words}
    days = {name: said[name].isoformat() if said[name] else "" for name in ("opens_at", "closes_at", "valid_from", "valid_to")}
    description = ". ".join(filter(None, (TERM_TIME if said["term_time_only"] else "", said["description"])))
    rule = {"freq": said["freq"], "interval": said["interval"], "byday": f"{said['week_of_month'] or ''}{said['day']}"}
    return days | rule | {"description": description, "service_at_location_id": said["place"].removeprefix("place ")}


def line(service: Service) -> list[object]:
    """A service that was read with its open data, as the columns say it."""
    cells = {name: getattr(service, name) for name in AS_IT_IS} | {
        "provider": service.provider.name if service.provider else "",
        "phone": _joined(contact.phone for contact in service.contacts.all()),
        "contacts": _joined(_contact_cell(contact) for contact in service.contacts.all() if contact.name or contact.email),
        "access": _joined(fact.kind for fact in service.access_facts.all() if fact.answer == AccessFact.Answer.YES),
        "needs": _joined(service.codes_of_needs),
        "categories": _joined(row.code for row in service.categories.all()),
        "boroughs": _joined(service.codes_of_boroughs),
        "languages": _joined(row.code for row in service.languages.all()),
        "cost": _joined(_cost_cell(cost.amount, cost.description) for cost in service.cost_options.all()),
        "checked_on": service.checked_on or "",
        "times": _joined(_time_cells(service)),
        "route": Service.Route(service.route).label if service.route else "",
        "wait": service.typical_wait,
        "wait_told_on": service.wait_told_on or "",
    }
    cells |= _place_cells(service.places)
    return ["" if (value := cells.get(column)) is None else value for column in COLUMNS]


def _joined(parts: Iterable[str]) -> str:
    return f"{SEVERAL} ".join(part for part in parts if part)


def _contact_cell(contact: ServiceContact) -> str:
    """A name, number and address with commas between."""
    return ", ".join(part.replace(SEVERAL, ",") for part in (contact.name, contact.phone, contact.email) if part)


def _cost_cell(amount: object, description: str) -> str:
    words = description.replace(SEVERAL, ",")
    return words if amount is None else f"{amount}: {words}" if words else str(amount)


def _time_cells(service: Service) -> Iterator[str]:
    numbers = {place.pk: f"place {number}" for number, place in enumerate(service.places, start=1)}
    for time in service.schedules.all():
        said = {name: getattr(time, name) for name in sentences.EMPTY_TIME if name != "place"}
        yield sentences.time_text(said | {"place": numbers.get(time.location_id, ""), "description": time.description.replace(SEVERAL, ",")})


def _place_cells(places: list[Location]) -> dict[str, object]:
    """Each place as anybody may know it. Of a single one the coordinates stay numbers."""
    rows = [_place_row(place) for place in places]
    if len(rows) == 1:
        return {name: value.replace(SEVERAL, ",") if isinstance(value, str) else value for name, value in rows[0].items()}
    columns = {name: [str(row.get(name, "")).replace(SEVERAL, ",") for row in rows] for name in PLACE}
    return {name: f"{SEVERAL} ".join(parts) if any(parts) else "" for name, parts in columns.items()}


def _place_row(place: Location) -> dict[str, object]:
    latitude, longitude = place.point or ("", "")
    row: dict[str, object] = {"place_id": place.pk, "town": place.town, "latitude": latitude, "longitude": longitude}
    return row if place.is_masked else row | {"place": place.name, "address": place.address, "postcode": place.postcode}
