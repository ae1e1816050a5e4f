"""The mail to a family that joined: the same answer for everybody, its link, and what is forgotten without it."""

import datetime as dt

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_due
from accounts.models import QueuedMail, User
from register import actions
from register.models import Consent, Family, Suppression, WordingVersion
from register.retention import forget_unconfirmed
from tests.register.conftest import Parent
from tests.register.factories import FamilyFactory, staff

SENT = "register_sent"


def test_a_known_and_an_unknown_address_get_the_same_answer(register, time_machine):
    """Body, headers, rows and number of queries are the same; only the mail differs."""
    time_machine.move_to(dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC), tick=False)  # headers name the second
    FamilyFactory(email="known@families.example", confirmed=True)
    pages, headers, queries = {}, {}, {}
    for email in ("known@families.example", "unknown@families.example", "KNOWN@families.example "):
        parent = Parent(email=email)
        parent.fills_in_everything()
        with CaptureQueriesContext(connection) as captured:
            sent = parent.sends()
        page = parent.browser.get(reverse(SENT))
        family = Family.objects.get(reference=parent.browser.session["register"]["reference"])
        pages[email] = page.content.decode().replace(family.reference, "REF").replace(str(page.context["csrf_token"]), "TOKEN")
        headers[email] = {**sent.headers, **page.headers, "status": sent.status_code}
        queries[email] = len(captured)
    assert len(set(pages.values())) == 1
    assert len({tuple(sorted(each.items())) for each in headers.values()}) == 1
    assert len(set(queries.values())) == 1, queries
    subjects = {mail.recipient: mail.subject for mail in QueuedMail.objects.all()}
    assert subjects["known@families.example"].startswith("Somebody asked to join")
    assert subjects["unknown@families.example"].startswith("Please confirm")


def test_the_owner_of_a_known_address_hears_of_it_and_nothing_changes(parent):
    known = FamilyFactory(email=parent.email, confirmed=True, first_name="Owner")
    parent.answers = {"about-you": {"first_name": "Impostor"}}
    parent.signs_up()
    body = parent.opens_mail()
    assert "nothing has changed" in body
    assert "Impostor" not in body
    assert "/register/confirm/" not in body
    known.refresh_from_db()
    assert known.first_name == "Owner"


def test_no_mail_to_an_unconfirmed_address_carries_a_strangers_words(parent):
    parent.answers = {"about-you": {"first_name": "Win a prize at http://bad.example"}, "child-1": {"nickname": "http://bad.example"}}
    parent.signs_up()
    assert "bad.example" not in parent.opens_mail()
    assert "bad.example" not in mail.outbox[-1].alternatives[0][0]


def test_the_mail_can_be_asked_for_again_but_not_without_end(parent):
    parent.signs_up()
    for _ in range(8):
        assert "?again=1" in parent.browser.post(reverse(SENT)).url
    assert QueuedMail.objects.filter(recipient=parent.email).count() == 5
    other = Parent(browser=Client(), email="neighbour@families.example")
    other.signs_up()
    assert QueuedMail.objects.filter(recipient=other.email).count() == 1, "nobody else is locked out"


class TestLinks:
    def test_a_link_used_twice_says_the_same_and_does_nothing_more(self, parent):
        parent.signs_up()
        link = parent.link()
        words = WordingVersion.objects.current(["choice-updates"]).get()
        page = Client().get(link).content.decode()
        assert words.title in page and words.text in page, "somebody else may have typed it, and ticked that"
        Client().post(link)
        send_due()
        mails = len(mail.outbox)
        again = Client().post(link, follow=True)
        assert "You have joined" in again.content.decode()
        send_due()
        assert len(mail.outbox) == mails
        assert User.objects.count() == 1

    @pytest.mark.parametrize("token", ["forged", "a" * 43, "../../etc", "é"])
    def test_a_forged_link_gets_kind_words(self, register, client, token):
        for response in (client.get(f"/register/confirm/{token}/"), client.post(f"/register/confirm/{token}/")):
            assert response.status_code == 404
        if "/" not in token:
            assert "This link does not work" in client.get(f"/register/confirm/{token}/").content.decode()
            assert client.post(f"/register/confirm/{token}/again/").status_code == 404

    def test_a_link_too_old_offers_a_new_one(self, parent, time_machine):
        time_machine.move_to(dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC))
        parent.signs_up()
        old = parent.link()
        time_machine.move_to(dt.datetime(2026, 11, 8, 12, 1, tzinfo=dt.UTC))
        assert "too old" in Client().post(old, follow=True).content.decode()
        assert Family.objects.get().confirmed_at is None
        page = Client().get(old).content.decode()
        assert "Send me a new link" in page
        assert "Nearly there" in Client().post(old + "again/").content.decode()
        assert forget_unconfirmed() == 0, "asking again gives seven more days"
        new = parent.link()
        assert new != old
        Client().post(new)
        assert Family.objects.get().confirmed_at

    def test_the_first_link_pressed_wins_and_the_other_sign_up_goes(self, register):
        one, two = Parent(), Parent(browser=Client())
        one.signs_up()
        first = one.link()
        two.signs_up()
        second = two.link()
        Client().post(second)
        assert Family.objects.count() == 1
        assert "does not work" in Client().post(first).content.decode()

    def test_staff_who_are_parents_join_with_the_sign_in_they_have(self, parent):
        user = staff("PCF editor")
        parent.email = user.email
        parent.signs_up()
        Client().post(parent.link())
        assert Family.objects.get().account == user


class TestForgetting:
    def test_what_nobody_confirmed_is_gone_after_seven_days(self, parent, time_machine):
        time_machine.move_to(dt.datetime(2026, 3, 25, 12, tzinfo=dt.UTC))  # over the night the clocks change
        parent.signs_up()
        joined = FamilyFactory(email="kept@families.example", confirmed=True)
        now = timezone.now()
        assert forget_unconfirmed(now + dt.timedelta(days=6, hours=23)) == 0
        assert forget_unconfirmed(now + dt.timedelta(days=7)) == 1
        assert list(Family.objects.all()) == [joined]
        assert not Consent.objects.exists()
        assert forget_unconfirmed(now + dt.timedelta(days=7)) == 0

    def test_a_used_link_is_forgotten_when_its_time_is_over(self, parent):
        family = parent.joins()
        assert forget_unconfirmed(timezone.now() + dt.timedelta(days=8)) == 1
        assert not family.confirmations.exists()
        assert Family.objects.count() == 1

    def test_who_comes_back_is_not_held_to_have_left(self, parent):
        actions.leave(parent.joins())
        assert Suppression.objects.count() == 1
        parent.browser = Client()
        parent.joins()
        assert not Suppression.objects.exists()
