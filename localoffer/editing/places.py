"""Places as a file names them, by their words: the one that has just these words, or another."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from localoffer import addresses
from localoffer.editing import cells
from localoffer.editing.changes import Change
from localoffer.editing.columns import PLACE_FIELDS
from localoffer.models import Location, Service, ServiceAtLocation


def write(service: Service, changes: Iterable[Change]) -> dict[str, Any]:
    """Give the service the places that its changed cells name, and its times at a place that moved the new one; the places' keys by “place 1” and so on.

    No place is changed: this service gets another one (see `addresses`).
    """
    shown = dict(enumerate(cells.rows(service, "at_locations"), start=1))
    every = list(service.at_locations.all())
    wanted: dict[int, dict[str, Any]] = defaultdict(dict)
    for change in changes:
        wanted[change.column.number][change.column.field] = change.value
    found = {number: row.location for number, row in shown.items() if number not in wanted}
    for number, words in sorted(wanted.items()):
        if place := _place(service, shown.get(number), words):
            found[number] = place
    addresses.let_times_follow(service, {row.location_id: found[number] for number, row in shown.items() if number in found})
    last = max((row.sort_order or 0 for row in every), default=-1)
    stood: dict[int, tuple[str, int | None]] = {number: (row.note, row.sort_order) for number, row in shown.items()}
    rows = [row for row in every if row.location.is_masked]
    for number in sorted(found):
        row: Any = _row(number, found, shown)
        note, row.sort_order = stood.get(number, ("", last + number))
        row.location, row.note = found[number], wanted.get(number, {}).get("note", note)
        rows.append(row)
    service.at_locations = rows
    return {f"place {number}": place.pk for number, place in found.items()}


def _place(service: Service, row: ServiceAtLocation | None, given: dict[str, Any]) -> Location | None:
    """The place with the words that it has now and the `given` ones; None when there is no word left."""
    standing = row.location if row else Location()
    words = {name: given.get(name, getattr(standing, name)) for name in PLACE_FIELDS}
    if not any(words.values()):
        return None
    if row and all(getattr(standing, name) == value for name, value in words.items()):
        return standing
    if known := Location.objects.filter(is_masked=False, **words).order_by("pk").first():
        return known
    return addresses.changed(standing, words, service=service)


def _row(number: int, found: dict[int, Location], shown: dict[int, ServiceAtLocation]) -> ServiceAtLocation:
    """The row of the service at that place if there is one, or else the row that stood under this number: it keeps its key."""
    there = {row.location_id: row for row in shown.values()}
    own = shown.get(number)
    is_free = own is not None and own.location_id not in {place.pk for place in found.values()}
    return there.get(found[number].pk) or (own if own and is_free else ServiceAtLocation())
