"""What words say that is no word to look for: an age, a distance, a place."""

import re

from localoffer import geo
from localoffer.geo import UnknownPostcode
from localoffer.models import Location
from search.query import OLDEST_AGE, Near

MILES = (1, 3, 5, 10, 20)
# What says only that a place follows, or that it is here.
BEFORE_A_PLACE = re.compile(r"\b(?:near|nearby|near to|close to|around|in|at|by|from)\s*$", re.IGNORECASE)
NEAR_ME = re.compile(r"\b(?:near|close to|around) (?:me|us|here|my home|my house)\b|\bnearby\b", re.IGNORECASE)
# One age, as "age 8" and "8 year olds" say it.
AGE = re.compile(
    r"""(?<![-–\w])(?:aged?\s+(?P<told>\d{1,2})(?:\s+years?(?:\s+old)?)? | (?P<old>\d{1,2})[ -]?(?:(?:years?|yrs?)[ -]olds? | y/?o))\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Beside these it is the end of a span: "5 to 11", "3 and 4 year olds", "16 and over", "under 5".
SPAN_BEFORE = re.compile(r"(?:\d\s*(?:to|and|or|&|/|,|-|–)|\b(?:under|over|below|above|than|least|up to))\s*$", re.IGNORECASE)
SPAN_AFTER = re.compile(r"\s*(?:\+|/|-|–|&|,?\s*\d|to\b|plus\b|upwards\b|(?:and|or)\s+(?:\d|(?:over|under|up|above|below|older|younger|more|less)\b))", re.IGNORECASE)
# "within 3 miles of"; what follows is a place, or here.
DISTANCE = re.compile(r"\b(?:within|less than|up to) (?P<miles>\d{1,2}) ?miles?\b(?: (?:of|from))?", re.IGNORECASE)


def age_in(text: str) -> tuple[str, int | None]:
    """The words without an age, and the age: the other words are looked for among what takes it."""
    if not (found := AGE.search(text)) or (age := int(found["told"] or found["old"])) > OLDEST_AGE:
        return text, None
    if SPAN_BEFORE.search(text[: found.start()]) or SPAN_AFTER.match(text[found.end() :]):
        return text, None
    return _without(text, found), age


def distance_in(text: str) -> tuple[str, int | None]:
    """The words without a distance, and the distance: the least of ours that holds it."""
    if not (found := DISTANCE.search(text)):
        return text, None
    miles = next((miles for miles in MILES if miles >= int(found["miles"])), None)
    return _without(text, found), miles


def postcode_in(text: str) -> tuple[str, str, Near | None]:
    """The words without a postcode, the postcode, and where it is.

    Half a postcode alone may be something else, as the s17 of the Children Act: it is a place after a word like "near", or where our services are.
    """
    if whole := geo.WHOLE_IN_TEXT.search(text):
        return _cut(text, whole), whole.group().upper(), locate(whole.group())
    if (
        (part := geo.PART_IN_TEXT.search(text))
        and (near := locate(part.group()))
        and (BEFORE_A_PLACE.search(text[: part.start()]) or Location.objects.may_be_near(near.latitude, near.longitude))
    ):
        return _cut(text, part), part.group().upper(), near
    return text, "", None


def _cut(text: str, found: re.Match[str]) -> str:
    """The text without what was found, and without a word like "near" before it."""
    before = BEFORE_A_PLACE.search(text[: found.start()])
    return " ".join(f"{text[: before.start() if before else found.start()]} {text[found.end() :]}".split())


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split())


def locate(place: str) -> Near | None:
    """Where it is; None when nobody knows."""
    try:
        point = geo.rounded(place) if geo.is_rounded(place) else geo.locate(place)
    except UnknownPostcode:
        return None
    return Near(point.latitude, point.longitude, point.label, is_exact=point.is_exact, ward=point.ward)
