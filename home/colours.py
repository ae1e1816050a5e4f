"""A council's four colours, held to the contrast that tired eyes need (WCAG 2.2 relative luminance; 7:1 is level AAA)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PAPER, INK, WHITE = "#FFFDF8", "#1D2B2A", "#FFFFFF"
LEAST = 7.0
# Our own colours, which the main stylesheet has.
DEFAULTS = {"brand": "#0B5351", "link": "#0A5563", "said": "#5E2750", "highlight": "#F4B942"}


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours written #RRGGBB, from 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def check_contrast(*, brand: str, link: str, said: str, highlight: str) -> None:
    """Raises ValidationError, by field, for each colour that text of 7:1 can't be read on or in."""
    pairs = {
        "brand_colour": (brand, WHITE, _("white words on it")),
        "link_colour": (link, PAPER, _("links on the page")),
        "said_colour": (said, WHITE, _("white words on it")),
        "highlight_colour": (highlight, INK, _("dark words on it")),
    }
    wrong = {}
    for field, (one, other, what) in pairs.items():
        ratio = contrast(one, other)
        if ratio < LEAST:
            wrong[field] = _("Too hard to read: %(what)s have a contrast of %(ratio).1f to 1. It must be 7 to 1 or more.") % {"what": what, "ratio": ratio}
    if wrong:
        raise ValidationError(wrong)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
