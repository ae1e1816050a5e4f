"""A family joins the SEND Register, sees who looked at what it told us, and leaves."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_due
from accounts.models import QueuedMail, QueuedText
from accounts.roles import REGISTER_OFFICER
from register import counting
from register.models import AccessLogEntry, EqualityAnswer, Family, Leaver, Suppression
from tests.accounts.factories import make_staff
from tests.accounts.signing_in import texts_sent
from tests.journeys.in_the_register import FIRST_STEPS, LAST_STEPS, answers, at_the_desk, reads, signs_in, signs_in_by_text, types_code
from tests.register.conftest import Parent

pytestmark = pytest.mark.django_db
SUNNY = {
    "child-2": {"nickname": "Sunny", "birth_month": "5", "birth_year": "2016"},
    "setting-2": {"setting": "special"},
    "support-2": {"support_stage": "none", "needs": ["not-said"]},
}


def test_from_the_first_question_to_leaving(parent):
    check = parent.fills_in_everything().content.decode()
    assert "Amal" in check
    assert "Bee" in check
    parent.sends()
    assert not Family.objects.confirmed().exists(), "nobody is on the register before the mail is answered"
    link = parent.link()
    assert Client().get(link).status_code == 200
    assert not Family.objects.confirmed().exists(), "a mail scanner that opens the link confirms nothing"
    assert Client().post(link).status_code in {200, 302}
    family = Family.objects.confirmed().get()

    browser = signs_in(parent)
    mine = browser.get(reverse("my_family")).content.decode()
    assert family.reference in mine
    assert "Bee" in mine
    browser.post(reverse("my_family_change", args=["about-you"]), parent.what("about-you") | {"first_name": "Amira"})
    assert "Amira" in browser.get(reverse("my_family")).content.decode()

    assert "You have left" in browser.post(reverse("my_family_leave"), follow=True).content.decode()
    assert not Family.objects.exists()
    assert browser.get(reverse("my_family")).status_code == 302
    send_due()
    assert mail.outbox[-1].subject == "You have left the SEND Register"
    assert Client().get(link).status_code == 404


def test_an_officer_who_looks_says_why_and_the_family_can_read_it(parent):
    family = parent.joins()
    officer = make_staff(REGISTER_OFFICER, email="officer@council.example")
    desk = at_the_desk(officer)
    record = reverse("register_family", args=[family.pk])
    assert "Okonjo" not in desk.get(record).content.decode(), "no reason, no record"
    assert "Amal Okonjo" in desk.post(record, {"reason": "asked"}).content.decode()
    looked = AccessLogEntry.objects.get(action="view")
    assert (looked.who, looked.reference) == ("officer@council.example", family.reference)
    mine = reads(signs_in(parent).get(reverse("my_family_looks")))
    assert "You asked us to" in mine
    assert "officer@council.example" not in mine


def joins_with_two(parent: Parent) -> Family:
    """Bee and Sunny; the code from the mail is typed on another device."""
    parent.answers = SUNNY
    parent.starts("?c=POSTER")
    answers(parent, *FIRST_STEPS, "child-2", "setting-2", "support-2", *LAST_STEPS)
    check = reads(parent.browser.get(reverse("register_check")))
    assert "Bee" in check and "Sunny" in check
    parent.sends()
    assert "You have joined" in types_code(parent.opens_mail())
    family = Family.objects.confirmed().get()
    assert {child.nickname for child in family.children.all()} == {"Bee", "Sunny"}
    return family


def test_a_parent_of_two_joins_by_code_changes_pauses_downloads_and_leaves(parent):
    family = joins_with_two(parent)
    browser = signs_in(parent)
    sunny = next(child for child in family.children.all() if child.nickname == "Sunny")
    assert "Larkmere Academy" in reads(
        browser.post(reverse("my_family_child", args=[sunny.pk, "setting"]), {"setting": "special", "setting_name": "Larkmere Academy"}, follow=True)
    )
    assert "We do not write to you before" in reads(browser.post(reverse("my_family_pause"), {"length": "3"}, follow=True))
    assert not Family.objects.agreeing_to("updates", "email").exists(), "nobody writes during a pause"
    reads(browser.post(reverse("my_family_end_pause"), follow=True))
    assert Family.objects.agreeing_to("updates", "email").get() == family, "what they agreed to stands as before"

    kept = browser.post(reverse("my_family_download"), {"kind": "json"}).json()
    assert [child["nickname"] for child in kept["children"]] == ["Sunny", "Bee"], "the eldest first"
    assert "Larkmere Academy" in reads(browser.post(reverse("my_family_download"), {"kind": "page"}))

    reads(browser.post(reverse("my_family_remove_child", args=[sunny.pk]), follow=True))
    assert "Sunny" not in reads(browser.get(reverse("my_family")))
    assert "You have left" in reads(browser.post(reverse("my_family_leave"), {"reason": "moved"}, follow=True))
    assert not Family.objects.exists()
    counting.count(least=1)
    assert (Leaver.objects.get().reason, Suppression.objects.count()) == ("moved", 1)
    assert browser.get(reverse("my_family")).status_code == 302
    parent.opens_mail()
    assert mail.outbox[-1].subject == "You have left the SEND Register"


def test_a_young_person_joins_for_themselves_and_nobody_is_told_of_beside_them(parent):
    this_year = timezone.localdate().year
    parent.answers = {"about-you": {"first_name": "Jo", "last_name": "Green", "relationship": "young-person"}, "child-1": {"birth_month": "1", "birth_year": str(this_year - 17)}}
    parent.starts()
    answers(parent, "about-you", "contact", "home", "reaching-you")
    assert "nickname" not in reads(parent.page("child-1"))
    assert "ask somebody who looks after you" in reads(parent.answer("child-1", birth_year=str(this_year - 15)))
    answers(parent, "child-1")
    assert "Where do you go?" in reads(parent.page("setting-1"))
    answers(parent, "setting-1", "support-1", "interests", "choices")
    assert "What is your ethnic group?" in reads(parent.page("equality"))
    assert parent.answer("equality", disabled="yes").status_code == 302
    parent.sends()
    assert "You have joined" in types_code(parent.opens_mail())
    counting.count(least=1)
    assert EqualityAnswer.objects.filter(question="disabled", answer="yes").exists()

    browser = signs_in(parent)
    page = reads(browser.get(reverse("my_family")))
    assert "About your age and your help" in page
    assert "Add a child" not in page
    browser.post(reverse("my_family_change", args=["address"]), {"address": "1 Lark Lane"})
    me = Family.objects.get().children.get()
    assert "The card of Jo" in reads(browser.post(reverse("my_family_card"), {"child": str(me.pk), "name": "Jo", "lines": ["noise"], "words": "choice-card:1"}, follow=True))


def test_a_family_that_has_only_a_mobile_joins_signs_in_and_leaves_by_text(parent, texts_on):
    parent.email, parent.choices, parent.answers = "", ("updates-text",), {"contact": {"phone": "07700 900123"}}
    assert "Look at your phone" in reads(parent.signs_up())
    assert "You have joined" in types_code(texts_sent()[-1]["text"])
    family = Family.objects.agreeing_to("updates", "text").get()

    browser = signs_in_by_text("07700 900123")
    page = reads(browser.get(reverse("my_family")))
    assert family.reference in page and "07700 900123" in page
    reads(browser.post(reverse("my_family_choose", args=["updates-text"]), {"given": "no"}, follow=True))
    assert not Family.objects.agreeing_to("updates", "text").exists()
    assert "You have left" in reads(browser.post(reverse("my_family_leave"), follow=True))
    last = texts_sent()[-1]
    assert (last["to"], "left" in last["text"]) == ("+447700900123", True)
    assert not Family.objects.exists() and not QueuedText.objects.exists()
    assert not QueuedMail.objects.exists() and mail.outbox == []
