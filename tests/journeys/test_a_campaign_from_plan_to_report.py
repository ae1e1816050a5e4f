"""An analyst plans a campaign, fixes how it will be judged, lets it run, and takes the report to a meeting."""

import csv
import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.roles import ANALYST
from analytics.models import Evaluation, SiteDay
from campaigns.models import Campaign
from tests.accounts.factories import make_staff
from tests.portal.desk import set_up_desk

pytestmark = pytest.mark.django_db
FIRST = dt.date(2027, 3, 1)
NEW = {"evaluations-TOTAL_FORMS": 0, "evaluations-INITIAL_FORMS": 0, "evaluations-MIN_NUM_FORMS": 0, "evaluations-MAX_NUM_FORMS": 2}


class Desk:
    """The analyst's desk on a day: whoever waits for weeks signs in anew."""

    def __init__(self) -> None:
        self.analyst = make_staff(ANALYST, email="figures@council.example")

    def on(self, day):
        return time_machine.travel(dt.datetime.fromisoformat(f"{day} 10:00+00:00"), tick=False)

    def send(self, name, *args, day, form=None):
        with self.on(day):
            client = Client()
            client.force_login(self.analyst)
            return client.post(reverse(name, args=args), form or {}, follow=True).content.decode()

    def read(self, name, *args, day):
        with self.on(day):
            client = Client()
            client.force_login(self.analyst)
            return client.get(reverse(name, args=args)).content


def days_pass(site, start, numbers):
    SiteDay.objects.bulk_create(SiteDay(site=site, day=start + dt.timedelta(n), sessions=many, views=many * 3, status="complete") for n, many in enumerate(numbers))


@pytest.fixture
def desk(site):
    set_up_desk()
    return Desk()


def planned(desk, site):
    """What the analyst typed into the form of the campaign, after what else was known of those weeks."""
    plan = {
        "name": "Short breaks: ask now",
        "code": "BREAK5",
        "starts_on": FIRST,
        "ends_on": "2027-03-28",
        "target_place": "/register/",
        "target_page": "",
        "owner": "",
        "summary": "",
    }
    desk.send("annotation:add", day="2027-02-10", form={"first_day": "2027-03-03", "last_day": "", "kind": "press", "text": "A talk on local radio", "site": site.pk})
    holidays = "February half term, 15/02/2027, 19/02/2027\nEaster, 26/03/2027, 09/04/2027\nChristmas, 21/12/2026, 01/01/2027"
    desk.send("statistics_holiday_list", day="2027-02-10", form={"text": holidays})
    desk.send("campaign:add", day="2027-02-10", form=plan | NEW)
    return plan


def test_from_the_plan_to_the_report(desk, site):
    plan = planned(desk, site)
    campaign = Campaign.objects.get()
    assert "are proposed" in desk.send("campaign_propose_windows", campaign.pk, day="2027-02-11")
    assert "Sessions and page views: fixed on 12 February 2027: 1 to 28 February 2027 before, and 1 to 28 March 2027 after." in desk.send(
        "campaign_fix_windows", campaign.pk, day="2027-02-12"
    )

    days_pass(site, dt.date(2027, 2, 1), [48, 52, 50, 47, 40, 30, 33] * 4)
    halfway = desk.read("campaign_report", campaign.pk, day="2027-03-01").decode()
    assert "of 10 campaigns that bring a rise" in halfway, "what could be seen at all is said before"
    days_pass(site, FIRST, [78, 80, 75, 70, 62, 45, 51] * 4)

    read = desk.read("campaign_report", campaign.pk, day="2027-03-30").decode()
    for words in (
        "Sessions rose by 54%: we are 95% sure that the true change is between",
        "We could not check the season.",
        "A talk on local radio",
        "February half term (15 to 19 February 2027): school holiday",
        "Good Friday (26 March 2027): bank holiday",
        "these weeks could have missed a true change",
    ):
        assert words in read

    changed = plan | NEW | {"evaluations-TOTAL_FORMS": 2, "evaluations-INITIAL_FORMS": 2}
    for n, each in enumerate(Evaluation.objects.order_by("-metric")):
        changed |= {f"evaluations-{n}-{name}": value for name, value in ({"id": each.pk, "metric": each.metric} | each.chosen | {"after_end": "2027-03-21"}).items()}
    assert "Say why." in desk.send("campaign:edit", campaign.pk, day="2027-04-02", form=changed)
    desk.send("campaign:edit", campaign.pk, day="2027-04-02", form=changed | {"reason": "Easter began in the last week"})

    told = (
        "Sessions and page views: on 2 April 2027 the window after was changed from 1 to 28 March 2027 to 1 to 21 March 2027: "
        "Easter began in the last week. By figures@council.example. Figures of these days could be seen by then."
    )
    assert told in desk.read("campaign_report", campaign.pk, day="2027-04-02").decode()
    assert desk.read("campaign_file", campaign.pk, "pdf", day="2027-04-02").startswith(b"%PDF")
    rows = list(csv.reader(StringIO(desk.read("campaign_file", campaign.pk, "csv", day="2027-04-02").decode("utf-8-sig"))))
    assert ["When the windows were chosen", "3", told] in rows
    assert ["Sessions by day", "2027-03-01", "78"] in rows
    assert b"<svg" in desk.read("campaign_chart", campaign.pk, "sessions", "svg", day="2027-04-02")
    assert desk.read("campaign_chart", campaign.pk, "page_views", "png", day="2027-04-02").startswith(b"\x89PNG")
