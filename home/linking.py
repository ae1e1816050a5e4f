"""What people write in running text, as links to tap: web and mail addresses and telephone numbers."""

import re

from django.utils.html import Urlizer, format_html
from django.utils.safestring import SafeString, mark_safe

# A telephone number among words.
NUMBER = re.compile(r"\+?\(?\d[\d\s()./\-]{4,}\d")
_GAP = r"[ \u00a0().\u2010-\u2013-]{0,3}"
# A number that rings in the United Kingdom: 11 digits or 10, however they are grouped after the first three, and two helplines that have fewer.
# Inside a longer number, an amount or an address it is none.
_RINGS = re.compile(
    rf"(?<![\w+£#&/.=@-])(?:(?:(?:\+|00)44{_GAP}(?:\(0\){_GAP})?|\(?0)[1-9]\d(?:(?:{_GAP}\d){{8}}|(?:{_GAP}\d){{7}}(?![ \u00a0-]?\d))|0800 ?1111|116 ?123)(?![\w@=])"
)
_LINK = re.compile(r"(<a .*?</a>)", re.DOTALL)
_CUT = "…"


class _Addresses(Urlizer):
    """Django's, which also knows a British address without “www”."""

    simple_url_2_re = re.compile(r"^www\.|^(?!http)\w[^@]+\.(com|gov|net|org|uk)($|/.*)$", re.IGNORECASE)


_addresses = _Addresses()


def dial(phone: str) -> str:
    """The first number in a phone's words, as a telephone link wants it; empty when there is none to dial."""
    found = NUMBER.search(phone or "")
    if not found:
        return ""
    number = found[0].replace("(0)", "") if found[0].startswith("+") else found[0]
    return ("+" if number.startswith("+") else "") + re.sub(r"\D", "", number)


def linked(text: str) -> SafeString:
    """Plain text as HTML, everything in it escaped, with its lines as they were."""
    whole = text.removesuffix(_CUT)
    pieces = _LINK.split(_addresses(whole, autoescape=True))
    html = "".join(piece if place % 2 else _RINGS.sub(_ring, piece) for place, piece in enumerate(pieces))
    return mark_safe(html + _CUT * text.endswith(_CUT))  # noqa: S308 - the text was escaped before any link was put into it


def _ring(found: re.Match[str]) -> str:
    number = found[0]
    before = "(" if number.startswith("(") and ")" not in number else ""
    return before + format_html('<a href="tel:{}">{}</a>', dial(number), mark_safe(number.removeprefix(before)))  # noqa: S308 - digits and signs that need no escape
