"""How far things are from each other, by plain arithmetic: right to a few metres within a county."""

import math
from dataclasses import dataclass

MILES_A_DEGREE = 69.0936  # of latitude; of longitude, times the cosine of the latitude
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """Latitudes and longitudes (WGS 84 degrees) around a point."""

    south: float
    north: float
    west: float
    east: float


def box_around(point: Point, miles: float) -> Box:
    """The smallest box that holds every place within so many miles."""
    latitude, longitude = point
    high = miles / MILES_A_DEGREE
    wide = high / squeeze(latitude)
    return Box(latitude - high, latitude + high, longitude - wide, longitude + wide)


def squeeze(latitude: float) -> float:
    """How much shorter a degree of longitude is than one of latitude; never 0, so that the poles do no harm."""
    return max(math.cos(math.radians(latitude)), 0.01)


def miles_between(here: Point, there: Point) -> float:
    north = there[0] - here[0]
    east = (there[1] - here[1]) * squeeze((here[0] + there[0]) / 2)
    return math.hypot(north, east) * MILES_A_DEGREE
