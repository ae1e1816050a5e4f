"""School holidays as a council has them in a list: a line each, as a CSV file has it or as a page for parents says it."""

import datetime as dt
import io
import re
from dataclasses import dataclass
from typing import Final

from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from analytics.importing.dates import Dates
from analytics.importing.readings import Unreadable
from analytics.importing.tables import SEPARATORS, Table
from analytics.models import SchoolHoliday
from analytics.models.evaluation import OUTSIDE_YEARS, YEARS
from analytics.models.imports import DateOrder, Problem

MOST_LINES: Final = 500
WEEKDAYS: Final = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+", re.IGNORECASE)
# As in "February half term: 15 February 2027 to 19 February 2027".
SENTENCE: Final = re.compile(r"(?P<name>[^\d:]+?)(?::|\s+from)?\s+(?P<first>\d[^:]*?\d{4})\s+(?:to|until|[-–])\s+(?P<last>\d[^:]*\d{4})\.?", re.IGNORECASE)


@dataclass(frozen=True)
class HolidayList:
    """What a list holds, and what is wrong with its lines."""

    holidays: list[SchoolHoliday]
    problems: list[Problem]


def read(text: str) -> HolidayList:
    """Each line: name, first day, last day, and a borough or nothing. Dates are read with the day first, as the form says. Raises Unreadable."""
    found = HolidayList([], [])
    text = WEEKDAYS.sub("", text)
    lines = Table(io.StringIO(text), max(SEPARATORS, key=text.count))
    boroughs = {str(borough).lower(): borough for borough in apps.get_model("home", "Borough")._default_manager.all()}
    for row in lines:
        if not row or (not found.holidays and not found.problems and _is_head(row)):
            continue
        try:
            found.holidays.append(_holiday(row, lines.line, boroughs))
        except ValueError as problem:
            found.problems.append(Problem(lines.line, str(problem)))
        if lines.line > MOST_LINES:
            raise Unreadable(_("The list has more than %(most)s lines. Give the holidays of some years only.") % {"most": MOST_LINES})
    if not found.holidays and not found.problems:
        raise Unreadable(_("No holiday is in the list."))
    return found


def _is_head(row: list[str]) -> bool:
    """Names of columns."""
    return len(row) > 1 and any(word in row[1].lower() for word in ("day", "date", "start"))


def _holiday(row: list[str], line: int, boroughs: dict) -> SchoolHoliday:
    """Raises ValueError with a sentence."""
    cells = [cell for cell in row if cell]
    if len(cells) == 1 and (said := SENTENCE.fullmatch(cells[0])):
        cells = [said["name"], said["first"], said["last"]]
    if not 3 <= len(cells) <= 4:
        raise ValueError(_("Write a name, the first day and the last day, with a comma between them."))
    name, borough = cells[0], cells[3] if len(cells) == 4 else ""
    if borough and borough.lower() not in boroughs:
        raise ValueError(_("“%(borough)s” is no borough of this site.") % {"borough": borough[:80]})
    first, last = (_day(text, line) for text in cells[1:3])
    holiday = SchoolHoliday(name=name, first_day=first, last_day=last, borough=boroughs.get(borough.lower()))
    try:
        holiday.full_clean(validate_unique=False, validate_constraints=False)
    except ValidationError as problem:
        raise ValueError(" ".join(problem.messages)) from problem
    return holiday


def _day(text: str, line: int) -> dt.date:
    day = Dates(DateOrder.DAY_FIRST).read(text, line)
    if day.year not in YEARS:
        raise ValueError(str(OUTSIDE_YEARS))
    return day
