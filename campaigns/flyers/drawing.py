"""A sheet as PDF, and the letters that a batch of them needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.utils import timezone
from fontTools import subset
from fontTools.ttLib import TTFont
from fpdf import FPDF

from analytics import typefaces
from campaigns.flyers.marks import SEAM, Box, Line, Picture, Sheet, Squares

BLACK: Final = "#000000"


@dataclass(frozen=True)
class Letters:
    """The files of our typeface, whole or only the signs that a batch needs."""

    regular: Path = typefaces.REGULAR
    bold: Path = typefaces.BOLD


def as_pdf(sheet: Sheet, width: float, height: float, letters: Letters | None = None) -> bytes:
    """On paper of this width and height in mm; the sheet fills its width. The words are real text."""
    letters = letters or Letters()
    pdf = FPDF(format=(width, height))
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.set_lang("en-GB")
    pdf.set_title(sheet.title)
    pdf.set_creation_date(timezone.now())
    pdf.add_font(typefaces.FAMILY, "", letters.regular)
    pdf.add_font(typefaces.FAMILY, "B", letters.bold)
    pdf.add_page()
    for mark in sheet.marks:
        _draw(pdf, mark, width / sheet.width)
    return bytes(pdf.output())


def _draw(pdf: FPDF, mark: Any, k: float) -> None:
    """`k`: how many times as large."""
    match mark:
        case Box() if mark.is_round:
            pdf.set_fill_color(mark.colour)
            pdf.ellipse(mark.x * k, mark.y * k, mark.width * k, mark.height * k, style="F")
        case Box():
            pdf.set_fill_color(mark.colour)
            pdf.rect(mark.x * k, mark.y * k, mark.width * k, mark.height * k, style="F", round_corners=mark.radius > 0, corner_radius=mark.radius * k)
        case Line():
            pdf.set_text_color(mark.colour)
            pdf.set_font(typefaces.FAMILY, "B" if mark.is_bold else "", mark.size * k)
            pdf.text(mark.x * k, mark.y * k, mark.words)
        case Picture():
            pdf.image(BytesIO(mark.png), mark.x * k, mark.y * k, mark.width * k, mark.height * k, alt_text=mark.said)
        case Squares():
            pdf.set_fill_color(BLACK)
            for x, y, wide, high in mark.bars():
                pdf.rect(x * k, y * k, wide * k, (high + SEAM) * k, style="F")


@contextmanager
def few_letters(words: str) -> Iterator[Letters]:
    """Our typeface with only the signs of these words: a batch of files is made four times as fast with it."""
    with TemporaryDirectory() as place:
        made = [Path(place) / source.name for source in (typefaces.REGULAR, typefaces.BOLD)]
        for source, target in zip((typefaces.REGULAR, typefaces.BOLD), made, strict=True):
            font = TTFont(source)
            if "FFTM" in font:
                del font["FFTM"]  # when the font was edited: nobody can cut it
            cutter = subset.Subsetter()
            cutter.populate(text=f"{words} ")
            cutter.subset(font)
            font.save(target)
        yield Letters(*made)
