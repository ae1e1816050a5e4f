"""A sheet as SVG, and as a picture of that."""

import base64
from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

import resvg_py

from analytics import typefaces
from campaigns.flyers.marks import SEAM, Box, Line, Picture, Sheet, Squares

FAMILIES: Final = f"{typefaces.FAMILY}, Verdana, Arial, sans-serif"


def as_svg(sheet: Sheet) -> str:
    size = {"viewBox": f"0 0 {sheet.width:g} {sheet.height:g}", "width": f"{sheet.width:g}mm", "height": f"{sheet.height:g}mm"}
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "role": "img", "aria-labelledby": "title", "font-family": FAMILIES, "xml:lang": "en-GB"})
    SubElement(root, "title", {"id": "title"}).text = sheet.title
    for mark in (Box(0, 0, sheet.width, sheet.height, "#FFFFFF"), *sheet.marks):
        _draw(root, mark)
    return tostring(root, encoding="unicode")


def as_png(sheet: Sheet, width: int) -> bytes:
    """`width` in dots. Only our own letters: the same on every machine."""
    fonts = [str(typefaces.REGULAR), str(typefaces.BOLD)]
    drawn = resvg_py.svg_to_bytes(svg_string=as_svg(sheet), width=width, dpi=96, background="white", skip_system_fonts=True, font_files=fonts, font_family=typefaces.FAMILY)
    return bytes(drawn)


def _draw(root: Element, mark: Any) -> None:
    match mark:
        case Box():
            SubElement(root, "rect", _numbers(x=mark.x, y=mark.y, width=mark.width, height=mark.height, rx=mark.radius) | {"fill": mark.colour})
        case Line():
            look = {"fill": mark.colour, "font-weight": "700" if mark.is_bold else "400"}
            drawn = SubElement(root, "text", _numbers(x=mark.x, y=mark.y, textLength=mark.width) | {"font-size": f"{mark.height:.3f}"} | look)
            drawn.text = mark.words
        case Picture():
            data = f"data:image/png;base64,{base64.b64encode(mark.png).decode()}"
            drawn = SubElement(root, "image", _numbers(x=mark.x, y=mark.y, width=mark.width, height=mark.height) | {"href": data})
            SubElement(drawn, "title").text = mark.said
        case Squares():
            path = "".join(f"M{x:.4f} {y:.4f}h{width:.4f}v{height + SEAM:.4f}h-{width:.4f}z" for x, y, width, height in mark.bars())
            SubElement(root, "path", {"d": path, "fill": "#000000"})


def _numbers(**numbers: float) -> dict[str, str]:
    return {name: f"{number:.3f}" for name, number in numbers.items()}
