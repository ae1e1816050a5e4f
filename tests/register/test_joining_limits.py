"""Many families from one address, and one that asks too often."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_due
from accounts.models import QueuedMail
from home.guards import is_within
from register import contacting, joining
from register.models import Confirmation, Family

CHECK, SENT = "register_check", "register_sent"


class TestManyFromOneAddress:
    """A robot behind one network address is slowed down; a person who meets the limit loses nothing."""

    @pytest.fixture(autouse=True)
    def narrow(self, monkeypatch):
        monkeypatch.setattr("register.views.refusals.AN_HOUR", 2)

    def test_starting_too_often_makes_no_more_sessions(self, register):
        answers = [Client().post(reverse("register")) for _time in range(3)]
        assert [answer.status_code for answer in answers] == [302, 302, 429]
        assert "sessionid" not in answers[-1].cookies
        assert answers[-1]["Retry-After"] == "3600"
        assert "You did nothing wrong" in answers[-1].content.decode()
        assert Session.objects.count() == 2
        assert Client().post(reverse("register"), REMOTE_ADDR="203.0.113.77").status_code == 302, "others are not held up"

    def test_a_family_over_the_limit_keeps_its_answers_and_sends_them_later(self, parent, time_machine):
        time_machine.move_to(dt.datetime(2026, 11, 22, 12, 5, tzinfo=dt.UTC), tick=False)
        parent.fills_in_everything()
        for _time in range(2):
            is_within(2, seconds=3_600, what="register-join", request=RequestFactory().get("/"))
        refused = parent.sends()
        page = refused.content.decode()
        assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
        assert "Your answers are still here" in page
        assert f'href="{reverse(CHECK)}"' in page
        assert not Family.objects.exists()
        time_machine.move_to(dt.datetime(2026, 11, 22, 13, 5, tzinfo=dt.UTC), tick=False)
        assert "Amal Okonjo" in parent.browser.get(reverse(CHECK)).content.decode()
        assert parent.sends().url == reverse(SENT)
        assert Family.objects.count() == 1

    def test_asking_for_the_mail_again_has_a_limit_in_both_places(self, parent):
        parent.signs_up()
        link = parent.link()
        assert parent.browser.post(reverse(SENT)).status_code == 302
        assert Client().post(link + "again/").status_code == 200
        mails = QueuedMail.objects.count()
        assert parent.browser.post(reverse(SENT)).status_code == 429
        refused = Client().post(link + "again/")
        assert refused.status_code == 429
        assert f'href="{link}"' in refused.content.decode()
        assert QueuedMail.objects.count() == mails


def test_asking_in_vain_leaves_no_row_and_makes_nobody_wait_longer(parent, settings, time_machine):
    start = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    time_machine.move_to(start)
    parent.signs_up()
    for _time in range(12):
        parent.browser.post(reverse(SENT))
    assert Confirmation.objects.count() == settings.REGISTER_MAILS_A_DAY
    time_machine.move_to(start + dt.timedelta(hours=11))
    parent.browser.post(reverse(SENT))
    assert Confirmation.objects.count() == settings.REGISTER_MAILS_A_DAY
    time_machine.move_to(start + dt.timedelta(hours=24, minutes=5))
    joining.send_again(Family.objects.get())
    assert Confirmation.objects.count() == settings.REGISTER_MAILS_A_DAY + 1


def test_a_new_address_asked_for_in_vain_leaves_no_row_either(parent, settings):
    family = parent.joins()
    for _time in range(9):
        contacting.ask_email(family, "new@families.example")
    assert Confirmation.objects.filter(kind="new-email").count() == settings.REGISTER_MAILS_A_DAY


def test_a_mail_server_that_is_down_loses_no_sign_up(parent, settings, time_machine):
    """The family sees the same page, its sign-up is kept, and the mail goes out once the server is back."""
    settings.MAIL_TRANSPORT = "tests.accounts.test_mail.Flaky"
    parent.email = "refused@families.example"
    assert "Nearly there" in parent.signs_up().content.decode()
    assert send_due() == 0
    assert Family.objects.unconfirmed().exists()
    assert QueuedMail.objects.get().problem
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    time_machine.move_to(timezone.now() + dt.timedelta(hours=5))
    Client().post(parent.link())
    assert Family.objects.confirmed().exists()
