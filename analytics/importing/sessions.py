"""Sessions by the rule of our own counter, from moments that a file tells of."""

import datetime as dt
from collections import Counter
from functools import lru_cache
from typing import Final

from analytics.definitions import SESSION_GAP, local_day

FORGET_EVERY: Final = 10_000


class Tally:
    """Views and sessions by local day. Nobody is remembered for longer than a session lasts: the memory it takes does not grow with the file."""

    def __init__(self) -> None:
        self.views: Counter[dt.date] = Counter()
        self.sessions: Counter[dt.date] = Counter()
        self.days: set[dt.date] = set()
        self._last_seen: dict[str, dt.datetime] = {}
        self._forget_at = FORGET_EVERY

    def measured(self, day: dt.date) -> None:
        """The file has a line of this day, even if it is no view."""
        self.days.add(day)

    def view(self, visitor: str, moment: dt.datetime, day: dt.date) -> None:
        """Count a view. Where a file goes back in time (two servers' logs, one after the other) the rule is the same."""
        self.views[day] += 1
        seen = self._last_seen.get(visitor)
        if seen is None or abs(moment - seen) > SESSION_GAP:
            self.sessions[day] += 1
            self._last_seen[visitor] = moment
        elif moment > seen:
            self._last_seen[visitor] = moment
        if len(self._last_seen) >= self._forget_at:
            self._forget(moment)

    def rows(self) -> list[tuple[int, dt.date, int, int]]:
        """(0, day, views, sessions) of each day that has a line, in order."""
        return [(0, day, self.views[day], self.sessions[day]) for day in sorted(self.days)]

    def _forget(self, moment: dt.datetime) -> None:
        self._last_seen = {visitor: last for visitor, last in self._last_seen.items() if abs(moment - last) <= SESSION_GAP}
        self._forget_at = len(self._last_seen) + FORGET_EVERY


def day_of(moment: dt.datetime) -> dt.date:
    """The local day of a moment (UTC), remembered by the hour: London is whole hours from UTC."""
    return _day_of_hour(moment.replace(minute=0, second=0, microsecond=0))


@lru_cache(maxsize=1_000)
def _day_of_hour(hour: dt.datetime) -> dt.date:
    return local_day(hour)
