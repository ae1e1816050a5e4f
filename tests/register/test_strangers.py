"""Who presses a link, or types a number, that is not theirs."""

import re

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import QueuedMail, QueuedText
from register import actions, contacting, correcting, counting, letters
from register.correcting import Work
from register.models import Child, Consent, Family, Leaver, Suppression, Wording
from tests.register.conftest import LINK, Parent
from tests.register.factories import ChildFactory, FamilyFactory, reworded, staff


def link_to(address: str) -> str:
    return LINK.search(QueuedMail.objects.filter(recipient=address).latest("pk").text)[1]


def test_the_link_mailed_to_a_wrong_address_confirms_nothing_once_an_officer_corrected_it(parent):
    parent.email = "typo@families.example"
    parent.signs_up()
    family, wrong = Family.objects.get(), link_to(parent.email)
    correcting.change_contact(Work(staff("Register officer"), family, "asked"), email="right@families.example", phone="")
    assert Client().post(wrong).status_code == 404
    assert not Family.objects.confirmed().exists()
    Client().post(link_to("right@families.example"))
    assert Family.objects.confirmed().get().email == "right@families.example"


def test_the_code_texted_to_a_wrong_number_confirms_nothing_once_an_officer_corrected_it(parent, settings, tmp_path):
    settings.TEXT_URL = f"file://{tmp_path}"
    parent.answers, parent.choices = {"contact": {"email": "", "phone": "07700 900111"}}, ("surveys",)
    parent.signs_up()
    family = Family.objects.get()
    wrong = re.search(r"[2-9B-Z]{3}-[2-9B-Z]{3}", QueuedText.objects.get(number="+447700900111").text)[0]
    correcting.change_contact(Work(staff("Register officer"), family, "asked"), email="", phone="+447700900222")
    assert "does not fit" in Client().post(reverse("register_code"), {"reference": family.reference, "code": wrong}).content.decode()
    right = re.search(r"[2-9B-Z]{3}-[2-9B-Z]{3}", QueuedText.objects.get(number="+447700900222").text)[0]
    Client().post(reverse("register_code"), {"reference": family.reference, "code": right, "read": "yes"})
    assert Family.objects.confirmed().get().phone == "+447700900222"


def test_whoever_got_the_first_of_two_new_addresses_cannot_take_the_record(parent):
    family = parent.joins()
    contacting.ask_email(family, "typo@families.example")
    contacting.ask_email(family, "right@families.example")
    stale = link_to("typo@families.example")
    Client().post(link_to("right@families.example"))
    assert Client().post(stale).status_code == 404
    assert Family.objects.get().email == "right@families.example"


def test_erasing_a_second_sign_up_does_nothing_to_the_member_with_the_address(parent, desk):
    member = parent.joins()
    Parent(Client(), parent.email).signs_up()
    letters.welcome(member)
    waiting = QueuedMail.objects.count()
    second = Family.objects.unconfirmed().get()
    desk.opens(second)
    assert "nobody gets a last mail" in desk.sends("register_erase", second.pk, reason="asked").content.decode()
    desk.sends("register_erase", second.pk, reason="asked", sure="yes")
    assert Family.objects.get() == member
    assert not Suppression.objects.exists()
    assert QueuedMail.objects.count() == waiting, "no goodbye, and nothing of the member's is lost"


def test_a_number_that_never_answered_is_not_treated_as_ones_own(register):
    owner = FamilyFactory(email="", phone="+447700900333", can_be_texted=True)
    typed = FamilyFactory(confirmed=True, phone="+447700900333", can_be_texted=True)
    QueuedText.objects.create(number=owner.phone, text="Your code", try_after="2026-01-01T00:00Z")
    actions.leave(typed)
    assert QueuedText.objects.exists(), "the owner's code still comes"
    assert not Suppression.objects.of(Family(phone=owner.phone, phone_confirmed_at="2026-01-01")).exists()


def test_leaving_twice_at_once_is_one_leaver_and_one_goodbye(parent):
    family = parent.joins()
    again = Family.objects.get()
    actions.leave(family)
    QueuedMail.objects.all().delete()
    try:
        actions.leave(again)
    except actions.GoneMeanwhile:
        assert not QueuedMail.objects.exists()
    counting.count(least=1)
    assert Leaver.objects.count() == 1


class TestWordsThatChangeMeanwhile:
    def test_nobody_agrees_on_their_page_to_words_they_did_not_read(self, parent):
        parent.joins()
        page = parent.browser.get(reverse("my_family")).content.decode()
        assert 'name="words" value="choice-surveys:1"' in page
        reworded(Wording.objects.get(key="choice-surveys"), title="Everything", text="Really.")
        answer = parent.browser.post(reverse("my_family_choose", args=["surveys"]), {"given": "yes", "words": "choice-surveys:1"}, follow=True)
        assert "have just changed" in answer.content.decode()
        assert not Consent.objects.filter(purpose="surveys").exists()

    def test_no_link_says_yes_for_a_family(self, parent):
        parent.joins()
        for forged in ("forum", "choice-forum:1", "choice-forum:1:abc"):
            parent.browser.post(reverse("my_family_change", args=["home"]) + f"?choice={forged}", {"postcode": "", "borough": "larkmere"})
        assert not Consent.objects.filter(purpose="forum").exists()


class TestWhereNoTextsAreSent:
    def test_a_family_with_a_mobile_alone_is_rung_up_and_not_deleted_unasked(self, register, settings):
        family = FamilyFactory(confirmed=True, email="", phone="+447700900444", can_be_texted=True, phone_confirmed_at=timezone.now(), account=None)
        ChildFactory(family=family, birth_year=2005)
        Family.objects.update(said_at="2020-01-01T00:00Z")
        for texts, rung_up in (("", True), ("file:///tmp", False)):
            settings.TEXT_URL = texts
            now = family.confirmed_at
            assert Family.objects.to_ring_up(now).exists() == rung_up
            assert Family.objects.to_ask_again(now).exists() != rung_up
            assert Child.objects.to_ask_for_their_own_choice(now.date()).exists() != rung_up
