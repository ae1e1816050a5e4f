"""Sign-ups by time, as one tree: quarters are made of months, months of weeks, weeks of days.

A week belongs to the month, and to the quarter, in which it begins: so each week is whole, and none is in two of them.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate

from analytics.disclosure import LEAST, Cell, Split, State, shown
from register.models import Family
from register.models.equality import quarter_of
from register.models.figures import week_of

# A week is shown by days when at least so many of its days are not small.
LARGE_DAYS = 4
A_WEEK = dt.timedelta(weeks=1)


def periods(many: int, today: dt.date) -> list[Cell]:
    """Every quarter there was, of all `many` families that are still there; the week that is not over comes last and is not shown."""
    rows = Family.objects.annotate(day=TruncDate("created_at")).order_by().values_list("day").annotate(Count("pk"))
    return quarters(weeks(dict(rows), today), many, today)


def weeks(days: Mapping[dt.date, int], today: dt.date) -> list[Cell]:
    """From the first with a sign-up to the last that is over."""
    found, start = [], week_of(min(days, default=today))
    while start < week_of(today):
        own = [days.get(start + dt.timedelta(days=number), 0) for number in range(7)]
        week = Cell(start.isoformat(), "week", sum(own))
        if sum(count >= LEAST for count in own) >= LARGE_DAYS:
            week.cut([Cell(f"{start}+{number}", "day", count) for number, count in enumerate(own)])
        found.append(week)
        start += A_WEEK
    return found


def quarters(of_weeks: list[Cell], many: int, today: dt.date) -> list[Cell]:
    now = Cell("this-week", "", many - sum(week.count for week in of_weeks), state=State.UNSEEN)
    return [*_gather(_gather(of_weeks, "month", month_of, today), "quarter", quarter_of, today), now]


def month_of(day: dt.date) -> dt.date:
    """The first day of the day's month."""
    return day.replace(day=1)


def _gather(cells: list[Cell], kind: str, first_day_of: Callable[[dt.date], dt.date], today: dt.date) -> list[Cell]:
    """One cell over all those that begin in the same month or quarter. That in which this week begins is not over, and not shown."""
    found: dict[dt.date, list[Cell]] = {}
    for cell in cells:
        found.setdefault(first_day_of(dt.date.fromisoformat(cell.code)), []).append(cell)
    gathered = []
    for start, parts in found.items():
        state = State.UNSEEN if start == first_day_of(week_of(today)) else State.SHOWN
        gathered.append(Cell(start.isoformat(), kind, sum(part.count for part in parts), state=state, gives_way=True))
        gathered[-1].cut(parts)
    return gathered


def periods_as_shown(split: Split) -> dict[str, list[Any]]:
    """`quarters` and `months`: first day and number; `weeks`: also the numbers of the days where they may be shown. None is hidden."""
    found: dict[str, list[Any]] = {"quarters": [], "months": [], "weeks": []}
    for cell in [] if split.is_withdrawn else split.parts[:-1]:
        _take(found, cell, is_withdrawn=False)
    return found


def _take(found: dict[str, list[Any]], cell: Cell, *, is_withdrawn: bool) -> None:
    number = None if is_withdrawn else shown(cell)
    if not cell.gives_way:
        days = [] if is_withdrawn else [shown(day) for split in cell.standing() for day in split.parts]
        found["weeks"].append([cell.code, number, days])
        return
    if cell.state is not State.UNSEEN:
        found[f"{cell.name}s"].append([cell.code, number])
    for split in cell.splits:
        for part in split.parts:
            _take(found, part, is_withdrawn=is_withdrawn or split.is_withdrawn)
