"""What goes into a template of GOV.UK Notify: words of ours with their marks, and what families supplied without any."""

import re

from django.conf import settings

from campaigns.carriers.encoded import one_line

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
