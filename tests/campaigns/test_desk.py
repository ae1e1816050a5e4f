"""The desk: what is read before it is signed, what each button does, and what an operator sees."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import COUNCIL_EDITOR, PCF_EDITOR, REGISTER_OFFICER
from campaigns.carriers.base import Held, Refused
from campaigns.models import Delivery, DeliveryState, MailingState, SignOff, Throttle
from campaigns.sending import control
from tests.campaigns.messages import Recorder, ask, being_sent, change, mailing, sign_all, turn
from tests.register.factories import staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("carriers")]


def at_desk(user) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser


def shown(browser: Client, made) -> str:
    return browser.get(reverse("mailing", args=[made.pk])).content.decode()


def press(browser: Client, made, name: str, **values) -> str:
    return browser.post(reverse(f"mailing_{name}", args=[made.pk]), values, follow=True).content.decode()


def test_a_draft_says_what_comes_next_and_is_sent_for_sign_off():
    made, browser = mailing(), at_desk(staff(PCF_EDITOR))
    assert "Nobody was asked to sign it yet" in shown(browser, made)
    page = press(browser, made, "ask")
    assert "Each organisation has a mail now" in page and "Waiting for sign-off" in page
    assert "The new sensory room is open." in page


def test_a_delegate_reads_signs_and_sees_who_is_missing():
    made = mailing()
    ask(made)
    forum, council = made.organisations.all()
    browser = at_desk(forum.delegate)
    page = shown(browser, made)
    assert "Sign for Families Together" in page and "Sign for Larkham Council" not in page
    page = press(browser, made, "sign", version=1, organisation=forum.pk)
    assert "Signed. It waits for the others." in page and "Not signed yet" in page
    assert "Everybody" not in page and "Sign for Families Together" not in page
    assert "Every organisation has signed now" in press(at_desk(council.deputy), made, "sign", version=1, organisation=council.pk)


def test_one_comma_is_shown_as_what_is_different_from_what_was_signed():
    made = mailing(words="Come, see it.")
    ask(made)
    sign_all(made)
    change(made, "Come see it.")
    page = shown(at_desk(made.organisations.first().delegate), made)
    assert "What is different from version 1" in page
    assert "Come<del>,</del> see it." in page and "Come see it." in page
    assert "signed (other words than these)" in page


def test_what_should_change_is_asked_for_in_words_and_an_empty_box_says_so():
    made = mailing()
    ask(made)
    forum = made.organisations.first()
    browser = at_desk(forum.delegate)
    assert "Fill this in." in press(browser, made, "sign", version=1, organisation=forum.pk, changes="")
    page = press(browser, made, "sign", version=1, organisation=forum.pk, changes="Say where it is.")
    assert "asks for changes: Say where it is." in page
    assert not SignOff.objects.given().exists()


@pytest.mark.parametrize(("version", "told"), [(1, "It was changed a moment ago"), (99, "There is no such version"), ("x", "Write a whole number")])
def test_a_page_that_is_old_or_forged_signs_nothing(version, told):
    made = mailing()
    ask(made)
    change(made, "Other words.")
    forum = made.organisations.first()
    assert told in press(at_desk(forum.delegate), made, "sign", version=version, organisation=forum.pk)
    assert not SignOff.objects.exists()


def test_nobody_signs_for_an_organisation_of_others():
    made = mailing()
    ask(made)
    forum, council = made.organisations.all()
    answer = at_desk(forum.delegate).post(reverse("mailing_sign", args=[made.pk]), {"version": 1, "organisation": council.pk})
    assert answer.status_code == 422
    assert not SignOff.objects.exists()


def test_it_is_scheduled_paused_goes_on_and_is_cancelled_with_one_press_each():
    made, browser = mailing(), at_desk(staff(COUNCIL_EDITOR))
    ask(made)
    sign_all(made)
    states = []
    for button in ("schedule", "take_off", "schedule"):
        press(browser, made, button)
        made.refresh_from_db()
        states.append(made.state)
    control.begin_due()
    for button in ("pause", "resume", "cancel"):
        press(browser, made, button)
        made.refresh_from_db()
        states.append(made.state)
    assert states == ["scheduled", "approved", "scheduled", "paused", "sending", "cancelled"]


def test_a_button_that_comes_too_late_says_so_and_changes_nothing():
    made = mailing()
    assert "That can’t be done in its state" in press(at_desk(staff(COUNCIL_EDITOR)), made, "pause")
    assert "Not every organisation has signed" in press(at_desk(staff(COUNCIL_EDITOR)), made, "schedule")
    made.refresh_from_db()
    assert made.state == MailingState.DRAFT


def test_the_list_is_always_the_sum_of_all_states():
    made = being_sent(families=3)
    turn(Recorder(answers=lambda to: Refused("no such mailbox") if to.startswith("amal") and to < "amal1" else Held("x", made.send_until)))
    page = shown(at_desk(staff(REGISTER_OFFICER)), made)
    count = Delivery.objects.filter(state=DeliveryState.READY).count()
    assert f"<strong>3 = {count}" in page and "This does not add up" not in page
    Delivery.objects.first().delete() if not Delivery.objects.first().events.exists() else Delivery.objects.filter(events=None).first().delete()
    assert "This does not add up" in shown(at_desk(staff(REGISTER_OFFICER)), made)


def test_a_person_decides_about_what_was_not_delivered():
    made = being_sent(families=2)
    turn(Recorder(answers=lambda _to: Refused("no such mailbox")))
    browser = at_desk(staff(REGISTER_OFFICER))
    page = browser.get(reverse("dead_letters")).content.decode()
    assert page.count("no such mailbox") == 2 and "amal" not in page
    again, left = made.deliveries.order_by("pk")
    assert "It is sent once more." in browser.post(reverse("dead_letter_again", args=[again.pk]), follow=True).content.decode()
    assert "Nothing waits here" in browser.post(reverse("dead_letter_leave", args=[left.pk]), follow=True).content.decode()
    assert turn(Recorder()) == 1
    assert "decided about it already" in browser.post(reverse("dead_letter_leave", args=[left.pk]), follow=True).content.decode()


def test_the_speed_of_a_carrier_is_changed_and_what_holds_it_is_taken_away():
    browser = at_desk(staff(REGISTER_OFFICER))
    Throttle.objects.filter(carrier="email").update(is_stopped=True, held_because="the key is wrong")
    assert "the key is wrong" in browser.get(reverse("carriers")).content.decode()
    assert "It is used again" in browser.post(reverse("carrier_go_on", args=["email"]), follow=True).content.decode()
    assert "Saved." in browser.post(reverse("carriers"), {"carrier": "email", "a_second": "12"}, follow=True).content.decode()
    assert "from 1 to 5,000" in browser.post(reverse("carriers"), {"carrier": "email", "a_second": "0"}).content.decode()
    throttle = Throttle.objects.get(carrier="email")
    assert (throttle.a_second, throttle.is_stopped) == (12, False)
