"""Putting the form away half filled, and going on from the mailed link on another phone."""

import datetime as dt
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import QueuedMail
from register.actions import forget_unconfirmed
from register.models import SavedForm
from tests.register.conftest import Parent

LINK = "/register/come-back/"


def link(parent: Parent) -> str:
    return re.search(rf"{LINK}\S+", parent.opens_mail())[0]


def put_away(parent: Parent, **typed):
    """Presses the button on the page of the child, with what is typed there, and asks for the link."""
    parent.starts()
    for step in ("about-you", "email", "home"):
        parent.answer(step)
    assert parent.browser.post(reverse("register_question", args=["child"]), typed | {"save": ""}).url == reverse("register_save")
    assert parent.email in parent.browser.get(reverse("register_save")).content.decode(), "the address is known already"
    return parent.browser.post(reverse("register_save"), {"email": parent.email})


def test_half_a_form_is_gone_on_with_on_another_phone_and_nothing_typed_is_lost(parent):
    assert put_away(parent, nickname="Bee", birth_month="Marhc").url == reverse("register_saved")
    other = Parent(Client(), parent.email)
    address = link(parent)
    assert "Your answers are still here" in other.browser.get(address).content.decode()
    assert other.browser.post(address).url == reverse("register_question", args=["child"])
    page = other.page("child").content.decode()
    assert 'value="Bee"' in page and 'value="Marhc"' in page
    assert "error" not in page.lower(), "nobody is told off for what is not finished"
    for step in ("child", "support", "choices"):
        other.answer(step)
    check = other.browser.get(reverse("register_check")).content.decode()
    assert "Okonjo" in check and "LK1 2AB" in check
    other.sends()
    assert not SavedForm.objects.exists(), "what was put away goes when the form is sent"


def test_what_was_right_is_an_answer_when_it_is_put_away(parent):
    put_away(parent, nickname="Bee", birth_month="3", birth_year="2019")
    other = Client()
    assert other.post(link(parent)).url == reverse("register_question", args=["support"])


def test_the_answers_leave_the_browser_and_wait_encrypted(parent):
    put_away(parent, nickname="Bee")
    assert "register" not in parent.browser.session
    saved = SavedForm.objects.get()
    assert json.loads(saved.state)["answers"]["about-you"]["last_name"] == "Okonjo"
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM register_savedform")
        assert "Okonjo" not in str(cursor.fetchall())
    mails = "".join(row.subject + row.text + row.html for row in QueuedMail.objects.all())
    assert "Okonjo" not in mails and "Bee" not in mails


def test_a_link_shows_and_a_button_changes(parent):
    put_away(parent, nickname="Bee")
    address = link(parent)
    scanner = Client()
    scanner.get(address)
    assert "register" not in scanner.session
    assert Client().get(address).status_code == 200


def test_other_answers_in_the_browser_are_not_replaced_without_a_word(parent):
    put_away(parent, nickname="Bee")
    address = link(parent)
    busy = Parent(Client(), "other@families.example")
    busy.starts()
    busy.answer("about-you", first_name="Joan")
    assert "There are other answers in this browser" in busy.browser.get(address).content.decode()
    busy.browser.post(address)
    assert 'value="Amal"' in busy.page("about-you").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_works_for_seven_days(parent, method):
    put_away(parent, nickname="Bee")
    address = link(parent)
    SavedForm.objects.update(expires_at=timezone.now())
    response = getattr(Client(), method)(address)
    assert response.status_code == 404
    assert "Start again" in response.content.decode()
    assert forget_unconfirmed(timezone.now()) == 1
    assert not SavedForm.objects.exists()


@pytest.mark.parametrize("token", ["x", "a" * 43, "..", "%00", "🙂"])
def test_a_forged_link_is_refused_kindly(register, client, token):
    assert client.get(f"{LINK}{token}/").status_code == 404
    assert client.post(f"{LINK}{token}/").status_code == 404


def test_nobody_fills_a_mailbox_and_the_last_link_has_the_newest_answers(parent, settings):
    settings.REGISTER_MAILS_A_DAY = 2
    for nickname in ("One", "Two"):
        put_away(parent, nickname=nickname)
    parent.browser.post(link(parent))
    parent.browser.post(reverse("register_question", args=["child"]), {"nickname": "Three", "save": ""})
    assert parent.browser.post(reverse("register_save"), {"email": parent.email}).url == reverse("register_saved")
    assert SavedForm.objects.count() == 2
    other = Client()
    other.post(link(parent))
    assert 'value="Three"' in other.get(reverse("register_question", args=["child"])).content.decode()


def test_a_stranger_who_used_up_an_address_does_not_take_the_answers(parent, settings):
    settings.REGISTER_MAILS_A_DAY = 1
    put_away(Parent(Client(), parent.email), nickname="Stranger")
    response = put_away(parent, nickname="Bee")
    assert response.status_code == 429
    assert 'value="Bee"' in parent.page("child").content.decode()


def test_the_answer_is_the_same_for_an_address_that_has_joined(parent):
    parent.joins()
    joined, new = Parent(Client(), parent.email), Parent(Client(), "new@families.example")
    answers = [(response.status_code, response.url) for response in (put_away(joined), put_away(new))]
    assert answers[0] == answers[1]


def test_without_a_form_there_is_nothing_to_put_away(register, client):
    assert "Start again" in client.get(reverse("register_save")).content.decode()


def test_forms_put_away_are_kept_no_longer_than_said(parent):
    put_away(parent, nickname="Bee")
    assert forget_unconfirmed(timezone.now() + dt.timedelta(days=6, hours=23)) == 0
    assert forget_unconfirmed(timezone.now() + dt.timedelta(days=7, minutes=1)) == 1
