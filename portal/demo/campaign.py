"""The demo's finished campaign, from the windows that were fixed for it to what came with its code: its report shows all that a report can show. Everything in it is invented."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from analytics.definitions import Act, Source
from analytics.form_steps import BEGUN, SENT
from analytics.models import ActDay, Annotation, Evaluation, Import, PageDay, SchoolHoliday
from analytics.phrases import Metric
from analytics.windows import LAST_YEAR
from campaigns.brought import REGISTER
from campaigns.models import Campaign, WindowStep
from portal.demo.figures import LABEL, make_figures
from portal.demo.staff import address

CODE = "BREAK5"
WEEKS_AGO, WEEKS = 9, 4
DAY = dt.timedelta(days=1)
YEAR = dt.timedelta(days=LAST_YEAR)


def first_day() -> dt.date:
    """The Monday on which it began."""
    today = timezone.localdate()
    return today - today.weekday() * DAY - dt.timedelta(weeks=WEEKS_AGO)


def last_day() -> dt.date:
    return first_day() + dt.timedelta(weeks=WEEKS) - DAY


@transaction.atomic
def make_campaign(site: Site) -> None:
    """Twice changes nothing."""
    campaign, made = Campaign.objects.get_or_create(
        code=CODE,
        defaults={
            "name": "Short breaks: ask now",
            "summary": f"{LABEL}: letters through 40 schools, posters in surgeries and a talk on local radio, so that families ask for short breaks before the winter.",
            "starts_on": first_day(),
            "ends_on": last_day(),
            "cost": 640,
        },
    )
    if made:
        _windows(campaign)
        _holidays()
        Annotation.objects.create(site=site, first_day=first_day() + 2 * DAY, kind=Annotation.Kind.PRESS, text="A talk on local radio (invented)")


def _windows(campaign: Campaign) -> None:
    """Fixed ten days before the first day; a week was taken off later, with a reason."""
    start, length, by = first_day(), dt.timedelta(weeks=WEEKS), address("Analyst")
    windows = {"before_start": start - length, "before_end": start - DAY, "after_start": start, "after_end": start + length - DAY}
    for metric in Metric:
        now = Evaluation.objects.create(campaign=campaign, metric=metric, **windows).chosen
        first = now | {"after_end": str(windows["after_end"] + 7 * DAY)}
        WindowStep.objects.create(campaign=campaign, metric=metric, what=WindowStep.What.FIXED, now=first, by=by, at=_noon(start - 10 * DAY))
        why = "The radio asked to talk about it again in the fifth week"
        WindowStep.objects.create(campaign=campaign, metric=metric, what=WindowStep.What.CHANGED, was=first, now=now, why=why, by=by, at=_noon(start + 9 * DAY))


def _holidays() -> None:
    """A half term in the last week, and a summer, of this year and of the last."""
    begins = first_day() + dt.timedelta(weeks=WEEKS - 1)
    for monday in (begins, begins - YEAR):
        SchoolHoliday.objects.get_or_create(first_day=monday, borough=None, defaults={"name": "Half term (invented)", "last_day": monday + 4 * DAY})
        summer = dt.date(begins.year, 7, 22) - (begins - monday)
        SchoolHoliday.objects.get_or_create(first_day=summer, borough=None, defaults={"name": "Summer holidays (invented)", "last_day": summer + 40 * DAY})


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), timezone.get_default_timezone())


def make_days(site: Site) -> None:
    """The site's figures, higher while the campaign ran, and what came with its code. Twice changes nothing."""
    if invented := make_figures(site, (first_day(), last_day())):
        _visits(site, invented)


def _visits(site: Site, invented: Import) -> None:
    """What came with the code: a few a day, most of them in the first week."""
    for n in range(WEEKS * 7):
        sessions = 9 if n < 7 else 3
        day = first_day() + n * DAY
        PageDay.objects.create(site=site, day=day, page=REGISTER, source=Source.DIRECT, campaign=CODE, sessions=sessions, views=sessions * 2 + n % 3, imported=invented)
        if n % 7 < 2:
            for step, times in ((BEGUN, 3), (SENT, 2)):
                ActDay.objects.create(site=site, day=day, act=Act.FORM_STEP, page=REGISTER, detail=step, campaign=CODE, times=times)
