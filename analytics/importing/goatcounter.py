"""GoatCounter's CSV export, version 2: a row a page view, with the moment in UTC and a session that we cut by our own rule.

https://www.goatcounter.com/help/export
"""

import datetime as dt
from collections import Counter
from typing import Final

from django.utils.translation import gettext as _

from analytics.definitions import Reason
from analytics.importing.logs import EVENT
from analytics.importing.readings import Reading, Unreadable
from analytics.importing.sessions import Tally, day_of
from analytics.importing.tables import Table
from analytics.models.imports import Problem

FIRST: Final = "2Path"
WANTED: Final = ("Event", "Session", "Bot", "Date")
NO_BOT: Final = {"0", "1", ""}  # 1 says that a robot was looked for and none was found


def is_header(cells: list[str]) -> bool:
    """True for the first row of an export, of whichever version."""
    return bool(cells) and cells[0].endswith("Path") and cells[0][:-4].isdigit()


def read_goatcounter(table: Table) -> Reading:
    """Views and sessions by local day, in constant memory. Raises Unreadable."""
    rows = iter(table)
    header = next((row for row in rows if row), [])
    if not is_header(header):
        raise Unreadable(_("The first line must be: %(example)s") % {"example": f"{FIRST},Title,Event,…"})
    if header[0] != FIRST or not set(WANTED) <= set(header):
        raise Unreadable(_("This is an export of another version of GoatCounter. We read version 2: its first line begins with %(first)s.") % {"first": FIRST})
    export = _Export(header)
    for cells in rows:
        if cells:
            export.take(table.line, cells)
    return export.reading()


class _Export:
    def __init__(self, header: list[str]) -> None:
        self.width = len(header)
        self.places = [header.index(name) for name in WANTED]
        self.tally = Tally()
        self.left_out: Counter[str] = Counter()
        self.result = Reading()

    def take(self, line: int, cells: list[str]) -> None:
        self.result.lines += 1
        try:
            if len(cells) != self.width:
                raise ValueError(_("There must be %(wanted)s columns, not %(number)s.") % {"wanted": self.width, "number": len(cells)})
            self._count(*(cells[place] for place in self.places))
        except ValueError as problem:
            self.result.note(Problem(line, str(problem)))

    def _count(self, event: str, session: str, bot: str, date: str) -> None:
        moment, day = _moment(date)
        self.tally.measured(day)
        if event.lower() == "true":
            self.left_out[EVENT] += 1
        elif bot not in NO_BOT:
            self.left_out[Reason.ROBOT] += 1
        elif not session.strip("0"):
            raise ValueError(_("This view has no session: it was counted while sessions were switched off in GoatCounter."))
        else:
            self.tally.view(session, moment, day)

    def reading(self) -> Reading:
        self.result.rows = self.tally.rows()
        self.result.left_out = dict(self.left_out)
        return self.result


def _moment(text: str) -> tuple[dt.datetime, dt.date]:
    """The moment, and the local day it is in. Raises ValueError with a sentence."""
    try:
        moment = dt.datetime.fromisoformat(text)
        moment = moment.astimezone(dt.UTC) if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return moment, day_of(moment)
    except (ValueError, OverflowError):
        raise ValueError(_("“%(text)s” is not a moment such as 2026-03-31T10:00:00Z.") % {"text": text[:40]}) from None
