"""The rows of the table beside the chart: days or, over a longer time, months that lead to their days."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from django.utils import timezone

from analytics.definitions import Status
from analytics.models import SiteDay

# A table of more days than a quarter has is nobody's to read.
MOST_DAYS: Final = 92


@dataclass(frozen=True)
class DayRow:
    """One day; `counted` is None when the day is missing."""

    day: dt.date
    counted: SiteDay | None

    @property
    def is_whole(self) -> bool:
        return self.counted is not None and self.counted.status == Status.COMPLETE

    @property
    def is_so_far(self) -> bool:
        """True of today, which is not over."""
        return self.counted is not None and not self.is_whole and self.day == timezone.localdate()


@dataclass(frozen=True)
class MonthRow:
    """The days of one month that are in the range: the first and the last, what was counted on them, and how many were measured in whole."""

    first: dt.date
    last: dt.date
    views: int
    sessions: int
    days_whole: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def months_of(rows: Sequence[DayRow]) -> list[MonthRow]:
    """The months of a range that is too long for a table of days; none of a shorter one."""
    if len(rows) <= MOST_DAYS:
        return []
    return [_month(list(days)) for _month_of, days in groupby(rows, key=lambda row: (row.day.year, row.day.month))]


def _month(days: list[DayRow]) -> MonthRow:
    counted = [row.counted for row in days if row.counted]
    return MonthRow(days[0].day, days[-1].day, sum(day.views for day in counted), sum(day.sessions for day in counted), sum(row.is_whole for row in days))
