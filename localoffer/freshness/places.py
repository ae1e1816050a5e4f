"""A service's places as facts, one under a name each. An address that families are not shown, nobody reads here either.

Of such a place its name, address and postcode are empty, and `held` is a mark of them: empty words with a mark stand for what we have.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from localoffer import addresses
from localoffer.actions import find_places
from localoffer.addresses import plain
from localoffer.freshness import told
from localoffer.models import Location, Service, ServiceAtLocation

Place = dict[str, Any]
PLACE = "place_"
HELD = ("name", "address", "postcode")
OF_LOCATION = (*HELD, "town", "is_masked")
NOTHING: Place = {"name": "", "address": "", "town": "", "postcode": "", "is_masked": False, "note": "", "held": ""}


def read(service: Service) -> dict[str, Place]:
    """Each place of the service, by its name among the facts."""
    return {name_of(row.location): _hidden(_said(row)) for row in service.at_locations.all()}


def name_of(location: Location) -> str:
    return f"{PLACE}{location.pk}"


def under_their_names(changes: Mapping[str, Any], service: Service) -> dict[str, Any]:
    """A proposal's changes where the service's places got other addresses since: the place, and a time at it, under the name that it has now.

    Else an old name would bring the old address back beside the new one. A place that is gone keeps its name.
    """
    here = {row.location.known_as: name_of(row.location) for row in service.at_locations.all()}
    named = {time["place"] for side in ("was", "now") for time in changes.get("times", {}).get(side) or [] if time["place"]}
    old = {name for name in {*changes, *named} if _key(name)} - {*here.values()}
    origins = {name_of(place): place.known_as for place in Location.objects.filter(pk__in=[_key(name) for name in old])}
    names = {name: here[origins[name]] for name in old if origins.get(name) in here and here[origins[name]] not in changes}
    times = {side: [time | {"place": names.get(time["place"], time["place"])} for time in said or []] for side, said in changes.get("times", {}).items()}
    return {names.get(name, name): times if name == "times" else change for name, change in changes.items()}


def hide(place: Place) -> Place:
    """As it is shown again after it was told: without an address that is to be hidden."""
    return _hidden(place) if place["is_masked"] and not place["held"] else place


def with_held(place: Place, told: Place | None) -> Place:
    """The place with the hidden address that was told before, where nothing else was said and it was `told` that we hold."""
    if not told or place["held"] != _mark(told):
        return place
    return place | {"held": told["held"]} | {name: told[name] for name in HELD if not place[name]}


def write(service: Service, said: Mapping[str, Place | None], *, by: User) -> dict[str, Location]:
    """Put the places into the service, unsaved; None takes one away. Returns each place of the service by its name.

    No place is changed under others' feet: this service gets another one, and its times follow (see `addresses`).
    """
    rows = list(service.at_locations.all())
    known = {name_of(row.location): row for row in rows}
    if not said:
        return {name: row.location for name, row in known.items()}

    def new(name: str, others: list[ServiceAtLocation]) -> ServiceAtLocation:
        return ServiceAtLocation(location=again(name) or _the_same(said[name] or NOTHING, others) or Location())

    def fill(row: ServiceAtLocation, place: Place) -> None:
        row.note = place["note"]
        row.location = _written(row.location, place, service, by)

    service.at_locations = rows = told.put(rows, known, said, new=new, fill=fill)
    places = {name: row.location for name, row in known.items()}
    addresses.let_times_follow(service, {uuid.UUID(key): place for name, place in places.items() if (key := _key(name))})
    if Location.objects.to_be_placed().filter(pk__in=[row.location.pk for row in rows]).exists():
        find_places()
    return places


def title(place: Place) -> str:
    """What to call it, where a hidden address must not be read."""
    parts = [place["town"]] if place["is_masked"] else [place["name"] or next(iter(place["address"].splitlines()), ""), place["town"], place["postcode"]]
    return ", ".join(part for part in parts if part) or _("Place without a name")


def title_of(name: str) -> str:
    """What to call the place that a time names."""
    if location := again(name):
        return title(_hidden(_said(ServiceAtLocation(location=location))))
    return _("new place %s") % name.rpartition("_")[2]


def again(name: str) -> Location | None:
    """The place of that name, which was taken away from the service in between."""
    return Location.objects.filter(pk=_key(name)).first() if _key(name) else None


def words(place: Place) -> str:
    """For editors, who read also an address that is proposed to be hidden."""
    held = _("(the hidden address that we have)") if place["held"] and not all(place[name] for name in HELD) else ""
    shown = _("Families do not see the exact address.") if place["is_masked"] else _("Families will see the hidden address that we have.") if place["held"] else ""
    note = _("Note: %s") % place["note"] if place["note"] else ""
    return "\n".join(line for line in (place["name"], place["address"], place["town"], place["postcode"], held, shown, note) if line)


def _said(row: ServiceAtLocation) -> Place:
    texts = {name: plain(getattr(row.location, name)) for name in ("name", "address", "town", "postcode")}
    return {**NOTHING, **texts, "is_masked": row.location.is_masked, "note": plain(row.note)}


def _hidden(place: Place) -> Place:
    return place | dict.fromkeys(HELD, "") | {"held": _mark(place)} if place["is_masked"] else place


def _mark(place: Place) -> str:
    """Of the hidden words, so that it can be seen that they changed; empty when there are none."""
    told = "\n".join(place[name] for name in HELD)
    return salted_hmac("localoffer.freshness.places", told, algorithm="sha256").hexdigest()[:16] if told.strip() else ""


def _key(name: str) -> str:
    try:
        return str(uuid.UUID(name.removeprefix(PLACE)))
    except ValueError:
        return ""


def _the_same(place: Place, rows: list[ServiceAtLocation]) -> Location | None:
    """A place that we know word for word, and that the service is not at already: families find it as one."""
    if place["is_masked"]:
        return None
    return Location.objects.filter(**{name: place[name] for name in OF_LOCATION}).exclude(pk__in=[row.location_id for row in rows]).first()


def _written(location: Location, place: Place, service: Service, by: User) -> Location:
    wanted = {name: place[name] for name in OF_LOCATION if not (name in HELD and place["held"] and not place[name])}
    return addresses.changed(location, wanted, service=service, by=by)
