"""School holidays and bank holidays between two days, for charts and for the comparison of windows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext as _
from holidays import country_holidays

from analytics.definitions import days_from
from analytics.models import SchoolHoliday
from analytics.phrases import span


@dataclass(frozen=True)
class Holiday:
    """From the first day to the last, both counted."""

    name: str
    first_day: dt.date
    last_day: dt.date
    is_bank: bool = False

    def __str__(self) -> str:
        return _("%(name)s (%(days)s)") % {"name": self.name, "days": span(self.first_day, self.last_day)}


def between(start: dt.date, end: dt.date) -> list[Holiday]:
    """School holidays, then bank holidays of England and Wales, each in order of time."""
    school = [Holiday(_name(each), each.first_day, each.last_day) for each in SchoolHoliday.objects.between(start, end)]
    bank = [Holiday(name, day, day, is_bank=True) for year in range(start.year, end.year + 1) for day, name in bank_holidays(year) if start <= day <= end]
    return [*school, *bank]


@cache
def bank_holidays(year: int) -> tuple[tuple[dt.date, str], ...]:
    """Day and name. England and Wales have the same; they are named after England there."""
    return tuple(sorted(country_holidays("GB", subdiv="ENG", years=[year]).items()))


def school_days(holidays: Iterable[Holiday]) -> frozenset[dt.date]:
    """Each day on which the schools of some borough are shut."""
    return frozenset(day for each in holidays if not each.is_bank for day in days_from(each.first_day, each.last_day))


def _name(holiday: SchoolHoliday) -> str:
    return f"{holiday.name}, {holiday.borough}" if holiday.borough else holiday.name
