"""Where a postcode is, without asking another host."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from localoffer.models import Postcode

DATA = Path(__file__).parent / "data"
# The tables in `data` are made from OS Code-Point Open, under the Open Government Licence.
ATTRIBUTION = "Contains OS data © Crown copyright and database right 2025. Contains Royal Mail data © Royal Mail copyright and database right 2025."
MOST_MIDDLES = 2
# What a browser may tell us of where a family is: degrees to two decimals and no finer, which is within about half a mile.
_ROUNDED = re.compile(r"(-?[0-9]{1,2}\.[0-9]{2}),(-?[0-9]{1,2}\.[0-9]{2})")
# The British Isles, in whole degrees: south and north, west and east.
_LATITUDES, _LONGITUDES = (49, 61), (-11, 2)
_NO_LETTER_OR_DIGIT = re.compile(r"[^A-Z0-9]")
_NO_SIGN_OF_A_WORD = re.compile(r"[\W_]")
# The shape of a postcode, here and nowhere else.
_OUTWARD, _INWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?", r"[0-9][A-Z]{2}"
_WHOLE = re.compile(rf"({_OUTWARD})({_INWARD})")
_SECTOR = re.compile(rf"({_OUTWARD})([0-9])")
_OUTCODE = re.compile(_OUTWARD)
_WRITTEN = re.compile(rf"{_OUTWARD} ?(?:{_INWARD}|[0-9])?")
# In a sentence: a whole one (its first half is group 1), or what may be the first part of one, where only the postcodes that we know decide.
WHOLE_IN_TEXT = re.compile(rf"\b({_OUTWARD}) ?{_INWARD}\b", re.IGNORECASE)
PART_IN_TEXT = re.compile(rf"\b{_OUTWARD}(?: [0-9])?\b", re.IGNORECASE)
_TO_LETTER, _TO_DIGIT = str.maketrans("01", "OI"), str.maketrans("OI", "01")

Place = tuple[float, float]


@dataclass(frozen=True)
class Point:
    """The middle of what was named, in WGS 84 degrees. `is_exact` False: of a sector or an outward code. `ward`: the code of a whole postcode's, when it is known."""

    latitude: float
    longitude: float
    label: str
    is_exact: bool = True
    ward: str = ""


class UnknownPostcode(Exception):
    """Nothing is known about this postcode, or it is none."""


def locate(text: str) -> Point:
    """The place of a postcode, a sector (KT1 1) or an outward code (KT1) as a family types it. Raises UnknownPostcode.

    A whole postcode that nobody knows is its sector, or else its outward code: the middle of the postcodes that we know there,
    or what our tables say. At most 3 queries.
    """
    typed = " ".join(text[:20].upper().split())
    codes = list(dict.fromkeys(code for letters in _spellings(_NO_LETTER_OR_DIGIT.sub("", typed)) for code in _codes(letters, typed)))
    whole = [code for is_whole, code in codes if is_whole]
    known = Postcode.objects.in_bulk(map(compact, whole)) if whole else {}
    for code in whole:
        if row := known.get(compact(code)):
            return Point(row.latitude, row.longitude, code, ward=row.ward_id or "")
    parts = [code for is_whole, code in codes if not is_whole]
    for number, code in enumerate(parts):
        ours = Postcode.objects.middle_of(compact(code), has_sector=" " in code) if number < MOST_MIDDLES else None
        if place := ours or _tables().get(code):
            return Point(*place, code, is_exact=False)
    raise UnknownPostcode


def is_rounded(text: str) -> bool:
    """Whether it has the form of a rounded place, wherever on earth: 51.41,-0.30."""
    return bool(_ROUNDED.fullmatch(text))


def rounded(text: str) -> Point:
    """The place of a rounded pair of degrees, without a label: it names nothing that may be counted. Raises UnknownPostcode outside the British Isles."""
    found = _ROUNDED.fullmatch(text)
    if not found:
        raise UnknownPostcode
    latitude, longitude = map(float, found.groups())
    if not (_LATITUDES[0] <= latitude <= _LATITUDES[1] and _LONGITUDES[0] <= longitude <= _LONGITUDES[1]):
        raise UnknownPostcode
    return Point(latitude, longitude, "", is_exact=False)


def compact(text: str) -> str:
    """A postcode as the table keeps it: in capitals, without the space."""
    return _NO_LETTER_OR_DIGIT.sub("", text.upper())


def is_postcode(code: str) -> bool:
    """Whether a compact code has the form of a whole postcode."""
    return bool(_WHOLE.fullmatch(code))


def is_written_like_one(text: str) -> bool:
    """Whether it is in capitals what may be a whole postcode, a sector (KT1 1) or an outward code (KT1)."""
    return bool(_WRITTEN.fullmatch(text))


def as_written(text: str) -> str:
    """A whole postcode in capitals with its space, however it was typed. Raises UnknownPostcode when it has not the form of one."""
    found = _WHOLE.fullmatch(_NO_SIGN_OF_A_WORD.sub("", text).upper())
    if not found:
        raise UnknownPostcode
    return f"{found[1]} {found[2]}"


def outward(label: str) -> str:
    """The outward code that a place's label begins with; empty when it begins with none."""
    found = _OUTCODE.match(label)
    return found.group() if found else ""


def _spellings(code: str) -> Iterator[str]:
    """As it is; then with O and 0, I and 1 where a postcode must have the other: KTI 1AE and LK1 4OA are not typed by accident."""
    yield code
    for end in (3, 1, 0) if len(code) > 4 else (1, 0):
        half, inward = code[: len(code) - end], code[len(code) - end :]
        letters = 2 if len(half) > 2 else 1
        for first in dict.fromkeys((letters, 1)):
            yield half[:first].translate(_TO_LETTER) + half[first:].translate(_TO_DIGIT) + inward[:1].translate(_TO_DIGIT) + inward[1:].translate(_TO_LETTER)


def _codes(code: str, typed: str) -> Iterator[tuple[bool, str]]:
    """(whether it is a whole postcode, the code with its space), the most exact first. KT11 is the outward code unless a space says that it is a sector."""
    if whole := _WHOLE.fullmatch(code):
        first, second = whole.groups()
        yield True, f"{first} {second}"
        yield False, f"{first} {second[0]}"
        yield False, first
        return
    outcode, sector_of = (False, code) if _OUTCODE.fullmatch(code) else None, _SECTOR.fullmatch(code)
    sector_code = [(False, f"{sector_of.group(1)} {sector_of.group(2)}"), (False, sector_of.group(1))] if sector_of else []
    if outcode and " " not in typed:
        yield outcode
    yield from sector_code
    if outcode and " " in typed:
        yield outcode


@cache
def _tables() -> dict[str, Place]:
    """Every sector and outward code of Great Britain, read once a process."""
    places: dict[str, Place] = {}
    for name in ("outcodes.csv", "sectors.csv"):
        with (DATA / name).open(newline="", encoding="ascii") as file:
            rows = csv.reader(file)
            next(rows)
            places |= {code: (float(latitude), float(longitude)) for code, latitude, longitude in rows}
    return places
