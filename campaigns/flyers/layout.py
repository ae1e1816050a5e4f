"""Where the words of a flyer stand on A5; A4 is the same, larger. Nothing is cut: what does not fit is refused, with the field it is of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils.translation import gettext as _

from campaigns.flyers.marks import MM_A_POINT, Box, Line, Mark, Picture, Sheet, Squares, address_lines, balanced, too_wide, width_of, wrap

WIDTH, HEIGHT = 148.0, 210.0
MARGIN: Final = 11.0
INNER: Final = WIDTH - 2 * MARGIN
INK, WHITE, MIST = "#1D2B2A", "#FFFFFF", "#DDEEEA"
# Letters in points, the largest that fit; with how many lines at most for a heading.
HEADINGS: Final = ((30, 3), (27, 3), (24, 4), (21, 4))
ALONE: Final = ((46, 4), (40, 4), (35, 4))
POINTS: Final = (18, 17, 16, 15, 14, 13, 12)
COMFORTABLE: Final = POINTS[:-2]
SENDER: Final = 11
LINE_HEIGHT: Final = 1.3
PANEL, QR = 62.0, 56.0
LOGO_HEIGHT, LOGO_WIDTH = 13.0, 36.0


class DoesNotFit(Exception):
    """`field` is the flyer's that has too many words, `said` what to do about it."""

    def __init__(self, field: str, said: str) -> None:
        self.field, self.said = field, said
        super().__init__(said)


@dataclass(frozen=True)
class Logo:
    """A picture of so many dots, and whose it is."""

    png: bytes
    width: int
    height: int
    said: str


@dataclass(frozen=True)
class Content:
    """What is printed: `senders` are names, `brand` and `highlight` the site's colours."""

    heading: str
    points: Sequence[str]
    senders: Sequence[str]
    phone: str
    address: str
    code: str
    brand: str
    highlight: str
    logos: Sequence[Logo] = field(default_factory=tuple)


def flyer(content: Content) -> Sheet:
    """Large points go before a large heading: what is on offer is read in them. Raises DoesNotFit."""
    foot, bottom = _foot(content)
    panel = bottom - PANEL - (5 if content.points else 30)
    beside = _panel(content, panel)
    refused: DoesNotFit | None = None
    for sizes in (COMFORTABLE, POINTS):
        for size, lines in _headings(content):
            head, top = _head(content, size, lines)
            try:
                return Sheet(content.heading, WIDTH, HEIGHT, [*head, *_points(content, top, panel, sizes), *beside, *foot])
            except DoesNotFit as problem:
                refused = problem
    raise refused or DoesNotFit("heading", _("This heading is too long to be read from afar. Use fewer words, or shorter ones."))


def _headings(content: Content) -> Iterator[tuple[float, list[str]]]:
    """The sizes in which the heading fits, the largest first, with its lines."""
    for size, most in HEADINGS if content.points else (*ALONE, *HEADINGS):
        lines = balanced(content.heading, INNER, size, is_bold=True)
        if len(lines) <= most and not too_wide(lines, INNER, size, is_bold=True):
            yield size, lines


def _head(content: Content, size: float, lines: Sequence[str]) -> tuple[list[Mark], float]:
    """The heading on a band of the brand's colour, and where the band ends."""
    end = MARGIN + len(lines) * _step(size) + 7
    band: list[Mark] = [Box(0, 0, WIDTH, end, content.brand), Box(0, end, WIDTH, 2.5, content.highlight)]
    return [*band, *_lines(lines, MARGIN, MARGIN, size, WHITE, is_bold=True)], end + 2.5


def _points(content: Content, top: float, bottom: float, sizes: Sequence[float]) -> list[Mark]:
    """In the largest letters that fit between the band and the panel."""
    if not content.points:
        return []
    room = bottom - top - 12
    for size in sizes:
        texts = [_point(point, size) for point in content.points]
        gap = size * MM_A_POINT * 0.6
        needed = sum(len(lines) for lines in texts) * _step(size) + gap * (len(texts) - 1)
        if needed <= room and not any(too_wide(lines, INNER - 8, size) for lines in texts):
            return _bulleted(texts, top + 6 + min((room - needed) / 2, 10), size, gap, content.brand)
    raise DoesNotFit("points", _("There are more words than the flyer has room for in letters that everybody can read. Shorten the points, or leave one out."))


def _point(words: str, size: float) -> list[str]:
    """Full lines, unless a word would stand alone in the last."""
    lines = wrap(words, INNER - 8, size)
    return lines if " " in lines[-1] else balanced(words, INNER - 8, size)


def _bulleted(texts: list[list[str]], top: float, size: float, gap: float, colour: str) -> list[Mark]:
    marks: list[Mark] = []
    dot = size * MM_A_POINT * 0.42
    for lines in texts:
        marks.append(Box(MARGIN, top + _step(size) / 2 - dot / 2, dot, dot, colour, dot / 2))
        marks += _lines(lines, MARGIN + 8, top, size, INK)
        top += len(lines) * _step(size) + gap
    return marks


def _panel(content: Content, top: float) -> list[Mark]:
    """The square to scan, and beside it the address to type and the number to call."""
    inset = (PANEL - QR) / 2
    x = MARGIN + inset + QR + 5
    marks: list[Mark] = [Box(MARGIN, top, INNER, PANEL, MIST, 3), Box(MARGIN + inset, top + inset, QR, QR, WHITE, 2)]
    marks.append(Squares(MARGIN + inset, top + inset, QR, content.address))
    width = WIDTH - MARGIN - 4 - x
    told = _beside(content, width)
    y = top + (PANEL - sum(_step(size) + above for _words, size, _is_bold, above in told)) / 2
    for words, size, is_bold, above in told:
        y += above
        marks += _lines([words], x, y, size, INK, is_bold=is_bold)
        y += _step(size)
    return marks


def _beside(content: Content, width: float) -> list[tuple[str, float, bool, float]]:
    """Words, letters, whether bold, and the space above. Raises DoesNotFit."""
    lines = [(line, 12.0, False, 0.0) for line in wrap(_("Scan this with your phone’s camera, or type:"), width, 12)]
    place, size = address_lines(content.address.partition("://")[2].partition("/go/")[0], width, (16, 15, 14, 13))
    if len(place) > 2:
        place, size = address_lines("".join(place), width, (11,))
    lines += [(line, size, True, 0.0 if n else 2.0) for n, line in enumerate(place)]
    code = f"/go/{content.code}"
    lines.append((code, _largest(code, width, (26, 24, 22, 20, 18)), True, 0.0))
    if content.phone:
        if too_wide([content.phone], width, 13, is_bold=True):
            raise DoesNotFit("phone", _("This number is too long. Write one number, without words."))
        lines += [(line, 12.0, False, 0.0 if n else 3.0) for n, line in enumerate(wrap(_("No internet? Call"), width, 12))]
        lines.append((content.phone, _largest(content.phone, width, (17, 16, 15, 14, 13)), True, 0.0))
    return lines


def _foot(content: Content) -> tuple[list[Mark], float]:
    """Who it is from, with logos beside it or, where the names are long, above; and where that begins."""
    end = HEIGHT - MARGIN + 3
    logos, width = _logos(content.logos)
    said = _("From %(senders)s") % {"senders": _(" and ").join(content.senders)}
    lines = balanced(said, INNER - width, SENDER)
    if len(lines) <= 3 and not too_wide(lines, INNER - width, SENDER):
        high = max(len(lines) * _step(SENDER), LOGO_HEIGHT if logos else 0)
        top = end - high
        words = _lines(lines, MARGIN + width, top + (high - len(lines) * _step(SENDER)) / 2, SENDER, INK)
        return [*(replace(logo, y=top + (high - logo.height) / 2) for logo in logos), *words], top
    lines = balanced(said, INNER, SENDER)
    if len(lines) > 3 or too_wide(lines, INNER, SENDER):
        raise DoesNotFit("council", _("The names of who it is from are too long to print."))
    top = end - len(lines) * _step(SENDER)
    return [*(replace(logo, y=top - 2 - (LOGO_HEIGHT + logo.height) / 2) for logo in logos), *_lines(lines, MARGIN, top, SENDER, INK)], top - LOGO_HEIGHT - 2


def _logos(logos: Sequence[Logo]) -> tuple[list[Picture], float]:
    """Beside each other from the left, and how wide they are together with the space after them."""
    pictures: list[Picture] = []
    x = MARGIN
    for logo in logos:
        scale = min(LOGO_WIDTH / logo.width, LOGO_HEIGHT / logo.height)
        pictures.append(Picture(x, 0, logo.width * scale, logo.height * scale, logo.png, logo.said))
        x += logo.width * scale + 5
    return pictures, x - MARGIN


def _lines(lines: Sequence[str], x: float, top: float, size: float, colour: str, *, is_bold: bool = False) -> list[Line]:
    """Each under the other, from `top` down."""
    return [Line(x, top + _step(size) * (n + 0.76), words, size, colour, is_bold) for n, words in enumerate(lines)]


def _step(size: float) -> float:
    return size * MM_A_POINT * LINE_HEIGHT


def _largest(words: str, width: float, sizes: Sequence[float]) -> float:
    """The largest of the sizes in which the words fit; the last where none does."""
    return next((size for size in sizes if width_of(words, size, is_bold=True) <= width), sizes[-1])
