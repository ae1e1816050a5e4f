"""What goes into a template of GOV.UK Notify: words of ours with their marks, and what families supplied without any."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from campaigns.carriers.base import Refused
from campaigns.carriers.encoded import one_line
from localoffer.geo import UnknownPostcode, as_written

FEWEST_LINES, MOST_LINES = 3, 7
# Notify takes these, at the start of a line, for part of something else than an address.
NO_START = tuple('@()=[]"”\\/,<>~')
FORCES = re.compile(r"BFPO ?\d{1,4}", re.IGNORECASE)
# Marks that mean something wherever they stand, those that do at a line's start and can be written otherwise, and those that can't.
MARK = re.compile(r"[\\`*\[\]]")
MARK_AT_START = re.compile(r"[-+_#~]")
LOST_AT_START = re.compile(r"\A[•^=\s]+")
NUMBERED = re.compile(r"\d+\.")
LINK_OF_OURS = re.compile(r"[!-'+-Z_a-z~]+")


class NoPostalAddress(ValueError):
    """A letter can't be sent to these lines; the words say why, to an operator."""


def escaped(value: str) -> str:
    """A family's own words, so that no sign in them makes a heading, a list or a link (Notify reads Markdown). A link to this site stays one."""
    text = one_line(value)
    if text.startswith(f"{settings.SITE_URL}/") and LINK_OF_OURS.fullmatch(text):
        return text
    text = MARK.sub(r"\\\g<0>", LOST_AT_START.sub("", text)).replace("://", ": //")
    if NUMBERED.match(text):
        return text.replace(".", "\\.", 1)
    return f"\\{text}" if MARK_AT_START.match(text) else text


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


def refused_address(to: str) -> Refused | None:
    try:
        address_lines(to)
    except NoPostalAddress as problem:
        return Refused(str(problem))
    return None


def _postcode(line: str) -> str:
    if FORCES.fullmatch(line):
        return line.upper()
    try:
        return as_written(line)
    except UnknownPostcode:
        raise NoPostalAddress(_("The last line of the address is not a UK postcode.")) from None
