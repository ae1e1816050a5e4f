"""Where a postcode is, as far as the directory itself knows: by its own places, without asking another host."""

import math
from typing import NamedTuple

from django.db.models import Avg, QuerySet

from localoffer.models import Location

EARTH_METRES = 6_371_000


class Point(NamedTuple):
    """WGS 84 degrees."""

    latitude: float
    longitude: float


class UnknownPostcode(Exception):
    """No place of the directory is in this postcode, or near it."""


def locate(postcode: str) -> Point:
    """The middle of the places with this postcode, else of those that share its beginning (KT1 1, KT1). Raises UnknownPostcode."""
    whole = postcode.replace(" ", "")
    outward = postcode.partition(" ")[0] if " " in postcode else (whole[:-3] if whole[-1].isalpha() and len(whole) > 4 else whole)
    inward = whole[len(outward) :]
    for beginning in (f"{outward} {inward}", f"{outward} {inward[:1]}", f"{outward} "):
        middle = _open_places().filter(postcode__startswith=beginning).aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
        if middle["latitude"] is not None:
            return Point(middle["latitude"], middle["longitude"])
    raise UnknownPostcode(postcode)


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """As the crow flies (haversine)."""
    (lat1, lon1), (lat2, lon2) = (map(math.radians, point) for point in (one, other))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))


def _open_places() -> QuerySet[Location]:
    """Without masked places: the postcode of a refuge must not be found by asking what is near it."""
    return Location.objects.filter(is_masked=False, latitude__isnull=False)
