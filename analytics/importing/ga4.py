"""What Google Analytics 4 exports as CSV: a free form exploration, or a report with its chart.

Remarks (#) on top, a header, a row with the grand total whose days are empty, then the rows with days as 20240131.
A report's chart counts days from its first ("Nth day": 0000), which a remark names ("Start date: 20240101").
"""

import datetime as dt
import re
from typing import Final

from django.utils.translation import gettext as _

from analytics.importing.layouts import Columns, Layout, Reader, number

NTH_DAY: Final = "nth day"
START: Final = re.compile(r"Start date: (\d{8})")
LONGEST: Final = 3_660
TOTAL: Final = "grand total"
DATE: Final = ("date", NTH_DAY)
VIEWS: Final = ("views",)
DAYS = Layout(day=DATE, views=VIEWS, sessions=("sessions",), example="Date,Views,Sessions")
PAGES = Layout(
    day=DATE,
    views=VIEWS,
    sessions=("entrances",),
    page=("page path and screen class", "page path", "page path + query string", "page location", "full page url"),
    example="Date,Page path and screen class,Views",
)


class _Ga4(Reader):
    total: int | None = None

    def is_skipped(self, cells: list[str]) -> bool:
        """The grand total is no row; it is kept to be compared with their sum."""
        columns = self.columns
        if columns is None or TOTAL not in {cell.lower() for cell in cells}:
            return False
        try:
            self.total = number(cells[columns.views], "", self.table.separator)
        except (ValueError, IndexError):
            self.total = None
        return True

    def at_empty_line(self) -> None:
        """A report is several tables with an empty line between them."""
        if self.reading.rows or self.reading.pages:
            self.columns = None

    def at_end(self) -> None:
        counts = self.reading.pages.values() if self.layout.page else [row[2:] for row in self.reading.rows]
        found = sum(views for views, _sessions in counts)
        if self.total is not None and self.total != found:
            said = _("Google says %(total)s views in all, but the rows add up to %(found)s. It exports only the rows on the screen: show more rows, and export again.")
            self.reading.notes.append(said % {"total": f"{self.total:,}", "found": f"{found:,}"})

    def day(self, columns: Columns, cells: list[str]) -> dt.date:
        if columns.names[columns.day] != NTH_DAY:
            return super().day(columns, cells)
        start = next((found[1] for remark in self.table.remarks if (found := START.search(remark))), None)
        if start is None:
            raise ValueError(_("The file counts days from its first day, and does not say which that is. Export it with the lines on top that begin with #."))
        after = number(cells[columns.day], NTH_DAY, self.table.separator)
        if after > LONGEST:
            raise ValueError(_("Day %(number)s is more than ten years after the first.") % {"number": after})
        return self.dates.read(start, self.table.line) + dt.timedelta(days=after)


class Ga4Days(_Ga4):
    layout = DAYS


class Ga4Pages(_Ga4):
    layout = PAGES
