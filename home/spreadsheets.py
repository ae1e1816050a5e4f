"""Files that people open in a spreadsheet."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO
from itertools import chain
from typing import Any, Protocol

import openpyxl
from django.http import HttpResponse
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils import get_column_letter

AS_TEXT = "@"
# Tells a spreadsheet the encoding of a CSV that it opens.
BYTE_ORDER_MARK = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# A spreadsheet takes a cell that begins with one of these for a formula and runs it (OWASP: CSV injection).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What XML can't hold: openpyxl refuses it, and its error tells the whole text to the log.
NO_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class Written(Protocol):
    def write(self, text: str, /) -> object: ...

    def flush(self) -> None: ...


class SafeCsv:
    """Rows written one by one, each at once on its way to the disk, so that a crash loses none of those before it."""

    def __init__(self, file: Written) -> None:
        self._file = file
        self._writer = csv.writer(file)

    def write(self, cells: Iterable[Any]) -> None:
        self._writer.writerow([safe_cell(cell) for cell in cells])
        self._file.flush()


def safe_cell(value: Any) -> Any:
    """The value so that no spreadsheet runs it or breaks on it: without control signs, an apostrophe before a dangerous text. Numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = NO_SIGN.sub("", value)
    return f"'{text}" if text.lstrip(" ").startswith(DANGEROUS) else text


def without_guard(text: str) -> str:
    """The text without the apostrophe that `safe_cell` put before it."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(DANGEROUS) else text


def download(kind: str, *, name: str, headings: Sequence[Any], rows: Iterable[Sequence[Any]], guide: Sequence[Sequence[str]] = ()) -> HttpResponse:
    """The table as a file called `name`; `kind` is "csv" or "xlsx". With a `guide` on a second sheet, an XLSX is for people to write into."""
    table = chain([[str(heading) for heading in headings]], rows)
    body, content_type = (_xlsx(table, len(headings), guide), XLSX) if kind == "xlsx" else (_csv(table), "text/csv; charset=utf-8")
    return HttpResponse(body, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'})


def _csv(table: Iterable[Sequence[Any]]) -> bytes:
    file = StringIO()
    writer = SafeCsv(file)
    for row in table:
        writer.write(row)
    return (BYTE_ORDER_MARK + file.getvalue()).encode()


def _xlsx(table: Iterable[Sequence[Any]], width: int, guide: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("1")
    sheet.freeze_panes = "C2" if guide else "A2"
    for number in range(1, width + 1) if guide else ():
        sheet.column_dimensions[get_column_letter(number)].number_format = AS_TEXT
    for row in table:
        sheet.append([_as_text(sheet, cell) if guide else safe_cell(cell) for cell in row])
    if guide:
        second = book.create_sheet("2")
        second.column_dimensions["A"].width, second.column_dimensions["B"].width = 36, 120
        for row in guide:
            second.append([safe_cell(cell) for cell in row])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _as_text(sheet: Any, value: Any) -> Any:
    """A cell that stays as people type it: otherwise a spreadsheet makes the number 2079460130 of the phone number 02079460130."""
    if value in {"", None}:
        return None
    cell = WriteOnlyCell(sheet, safe_cell(value))
    cell.number_format = AS_TEXT
    return cell
