"""Where families stop on their way through the form: numbers by page, nobody in them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from analytics.actions import roll_up
from analytics.models import ActDay, RawEvent
from register import funnel
from tests.analytics.beacons import PHONE
from tests.campaigns.factories import CampaignFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def parent(parent):
    """With a browser that says what it is: what says nothing is a robot."""
    parent.browser.defaults["HTTP_USER_AGENT"] = PHONE
    return parent


def steps() -> dict[tuple[str, str], int]:
    roll_up()
    return {(row.detail, row.campaign): row.times for row in ActDay.objects.filter(act="form-step", page="register")}


def test_each_page_counts_once_a_form_with_the_campaign_that_brought_it(parent):
    code = CampaignFactory().code
    parent.browser.post(reverse("register") + f"?c={code}")
    parent.browser.post(reverse("register") + f"?c={code}")
    for _again in range(2):
        parent.answer("about-you")
    assert steps() == {("begun", code): 1, ("about-you", code): 1}


def test_a_form_that_was_sent_passed_every_page_and_a_second_press_is_no_second_form(parent):
    parent.signs_up()
    counted = steps()
    assert set(counted.values()) == {1}
    assert {"begun", "about-you", "contact", "home", "child", "choices", "sent"} <= {step for step, _campaign in counted}


def test_an_answer_that_can_be_none_is_no_page_finished(parent):
    parent.starts()
    parent.browser.post(reverse("register_question", args=["about-you"]), {})
    assert steps() == {("begun", ""): 1}


def test_who_asked_not_to_be_counted_is_not(parent):
    parent.browser.defaults["HTTP_SEC_GPC"] = "1"
    parent.signs_up()
    assert steps() == {}


def test_numbers_under_five_are_not_told_and_have_no_share(site):
    today = timezone.localdate()
    for step, times in (("begun", 20), ("about-you", 10), ("contact", 4)):
        ActDay.objects.create(site=site, day=today, act="form-step", page="register", detail=step, times=times)
    rows = funnel.table(Site.objects.get(), today - dt.timedelta(days=1), today).rows
    assert [row[1:] for row in rows] == [("20", "100%"), ("10", "50%"), ("fewer than 5", "–")]


def test_nothing_of_the_family_is_in_what_is_counted(parent):
    parent.signs_up()
    raw = RawEvent.objects.filter(kind="act")
    assert raw.exists()
    assert {(row.view_id, row.source, row.device) for row in raw} == {(None, "", "")}
