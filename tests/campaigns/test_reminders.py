"""Families are asked to answer a survey by a link of their own; only who has not answered is reminded, by another channel, twice at most."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from campaigns import surveying
from campaigns.models import Delivery, MailingState, Message
from campaigns.report_rows import rows_of
from campaigns.rules import audience
from campaigns.sending import control, dispatch
from feedback.models import Invitation
from register.models import CHOICES, Channel, Family
from tests.campaigns.messages import Recorder, ask, mailing, sign_all
from tests.feedback.surveys.made import HEARD, end, make_survey, send_all
from tests.register.factories import FamilyFactory, says_yes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carriers")]
SURVEYS = next(choice for choice in CHOICES if choice.slug == "surveys")


@pytest.fixture
def asked(settings, tmp_path):
    """Three families with e-mail and mobile, asked by e-mail, and to be reminded by text or, the last time, by e-mail."""
    settings.TEXT_URL = f"file:{tmp_path}"
    for number in range(3):
        says_yes(FamilyFactory(confirmed=True, phone=f"+4477009001{number:02}", can_be_texted=True, phone_confirmed_at=timezone.now()), SURVEYS)
    made = mailing(purpose="surveys", survey=make_survey(HEARD), send_until=timezone.now() + dt.timedelta(days=40))
    Message.objects.create(mailing=made, channel="text", wave=1, text="Please tell us: ((survey))")
    Message.objects.create(mailing=made, channel="email", wave=2, subject="Last time", body=made.messages.get(wave=0).body)
    ask(made)
    sign_all(made)
    control.schedule(made)
    control.begin_due()
    made.refresh_from_db()
    return made


def send(carrier: Recorder) -> int:
    return dispatch.send_due({Channel.EMAIL: carrier, Channel.TEXT: carrier})


def a_week_later() -> None:
    """Everything that happened was seven days earlier."""
    for row in Delivery.objects.exclude(accepted_at=None):
        Delivery.objects.filter(pk=row.pk).update(accepted_at=row.accepted_at - dt.timedelta(days=7))


def links(carrier: Recorder) -> list[str]:
    return [fields["survey"] for _reference, _to, fields in carrier.sent]


def answers(link: str) -> str:
    return send_all(Client(), re.sub(r"^http://testserver", "", link), {"heard": "well"}).url


def test_each_family_gets_a_link_of_its_own_and_it_opens_the_survey(asked):
    carrier = Recorder()
    assert send(carrier) == 3
    assert len(set(links(carrier))) == 3
    assert b"Are you heard?" in Client().get(re.sub("^http://testserver", "", links(carrier)[0]), follow=True).content
    assert Delivery.objects.filter(invitation__in=Invitation.objects.values("pk")).count() == 3


def test_only_who_has_not_answered_is_reminded_and_by_another_channel(asked):
    first, reminder = Recorder(), Recorder()
    send(first)
    Invitation.objects.filter(pk=Delivery.objects.get(pk=first.sent[0][0]).invitation).update(is_answered=True, answered_on=timezone.localdate())
    assert surveying.remind_due() == 0, "not before a week is over"
    a_week_later()
    assert (surveying.remind_due(), surveying.remind_due()) == (2, 0)
    assert send(reminder) == 2
    assert {row.channel for row in asked.deliveries.filter(wave=1)} == {"text"}
    phones = {family.email: family.phone for family in Family.objects.all()}
    assert set(reminder.times) == {phones[to] for to in list(first.times)[1:]}


def test_the_list_grows_by_reminders_and_still_adds_up(asked):
    send(Recorder())
    a_week_later()
    surveying.remind_due()
    assert sum(each.size for each in asked.snapshots.all()) == 6 == sum(asked.deliveries.by_state().values())


def test_who_answers_while_the_reminder_waits_is_not_reminded(asked):
    send(Recorder())
    a_week_later()
    surveying.remind_due()
    Invitation.objects.update(is_answered=True, answered_on=timezone.localdate())
    late = Recorder()
    assert send(late) == 0
    assert asked.deliveries.filter(wave=1).values_list("state", flat=True).distinct().get() == "suppressed"


def test_two_reminders_at_most_and_then_it_is_sent(asked):
    states = []
    for expected in (3, 3, 3, 0):
        surveying.remind_due()
        assert send(Recorder()) == expected
        control.end_due()
        asked.refresh_from_db()
        states.append(asked.state)
        a_week_later()
    assert states[:2] == [MailingState.SENDING] * 2
    assert (states[-1], asked.deliveries.count()) == (MailingState.SENT, 9)


def test_a_group_can_be_who_answered_or_who_was_asked_and_did_not(asked):
    carrier = Recorder()
    send(carrier)
    Invitation.objects.filter(pk=Delivery.objects.get(pk=carrier.sent[0][0]).invitation).update(is_answered=True, answered_on=timezone.localdate())
    FamilyFactory(confirmed=True)
    assert [family.email for family in audience({"answered": ["heard"]}, {})] == [carrier.sent[0][1]]
    assert {family.email for family in audience({"not_answered": ["heard"]}, {})} == {to for _reference, to, _fields in carrier.sent[1:]}
    assert audience({}, {"not_answered": ["heard"]}).count() == 2


def test_the_campaign_s_report_says_what_left_and_what_was_answered(asked):
    send(Recorder())
    a_week_later()
    surveying.remind_due()
    send(Recorder())
    told = dict(rows_of(asked.campaign))
    assert told["Messages on the list of recipients"] == told["Messages that left"] == "6"
    assert told["First message, by e-mail"] == told["Reminder after 7 days, to who has not answered, by text message"] == "fewer than 5"
    assert told["Everybody who was invited"] == "Too few to show."


def test_a_survey_that_is_over_is_not_asked_and_the_operator_hears_why(asked):
    end(asked.survey)
    carrier = Recorder()
    assert send(carrier) == 0
    asked.refresh_from_db()
    assert (asked.state, carrier.sent) == (MailingState.PAUSED, [])
    assert "The survey is not open" in asked.paused_because
