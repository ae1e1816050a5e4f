"""Who is one visitor, what is one session, and how much of a day was measured."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from analytics.actions import forget, roll_up
from analytics.models import CountedView, DaySecret, PageDay, Session, SiteDay
from tests.analytics.beacons import LAPTOP, send
from tests.analytics.counted import at, days
from tests.campaigns.factories import CampaignFactory

pytestmark = pytest.mark.django_db


def test_the_same_visitor_within_30_minutes_makes_one_session(site):
    for moment in ("2026-03-02 10:00", "2026-03-02 10:30", "2026-03-02 11:00"):
        with at(moment):
            send()

    assert days() == {"2026-03-02": (3, 1, 1)} | {timezone.localdate().isoformat(): (0, 0, 0)}


def test_a_gap_of_more_than_30_minutes_begins_another_session_of_the_same_visitor(site):
    for moment in ("2026-03-02 10:00:00", "2026-03-02 10:30:01"):
        with at(moment):
            send()

    assert days()["2026-03-02"] == (2, 2, 1)


def test_another_browser_or_address_is_another_visitor(site):
    with at("2026-03-02 10:00"):
        send()
        send(agent=LAPTOP)
        send(address="203.0.113.6")

    assert days()["2026-03-02"] == (3, 3, 3)


def test_a_session_crosses_midnight_and_belongs_to_the_day_of_its_first_view(site):
    for moment in ("2026-03-02 23:50", "2026-03-03 00:10", "2026-03-03 00:35"):
        with at(moment):
            send()

    counted = days()
    assert counted["2026-03-02"] == (1, 1, 1)
    assert counted["2026-03-03"] == (2, 0, 1)


def test_who_stays_over_midnight_and_comes_back_is_one_visitor_of_that_day(site):
    for moment in ("2026-03-02 23:50", "2026-03-03 00:10", "2026-03-03 09:00", "2026-03-03 15:00"):
        with at(moment):
            send()

    assert days()["2026-03-03"] == (3, 2, 1)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)])
def test_a_day_has_as_many_hours_as_the_clock_gives_it(site, day, hours):
    start = dt.datetime.fromisoformat(day).replace(tzinfo=timezone.get_default_timezone()).astimezone(dt.UTC)
    for hour in range(hours):
        with time_machine.travel(start + dt.timedelta(hours=hour, minutes=30), tick=False):
            send()
            assert timezone.localdate().isoformat() == day
    with time_machine.travel(start + dt.timedelta(hours=hours, minutes=1), tick=False):
        send()
        assert timezone.localdate().isoformat() != day
        roll_up()

    row = SiteDay.objects.get(day=day)
    assert (row.views, row.sessions, row.status) == (hours, hours, "complete")


def test_a_day_with_an_unmeasured_hour_is_partial_and_one_without_any_is_missing(site):
    start = dt.datetime(2026, 6, 1, tzinfo=timezone.get_default_timezone())
    for hour in range(72):
        if hour != 7 and not 24 <= hour < 48:
            with time_machine.travel(start + dt.timedelta(hours=hour, minutes=1), tick=False):
                roll_up()
    with time_machine.travel(start + dt.timedelta(hours=72, minutes=1), tick=False):
        roll_up()

    assert [(row.day.day, row.status, row.views) for row in SiteDay.objects.order_by("day")] == [(1, "partial", 0), (3, "complete", 0), (4, "partial", 0)]


def test_the_whole_session_belongs_to_the_campaign_that_brought_it(site):
    CampaignFactory(code="SEND26")
    send(c="SEND26", r="www.facebook.com")
    send(page="services", r="testserver")
    roll_up()

    assert set(PageDay.objects.values_list("page", "campaign", "source", "views", "sessions")) == {("search", "SEND26", "social", 1, 1), ("services", "SEND26", "social", 1, 0)}


def test_secrets_and_sessions_are_gone_after_48_hours(site):
    with at("2026-03-02 10:00"):
        send()
        roll_up()
    with at("2026-03-04 09:59"):
        forget()
        assert DaySecret.objects.count() == Session.objects.count() == 1
        assert not CountedView.objects.exists()
    with at("2026-03-04 10:00"):
        assert forget() == 2
    assert not DaySecret.objects.exists()
    assert not Session.objects.exists()
    assert SiteDay.objects.get(day="2026-03-02").views == 1


def test_a_lost_secret_makes_a_new_session_and_no_error(site):
    with at("2026-03-02 23:50"):
        send()
    DaySecret.objects.all().delete()
    with at("2026-03-03 00:05"):
        assert send().status_code == 204

    assert (days()["2026-03-02"][0], days()["2026-03-03"][:2]) == (1, (1, 1))


def test_a_clock_that_jumps_back_loses_nothing(site):
    with at("2026-03-02 12:00"):
        send()
    with at("2026-03-02 10:00"):
        send()

    assert days()["2026-03-02"] == (2, 1, 1)
