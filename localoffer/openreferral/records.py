"""One service of a feed, with its provider, places and costs."""

import datetime as dt
import math
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from localoffer.opening import opening
from localoffer.openreferral import details, times, values, words
from localoffer.openreferral.drafts import CostDraft, KnownWords, Refused, RowDraft, ServiceDraft

LONGEST_NAME, LONGEST_TOWN, LONGEST_COST, LONGEST_WAIT = 255, 120, 255, 120
DEEPEST = 40


def read(record: Any, *, feed: str, today: dt.date, known: KnownWords | None = None) -> ServiceDraft:
    """One service. Raises Refused when it is no service, or has neither a name nor anything to name it by.

    `feed` keeps ids that are no UUIDs apart from the same ids in another feed; words that are `known` are read as ours.
    """
    known = known or KnownWords()
    if not isinstance(record, Mapping):
        raise Refused(_("this is not a service record"))
    repairs: list[str] = []
    provider = _provider(record.get("organization"), feed, repairs)
    description = words.plain(record.get("description"), what="description", repairs=repairs)
    name = _name(record, provider, description, repairs)
    description = words.without_title(description, name)
    low, high = values.ages(record, repairs=repairs)
    checked_on = values.day(record.get("assured_date"), today=today, repairs=repairs)
    fields: dict[str, Any] = {
        "name": name,
        "description": description,
        "summary": opening(description),
        "website": values.website(record.get("url"), repairs=repairs),
        "email": values.email(record.get("email"), repairs=repairs),
        "min_age": low,
        "max_age": high,
        "status": values.status(record.get("status"), repairs=repairs),
        "checked_on": checked_on,
        "keywords": values.audiences(record.get("pc_targetAudience"), repairs=repairs),
        "criteria": _criteria(record, repairs),
        "route": values.route(record.get("route"), repairs=repairs),
        "route_details": words.plain(record.get("route_details"), what="how to get it", repairs=repairs),
        "what_next": words.plain(record.get("what_next"), what="what happens next", repairs=repairs),
        "wait": _wait(record, today, repairs),
    }
    boroughs, fields["areas_served"] = details.areas(record, known, repairs)
    places, by_row = _places(record, feed, repairs)
    service_id = values.identity(record.get("id"), "service", feed, _key(record.get("id")) or name, repairs=repairs)
    return ServiceDraft(
        service_id,
        fields,
        provider,
        places,
        costs=_costs(record, repairs),
        times=times.read(record, by_row, repairs),
        contacts=details.contacts(record, repairs),
        languages=details.languages(record, known, repairs),
        needs=details.ours(record, known, "needs"),
        categories=details.ours(record, known, "categories"),
        boroughs=boroughs,
        access=_access(record, checked_on, known, repairs),
        repairs=_once(repairs),
    )


def known_as(record: Any, *, feed: str) -> uuid.UUID | None:
    """The id of the service that `read` makes of the record, also where it would refuse it; None where neither an id nor a name says which it is."""
    if not isinstance(record, Mapping):
        return None
    said = {name: storable(value) for name in ("id", "name") if isinstance(value := record.get(name), str | int)}
    key = _key(said.get("id")) or words.line(said.get("name"), longest=LONGEST_NAME, what="name", repairs=[])
    return values.identity(said.get("id"), "service", feed, key, repairs=[]) if key else None


def storable(value: Any, *, depth: int = 0) -> Any:
    """The record as any of our databases can keep it and give it back the same. Raises Refused when it nests too deeply.

    PostgreSQL keeps no NUL, no half of a surrogate pair and no number that is not finite.
    """
    if depth > DEEPEST:
        raise Refused(_("it nests more than %s deep") % DEEPEST)
    if isinstance(value, str):
        return value.replace("\0", "").encode("utf-8", "ignore").decode()
    if isinstance(value, Mapping):
        return {storable(str(name)): storable(part, depth=depth + 1) for name, part in value.items()}
    if isinstance(value, list):
        return [storable(part, depth=depth + 1) for part in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value


def _key(value: Any) -> str:
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _once(repairs: list[str]) -> list[str]:
    """Each repair once, in order: ten places with the same fault are one line to read."""
    return list(dict.fromkeys(repairs))


def _name(record: Mapping[str, Any], provider: RowDraft | None, description: str, repairs: list[str]) -> str:
    name = words.line(record.get("name"), longest=LONGEST_NAME, what="name", repairs=repairs)
    if name:
        return name
    name = provider.fields["name"] if provider else description.partition("\n")[0][:LONGEST_NAME].strip()
    if not name:
        raise Refused(_("it has no name, no provider and no description"))
    repairs.append("it had no name; " + ("its provider's name stands in" if provider else "its first words stand in"))
    return name


def _provider(record: Any, feed: str, repairs: list[str]) -> RowDraft | None:
    own: list[str] = []
    given = record if isinstance(record, Mapping) else {}
    name = words.line(given.get("name"), longest=LONGEST_NAME, what="name", repairs=own)
    if not name:
        repairs.append("it names no provider")
        return None
    fields = {
        "name": name,
        "description": words.plain(given.get("description"), what="description", repairs=own),
        "website": values.website(given.get("url") or given.get("website"), repairs=own),
        "email": values.email(given.get("email"), repairs=own),
    }
    provider_id = values.identity(given.get("id"), "provider", feed, _key(given.get("id")) or name, repairs=own)
    repairs += [f"provider: {repair}" for repair in own]
    return RowDraft(provider_id, fields)


def _places(record: Mapping[str, Any], feed: str, repairs: list[str]) -> tuple[list[RowDraft], dict[str, str]]:
    """The places, each once, and which of them each of the record's service_at_locations is at."""
    own: list[str] = []
    places: dict[Any, RowDraft] = {}
    by_row: dict[str, str] = {}
    for row in values.rows(record, "service_at_locations"):
        location = row.get("location")
        for place in _place(location, feed, own) if isinstance(location, Mapping) else []:
            places[place.id] = place
            by_row[words.text(row.get("id"))] = str(place.id)
    repairs += [f"place: {repair}" for repair in own]
    return list(places.values()), by_row


def _criteria(record: Mapping[str, Any], repairs: list[str]) -> str:
    """Who can get it: version 3's words, or version 1's list."""
    if text := words.plain(record.get("eligibility_description"), what="eligibility", repairs=repairs):
        return text
    said = [words.plain(row.get("eligibility"), what="eligibility", repairs=repairs) for row in values.rows(record, "eligibilitys")]
    return "\n\n".join(dict.fromkeys(text for text in said if text))


def _wait(record: Mapping[str, Any], today: dt.date, repairs: list[str]) -> list[str]:
    """The typical wait, who told it and when; nothing when one of them is missing."""
    wait, told_by = (words.line(record.get(name), longest=LONGEST_WAIT, what="wait", repairs=repairs) for name in ("wait", "wait_told_by"))
    told_on = values.day(record.get("wait_told_on"), today=today, repairs=repairs)
    if wait and told_by and told_on:
        return [wait, told_by, told_on.isoformat()]
    if wait:
        repairs.append("the wait left out, because it does not say who told it and when")
    return []


def _access(record: Mapping[str, Any], checked_on: dt.date | None, known: KnownWords, repairs: list[str]) -> list[str]:
    """Access facts count only when the record says the day on which it was checked."""
    found = details.ours(record, known, "access")
    if found and not checked_on:
        repairs.append("what it says of access left out, because it does not say when it was checked")
        return []
    return found


def _place(location: Mapping[str, Any], feed: str, repairs: list[str]) -> list[RowDraft]:
    """The place; none when nothing says where it is."""
    address = next(iter(values.rows(location, "addresses", "physical_addresses")), {})
    latitude, longitude = values.coordinates(location, repairs=repairs)
    fields = {
        "name": words.line(location.get("name"), longest=LONGEST_NAME, what="name", repairs=repairs),
        "address": words.plain(address.get("address_1"), what="address", repairs=repairs),
        "town": words.line(address.get("city"), longest=LONGEST_TOWN, what="town", repairs=repairs),
        "postcode": values.postcode(address.get("postal_code"), repairs=repairs),
        "latitude": latitude,
        "longitude": longitude,
    }
    if not any(fields.values()):
        repairs.append("left out, because nothing says where it is")
        return []
    key = _key(location.get("id")) or "|".join(str(value) for value in fields.values())
    return [RowDraft(values.identity(location.get("id"), "place", feed, key, repairs=repairs), fields)]


def _costs(record: Mapping[str, Any], repairs: list[str]) -> list[CostDraft]:
    costs = []
    for row in values.rows(record, "cost_options"):
        parts = dict.fromkeys(text for name in ("option", "amount_description") if (text := words.text(row.get(name))))
        description = words.line(": ".join(parts), longest=LONGEST_COST, what="cost", repairs=repairs)
        amount = values.money(row.get("amount"), repairs=repairs)
        if amount is not None or description:
            costs.append(CostDraft(amount, description))
    return costs or _fees(record.get("fees"), repairs)


def _fees(given: Any, repairs: list[str]) -> list[CostDraft]:
    """Version 1's one line about costs; only when it says nothing but "free" is the service free."""
    fees = words.line(given, longest=LONGEST_COST, what="fees", repairs=repairs)
    if not fees:
        return []
    is_free = fees.rstrip(".!").casefold() in values.FREE
    return [CostDraft(Decimal("0.00") if is_free else None, fees)]
