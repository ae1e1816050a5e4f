"""Files that people made in a spreadsheet: CSV or XLSX, read as texts."""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

LARGEST = 30 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 400
SEPARATORS = ";\t,"


class NotATable(ValueError):
    """The file holds no table that we can read; the message says why, to an editor."""


def tidy(text: str) -> str:
    """As a spreadsheet gives it back: one kind of line end, no space around, no character that a file can't hold."""
    return ILLEGAL_CHARACTERS_RE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def separator_of(content: bytes) -> str:
    """What stands between the cells of a CSV: with a semicolon its numbers have a comma for the point. An XLSX writes them with a point."""
    if _is_xlsx(content):
        return ","
    first = _decoded(content).lstrip("\n\r").partition("\n")[0]
    return max(SEPARATORS, key=first.count)


def read(content: bytes) -> list[list[str]]:
    """Every row of the file as texts, the headings first; an empty row is an empty list, so that rows keep their numbers. Raises NotATable."""
    if len(content) > LARGEST:
        raise NotATable(_("The file is larger than 30 MB. Take a part of the list away, and work on that."))
    rows = _xlsx(content) if _is_xlsx(content) else _csv(content)
    found: list[list[str]] = []
    try:
        for row in rows:
            cells = [_text(cell) for cell in row[:MOST_COLUMNS]]
            if found or any(cells):
                found.append(cells if any(cells) else [])
            if len(found) > MOST_ROWS + 1:
                raise NotATable(_("The file has more than 20,000 rows. Split it."))
    except csv.Error as problem:
        raise NotATable(_("The file can’t be read as a table: %s.") % problem) from problem
    if not any(found[1:]):
        raise NotATable(_("The file has no rows under its headings."))
    return found


def _csv(content: bytes) -> Iterator[Sequence[Any]]:
    return csv.reader(StringIO(_decoded(content), newline=""), delimiter=separator_of(content))


def _is_xlsx(content: bytes) -> bool:
    return content.startswith(b"PK")


def _decoded(content: bytes) -> str:
    """UTF-8, UTF-16 when the file says so, or what Windows programs write in Europe."""
    encodings = ["utf-16"] if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise NotATable(_("The file is no CSV and no XLSX. Save it from your spreadsheet as one of these."))


def _xlsx(content: bytes) -> Iterator[Sequence[Any]]:
    not_readable = _("The XLSX file can’t be read. Save it anew from your spreadsheet, or save it as CSV.")
    try:
        unpacked = sum(entry.file_size for entry in zipfile.ZipFile(BytesIO(content)).infolist())
        if unpacked > LARGEST_UNPACKED:
            raise NotATable(_("The file is larger than 30 MB. Take a part of the list away, and work on that."))
        sheet = load_workbook(BytesIO(content), read_only=True, data_only=True).worksheets[0]
        yield from sheet.iter_rows(values_only=True)
    except NotATable:
        raise
    except Exception as problem:  # openpyxl raises whatever the broken XML in a stranger's file makes it stumble over
        raise NotATable(not_readable) from problem


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return tidy(str(cell))
