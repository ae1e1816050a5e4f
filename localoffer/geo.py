"""Where a postcode is, without asking another host."""

import re
from dataclasses import dataclass

from localoffer.models import Postcode

_NO_LETTER_OR_DIGIT = re.compile(r"[^A-Z0-9]")


@dataclass(frozen=True)
class Point:
    """The middle of what was named, in WGS 84 degrees. `is_exact` False: of a sector or an outward code."""

    latitude: float
    longitude: float
    label: str
    is_exact: bool = True


class UnknownPostcode(Exception):
    """Nothing is known about this postcode, or it is none."""


def locate(text: str) -> Point:
    """The place of a postcode as a family types it. Raises UnknownPostcode."""
    code = _NO_LETTER_OR_DIGIT.sub("", text[:20].upper())
    row = Postcode.objects.filter(code=code).first()
    if row is None:
        raise UnknownPostcode
    return Point(row.latitude, row.longitude, f"{code[:-3]} {code[-3:]}")
