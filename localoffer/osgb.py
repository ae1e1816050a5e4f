"""The national grid of Great Britain, in which Ordnance Survey says where things are, as the degrees that everybody else uses.

As in Ordnance Survey's "A guide to coordinate systems in Great Britain", annexes B and C: right to about 5 metres.
"""

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

# The Airy 1830 ellipsoid and the grid's projection.
A, B = 6_377_563.396, 6_356_256.909
F0, LATITUDE_0, LONGITUDE_0, EASTING_0, NORTHING_0 = 0.9996012717, radians(49), radians(-2), 400_000.0, -100_000.0
E2 = 1 - B**2 / A**2
N = (A - B) / (A + B)
# GRS80, the ellipsoid of WGS 84 as near as matters here.
WGS_A, WGS_B = 6_378_137.0, 6_356_752.3141
WGS_E2 = 1 - WGS_B**2 / WGS_A**2
# From OSGB36 to WGS 84: metres, parts, and turns in radians.
SHIFT = (446.448, -125.157, 542.060)
SCALE = 1 - 20.4894e-6
TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))


def to_degrees(easting: float, northing: float) -> tuple[float, float]:
    """WGS 84 latitude and longitude of a point of the grid, in metres."""
    latitude, longitude = _off_the_grid(easting, northing)
    x, y, z = _shifted(*_in_space(latitude, longitude))
    return _on_earth(x, y, z)


def _off_the_grid(easting: float, northing: float) -> tuple[float, float]:
    """OSGB36 latitude and longitude in radians (annex C.2)."""
    latitude = LATITUDE_0 + (northing - NORTHING_0) / (A * F0)
    while abs(rest := northing - NORTHING_0 - _meridian(latitude)) >= 0.00001:
        latitude += rest / (A * F0)
    root = 1 - E2 * sin(latitude) ** 2
    nu, rho = A * F0 / sqrt(root), A * F0 * (1 - E2) / root**1.5
    eta2, t2, sec = nu / rho - 1, tan(latitude) ** 2, 1 / cos(latitude)
    d = easting - EASTING_0
    north = tan(latitude) / (2 * rho * nu) * d**2
    north -= tan(latitude) / (24 * rho * nu**3) * (5 + 3 * t2 + eta2 - 9 * t2 * eta2) * d**4
    north += tan(latitude) / (720 * rho * nu**5) * (61 + 90 * t2 + 45 * t2**2) * d**6
    east = sec / nu * d - sec / (6 * nu**3) * (nu / rho + 2 * t2) * d**3
    east += sec / (120 * nu**5) * (5 + 28 * t2 + 24 * t2**2) * d**5
    east -= sec / (5040 * nu**7) * (61 + 662 * t2 + 1320 * t2**2 + 720 * t2**3) * d**7
    return latitude - north, LONGITUDE_0 + east


def _meridian(latitude: float) -> float:
    """Metres along the meridian from where the grid begins."""
    less, more = latitude - LATITUDE_0, latitude + LATITUDE_0
    arc = (1 + N + 1.25 * N**2 + 1.25 * N**3) * less
    arc -= (3 * N + 3 * N**2 + 21 / 8 * N**3) * sin(less) * cos(more)
    arc += 15 / 8 * (N**2 + N**3) * sin(2 * less) * cos(2 * more)
    return B * F0 * (arc - 35 / 24 * N**3 * sin(3 * less) * cos(3 * more))


def _in_space(latitude: float, longitude: float) -> tuple[float, float, float]:
    """Metres from the middle of the Airy ellipsoid, at its surface."""
    nu = A / sqrt(1 - E2 * sin(latitude) ** 2)
    return nu * cos(latitude) * cos(longitude), nu * cos(latitude) * sin(longitude), nu * (1 - E2) * sin(latitude)


def _shifted(x: float, y: float, z: float) -> tuple[float, float, float]:
    a, b, c = TURN
    return (
        SHIFT[0] + SCALE * x - c * y + b * z,
        SHIFT[1] + c * x + SCALE * y - a * z,
        SHIFT[2] - b * x + a * y + SCALE * z,
    )


def _on_earth(x: float, y: float, z: float) -> tuple[float, float]:
    flat = hypot(x, y)
    latitude = atan2(z, flat * (1 - WGS_E2))
    for _ in range(4):  # each step adds three digits
        nu = WGS_A / sqrt(1 - WGS_E2 * sin(latitude) ** 2)
        latitude = atan2(z + WGS_E2 * nu * sin(latitude), flat)
    return degrees(latitude), degrees(atan2(y, x))
