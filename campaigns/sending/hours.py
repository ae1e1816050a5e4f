"""Days on which nobody is written to who did not ask for it: Sundays and bank holidays."""

import datetime as dt

from analytics.holidays import bank_holidays

SUNDAY = 6


def is_quiet(day: dt.date) -> bool:
    return day.weekday() == SUNDAY or day in dict(bank_holidays(day.year))
