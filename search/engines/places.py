"""Where things are, as SQL for the two database engines."""

from typing import Any

from localoffer.nearby import MILES_A_DEGREE, box_around
from search.engines.base import NEARBY, NEARBY_MILES
from search.query import Near

# A piece of SQL, and the values of its parameters.
Sql = tuple[str, list[Any]]
# The square of the miles between a place and somewhere.
SQUARE = "((latitude - %s) * (latitude - %s) * %s + (longitude - %s) * (longitude - %s) * %s)"
NEAREST = "(SELECT min({square}) FROM search_searchplace WHERE search_searchplace.entry_id = {entry})".replace("{square}", SQUARE)
IN_BOX = "FROM search_searchplace WHERE latitude BETWEEN %s AND %s AND longitude BETWEEN %s AND %s"
# Only what is so near that it counts for more has a row here.
AROUND = f" LEFT JOIN (SELECT entry_id, sqrt(min({SQUARE})) AS miles {IN_BOX} GROUP BY entry_id) AS around ON around.entry_id = facts.entry_id"
NEARER = f" * CASE WHEN around.miles < {NEARBY_MILES} THEN 1 + {NEARBY} * (1 - around.miles / {NEARBY_MILES}) ELSE 1 END"
WITHIN = f"facts.entry_id IN (SELECT entry_id {IN_BOX} AND {SQUARE} <= %s)"


def square(near: Near) -> list[float]:
    """The parameters of `SQUARE`."""
    return [near.latitude, near.latitude, MILES_A_DEGREE**2, near.longitude, near.longitude, near.east**2]


def far(near: Near | None, entry: str) -> Sql:
    """The square of the miles to the nearest place of an entry, NULL when it has none."""
    return (NEAREST.replace("{entry}", entry), square(near)) if near else ("NULL", [])


def around(near: Near) -> Sql:
    """A join that says how far away what is nearby is."""
    return AROUND, [*square(near), *box(near, NEARBY_MILES)]


def box(near: Near, miles: float) -> list[float]:
    """The parameters of `IN_BOX`."""
    sides = box_around((near.latitude, near.longitude), miles)
    return [sides.south, sides.north, sides.west, sides.east]
