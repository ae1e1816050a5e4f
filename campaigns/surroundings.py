"""What else was so in the days that a campaign is judged by: holidays, and what happened. Asked for once, for both numbers."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from wagtail.models import Site

from analytics import happenings, holidays
from analytics.happenings import Happening
from analytics.holidays import Holiday
from analytics.models import Evaluation, SchoolHoliday
from analytics.windows import LAST_YEAR
from campaigns.models import Campaign
from home.models import Borough

LAST_YEAR_AGO: Final = dt.timedelta(days=LAST_YEAR)


@dataclass(frozen=True)
class Surroundings:
    """`holidays` reach back to last year's windows; `happened` is without the campaign itself.

    `is_shared`: several boroughs share the site. `boroughs_without`: year and name of each borough that has no school holidays of its own, in a year where only others have.
    """

    holidays: Sequence[Holiday] = ()
    happened: Sequence[Happening] = ()
    years_with_holidays: set[int] = field(default_factory=set)
    boroughs_without: Sequence[tuple[int, str]] = ()
    is_shared: bool = False

    @property
    def school_days(self) -> frozenset[dt.date]:
        return holidays.school_days(self.holidays)

    def holidays_in(self, start: dt.date, end: dt.date) -> list[Holiday]:
        """Those with a day from `start` to `end`, both counted."""
        return [each for each in self.holidays if each.first_day <= end and each.last_day >= start]

    def happened_in(self, start: dt.date, end: dt.date) -> list[Happening]:
        return [each for each in self.happened if each.first_day <= end and (each.last_day is None or each.last_day >= start)]


def surroundings(site: Site, campaign: Campaign, evaluations: Sequence[Evaluation]) -> Surroundings:
    """Nothing where no windows are chosen."""
    days = [day for each in evaluations for window in each.windows or () for day in window]
    is_shared = Borough.objects.count() > 1
    if not days:
        return Surroundings(is_shared=is_shared)
    start, end = min(days), max(days)
    happened = [each for each in happenings.between(site, start, end) if each.text != campaign.name]
    entered = SchoolHoliday.objects.entered()
    return Surroundings(holidays.between(start - LAST_YEAR_AGO, end), happened, {year for year, _borough in entered}, _boroughs_without(entered), is_shared)


def _boroughs_without(entered: set[tuple[int, int | None]]) -> list[tuple[int, str]]:
    of_some = sorted({year for year, _borough in entered if (year, None) not in entered})
    return [(year, borough.name) for year in of_some for borough in Borough.objects.all() if (year, borough.pk) not in entered]
