"""The pack as one ZIP: for paper, for screen readers, and each table for a spreadsheet."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO

from django.template.loader import render_to_string
from django.utils.text import slugify

from analytics.tables import Table
from home.spreadsheets import BYTE_ORDER_MARK, SafeCsv
from portal.inspection import pdf
from portal.inspection.parts import Section

NAME = "inspection-pack"
WITH_COMMAS = re.compile(r"\d{1,3}(,\d{3})+")


def made(sections: list[Section], *, title: str, subtitle: str) -> bytes:
    """The ZIP's bytes."""
    tables = list(_tables(sections))
    about = {"title": title, "subtitle": subtitle, "sections": sections}
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("README.txt", render_to_string("portal/inspection_pack.txt", about | {"tables": [(name, table.title) for name, table in tables]}))
        packed.writestr(f"{NAME}.pdf", pdf.made(sections, title=title, subtitle=subtitle))
        packed.writestr(f"{NAME}.html", render_to_string("portal/inspection_pack.html", about))
        for name, table in tables:
            packed.writestr(name, _csv(table))
    return file.getvalue()


def _tables(sections: list[Section]) -> Iterator[tuple[str, Table]]:
    """Each table that has rows, with the name of its file."""
    for number, section in enumerate(sections, 1):
        with_rows = [part.table for part in section.parts if part.table and part.table.rows]
        for order, table in enumerate(with_rows, 1):
            yield f"tables/{number:02}-{order:02}-{slugify(table.title)[:50].strip('-')}.csv", table


def _csv(table: Table) -> bytes:
    """Numbers without their commas, so that a spreadsheet can count with them."""
    file = StringIO()
    writer = SafeCsv(file)
    writer.write(table.heads)
    for row in table.rows:
        writer.write(cell.replace(",", "") if WITH_COMMAS.fullmatch(cell) else cell for cell in row)
    return (BYTE_ORDER_MARK + file.getvalue()).encode()
