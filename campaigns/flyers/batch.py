"""All that is printed of a campaign, file by file."""

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from django.utils.text import slugify
from django.utils.translation import gettext as _

from campaigns.flyers.content import SIZES, Coded, for_code, print_out
from campaigns.flyers.drawing import few_letters
from campaigns.flyers.layout import Content, flyer
from campaigns.flyers.marks import Line
from campaigns.flyers.svg import as_svg
from campaigns.links.pictures import png_of, sheet_of
from home.spreadsheets import BYTE_ORDER_MARK, SafeCsv


def in_zip(coded: Sequence[Coded], content: Content | None) -> Iterator[tuple[str, bytes]]:
    """Name and file, for each code; flyers only where there are words for them. Raises DoesNotFit."""
    yield "list.csv", _table(coded)
    for each in coded:
        yield f"qr/{_name(each)}.svg", as_svg(sheet_of(each)).encode()
        yield f"qr/{_name(each)}.png", png_of(each)
    if content:
        yield from _flyers(coded, content)


def _flyers(coded: Sequence[Coded], content: Content) -> Iterator[tuple[str, bytes]]:
    signs = set("".join(_words(for_code(content, each) for each in coded)))
    with few_letters("".join(sorted(signs))) as letters:
        for each in coded:
            for size in SIZES:
                yield f"flyers-{size}/{_name(each)}.pdf", print_out(for_code(content, each), size, letters)


def _words(contents: Iterable[Content]) -> Iterator[str]:
    for content in contents:
        yield from (mark.words for mark in flyer(content).marks if isinstance(mark, Line))


def _name(coded: Coded) -> str:
    """Told apart by its code, whatever its name is."""
    return f"{slugify(str(coded))[:60].strip('-') or 'link'}-{coded.code}"


def _table(coded: Iterable[Coded]) -> bytes:
    file = StringIO(newline="")
    table = SafeCsv(file)
    table.write([_("What it is for"), _("Code"), _("Short address")])
    for each in coded:
        table.write([str(each), each.code, each.short_address])
    return (BYTE_ORDER_MARK + file.getvalue()).encode()
