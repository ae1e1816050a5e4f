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
from campaigns.models import Campaign, Flyer, TrackedLink, WindowStep
from home.models import Borough
from portal.demo.figures import LABEL, make_figures
from portal.demo.staff import address

CODE = "BREAK5"
# Its links: code, what it is for, where it was given out, and visits, forms begun and sent with it in each of its weeks.
LINKS = (
    ("BRKSCH", "Letters through schools", "40 schools", 24, 5, 3),
    ("BRKGPS", "Posters in surgeries", "GP surgeries", 7, 2, 1),
    ("BRKRAD", "Talk on local radio", "said on air", 2, 0, 0),
)
POINTS = (
    "A short break is time for you, and fun for your child.",
    "Clubs, days out, or help at home.",
    "Most are free. None costs more than £5.",
    "You need no plan and no diagnosis.",
)
# Of the numbers that Ofcom keeps for stories.
PHONE = "020 7946 0300"
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
        _links(campaign)
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


def _links(campaign: Campaign) -> None:
    for code, label, where, *_numbers in LINKS:
        TrackedLink.objects.create(campaign=campaign, code=code, label=label, distribution=where, made_at=_noon(first_day() - 14 * DAY))
    Flyer.objects.create(campaign=campaign, heading=campaign.name, points="\n".join(POINTS), council=Borough.objects.known().first(), phone=PHONE)


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
            _steps(site, day, CODE, 3, 2)
    for code, _label, _where, visits, begun, sent in LINKS:
        for week in range(WEEKS):
            day = first_day() + (7 * week + 2) * DAY
            PageDay.objects.create(site=site, day=day, page=REGISTER, source=Source.DIRECT, campaign=code, sessions=visits, views=visits * 2, imported=invented)
            _steps(site, day, code, begun if week else begun + 1, sent)


def _steps(site: Site, day: dt.date, code: str, begun: int, sent: int) -> None:
    """Forms of the register on one day."""
    for step, times in ((BEGUN, begun), (SENT, sent)):
        if times:
            ActDay.objects.create(site=site, day=day, act=Act.FORM_STEP, page=REGISTER, detail=step, campaign=code, times=times)
