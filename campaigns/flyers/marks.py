"""What stands on a sheet of paper, in millimetres from its top left corner: drawn the same as a PDF, as SVG and as a picture."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import qrcode
from fontTools.ttLib import TTFont

from analytics import typefaces

MM_A_POINT = 25.4 / 72
# The quiet border that a phone's camera needs, in squares (ISO/IEC 18004).
QUIET = 4
# Neighbouring bars of squares overlap a little, so that no screen shows a seam between them.
SEAM = 0.02


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float
    colour: str
    radius: float = 0

    @property
    def is_round(self) -> bool:
        return self.radius * 2 >= self.width


@dataclass(frozen=True)
class Line:
    """One line of words: `y` is where its letters stand, `size` in points."""

    x: float
    y: float
    words: str
    size: float
    colour: str
    is_bold: bool = False

    @property
    def width(self) -> float:
        return width_of(self.words, self.size, is_bold=self.is_bold)

    @property
    def height(self) -> float:
        """Of its letters' square, in mm."""
        return self.size * MM_A_POINT


@dataclass(frozen=True)
class Picture:
    """`png` is its file; `said` what is on it, for who can't see it."""

    x: float
    y: float
    width: float
    height: float
    png: bytes
    said: str


@dataclass(frozen=True)
class Squares:
    """An address for a phone's camera, with its quiet border, on white."""

    x: float
    y: float
    side: float
    address: str

    def bars(self) -> Iterator[tuple[float, float, float, float]]:
        """Its dark squares, those beside each other as one: x, y, width, height."""
        rows = matrix(self.address)
        unit = self.side / len(rows)
        for row, cells in enumerate(rows):
            column = 0
            while column < len(cells):
                start = column
                while column < len(cells) and cells[column]:
                    column += 1
                if column > start:
                    yield self.x + start * unit, self.y + row * unit, (column - start) * unit, unit
                column += 1


Mark = Box | Line | Picture | Squares


@dataclass
class Sheet:
    title: str
    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)


def matrix(address: str) -> list[list[bool]]:
    """The squares of an address, row by row. A quarter of them may be dirty or torn (level Q)."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_Q, border=QUIET)
    code.add_data(address)
    return [[bool(cell) for cell in row] for row in code.get_matrix()]


def width_of(words: str, size: float, *, is_bold: bool = False) -> float:
    """In mm, as our letters print it. `size` in points."""
    advances, square = _widths(typefaces.BOLD if is_bold else typefaces.REGULAR)
    return sum(advances.get(ord(sign), square) for sign in words) / square * size * MM_A_POINT


def wrap(words: str, width: float, size: float, *, is_bold: bool = False) -> list[str]:
    """The words in lines that fit; one word alone may be too wide, which `too_wide` tells."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, is_bold=is_bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(words: str, width: float, size: float, *, is_bold: bool = False) -> list[str]:
    """As many lines as `wrap` makes, none much longer than another: no word stands alone in the last."""
    lines = wrap(words, width, size, is_bold=is_bold)
    narrower = lines
    while len(narrower) == len(lines) and not too_wide(narrower, width, size, is_bold=is_bold):
        lines, width = narrower, width - 2
        narrower = wrap(words, width, size, is_bold=is_bold)
    return lines


def address_lines(address: str, width: float, sizes: Sequence[float]) -> tuple[list[str], float]:
    """A site's name in bold letters of the largest of `sizes` in which one line holds it; else in several of the smallest, broken before a dot or after a hyphen."""
    for size in sizes:
        if width_of(address, size, is_bold=True) <= width:
            return [address], size
    lines: list[str] = [""]
    for part in re.split(r"(?=\.)|(?<=-)", address):
        if lines[-1] and width_of(lines[-1] + part, sizes[-1], is_bold=True) > width:
            lines.append(part)
        else:
            lines[-1] += part
    return lines, sizes[-1]


def too_wide(lines: Sequence[str], width: float, size: float, *, is_bold: bool = False) -> bool:
    return any(width_of(line, size, is_bold=is_bold) > width for line in lines)


@cache
def _widths(path: Path) -> tuple[dict[int, int], int]:
    """How far each sign goes, and how much of it is the letters' square."""
    font = TTFont(path, lazy=True)
    metrics = font["hmtx"]
    return {sign: metrics[name][0] for sign, name in font.getBestCmap().items()}, font["head"].unitsPerEm
