"""A card as a PDF of its own size (ISO 7810 ID-1), or eight on a sheet of A4, with a text layer and its language."""

from functools import cache

import qrcode
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from fpdf import FPDF

from analytics import typefaces
from register.models import Card

WIDTH, HEIGHT = 85.6, 54.0
A_SHEET = 8
COLUMNS = 2
LEFT, TOP = (210 - COLUMNS * WIDTH) / 2, (297 - A_SHEET / COLUMNS * HEIGHT) / 2
QR = 19.0
LINE = 0.5  # millimetres of a line for each point of its letters
DARK, PALE = (29, 53, 87), (235, 240, 246)


def check_address(card: Card) -> str:
    return settings.SITE_URL + reverse("card_check", args=[card.code])


def one(card: Card, *, forum: str) -> bytes:
    """The card alone, for a card printer. `forum`: its name, beside the council's."""
    pdf = _new((WIDTH, HEIGHT))
    pdf.add_page()
    _draw(pdf, card, forum, 0, 0)
    return bytes(pdf.output())


def sheet(cards: list[Card], *, forum: str) -> bytes:
    """Up to A_SHEET cards on each page of A4, with lines to cut along."""
    pdf = _new("A4")
    for place, card in enumerate(cards):
        if place % A_SHEET == 0:
            pdf.add_page()
        row, column = divmod(place % A_SHEET, COLUMNS)
        x, y = LEFT + column * WIDTH, TOP + row * HEIGHT
        _draw(pdf, card, forum, x, y)
        pdf.set_draw_color(150)
        pdf.rect(x, y, WIDTH, HEIGHT)
    return bytes(pdf.output())


def can_print(name: str) -> bool:
    """Whether our font has every sign of a name, and prints it as it is written: the letters of Arabic would stand apart."""
    return all(ord(sign) in _signs() and not 0x0590 <= ord(sign) < 0x0900 for sign in name)


@cache
def _signs() -> frozenset[int]:
    return frozenset(TTFont(typefaces.BOLD, lazy=True).getBestCmap())


def _new(size: str | tuple[float, float]) -> FPDF:
    pdf = FPDF(format=size)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_lang("en-GB")
    pdf.set_title(_("Disability awareness card"))
    pdf.set_creation_date(timezone.now())
    pdf.add_font("DejaVu", "", typefaces.REGULAR)
    pdf.add_font("DejaVu", "B", typefaces.BOLD)
    return pdf


def _draw(pdf: FPDF, card: Card, forum: str, x: float, y: float) -> None:
    _draw_head(pdf, x, y)
    _draw_person(pdf, card, x, y)
    _draw_foot(pdf, card, forum, x, y)


def _draw_head(pdf: FPDF, x: float, y: float) -> None:
    pdf.set_fill_color(*DARK)
    pdf.rect(x, y, WIDTH, 9, style="F")
    pdf.set_text_color(255)
    _text(pdf, (x + 4, y + 1.5), WIDTH - 8, _("Disability awareness card"), bold=True, size=10.5)


def _draw_person(pdf: FPDF, card: Card, x: float, y: float) -> None:
    """The name, what helps, and the square."""
    pdf.set_text_color(*DARK)
    _text(pdf, (x + 4, y + 11), WIDTH - 8, card.name, bold=True, size=15)
    words = card.line_labels or [_("I may need more time or help")]
    for line, told in enumerate(words):
        _text(pdf, (x + 4, y + 19 + line * 5.2), WIDTH - QR - 11, told, size=9)
    _draw_code(pdf, card, x + WIDTH - QR - 3, y + 18.5)


def _draw_foot(pdf: FPDF, card: Card, forum: str, x: float, y: float) -> None:
    """How the card is checked, and whose it is."""
    pdf.set_fill_color(*PALE)
    pdf.rect(x, y + 38.5, WIDTH, HEIGHT - 38.5, style="F")
    until = date_format(card.valid_until, "j F Y") if card.valid_until else ""
    _text(pdf, (x + 4, y + 39.5), WIDTH - 8, _("Number %(number)s, valid until %(day)s") % {"number": card.number, "day": until}, bold=True, size=7)
    _text(pdf, (x + 4, y + 43.7), WIDTH - 8, _("Check it: %(address)s") % {"address": _short(settings.SITE_URL + reverse("card_check_start"))}, size=6.5)
    _text(pdf, (x + 4, y + 47.2), WIDTH - 8, _("Code %(code)s") % {"code": card.printed_code}, size=6.5)
    council = card.family.borough.council if card.family.borough else ""
    _text(pdf, (x + 4, y + 50.2), WIDTH - 8, ", ".join(filter(None, (council, forum))), size=5.5)


def _text(pdf: FPDF, at: tuple[float, float], width: float, words: str, *, bold: bool = False, size: float) -> None:
    """One line, in smaller letters when it would not fit."""
    pdf.set_font("DejaVu", "B" if bold else "", size)
    needed = pdf.get_string_width(words)
    if needed > width:
        pdf.set_font_size(max(4.5, size * width / needed * 0.98))
    pdf.set_xy(*at)
    pdf.cell(width, size * LINE, words)


def _draw_code(pdf: FPDF, card: Card, x: float, y: float) -> None:
    """The check address as a square for a phone's camera, with the quiet border that it needs."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=2)
    code.add_data(check_address(card))
    matrix = code.get_matrix()
    side = QR / len(matrix)
    pdf.set_fill_color(0)
    for row, cells in enumerate(matrix):
        for column, is_dark in enumerate(cells):
            if is_dark:
                pdf.rect(x + column * side, y + row * side, side, side, style="F")


def _short(address: str) -> str:
    return address.partition("://")[2].rstrip("/")
