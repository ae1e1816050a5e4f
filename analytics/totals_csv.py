"""Totals by day from a CSV file with the columns day, views and sessions."""

import csv
import datetime as dt
import io
import re
from typing import Any, BinaryIO, Final

from django.utils.translation import gettext as _

from analytics.models.imports import Problem
from analytics.readings import Reading, Unreadable

COLUMNS: Final = ["day", "views", "sessions"]
ISO: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
WHOLE: Final = re.compile(r"\d{1,9}|\d{1,3}(?:,\d{3}){1,2}")
LARGEST_FILE: Final = 5_000_000


def read_totals(file: BinaryIO) -> Reading:
    """The rows of the file. Dates are only read as 2026-03-31: 03/04/2026 is asked about, never guessed. Raises Unreadable."""
    content = file.read(LARGEST_FILE + 1)
    if len(content) > LARGEST_FILE:
        raise Unreadable(_("The file is larger than 5 MB. A row a day for 100 years is smaller than that."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise Unreadable(_("The file is not text in UTF-8. Save it as “CSV UTF-8”.")) from problem
    if "\0" in text:
        raise Unreadable(_("The file is not a CSV file."))
    first = text.partition("\n")[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=";" if first.count(";") > first.count(",") else ",")
    return _read(rows)


def _read(rows: Any) -> Reading:
    reading = Reading()
    seen: dict[dt.date, int] = {}
    try:
        header = [name.strip().lower() for name in next(rows, [])]
        if header != COLUMNS:
            raise Unreadable(_("The first line must be: day,views,sessions"))
        for cells in rows:
            reading.lines += 1
            if any(cell.strip() for cell in cells):
                _take(reading, seen, rows.line_num, [cell.strip() for cell in cells])
    except csv.Error as problem:
        raise Unreadable(_("The file is not a CSV file: it cannot be read after line %(line)s.") % {"line": rows.line_num}) from problem
    return reading


def _take(reading: Reading, seen: dict[dt.date, int], line: int, cells: list[str]) -> None:
    try:
        day, views, sessions = _row(cells)
        if day in seen:
            raise ValueError(_("%(day)s is in line %(line)s already.") % {"day": day, "line": seen[day]})
    except ValueError as problem:
        reading.note(Problem(line, str(problem)))
    else:
        seen[day] = line
        reading.rows.append((line, day, views, sessions))


def _row(cells: list[str]) -> tuple[dt.date, int, int]:
    """Raises ValueError with a sentence."""
    if len(cells) != len(COLUMNS):
        raise ValueError(_("There must be 3 columns, not %(number)s.") % {"number": len(cells)})
    day = _date(cells[0])
    views, sessions = (_number(name, cell) for name, cell in zip(COLUMNS[1:], cells[1:], strict=True))
    if sessions > views:
        raise ValueError(_("There are more sessions than views. Are the columns in the right order?"))
    return day, views, sessions


def _date(text: str) -> dt.date:
    if ISO.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise ValueError(_("“%(text)s” is not a day of the calendar.") % {"text": text}) from None
    raise ValueError(_("“%(text)s” is not a date such as 2026-03-31. We do not guess which number is the month.") % {"text": text[:40]})


def _number(name: str, text: str) -> int:
    if not WHOLE.fullmatch(text) or not text.isascii():
        raise ValueError(_("“%(text)s” is not a whole number (%(name)s).") % {"text": text[:40], "name": name})
    return int(text.replace(",", ""))
