"""A code as a picture to put on a leaflet of one's own: the square to scan, and the short address under it."""

from typing import Final

from campaigns.flyers.content import Coded
from campaigns.flyers.layout import INK
from campaigns.flyers.marks import Line, Sheet, Squares, address_lines, matrix, width_of
from campaigns.flyers.svg import as_png

SIDE: Final = 60.0
SIZES: Final = (13, 12, 11, 10, 9)
STEP: Final = 6.0
# Whole dots for each square: its edges stay sharp.
DOTS: Final = 24


def sheet_of(coded: Coded) -> Sheet:
    """The address without "https://", in one line where it can be read so, else with its code in the last."""
    address = coded.short_address.partition("://")[2]
    lines, size = address_lines(address, SIDE - 6, SIZES)
    if len(lines) > 1:
        place, slash, rest = address.partition("/")
        lines = [*address_lines(place, SIDE - 6, SIZES)[0], f"{slash}{rest}"]
    words = [Line((SIDE - width_of(line, size, is_bold=True)) / 2, SIDE + 3 + STEP * n, line, size, INK, is_bold=True) for n, line in enumerate(lines)]
    return Sheet(address, SIDE, SIDE + 1 + STEP * len(lines), [Squares(0, 0, SIDE, coded.short_address), *words])


def png_of(coded: Coded) -> bytes:
    return as_png(sheet_of(coded), len(matrix(coded.short_address)) * DOTS)
