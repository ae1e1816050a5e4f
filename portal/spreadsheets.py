"""Tables that editors take away as CSV or XLSX, safe to open."""

from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook

from home.spreadsheets import SafeCsv, safe_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def download(kind: str, *, name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """The table as a file called `name`; `kind` is "csv" or "xlsx"."""
    table = [[str(heading) for heading in headings], *rows]
    body, content_type = (_xlsx(table), XLSX) if kind == "xlsx" else (_csv(table), "text/csv; charset=utf-8")
    return HttpResponse(body, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'})


def _csv(table: Iterable[Sequence[Any]]) -> bytes:
    file = StringIO()
    writer = SafeCsv(file)
    for row in table:
        writer.write(row)
    return file.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets the encoding


def _xlsx(table: Iterable[Sequence[Any]]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in table:
        sheet.append([safe_cell(cell) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()
