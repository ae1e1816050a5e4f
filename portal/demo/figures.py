"""The demo's invented page views, so that the statistics have something to show. Each day says that it is invented."""

import datetime as dt
import hashlib

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from analytics.definitions import Status
from analytics.models import Import, SiteDay
from analytics.windows import LAST_YEAR

LABEL = "Invented for this demo"
# Up to yesterday, and the same weeks a year earlier: enough for a campaign that is over and for its season.
WEEKS = 18
YEAR = dt.timedelta(days=LAST_YEAR)
# Sessions from Monday to Sunday: families look in the evenings of school days.
SESSIONS = (66, 73, 71, 62, 44, 30, 37)
PAGES_A_SESSION = 3
# In percent: a year ago fewer came, and the campaign brought more.
A_YEAR_AGO, OF_CAMPAIGN = 85, 150


@transaction.atomic
def make_figures(site: Site, campaign: tuple[dt.date, dt.date] | None = None) -> Import | None:
    """Eighteen weeks up to yesterday, and those a year before, on days that have no figures; twice changes nothing. None: they were made before.

    More came from the first to the last day of a `campaign`.
    """
    digest = hashlib.sha256(f"{LABEL} {WEEKS}".encode()).hexdigest()
    invented, made = Import.objects.get_or_create(site=site, digest=digest, defaults={"kind": Import.Kind.TOTALS, "filename": LABEL, "applied_at": timezone.now()})
    if not made:
        return None
    days = [timezone.localdate() - dt.timedelta(days=number) for number in range(1, WEEKS * 7 + 1)]
    rows = [_day(site, day, OF_CAMPAIGN if campaign and campaign[0] <= day <= campaign[1] else 100, invented) for day in days]
    rows += [_day(site, day - YEAR, A_YEAR_AGO, invented) for day in days]
    SiteDay.objects.bulk_create(rows, ignore_conflicts=True)
    return invented


def _day(site: Site, day: dt.date, percent: int, invented: Import) -> SiteDay:
    week = day.toordinal() // 7 * 37 % 17
    sessions = (SESSIONS[day.weekday()] + day.day % 9 + week) * percent // 100
    return SiteDay(site=site, day=day, sessions=sessions, views=sessions * PAGES_A_SESSION + day.day % 17, status=Status.COMPLETE, imported=invented)
