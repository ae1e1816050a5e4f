"""A window: the days before, or after, a campaign, cut into whole weeks.

Whole weeks, so that each one holds every weekday once and the weekly pattern cancels out.
"""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from analytics.counts import InvalidCounts, shown, whole

DAYS_A_WEEK: Final = 7
# 52 whole weeks, so that last year's days fall on the same weekdays.
LAST_YEAR: Final = 364


class DayCount(NamedTuple):
    """One local day. None: the day was not measured, which is never the same as 0."""

    day: dt.date
    number: int | None


@dataclass(frozen=True)
class Window:
    """What was counted in one window, and what of it is used."""

    start: dt.date
    end: dt.date
    days: int
    weeks_whole: int
    weeks_used: int
    weeks_dropped_missing: int
    days_unused: int
    days_missing: int
    total_all: int
    total_used: int
    weekly: tuple[int, ...]
    days_used: frozenset[dt.date]

    def as_dict(self) -> dict[str, Any]:
        return {
            "days": self.days,
            "weeks_whole": self.weeks_whole,
            "weeks_used": self.weeks_used,
            "weeks_dropped_missing": self.weeks_dropped_missing,
            "days_unused": self.days_unused,
            "days_missing": self.days_missing,
            "total_all": self.total_all,
            "total_used": self.total_used,
            "weekly": list(self.weekly),
        }

    @property
    def pearson(self) -> float:
        """Sum of (week - mean)^2 / mean; 0 where nothing was counted."""
        if self.total_used == 0:
            return 0.0
        mean = self.total_used / self.weeks_used
        return sum((week - mean) ** 2 for week in self.weekly) / mean

    def share_of_days_in(self, days: frozenset[dt.date]) -> float:
        """Share (0 to 1) of the used days that are among `days`."""
        return len(self.days_used & days) / len(self.days_used) if self.days_used else 0.0


def window_before(name: str, days: Sequence[DayCount]) -> Window:
    """Weeks are cut backward from the last day, so that the days nearest the campaign are used."""
    return _cut(days, first=len(_checked(name, days)) % DAYS_A_WEEK)


def window_after(name: str, days: Sequence[DayCount]) -> Window:
    """Weeks are cut forward from the first day."""
    return _cut(_checked(name, days), first=0)


def _cut(days: Sequence[DayCount], first: int) -> Window:
    weeks_whole = len(days) // DAYS_A_WEEK
    weeks = [days[first + DAYS_A_WEEK * n :][:DAYS_A_WEEK] for n in range(weeks_whole)]
    used = [week for week in weeks if all(number is not None for _, number in week)]
    weekly = tuple(_total(week) for week in used)
    return Window(
        start=days[0].day,
        end=days[-1].day,
        days=len(days),
        weeks_whole=weeks_whole,
        weeks_used=len(used),
        weeks_dropped_missing=weeks_whole - len(used),
        days_unused=len(days) % DAYS_A_WEEK,
        days_missing=sum(number is None for _, number in days),
        total_all=_total(days),
        total_used=sum(weekly),
        weekly=weekly,
        days_used=frozenset(day for week in used for day, _ in week),
    )


def _total(days: Sequence[DayCount]) -> int:
    return sum(number for _, number in days if number is not None)


def _checked(name: str, days: Sequence[DayCount]) -> Sequence[DayCount]:
    if not days:
        raise InvalidCounts(f"{name} must hold at least one day.")
    for day, number in days:
        if number is not None:
            whole(f"{name} on {day}", number)
    for (earlier, _), (later, _) in itertools.pairwise(days):
        step = (later - earlier).days
        if step == 0:
            raise InvalidCounts(f"{name} has {later} twice.")
        if step < 0:
            raise InvalidCounts(f"{name} must be in order of date: {later} follows {earlier}.")
        if step > 1:
            raise InvalidCounts(f"{name} leaves out the days between {earlier} and {later}: write null for a day that was not measured.")
    return days


def read_days(name: str, rows: object) -> list[DayCount]:
    """Days as they stand in a JSON file: `[["2026-04-06", 31], ["2026-04-07", null]]`."""
    if not isinstance(rows, list):
        raise InvalidCounts(f"{name} must be a list of days, not {shown(rows)}.")
    return [_read_day(f"{name}, row {number}", row) for number, row in enumerate(rows, start=1)]


def read_date(name: str, text: object) -> dt.date:
    """A date written as 2026-04-06, and in no other way."""
    if isinstance(text, str):
        try:
            date = dt.date.fromisoformat(text)
        except ValueError:
            date = None
        if date is not None and date.isoformat() == text:
            return date
    raise InvalidCounts(f"{name}: {shown(text)} is not a date such as 2026-04-06.")


def read_flag(name: str, fields: Mapping[str, object]) -> bool:
    """`name` as true or false; false where it is left out."""
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise InvalidCounts(f"{name} must be true or false, not {shown(value)}.")
    return value


def _read_day(name: str, row: object) -> DayCount:
    if not isinstance(row, list) or len(row) != 2:
        raise InvalidCounts(f"{name} must be a date and a count, such as ['2026-04-06', 31].")
    day = read_date(name, row[0])
    return DayCount(day, None if row[1] is None else whole(f"{name} ({day})", row[1]))
