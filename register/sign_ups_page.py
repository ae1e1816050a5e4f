"""Sign-ups by time as the page of totals shows them: by day, week, month or quarter, as fine as most numbers can be shown."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.bars import Bars, draw_bars
from analytics.charts import Chart, Line, draw
from analytics.disclosure import LEAST
from register.models import Figures
from register.models.figures import week_of


class By(models.TextChoices):
    DAY = "day", gettext_lazy("by day, where enough families joined")
    WEEK = "week", gettext_lazy("by week")
    MONTH = "month", gettext_lazy("by month")
    QUARTER = "quarter", gettext_lazy("by quarter of a year")


# How far back the page goes when nobody chose days.
USUAL = {By.DAY: 13, By.WEEK: 13, By.MONTH: 53, By.QUARTER: 105}
MONTHS = {By.MONTH: 1, By.QUARTER: 3}
FILES = ("weeks", "months", "quarters")


@dataclass(frozen=True)
class Row:
    """One period: how it is called, its first day, and the number (None: hidden)."""

    name: str
    start: dt.date
    number: int | None
    by: By


@dataclass(frozen=True)
class SignUps:
    """What is shown, and by which period; `reason` says why when nobody chose it. `line` is the chart of weeks or days, `bars` that of longer periods."""

    by: By
    rows: list[Row]
    reason: str
    line: Chart | None = None
    bars: Bars | None = None

    @property
    def held_back(self) -> str:
        """Why numbers are hidden, and weeks not cut into days; empty where neither is so."""
        hidden = _("“Hidden” is fewer than %(least)s families, or a number from which such a one could be worked out by subtraction.") % {"least": LEAST}
        whole = _("A week stays whole where too few families signed up on most of its days, or where its days would give a hidden number away.")
        said = [hidden] if any(row.number is None for row in self.rows) else []
        return " ".join(said + ([whole] if self.by is By.DAY and any(row.by is By.WEEK for row in self.rows) else []))


def days_of(start: dt.date | None, end: dt.date | None, by: By) -> tuple[dt.date, dt.date]:
    """The days chosen; where they were not, up to the end of last week, and as far back as is usual."""
    last = end or week_of(timezone.localdate()) - dt.timedelta(days=1)
    return start or last - dt.timedelta(days=USUAL[by] * 7 - 1), last


def sign_ups(figures: Figures, start: dt.date | None, end: dt.date | None, by: By | None) -> SignUps:
    """Of the days chosen, or as far back as is usual; by the shortest period in which most numbers are not hidden, unless one was chosen."""
    chosen = by or _shortest(figures, start, end)
    found = rows(figures, *days_of(start, end, chosen), chosen)
    reason = "" if by else _reason(chosen, found)
    if chosen in MONTHS:
        return SignUps(chosen, found, reason, bars=_bars(found))
    return SignUps(chosen, found, reason, line=_line(found))


def _shortest(figures: Figures, start: dt.date | None, end: dt.date | None) -> By:
    """Quarters where none will do."""
    return next((by for by in (By.WEEK, By.MONTH) if _mostly_shown(rows(figures, *days_of(start, end, by), by))), By.QUARTER)


def _mostly_shown(found: list[Row]) -> bool:
    return 2 * sum(row.number is not None for row in found) > len(found)


def _reason(by: By, found: list[Row]) -> str:
    if by is By.WEEK:
        return _("By week, since most weeks can be shown.")
    if by is By.MONTH:
        return _("By month, since most weeks are hidden: too few families joined in each.")
    if _mostly_shown(found):
        return _("By quarter, since most weeks and months are hidden: too few families joined in each.")
    return _("Even by quarter, most numbers are hidden: too few families joined in each.")


def rows(figures: Figures, start: dt.date, end: dt.date, by: By) -> list[Row]:
    """Every whole period that touches the days. By day, a week that is not cut into days stands as a week."""
    if by in MONTHS:
        found = [_months(code, number, by) for code, number in figures.numbers.get(f"{by}s", [])]
        return [row for row in found if row.start <= end and _last_day(row) >= start]
    weeks = [(dt.date.fromisoformat(code), number, days) for code, number, days in figures.numbers["weeks"]]
    touching = [week for week in weeks if week[0] <= end and week[0] + dt.timedelta(days=6) >= start]
    return [row for monday, number, days in touching for row in (_days(monday, days) if by is By.DAY and days else [_week(monday, number)])]


def _days(monday: dt.date, numbers: list[int | None]) -> list[Row]:
    days = [monday + dt.timedelta(days=n) for n in range(len(numbers))]
    return [Row(formats.date_format(day, "D j F Y"), day, number, By.DAY) for day, number in zip(days, numbers, strict=True)]


def _week(monday: dt.date, number: int | None) -> Row:
    return Row(_("Week from %(day)s") % {"day": formats.date_format(monday, "j F Y")}, monday, number, By.WEEK)


def _months(code: str, number: int | None, by: By) -> Row:
    first = dt.date.fromisoformat(code)
    name = formats.date_format(first, "F Y")
    if by is By.QUARTER:
        name = _("%(first)s to %(last)s") % {"first": formats.date_format(first, "F"), "last": formats.date_format(first.replace(month=first.month + 2), "F Y")}
    return Row(name, first, number, by)


def _last_day(row: Row) -> dt.date:
    """Of a month or quarter: the Sunday of the last week that begins in it."""
    after = (row.start + dt.timedelta(days=31 * MONTHS[row.by] + 1)).replace(day=1)
    return week_of(after - dt.timedelta(days=1)) + dt.timedelta(days=6)


def _line(found: list[Row]) -> Chart | None:
    """None without two numbers, or where weeks and days stand beside each other."""
    if sum(row.number is not None for row in found) < 2 or len({row.by for row in found}) > 1:
        return None
    start, end = formats.date_format(found[0].start), formats.date_format(found[-1].start)
    said = _("From %(start)s to %(end)s, rounded to the nearest 5. The table below has the same numbers.") % {"start": start, "end": end}
    line = Line(_("Families that signed up"), [row.number for row in found])
    return replace(draw(_("Sign-ups"), said, [row.start for row in found], [line]), gap=_("A gap in the line is a hidden number."))


def _bars(found: list[Row]) -> Bars | None:
    if sum(row.number is not None for row in found) < 2:
        return None
    said = _("Rounded to the nearest 5; those under 5 are hidden. The table below has the same numbers.")
    return draw_bars(_("Sign-ups"), said, [(row.name, row.number) for row in found])
