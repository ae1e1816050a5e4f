"""A service's place gets other words: the service is at another place then, and the old one stays as it was.

So nothing changes for other services and events that are there, and an old version of the service brings back the old address.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from wagtail.log_actions import log
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from localoffer.models import Location, Service


def changed(place: Location, words: Mapping[str, Any], *, service: Service, by: User | None = None) -> Location:
    """The place with these words (fields of a Location), saved, with a line in its history: `place` itself where they say nothing new, or where it is not saved yet.

    The caller puts it into the service. Where nobody else is at the place, to hide its address or to show it changes `place` itself:
    an old version must not show again what is hidden by now.
    """
    differs = {name: value for name, value in words.items() if plain(value) != plain(getattr(place, name))}
    if place._state.adding:
        return _new(place, words, by)
    if not differs:
        return place
    if "is_masked" in differs and place.is_only_of(service):
        place = Location.objects.get(pk=place.pk)
        place.is_masked = differs.pop("is_masked")
        _save(place, "wagtail.edit", by)
    if not differs:
        return place
    another = Location.objects.get(pk=place.pk)
    another.pk, another.origin, another._state.adding = uuid.uuid4(), place.known_as, True
    if "postcode" in differs:  # the coordinates of the old one, whoever gave them, would lead families astray
        another.latitude, another.longitude, another.placed_by = None, None, ""
    return _new(another, words, by)


def let_times_follow(service: Service, moved: Mapping[uuid.UUID, Location]) -> None:
    """Put the service's times, unsaved, from each place (by its key) to the one that it has become."""
    times = list(service.schedules.all())
    if any(time.location_id in moved for time in times):
        for time in times:
            time.location = moved.get(time.location_id, time.location) if time.location_id else None
        service.schedules = times


def plain(value: Any) -> Any:
    """A text as it is compared: without space around it, with one kind of line end."""
    return "\n".join(value.strip().splitlines()) if isinstance(value, str) else value


def _new(place: Location, words: Mapping[str, Any], by: User | None) -> Location:
    for name, value in words.items():
        setattr(place, name, value)
    return _save(place, "wagtail.create", by)


def _save(place: Location, action: str, by: User | None) -> Location:
    with disable_reference_index_auto_update():  # a place names no other row
        place.save()
    log(instance=place, action=action, user=by, content_changed=True)
    return place
