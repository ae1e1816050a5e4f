"""Addresses that a letter can be sent to, line by line."""

import re

from django.utils.translation import gettext as _

from campaigns.carriers.encoded import one_line
from localoffer.geo import UnknownPostcode, as_written

FEWEST_LINES, MOST_LINES = 3, 7
# GOV.UK Notify refuses lines that begin with one of these, and no address has any.
NO_START = tuple('@()=[]"”\\/,<>~')
FORCES = re.compile(r"BFPO ?\d{1,4}", re.IGNORECASE)


class NoPostalAddress(ValueError):
    """A letter can't be sent to these lines; the words say why, to an operator."""


def address_lines(to: str) -> list[str]:
    """Three to seven lines, the last one a postcode. Raises NoPostalAddress."""
    lines = [line for each in to.splitlines() if (line := one_line(each))]
    if len(lines) < FEWEST_LINES:
        raise NoPostalAddress(_("The address has %(many)d lines. A letter needs at least 3, the last one the postcode.") % {"many": len(lines)})
    if len(lines) > MOST_LINES:
        raise NoPostalAddress(_("The address has %(many)d lines. A letter has room for 7.") % {"many": len(lines)})
    if any(line.startswith(NO_START) for line in lines):
        raise NoPostalAddress(_("A line of the address begins with a sign that no address has."))
    return [*lines[:-1], _postcode(lines[-1])]


def _postcode(line: str) -> str:
    if FORCES.fullmatch(line):
        return line.upper()
    try:
        return as_written(line)
    except UnknownPostcode:
        raise NoPostalAddress(_("The last line of the address is not a UK postcode.")) from None
