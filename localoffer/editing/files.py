"""The editors' file of services, out and in: CSV or XLSX."""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from home.spreadsheets import DANGEROUS
from localoffer.editing.cells import tidy, written
from localoffer.editing.columns import KEY, NUMBERED, ONLY_TO_READ, STATE, layout
from localoffer.editing.state import State
from localoffer.models import Service

LARGEST = 30 * 1024 * 1024
LARGEST_UNPACKED = 200 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 20_000, 400
LONGEST_CELL = 32_767


class NotATable(ValueError):
    """The file holds no table that we can read; the message says why, to an editor."""


def headings(widths: Mapping[str, int]) -> list[str]:
    return [KEY, *(column.heading for column in layout(widths)), STATE]


def blank_headings() -> list[str]:
    """Of a file for new services only, which have neither a key nor a state."""
    return [column.heading for column in layout({group.of: group.at_least for group in NUMBERED}) if column.kind != ONLY_TO_READ]


def table(services: Iterable[Service], widths: Mapping[str, int]) -> Iterator[list[str]]:
    """A row for each service, under the headings of these widths."""
    columns = layout(widths)
    for service, cells in written(services):
        yield [str(service.pk), *(cells.get(column.heading, "") for column in columns), State.made(cells).written]


def without_guard(text: str) -> str:
    """The text without the apostrophe that `safe_cell` put before it."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(" ").startswith(DANGEROUS) else text


def read(content: bytes) -> list[list[str]]:
    """Every row of the file as texts, the headings first; an empty row is an empty list, so that rows keep their numbers. Raises NotATable."""
    if len(content) > LARGEST:
        raise NotATable(_("The file is larger than 30 MB. Take a part of the list away, and work on that."))
    rows = _xlsx(content) if content.startswith(b"PK") else _csv(content)
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
    text = _decoded(content)
    first = text.lstrip("\n\r").partition("\n")[0]
    return csv.reader(StringIO(text, newline=""), delimiter=max(";\t,", key=first.count))


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
