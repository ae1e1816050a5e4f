"""What people do on a page, beside seeing it: a number by day, page and kind, and nobody in it."""

import json
import uuid

import pytest
from wagtail.models import Site

from analytics import collecting
from analytics.actions import forget, roll_up
from analytics.definitions import MOST_VIEWS_A_MINUTE
from analytics.models import ActDay, PageDay, RawEvent, Session
from tests.analytics.beacons import ROBOT, send
from tests.analytics.counted import at, dropped, views
from tests.campaigns.factories import CampaignFactory

pytestmark = pytest.mark.django_db


def tap(act="phone", *, page="service", view_id=None, **fields):
    return send(raw=json.dumps({"v": view_id or uuid.uuid4().hex, "p": page, "t": act, "w": 0} | fields.pop("said", {})), **fields)


def acts():
    roll_up()
    return {(row.act, row.page, row.detail, row.campaign): row.times for row in ActDay.objects.all()}


def test_taps_are_counted_by_kind_and_page_and_are_no_views(site):
    send(page="service")
    for act in ("phone", "phone", "email", "website", "download"):
        assert tap(act).status_code == 204
    assert acts() == {("phone", "service", "", ""): 2, ("email", "service", "", ""): 1, ("website", "service", "", ""): 1, ("download", "service", "", ""): 1}
    assert views() == 1
    assert dropped() == {}


def test_a_tap_belongs_to_the_campaign_that_brought_the_visitor(site):
    code = CampaignFactory().code
    send(page="service", c=code)
    tap()
    assert acts() == {("phone", "service", "", code): 1}


def test_showing_the_first_question_and_the_next_steps_is_counted_with_the_view(site):
    for act in ("pathway-started", "pathway-finished"):
        send(page="service", a=act)
    assert acts() == {("pathway-started", "service", "", ""): 1, ("pathway-finished", "service", "", ""): 1}
    assert views() == 2


def test_a_tap_sent_again_counts_once_also_after_the_roll_up(site):
    send(page="service")
    same = uuid.uuid4().hex
    tap(view_id=same)
    tap(view_id=same)
    roll_up()
    tap(view_id=same)
    assert acts() == {("phone", "service", "", ""): 1}
    assert dropped() == {"repeat": 2}


@pytest.mark.parametrize(
    ("sent", "reason"), [({"agent": ROBOT}, "robot"), ({"said": {"w": 1}}, "robot"), ({"headers": {"dnt": "1"}}, "objection"), ({"page": "nonsense"}, "unknown-page")]
)
def test_what_is_no_view_is_no_tap_either(site, sent, reason):
    send(page="service")
    assert tap(**sent).status_code == 204
    assert acts() == {}
    assert dropped() == {reason: 1}


def test_who_has_seen_no_page_can_tap_on_none(site):
    tap()
    assert acts() == {}
    assert dropped() == {"no-view": 1}


@pytest.mark.parametrize("act", ["form-step", "pathway-started", "nonsense", "", None, 3, ["phone"], {"phone": 1}])
def test_only_what_a_page_can_say_is_a_tap(site, act):
    send(page="service")
    assert tap(act).status_code == 400
    assert send(page="service", a="phone").status_code == 400
    assert acts() == {}


def test_a_robot_that_taps_without_end_is_held_back(site):
    with at("2026-03-02 10:00"):
        send(page="service")
        session = Session.objects.get()
        session.minute_views = MOST_VIEWS_A_MINUTE
        session.save()
        tap()
        assert acts() == {}
        assert dropped() == {"rate": 1}


def test_pages_of_a_form_are_counted_by_campaign(site):
    for detail in ("about-you", "about-you", "child"):
        collecting.count_step(site=Site.objects.get(), page="register", detail=detail, campaign="ABC123")
    assert acts() == {("form-step", "register", "about-you", "ABC123"): 2, ("form-step", "register", "child", "ABC123"): 1}


def test_after_the_roll_up_nothing_but_numbers_is_left(site):
    send(page="service")
    tap()
    roll_up()
    forget()
    assert not RawEvent.objects.exists()
    assert {field.name for field in ActDay._meta.fields} == {"id", "site", "day", "act", "page", "detail", "campaign", "times"}
    assert PageDay.objects.get().views == 1
