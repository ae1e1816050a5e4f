"""How a mail looks. Each rule stands twice: in the head of the mail, and at each thing, because some mail programs drop the head."""

from collections.abc import Mapping

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from home.models import SiteSettings
from register.models import Format

INK, MUTED, PAPER, SAND, LINE = "#1d2b2a", "#46534f", "#fffdf8", "#f6efe3", "#d9d2c4"
FONT = "Arial, Helvetica, sans-serif"
# Text, headings and the foot, in pixels.
SIZES = {Format.STANDARD: (18, 22, 28, 16), Format.LARGE_PRINT: (26, 32, 38, 24), Format.EASY_READ: (22, 28, 34, 20)}
EVEN = "margin:0 0 16px"
# A long address breaks rather than making a small phone scroll sideways.
BREAKS = "word-wrap:break-word;overflow-wrap:anywhere"


def rules(site: SiteSettings, reading_format: str) -> dict[str, str]:
    """What is said of each class."""
    text, small, large, foot = SIZES[Format(reading_format)]
    return {
        "page": f"margin:0;padding:0;background:{SAND};color:{INK};font-family:{FONT};font-size:{text}px;line-height:1.55",
        "letter": f"max-width:600px;margin:0 auto;background:{PAPER};color:{INK};font-family:{FONT};font-size:{text}px;line-height:1.55;{BREAKS}",
        "head": f"background:{site.brand_colour};color:#ffffff;padding:16px 24px;font-weight:bold",
        "words": "padding:24px",
        "h1": f"margin:0 0 16px;font-size:{large}px;line-height:1.25",
        "h2": f"margin:28px 0 8px;font-size:{small}px;line-height:1.25",
        "text": EVEN,
        "points": f"{EVEN};padding-inline-start:24px",
        "point": "margin:0 0 6px",
        "link": f"color:{site.link_colour};text-decoration:underline",
        "button": f"display:inline-block;background:{site.brand_colour};color:#ffffff;padding:14px 24px;border-radius:6px;font-weight:bold;text-decoration:none;line-height:1.3",
        "picture": f"display:block;max-width:100%;height:auto;border:0;background:#ffffff;color:{INK};font-size:{foot}px",
        "event": f"margin:0 0 16px;padding:12px 16px;background:#ddeeea;color:{INK};border-radius:6px",
        "term": "font-weight:bold",
        "pair": "display:flex;gap:16px;align-items:flex-start;margin:0 0 16px",
        "side": f"flex:0 0 30%;width:30%;max-width:160px;height:auto;border:0;background:#ffffff;color:{INK};font-size:{foot}px",
        "lines": "flex:1 1 auto;min-width:0",
        "foot": f"padding:16px 24px 24px;font-size:{foot}px;color:{MUTED};border-top:1px solid {LINE}",
        "hidden": "display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;opacity:0",
    }


DARK: Mapping[str, str] = {
    "page": "background:#0e1b1a !important;color:#e9f1ec !important",
    "letter": "background:#0e1b1a !important;color:#e9f1ec !important",
    "head": "background:#162826 !important;color:#e9f1ec !important",
    "link": "color:#8ed6cf !important",
    "button": "background:#8ed6cf !important;color:#0e1b1a !important",
    "event": "background:#17332f !important;color:#e9f1ec !important",
    "foot": "color:#b7c7c1 !important;border-color:#33504b !important",
}
# Hardly any room at the sides of a small phone.
NARROW: Mapping[str, str] = {"words": "padding:20px 16px !important", "head": "padding:14px 16px !important", "foot": "padding:16px !important"}


def sheet(of: Mapping[str, str]) -> SafeString:
    """Rules for the mail's head."""
    return mark_safe("\n".join(f".{name} {{ {what} }}" for name, what in of.items()))  # noqa: S308 - our own rules; the site's colours are six digits


def at_each(of: Mapping[str, str]) -> dict[str, SafeString]:
    """The attributes of one thing, by its class."""
    return {name: format_html('class="{}" style="{}"', name, what) for name, what in of.items()}
