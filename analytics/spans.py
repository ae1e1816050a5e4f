"""The days of a report beside the days before them, and the same weekdays a year earlier."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.definitions import Status
from analytics.models import SiteDay
from analytics.models.totals import Totals
from analytics.phrases import direction
from analytics.windows import LAST_YEAR

DAY: Final = dt.timedelta(days=1)
EARLIEST_YEAR: Final = 1970


@dataclass(frozen=True)
class Span:
    """Days from `start` to `end`, both counted, with what was counted on those that were measured in whole."""

    start: dt.date
    end: dt.date
    totals: Totals
    days_whole: int

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def is_whole(self) -> bool:
        return self.days_whole == self.days

    @property
    def pages_a_session(self) -> float | None:
        return self.totals.pages_a_session


@dataclass(frozen=True)
class Spans:
    """What is compared: whole days only, so that today never looks like a fall."""

    this: Span
    before: Span
    last_year: Span

    @property
    def rows(self) -> list[tuple[str, Span]]:
        return [(_("These days, as far as they are over"), self.this), (_("The days before"), self.before), (_("The same weekdays a year earlier"), self.last_year)]

    @property
    def sentences(self) -> list[str]:
        """How sessions changed against each earlier span; which of them can't be said, and why."""
        return [_said(name, self.this, then) for name, then in ((_("the days before"), self.before), (_("the same weekdays a year earlier"), self.last_year))]


def spans(site: Site, start: dt.date, end: dt.date) -> Spans | None:
    """The days of a report that are over, and both earlier spans of the same length; None when none of its days is over, or nobody can have measured any."""
    end = min(end, timezone.localdate() - DAY)
    if end < start or start.year < EARLIEST_YEAR:
        return None
    length, year = end - start + DAY, dt.timedelta(days=LAST_YEAR)
    ranges = ((start, end), (start - length, start - DAY), (start - year, end - year))
    counted = SiteDay.objects.filter(site=site, status=Status.COMPLETE, day__range=(min(first for first, _last in ranges), end))
    days = {day: Totals(views, sessions) for day, views, sessions in counted.values_list("day", "views", "sessions")}
    return Spans(*(span_of(first, last, days) for first, last in ranges))


def _said(name: str, now: Span, then: Span) -> str:
    if not (now.is_whole and then.is_whole):
        return _("Some day of these or of %(days)s was not measured in whole, so we say no change against them.") % {"days": name}
    if not then.totals.sessions:
        return _("Against %(days)s: nothing was counted then.") % {"days": name}
    return _("Against %(days)s, sessions show %(change)s.") % {"days": name, "change": direction(now.totals.sessions / then.totals.sessions)}


def span_of(start: dt.date, end: dt.date, days: dict[dt.date, Totals]) -> Span:
    """The days from `start` to `end`, both counted, of those measured in whole."""
    inside = [totals for day, totals in days.items() if start <= day <= end]
    return Span(start, end, Totals(sum(day.views for day in inside), sum(day.sessions for day in inside)), len(inside))
