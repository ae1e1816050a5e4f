"""What is left out of the words of a search because it may be about a person."""

import re

from localoffer import geo
from search.words import words

_PERSONAL = re.compile(r"@|(?:\d[\s-]?){6}")
_STREETS = """
    avenue ave bank bridge broadway buildings chase close common copse corner cottages court crescent cres croft dale dell dene drive drove embankment end estate
    field fields gardens gdns gate glade glebe green grove heath heights hill house lane lawn lea lodge mansions mead meadow meadows mews mount oval parade park
    passage path place quay rise road rd row square street st terrace vale view villas walk way wharf wood yard
""".split()  # noqa: SIM905 (so many quoted words are no easier to read)
# What makes a number an age, a class or a span of time.
_COUNTED = r"(?!\ (?:years?|yrs?|yo|months?|weeks?|days?|hours?|to|plus|and|or|upwards)\b)"
_HOME = re.compile(
    rf"""\b(?: (?:flat|apartment|apt)\ \w{{1,4}}\b\ ?)?
    (?: (?<!year\ )(?<!stage\ )(?<!under\ )(?<!over\ )(?<!age\ )(?<!aged\ )(?<!to\ )
        \d{{1,4}}[a-z]?{_COUNTED}\ (?:[^\W\d_]+\ ){{0,3}}? (?:{"|".join(_STREETS)})\b )""",
    re.VERBOSE,
)
_FLAT = re.compile(r"\b(?:flat|apartment|apt) \d\w{0,3}\b")


def left_out(text: str) -> str:
    """The words, folded, without homes; a whole postcode becomes its first half. Empty when there is an e-mail address or a long number among them."""
    if _PERSONAL.search(text):
        return ""
    folded = geo.WHOLE_IN_TEXT.sub(r"\1", " ".join(words(text)))
    return " ".join(_FLAT.sub(" ", _HOME.sub(" ", folded)).split())
