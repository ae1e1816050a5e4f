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
from register.models import Family, SavedForm
from register.retention import forget_unconfirmed
from tests.register.conftest import Parent

LINK = "/register/come-back/"


def link(parent: Parent) -> str:
    return re.search(rf"{LINK}\S+", parent.opens_mail())[0]


NAME = {"last_name": "okonjo"}
BORN = {"birth_month": "March", "birth_year": "2019"}


def put_away(parent: Parent, **typed):
    """Presses the button on the page of the child, with what is typed there, and asks for the link."""
    parent.starts()
    for step in ("about-you", "contact", "home", "reaching-you"):
        parent.answer(step)
    assert parent.browser.post(reverse("register_question", args=["child-1"]), typed | {"save": ""}).url == reverse("register_save")
    assert parent.email in parent.browser.get(reverse("register_save")).content.decode(), "the address is known already"
    return parent.browser.post(reverse("register_save"), {"email": parent.email})


def test_half_a_form_is_gone_on_with_on_another_phone_and_nothing_typed_is_lost(parent):
    assert put_away(parent, nickname="Bee", birth_month="Mrach").url == reverse("register_saved")
    other = Parent(Client(), parent.email)
    address = link(parent)
    page = other.browser.get(address).content.decode()
    assert "Your answers are still here" in page and "Your last name, as you wrote it" in page
    assert other.browser.post(address, NAME).url == reverse("register_question", args=["child-1"])
    page = other.page("child-1").content.decode()
    assert 'value="Bee"' in page and 'value="Mrach"' in page
    assert "error" not in page.lower(), "nobody is told off for what is not finished"
    for step in ("child-1", "setting-1", "support-1", "interests", "choices", "equality"):
        other.answer(step)
    check = other.browser.get(reverse("register_check")).content.decode()
    assert "Okonjo" in check and "LK1 2AB" in check
    other.sends()
    assert not SavedForm.objects.exists(), "what was put away goes when the form is sent"


def test_what_was_refused_and_not_mended_is_put_away_too_and_nobody_else_reads_it(parent):
    parent.starts()
    parent.browser.post(reverse("register_question", args=["about-you"]), {"first_name": "Amal", "relationship": "foster"})
    assert "Please write your name in the form first" in parent.browser.post(reverse("register_save"), {"email": parent.email}).content.decode()
    parent.goes_to("child-1")
    parent.answer("child-1", birth_month="Mrach")
    parent.browser.post(reverse("register_save"), {"email": parent.email})
    other = Parent(Client(), parent.email)
    assert other.browser.post(link(parent), NAME).url == reverse("register_question", args=["child-1"])
    assert 'value="Mrach"' in other.page("child-1").content.decode()


def test_what_was_right_is_an_answer_when_it_is_put_away(parent):
    put_away(parent, nickname="Bee", birth_month="3", birth_year="2019")
    other = Client()
    page = other.get(link(parent)).content.decode()
    assert "Which month and year of birth did you write in the form?" in page
    assert "those of child 1, the first of the list" in page, "whoever has several knows which; who else opens the link is told nothing"
    assert other.post(link(parent), BORN).url == reverse("register_question", args=["setting-1"])


def test_the_answers_leave_the_browser_and_wait_encrypted(parent):
    put_away(parent, nickname="Bee")
    assert f"We sent it to <strong>{parent.email}</strong>" in parent.browser.get(reverse("register_saved")).content.decode()
    assert parent.email not in parent.browser.get(reverse("register_saved")).content.decode(), "said once: somebody else may come to this browser"
    assert parent.browser.session["register"] == {"put_away": "yes"}
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
    busy.browser.post(address, NAME)
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
    parent.browser.post(link(parent), NAME)
    parent.browser.post(reverse("register_question", args=["child-1"]), {"nickname": "Three", "save": ""})
    assert parent.browser.post(reverse("register_save"), {"email": parent.email}).url == reverse("register_saved")
    assert sum(SavedForm.objects.values_list("mails", flat=True)) == 2
    other = Client()
    other.post(link(parent), NAME)
    assert 'value="Three"' in other.get(reverse("register_question", args=["child-1"])).content.decode()


def test_a_stranger_who_used_up_an_address_does_not_take_the_answers(parent, settings):
    settings.REGISTER_MAILS_A_DAY = 1
    put_away(Parent(Client(), parent.email), nickname="Stranger")
    response = put_away(parent, nickname="Bee")
    assert response.status_code == 429
    assert 'value="Bee"' in parent.page("child-1").content.decode()


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


@pytest.mark.parametrize("said", [{}, {"last_name": ""}, {"last_name": "Smith"}, {"last_name": "\0"}, {"last_name": "x" * 5_000}])
def test_whoever_got_the_link_by_mistake_reads_nothing(parent, said):
    put_away(parent, nickname="Bee")
    stranger = Client()
    page = stranger.post(link(parent), said)
    assert page.status_code == 200
    assert "register" not in stranger.session
    assert "Okonjo" not in page.content.decode()


def test_after_five_wrong_answers_the_link_is_dead(parent):
    put_away(parent, nickname="Bee")
    address = link(parent)
    for _ in range(5):
        assert "This is not what was written" in Client().post(address, {"last_name": "Smith"}).content.decode()
    assert Client().post(address, NAME).status_code == 404


def test_pressing_save_twice_is_one_mail_and_a_friendly_page_both_times(parent):
    put_away(parent, nickname="Bee")
    again = parent.browser.post(reverse("register_save"), {"email": parent.email}, follow=True)
    assert "Your answers are saved" in again.content.decode()
    assert (SavedForm.objects.count(), QueuedMail.objects.count()) == (1, 1)


def test_a_change_that_was_put_away_is_not_lost_behind_the_old_answer(parent):
    parent.fills_in_everything()
    parent.browser.post(reverse("register_question", args=["child-1"]) + "?change=1", {"nickname": "Newname", "birth_month": "Mrach", "birth_year": "2019", "save": ""})
    parent.browser.post(reverse("register_save"), {"email": parent.email})
    other = Parent(Client(), parent.email)
    assert other.browser.post(link(parent), BORN).url == reverse("register_question", args=["child-1"])
    assert 'value="Newname"' in other.page("child-1").content.decode()
    assert other.browser.get(reverse("register_check")).url == reverse("register_question", args=["child-1"])


def test_two_devices_with_other_answers_hear_that_the_first_are_kept(parent):
    parent.fills_in_everything()
    parent.browser.post(reverse("register_question", args=["choices"]) + "?change=1", parent.what("choices") | {"save": ""})
    parent.browser.post(reverse("register_save"), {"email": parent.email})
    one, two = Parent(Client(), parent.email), Parent(Client(), parent.email)
    for each in (one, two):
        each.browser.post(link(parent), BORN)
    two.answer("child-1", "?change=1", nickname="Corrected")
    assert one.sends().url == reverse("register_sent")
    assert "with other answers" in two.browser.get(two.sends().url).content.decode()
    assert Family.objects.get().children.get().nickname == "Bee"


def test_leaving_takes_what_was_put_away_too(parent):
    parent.joins()
    put_away(Parent(Client(), parent.email), nickname="Bee")
    parent.browser.post(reverse("my_family_leave"))
    assert not Family.objects.exists() and not SavedForm.objects.exists()


def test_an_address_that_looks_like_a_slip_is_asked_about_before_the_answers_leave_the_browser(parent):
    parent.starts()
    parent.answer("about-you")
    slip = {"email": "amal@gmial.com"}
    assert "Did you mean amal@gmail.com?" in parent.browser.post(reverse("register_save"), slip).content.decode()
    assert not SavedForm.objects.exists()
    assert parent.browser.get(reverse("register_question", args=["contact"])).status_code == 200, "the answers are here still"
    assert parent.browser.post(reverse("register_save"), slip | {"sure": "amal@gmial.com"}).url == reverse("register_saved")
    assert SavedForm.objects.get()


class TestWhatWasTypedAndIsNoAnswerYet:
    """The session was lost on a page: what was typed there waits, and is put away with the rest."""

    @pytest.mark.parametrize(
        ("step", "typed", "wrong", "right"),
        [
            ("about-you", {"first_name": "Amal", "last_name": "Okonjo"}, {"last_name": "Smith"}, NAME),
            ("child-1", {"nickname": "Bee", "birth_month": "3", "birth_year": "2019"}, {"birth_month": "4", "birth_year": "2019"}, BORN),
        ],
    )
    def test_the_link_asks_for_it_too_before_it_shows_anything(self, parent, step, typed, wrong, right):
        parent.browser.post(reverse("register_question", args=[step]), typed)
        parent.browser.post(reverse("register_save"), {"email": parent.email})
        stranger = Client()
        for said in ({}, wrong):
            stranger.post(link(parent), said)
        assert "register" not in stranger.session
        owner = Client()
        assert owner.post(link(parent), right).status_code == 302
        assert owner.session["register"]["answers"][f"typed:{step}"]

    @pytest.mark.parametrize(
        ("step", "typed"),
        [("support-1", {"needs": ["asd"]}), ("child-1", {"nickname": "Bee", "birth_month": "Mrach"}), ("about-you", {"first_name": "Amal", "last_name": "- -"})],
    )
    def test_without_anything_to_ask_for_it_is_not_mailed_and_stays_in_the_browser(self, parent, step, typed):
        parent.browser.post(reverse("register_question", args=[step]), typed)
        page = parent.browser.post(reverse("register_save"), {"email": parent.email}).content.decode()
        assert "Please write your name in the form first" in page and parent.email in page
        assert f'href="{reverse("register_question", args=["about-you"])}"' in page
        assert not SavedForm.objects.exists() and not QueuedMail.objects.exists()
        assert parent.browser.session["register"]["answers"][f"typed:{step}"]

    def test_a_form_without_a_word_in_it_can_be_put_away(self, parent):
        parent.starts()
        parent.browser.post(reverse("register_save"), {"email": parent.email})
        assert Client().post(link(parent)).url == reverse("register_question", args=["about-you"])
