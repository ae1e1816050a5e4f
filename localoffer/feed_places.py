"""A feed's places. Where a feed gives one another address, the service gets another place, as from an editor's file (see `addresses`)."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from localoffer import addresses, facts
from localoffer.models import Location, Service
from localoffer.openreferral import RowDraft

COORDINATES = ("latitude", "longitude")


def keep(service: Service, given: Iterable[RowDraft], before: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep the places that a record names, and move the service (unsaved) and its times from those that got another address.

    `before` is what the feed said of each the last time, under its id. Blanks are filled and the feed's own changes made, unless an editor's stand there.
    """
    rows = list(service.at_locations.all())
    moved: dict[uuid.UUID, Location] = {}
    for draft in given:
        row = next((row for row in rows if row.location.known_as == draft.id), None)
        standing = row.location if row else Location.objects.known_as(draft.id).first()
        if standing is None:
            Location.objects.create(pk=draft.id, **draft.fields)
            continue
        place = _as_given(standing, draft.fields, before.get(str(draft.id), {}), service)
        if row and place != standing:
            moved[standing.pk] = row.location = place
    if moved:
        service.at_locations = rows
        addresses.let_times_follow(service, moved)


def _as_given(place: Location, now: Mapping[str, Any], said: Mapping[str, Any], service: Service) -> Location:
    """The place itself where nothing that stood there is another now, with its blanks filled; else the one with the feed's address."""
    # Found by the postcode: nobody's words, so as good as blank. Of a hidden place others know only a rough point.
    is_found = bool(place.placed_by) and not place.is_masked
    standing = {name: None if is_found and name in COORDINATES else getattr(place, name) for name in now}
    theirs = facts.given(now, said, standing=standing)
    if any(standing[name] not in facts.NOTHING for name in theirs if name not in COORDINATES):
        return _another(place, now, standing | theirs, service)
    for name, value in theirs.items():
        setattr(place, name, value)
    if any(name in theirs for name in COORDINATES):
        place.placed_by = ""
    if theirs:
        place.save()
    return place


def _another(place: Location, now: Mapping[str, Any], wanted: Mapping[str, Any], service: Service) -> Location:
    """The place with the wanted words that another service of the feed has got already, or a new one."""
    words = {name: value for name, value in wanted.items() if name not in COORDINATES}
    own = [row.location_id for row in service.at_locations.all()]
    if known := Location.objects.known_as(place.known_as).filter(is_masked=place.is_masked, **words).exclude(pk__in=own).first():
        return known
    if now["latitude"] is not None and all(wanted[name] == now[name] for name in COORDINATES):
        words |= {name: now[name] for name in COORDINATES} | {"placed_by": ""}
    return addresses.changed(place, words, service=service)
