"""Windows of days for the tests, by week so that a test can say what it means in one line."""

import datetime as dt
from collections.abc import Sequence

from analytics.evaluation import Circumstances, Comparison, DayCount, compare

CAMPAIGN_STARTS = dt.date(2026, 5, 4)
WEEK_OF_EVEN_DAYS = 7


def weeks(start: dt.date, totals: Sequence[int]) -> list[DayCount]:
    """Days of whole weeks from `start`, each week adding up to its total."""
    days: list[DayCount] = []
    for total in totals:
        each, left = divmod(total, WEEK_OF_EVEN_DAYS)
        for n in range(WEEK_OF_EVEN_DAYS):
            days.append(DayCount(start + dt.timedelta(days=len(days)), each + (n < left)))
    return days


def before(totals: Sequence[int], ends: dt.date = CAMPAIGN_STARTS) -> list[DayCount]:
    """Weeks that end the day before `ends`."""
    return weeks(ends - dt.timedelta(weeks=len(totals)), totals)


def after(totals: Sequence[int], starts: dt.date = CAMPAIGN_STARTS) -> list[DayCount]:
    return weeks(starts, totals)


def last_year(days: Sequence[DayCount], totals: Sequence[int]) -> list[DayCount]:
    """The same days 364 days earlier, with their own weekly totals."""
    return weeks(days[0].day - dt.timedelta(days=364), totals)


def unmeasured(days: Sequence[DayCount], *places: int) -> list[DayCount]:
    """The same days, with those at `places` (0 is the first) not measured."""
    return [DayCount(day.day, None) if n in places else day for n, day in enumerate(days)]


def compared(
    weeks_before: Sequence[int],
    weeks_after: Sequence[int],
    circumstances: Circumstances | None = None,
) -> Comparison:
    return compare(
        before(weeks_before),
        after(weeks_after),
        circumstances=circumstances or Circumstances(),
    )
