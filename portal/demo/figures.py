"""The demo's invented page views, so that the statistics have something to show. Each day says that it is invented."""

import datetime as dt
import hashlib

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from analytics.definitions import Status
from analytics.models import Import, SiteDay

LABEL = "Invented for this demo"
WEEKS = 8
# Sessions from Monday to Sunday: families look in the evenings of school days.
SESSIONS = (74, 81, 79, 70, 52, 38, 45)
PAGES_A_SESSION = 3


@transaction.atomic
def make_figures(site: Site) -> None:
    """Eight weeks up to yesterday, on days that have no figures; twice changes nothing."""
    digest = hashlib.sha256(LABEL.encode()).hexdigest()
    invented, made = Import.objects.get_or_create(site=site, digest=digest, defaults={"kind": Import.Kind.TOTALS, "filename": LABEL, "applied_at": timezone.now()})
    if made:
        days = [timezone.localdate() - dt.timedelta(days=number) for number in range(1, WEEKS * 7 + 1)]
        SiteDay.objects.bulk_create([_day(site, day, invented) for day in days], ignore_conflicts=True)


def _day(site: Site, day: dt.date, invented: Import) -> SiteDay:
    sessions = SESSIONS[day.weekday()] + day.day % 9
    return SiteDay(site=site, day=day, sessions=sessions, views=sessions * PAGES_A_SESSION + day.day % 17, status=Status.COMPLETE, imported=invented)
