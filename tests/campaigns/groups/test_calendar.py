"""The calendar: what a family would get in a month, and where that is too much."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.roles import SIGNATORY
from campaigns.groups.months import Month, by_week, crowds, entries
from campaigns.models import Mailing, MailingState, Message, Segment
from tests.campaigns.factories import CampaignFactory
from tests.register.factories import staff

pytestmark = pytest.mark.django_db
MARCH = Month(dt.date(2027, 3, 1))


@pytest.fixture
def reader():
    browser = Client()
    browser.force_login(staff(SIGNATORY))
    return browser


def at(day, month=3, *, days=3, waves=(0,), name="Play", **fields):
    start = timezone.make_aware(dt.datetime(2027, month, day, 9))
    campaign = CampaignFactory(name=name)
    made = Mailing.objects.create(campaign=campaign, sender_name="Forum", reply_to="f@forum.example", send_from=start, send_until=start + dt.timedelta(days=days), **fields)
    for wave in waves:
        Message.objects.create(mailing=made, channel="email", subject="Play", wave=wave)
    return made


def shown(reader, month="2027-03"):
    response = reader.get(reverse("messages_calendar"), {"month": month})
    assert response.status_code == 200
    return response.content.decode()


def test_a_month_shows_each_message_with_its_group_state_and_purpose(reader, site):
    at(2, name="Play mornings", segment=Segment.objects.create(name="L", include={"boroughs": ["larkmere"]}))
    page = shown(reader)
    for words in ("Calendar: March 2027", "Week of Monday 1 March 2027", "Play mornings", "Families living in “Larkmere”.", "News about services and events", "may still move"):
        assert words in page
    assert "Between 2 March and 5 March 2027" in page


def test_other_months_are_a_link_away(reader, site):
    page = shown(reader, "2027-12")
    assert 'href="?month=2027-11"' in page and 'href="?month=2028-01"' in page
    assert "Nothing is planned for this month." in page


def test_reminders_come_a_week_and_two_weeks_later():
    made = at(20, waves=(0, 1, 2))
    assert [(each.wave, each.first.isoformat()) for each in entries(MARCH)] == [(0, "2027-03-20"), (1, "2027-03-27")]
    assert [(each.mailing, each.wave) for each in entries(MARCH.after)] == [(made, 2)]


def test_what_is_cancelled_or_has_no_dates_is_not_shown():
    Mailing.objects.filter(pk=at(3, name="Off").pk).update(state=MailingState.CANCELLED)
    Mailing.objects.filter(pk=at(4, name="Undated").pk).update(send_from=None, send_until=None)
    kept = at(5)
    assert [each.mailing for each in entries(MARCH)] == [kept]


def test_what_began_before_the_month_stands_in_its_first_week():
    at(26, month=2, days=10)
    assert [monday.isoformat() for monday, _found in by_week(MARCH, entries(MARCH))] == ["2027-03-01"]


def test_one_message_more_than_a_family_gets_is_told_once_with_what_becomes_of_it(reader, site, settings):
    for day in range(settings.MESSAGES_A_MONTH):
        at(day + 1, name=f"Play {day}", waves=(0, 1))
    assert crowds(MARCH) == []
    at(30, name="Too much")
    (crowd,) = crowds(MARCH)
    assert (crowd.first.day, crowd.last.day, crowd.many) == (1, 30, settings.MESSAGES_A_MONTH + 1)
    page = shown(reader)
    assert "From 1 March to 30 March 2027 a family in every group would get 5 first messages." in page
    assert "had as many messages this month as we send" in page


def test_thirty_days_apart_is_not_too_much_and_another_month_is_not_told(settings):
    for day in range(settings.MESSAGES_A_MONTH):
        at(1, name=f"Play {day}")
    at(31, name="Later")
    assert crowds(MARCH) == []
    at(2, name="More")
    assert len(crowds(MARCH)) == 1
    assert crowds(MARCH.after.after) == []


@pytest.mark.parametrize("text", ["", "x", "2027-13", "0000-01", "9999-12", "2027-03-01", "\0", "２０２７-03x"])
def test_a_month_that_is_none_is_this_month(reader, site, text):
    assert Month.read(text).first == timezone.localdate().replace(day=1)
    assert "Calendar" in shown(reader, text)


def test_the_ends_of_a_year_follow_each_other():
    assert (str(Month.read("2027-01").before), str(Month.read("2027-12").after), Month.read("2028-02").last.day) == ("2026-12", "2028-01", 29)


def test_thirty_mailings_cost_no_more_questions_than_one(reader, site):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            shown(reader)
        return len(queries)

    group = Segment.objects.create(name="L", include={"boroughs": ["larkmere"]})
    at(1, segment=group)
    cost()
    one = cost()
    for number in range(29):
        at(1 + number % 20, name=f"Play {number}", segment=group, waves=(0, 1))
    assert cost() == one
