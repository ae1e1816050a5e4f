"""Letters drawn on A4: the address in the window of a DL envelope, marks where to fold, page numbers, and each letter on a sheet of its own."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import qrcode
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from fontTools.ttLib import TTFont
from fpdf import FPDF

from analytics import typefaces
from register.card_pdf import can_print

MM_A_POINT: Final = 25.4 / 72
INK: Final = (29, 43, 42)
LEFT, RIGHT, TOP, BOTTOM = 24.0, 20.0, 20.0, 24.0
WIDTH, HEIGHT = 210.0, 297.0
# A window of 90 mm by 35 mm, 20 mm from the left and 18 mm above the foot of a DL envelope (BS 4264). Folded in three the sheet can lie 11 mm higher and
# 10 mm to the side, so WINDOW (left, top, width, height) is all that it may show, and nothing but the address is printed there. Up to five lines stay in
# sight however the sheet lies, seven when it lies at the envelope's foot.
WINDOW: Final = (10.0, 46.0, 100.0, 46.0)
ADDRESS_LEFT, ADDRESS_WIDTH, ADDRESS_FOOT = 24.0, 76.0, 81.0
ADDRESS_SIZE, ADDRESS_LINE, SMALLEST = 10.0, 4.1, 7.5
SENDER_AT: Final = (118.0, 14.0)
BODY_AT: Final = 94.0
FOLDS: Final = (99.0, 198.0)
QR: Final = 26.0
BULLETS: Final = ("* ", "- ", "• ")


@dataclass(frozen=True)
class Look:
    """What all letters of a batch share besides their words. `signatures`: blocks of lines. `qr`: the address that the square leads to, empty for none."""

    sender: tuple[str, ...]
    signatures: tuple[str, ...]
    date: dt.date
    short_address: str = ""
    qr: str = ""
    is_large: bool = False
    language: str = "en-GB"

    @property
    def size(self) -> float:
        """Points. Large print begins at 16 (UK Association for Accessible Formats)."""
        return 17.0 if self.is_large else 11.5

    @property
    def small(self) -> float:
        """Points of what stands around the letter."""
        return 14.0 if self.is_large else 9.5

    @property
    def line(self) -> float:
        return self.size * 0.53


@dataclass(frozen=True)
class Drawn:
    """One letter as it is printed: everything in it is given."""

    address: Sequence[str]
    heading: str
    text: str
    mark: str


def unprintable(*words: str) -> str:
    """The first sign that our letters lack, or would print as nobody writes it; empty when there is none."""
    return next((sign for text in words for sign in dict.fromkeys(plain(text)) if sign != "\n" and not can_print(sign)), "")


def plain(text: str) -> str:
    """One sign for each letter with its accents, and spaces for what only spaces."""
    return "".join(" " if sign.isspace() and sign != "\n" else sign for sign in unicodedata.normalize("NFC", text.replace("\r\n", "\n")))


class Paper(FPDF):
    """The sheets of a batch. `letter` adds one and says how many pages it has."""

    def __init__(self, look: Look, title: str) -> None:
        super().__init__(format="A4")
        self.look = look
        self.set_title(title)
        self.set_lang(look.language)
        self.set_creation_date(timezone.now())
        self.add_font(typefaces.FAMILY, "", typefaces.REGULAR)
        self.add_font(typefaces.FAMILY, "B", typefaces.BOLD)
        self.set_margins(LEFT, TOP, RIGHT)
        self.set_auto_page_break(True, margin=BOTTOM)
        self.set_text_color(*INK)
        self.set_draw_color(*INK)
        self.set_line_width(0.2)
        self._squares = _squares(look.qr) if look.qr else []
        self._broken: dict[tuple[str, float], list[str]] = {}

    def letter(self, drawn: Drawn) -> int:
        """A new sheet, so that no two letters share one, and as many pages as it needs; how many."""
        if self.page_no() % 2:
            self.add_page()
        self.add_page()
        first = self.page_no()
        self._head(drawn)
        self.set_xy(LEFT, BODY_AT)
        if drawn.heading:
            self._block(drawn.heading, bold=True, size=self.look.size * 1.2)
        for block in plain(drawn.text).split("\n\n"):
            self._paragraph(block)
        self._signatures()
        self._where_to_look()
        last = self.page_no()
        self._feet(first, last, drawn.mark)
        return last - first + 1

    def _head(self, drawn: Drawn) -> None:
        """Who writes, to whom, and when."""
        small, height = self.look.small, self.look.small * 0.44
        for place, line in enumerate(self.look.sender[:7]):
            self.set_xy(SENDER_AT[0], SENDER_AT[1] + place * height)
            self._fitted(plain(line), WIDTH - RIGHT - SENDER_AT[0], small, height)
        for place, line in enumerate(drawn.address):
            self.set_xy(ADDRESS_LEFT, ADDRESS_FOOT - (len(drawn.address) - place) * ADDRESS_LINE)
            self._fitted(plain(line), ADDRESS_WIDTH, ADDRESS_SIZE, ADDRESS_LINE)
        self._write("", small)
        self.set_xy(SENDER_AT[0], SENDER_AT[1] + 8 * height)
        self.cell(0, height, date_format(self.look.date, "j F Y"))

    def _fitted(self, line: str, width: float, size: float, height: float) -> None:
        self._write("", size)
        if (needed := self.get_string_width(line)) > width:
            self.set_font_size(max(SMALLEST, size * width / needed * 0.98))
        self.cell(width, height, line)

    def _paragraph(self, block: str) -> None:
        """Words between empty lines: a heading with `#`, points, or lines that stay lines."""
        lines = [line for line in block.split("\n") if line.strip()]
        if lines and lines[0].startswith("#"):
            self._block(lines.pop(0).lstrip("# "), bold=True, size=self.look.size * 1.1)
        for line in lines:
            if line.startswith(BULLETS):
                self._point(line[2:])
            else:
                self._block(line, space=0)
        if lines:
            self.ln(self.look.line * 0.5)

    def _block(self, words: str, *, bold: bool = False, size: float = 0, space: float | None = None) -> None:
        size = size or self.look.size
        self._write("B" if bold else "", size)
        if bold and self.will_page_break(size * 0.53 * 3):  # a heading stays with what follows
            self.add_page()
        self._lines(words, LEFT, size * 0.53)
        self.ln(self.look.line * 0.4 if space is None else space)

    def _point(self, words: str) -> None:
        self._write("", self.look.size)
        if self.will_page_break(self.look.line):
            self.add_page()
        self.set_x(LEFT)
        self.cell(6, self.look.line, "•")
        self._lines(words, LEFT + 6, self.look.line)

    def _lines(self, words: str, left: float, height: float) -> None:
        """Words from the left edge on. Where the lines end is worked out once for what all letters say: it is most of the work."""
        key = f"{self.font_style}{self.font_size_pt} {words}", left
        if key not in self._broken:
            lines = self.multi_cell(WIDTH - RIGHT - left, height, words, align="L", dry_run=True, output="LINES")
            self._broken[key] = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
        for line in self._broken[key]:
            self.set_x(left)
            self.cell(0, height, line, new_x="LMARGIN", new_y="NEXT")

    def _signatures(self) -> None:
        """Each block of lines stays on one page."""
        for block in self.look.signatures:
            lines = plain(block).strip().split("\n")
            if self.will_page_break(self.look.line * (len(lines) + 1)):
                self.add_page()
            self.ln(self.look.line * 0.6)
            for place, line in enumerate(lines):
                self._block(line, bold=place == 0 and len(lines) > 1, space=0)

    def _where_to_look(self) -> None:
        """The short address, with its square for a phone's camera."""
        if not self.look.short_address and not self._squares:
            return
        height = QR if self._squares else self.look.line
        if self.will_page_break(height + 6):
            self.add_page()
        self.ln(6)
        top, beside = self.get_y(), QR + 6 if self._squares else 0
        if self._squares:
            self._draw_squares(LEFT, top)
        self._write("B", self.look.size)
        self.set_y(top + max(0, (height - self.look.line) / 2))
        self._lines(self.look.short_address, LEFT + beside, self.look.line)
        self.set_y(max(self.get_y(), top + height))

    def _draw_squares(self, x: float, y: float) -> None:
        side = QR / len(self._squares)
        self.set_fill_color(0)
        for row, cells in enumerate(self._squares):
            for column, is_dark in enumerate(cells):
                if is_dark:
                    self.rect(x + column * side, y + row * side, side, side, style="F")

    def _feet(self, first: int, last: int, mark: str) -> None:
        """Numbers and marks, when it is known how many pages the letter has. Where to fold is marked on the front of each sheet."""
        self.set_auto_page_break(False)
        for page in range(first, last + 1):
            self.page = page
            self._write("B", 8.9)  # each page's own stream has to hear of the letters that follow
            self._write("", self.look.small)
            self.set_xy(LEFT, HEIGHT - 15)
            self.cell(self.epw / 2, 5, _("Page %(page)s of %(pages)s") % {"page": page - first + 1, "pages": last - first + 1})
            self._write("", 7.0)
            self.cell(self.epw / 2, 5, mark, align="R")
            if (page - first) % 2 == 0:
                for fold in FOLDS:
                    self.line(4, fold, 9, fold)
        self.set_auto_page_break(True, margin=BOTTOM)

    def _write(self, style: str, size: float) -> None:
        self.set_font(typefaces.FAMILY, style, size)


def _squares(address: str) -> list[list[bool]]:
    """With the quiet border that a camera needs."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(address)
    return [[bool(cell) for cell in row] for row in code.get_matrix()]


def fits_window(line: str) -> bool:
    """Whether a line of an address can be printed in its place at all."""
    widths, square = _widths()
    return sum(widths.get(ord(sign), square) for sign in plain(line)) / square * SMALLEST * MM_A_POINT <= ADDRESS_WIDTH


@cache
def _widths() -> tuple[dict[int, int], int]:
    """How far each sign goes, and how much of it is the letters' square."""
    font = TTFont(typefaces.REGULAR, lazy=True)
    metrics = font["hmtx"]
    return {sign: metrics[name][0] for sign, name in font.getBestCmap().items()}, font["head"].unitsPerEm
