"""Places as a file names them, by their words: the place that has just these words, or the service's own one put right, or a new one."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from wagtail.signal_handlers import disable_reference_index_auto_update

from localoffer.editing import cells
from localoffer.editing.changes import Change
from localoffer.editing.columns import PLACE_FIELDS
from localoffer.models import Location, Service, ServiceAtLocation


def write(service: Service, changes: Iterable[Change]) -> dict[str, Any]:
    """Give the service the places that its changed cells name, and its times at a place that moved the new one; the places' keys by “place 1” and so on.

    A place that other services or events use too is never changed: they stay there, and this service gets another one.
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
    _follow(service, shown, found)
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
    if row and standing.is_only_of(service):
        return _put_right(standing, words)
    return Location.objects.create(**words)


def _put_right(place: Location, words: dict[str, Any]) -> Location:
    """Coordinates follow the postcode: those of the old one, whoever gave them, would lead families astray."""
    if place.postcode != words["postcode"]:
        place.latitude = place.longitude = None
        place.placed_by = ""
    for name, value in words.items():
        setattr(place, name, value)
    with disable_reference_index_auto_update():  # a place names no other row
        place.save()
    return place


def _row(number: int, found: dict[int, Location], shown: dict[int, ServiceAtLocation]) -> ServiceAtLocation:
    """The row of the service at that place if there is one, or else the row that stood under this number: it keeps its key."""
    there = {row.location_id: row for row in shown.values()}
    own = shown.get(number)
    is_free = own is not None and own.location_id not in {place.pk for place in found.values()}
    return there.get(found[number].pk) or (own if own and is_free else ServiceAtLocation())


def _follow(service: Service, shown: dict[int, ServiceAtLocation], found: dict[int, Location]) -> None:
    """A time at a place that has become another is at that one now."""
    moved = {row.location_id: found[number].pk for number, row in shown.items() if number in found and found[number].pk != row.location_id}
    times = list(service.schedules.all())
    if any(time.location_id in moved for time in times):
        for time in times:
            time.location_id = moved.get(time.location_id, time.location_id)
        service.schedules = times
