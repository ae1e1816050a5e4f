"""Forged, replayed and future-dated views, clocks that jump, secrets that are gone: counted once, or dropped with the reason."""

import datetime as dt
import json

import pytest
import time_machine
from django.db import InterfaceError
from django.utils import timezone

from analytics import collecting
from analytics.actions import forget, roll_up
from analytics.models import DaySecret, PageDay, Session, SiteDay
from tests.analytics.beacons import body, send
from tests.analytics.counted import at, days, dropped

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.mark.parametrize("code", ["\ud800", "A\0B", "SEND26\udfff", "ß" * 40, "Ａ", ["SEND26"], {"c": 1}, True, 1e300, "A" * 1_500])
def test_whatever_stands_where_a_code_should_the_view_counts_in_the_bucket_of_unknown_ones(site, code):
    assert send(raw=json.dumps({"v": "a" * 32, "p": "search", "c": code})).status_code == 204
    roll_up()
    assert PageDay.objects.get().campaign == "unregistered"


def test_a_view_that_says_when_it_was_is_counted_when_it_came(site):
    with at("2026-03-02 10:00"):
        send(at="2099-01-01T00:00:00Z", day="2099-01-01", site=7, session=1, views=500)

    assert days() == {"2026-03-02": (1, 1, 1), timezone.localdate().isoformat(): (0, 0, 0)}


def test_a_body_larger_than_any_form_is_refused_at_the_door(site):
    assert send(raw=b"x" * 1_000_001).status_code == 413
    assert send(raw=b"x" * 1_000_000).status_code == 400
    assert dropped() == {"malformed": 1}


def test_a_view_sent_again_long_after_begins_no_session(site):
    content = body()
    with at("2026-03-02 10:00"):
        send(raw=content)
        roll_up()
    with at("2026-03-02 10:45"):
        assert send(raw=content).status_code == 204
        roll_up()
    with at("2026-03-02 10:50"):
        send()
        roll_up()

    assert days()["2026-03-02"] == (2, 2, 1)
    assert dropped() == {"repeat": 1}


def test_a_database_that_went_away_is_503(site, monkeypatch):
    def fail(**kwargs):
        raise InterfaceError("the connection is closed")

    monkeypatch.setattr(collecting, "accept", fail)
    assert send().status_code == 503


def test_a_clock_that_jumps_ahead_and_back_ends_no_session_and_joins_no_two(site):
    moments = ("2026-03-02 10:00", "2026-03-02 15:00", "2026-03-02 10:10", "2026-03-02 10:20", "2026-03-02 11:00")
    for moment in moments:
        with at(moment):
            send()
            roll_up()
            forget()

    assert days()["2026-03-02"] == (5, 3, 1)


def test_what_a_clock_ahead_wrote_is_deleted_after_48_hours_all_the_same(site):
    with at("2027-03-02 10:00"):
        send()
        roll_up()
    with at("2026-03-02 10:00"):
        forget()
    with at("2026-03-04 10:00"):
        forget()

    assert not DaySecret.objects.exists()
    assert not Session.objects.exists()


def test_a_worker_whose_clock_is_some_minutes_behind_ends_no_session(site):
    with at("2026-03-02 10:20"):
        send()
    with at("2026-03-02 10:00"):
        forget()
    with at("2026-03-02 10:45"):
        send()

    assert days()["2026-03-02"] == (2, 1, 1)


def test_a_session_goes_on_through_the_hour_that_is_left_out_and_the_one_that_comes_twice(site):
    for moment in (
        dt.datetime(2026, 3, 29, 0, 50, tzinfo=dt.UTC),  # 00:50; at 01:00 the clock shows 02:00
        dt.datetime(2026, 3, 29, 1, 15, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 25, 0, 50, tzinfo=dt.UTC),  # 01:50, and 01:00 again ten minutes later
        dt.datetime(2026, 10, 25, 1, 15, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 25, 1, 50, tzinfo=dt.UTC),  # 01:50 again, 35 minutes after the last view
    ):
        with time_machine.travel(moment, tick=False):
            send()

    counted = days()
    assert counted["2026-03-29"] == (2, 1, 1)
    assert counted["2026-10-25"] == (3, 2, 1)


def test_a_whole_day_stays_whole_though_the_worker_stood_still_the_day_after(site):
    start = dt.datetime(2026, 6, 1, tzinfo=timezone.get_default_timezone())
    for hour in (*range(24), 50):
        with time_machine.travel(start + hour * HOUR + dt.timedelta(minutes=1), tick=False):
            roll_up()

    assert [(row.day.day, row.status) for row in SiteDay.objects.order_by("day")] == [(1, "complete"), (3, "partial")]


@pytest.mark.parametrize("left", [None, b"", b"short", b"x" * 33])
def test_a_secret_deleted_or_spoilt_in_the_middle_of_a_day_is_made_anew(site, left):
    with at("2026-03-02 10:00"):
        send()
        if left is None:
            DaySecret.objects.all().delete()
        else:
            DaySecret.objects.update(secret=left)
        assert send().status_code == 204
        assert send().status_code == 204

    assert days()["2026-03-02"] == (3, 2, 2)
    assert len(bytes(DaySecret.objects.get().secret)) == 32
