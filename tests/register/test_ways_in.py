"""What opens a family's page, and where we write to: only an address or a number that has answered, and no longer than it is the family's."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.adapter import AccountAdapter
from accounts.models import QueuedMail, QueuedText, User
from register import actions, assisting, bounces, confirming, contacting, correcting, joining, letters, merging, retention, taking_apart
from register.answers import Assisted, ChildAnswers, Person, SignUp
from register.correcting import Work
from register.merging import Decision
from register.models import Confirmation, Family, FamilyMerge, How
from tests.register.factories import ChildFactory, FamilyFactory, staff

FIRST, SECOND, LANDLINE = "+447700900123", "+447700900456", "+441632960123"
BY_MAIL, BY_TEXT = Confirmation.Kind.NEW_EMAIL, Confirmation.Kind.NEW_PHONE


def code_in(row: QueuedMail | QueuedText) -> str:
    return re.search(r"\b[2-9B-Z]{3}-[2-9B-Z]{3}\b", row.text)[0]


def last_text() -> QueuedText:
    return QueuedText.objects.latest("pk")


def by_mobile(phone: str) -> Family:
    """A family that joined with its mobile alone."""
    return FamilyFactory(confirmed=True, email="", account=User.objects.create_user(phone=phone), **proven(phone))


def proven(phone: str) -> dict[str, object]:
    return {"phone": phone, "can_be_texted": True, "phone_confirmed_at": timezone.now()}


def adds_address(family: Family, email: str) -> None:
    contacting.change(family, email=email, phone=family.phone)
    confirming.confirm_by_new(family, BY_MAIL, code_in(QueuedMail.objects.to(email).latest("pk")))
    family.refresh_from_db()


def put_together(stays: Family, goes: Family, *take: str) -> FamilyMerge:
    for family in (stays, goes):
        ChildFactory(family=family)
    row = merging.merge(kept=stays.pk, other=goes.pk, decision=Decision(take=frozenset(take)), by=staff("Register officer"), why="asked")
    stays.refresh_from_db()
    return row


def signs_in_with(phone: str) -> User | None:
    return AccountAdapter().get_user_by_phone(phone)


class TestOnPaper:
    """A form read off a handwritten page while the portal sent no texts; later texts are switched on."""

    @pytest.fixture
    def family(self, register, settings, tmp_path):
        settings.TEXT_URL = ""
        officer = staff("Register officer")
        person = Person("Amal", "Okonjo", "parent", "", phone=FIRST, address="1 Lane")
        signed = Assisted(officer.email, How.PAPER, timezone.localdate() - dt.timedelta(days=3))
        family = assisting.write_down(SignUp(uuid.uuid4(), person, [ChildAnswers("Bee", 3, 2019, "none")], assisted=signed), by=officer, is_signed=True)
        settings.TEXT_URL = f"file:{tmp_path}"
        return family

    def test_a_number_that_nobody_has_proven_opens_no_record(self, family):
        assert signs_in_with(FIRST) is None

    def test_it_does_once_they_have_read_the_code_out_to_an_officer(self, family):
        work = Work(staff("Register officer"), family, "asked")
        assert correcting.change_contact(work, email="", phone=FIRST), "a code went out"
        correcting.confirm_by_code(work, code_in(last_text()))
        assert signs_in_with(FIRST).family == family


def test_who_gave_a_landline_and_then_proves_a_mobile_can_sign_in(register, texts_on):
    family = FamilyFactory(confirmed=True, account=None, email="", phone=LANDLINE, address="1 Lane", has_address=True)
    contacting.change(family, email="", phone=FIRST)
    confirming.confirm_by_new(family, BY_TEXT, code_in(last_text()))
    assert signs_in_with(FIRST).family == family


class TestWhereWeWrite:
    def test_no_text_goes_to_a_number_that_never_answered_and_an_officer_rings_them_up(self, register, texts_on):
        family = FamilyFactory(confirmed=True, account=None, email="", phone=FIRST, can_be_texted=True, said_at=timezone.now() - dt.timedelta(days=400))
        letters.ask_if_still_right(family)
        assert not QueuedText.objects.exists()
        assert list(Family.objects.to_ring_up(timezone.now())) == [family]
        assert not Family.objects.to_ask_again(timezone.now()).exists()

    def test_who_sends_mail_back_is_rung_up_and_no_clock_stops_or_deletes_it_unheard(self, register):
        family = FamilyFactory(confirmed=True, said_at=timezone.now() - dt.timedelta(days=400))
        retention.run()
        family.refresh_from_db()
        assert family.asked_again_at, "it was asked by mail"
        QueuedMail.objects.update(problem="SMTPRecipientsRefused", gave_up_at=timezone.now(), tries=1)
        assert bounces.mark_bounced() == 1
        for days in (1, 400, 800):
            retention.run(timezone.now() + dt.timedelta(days=days))
        assert list(Family.objects.to_ring_up(timezone.now())) == [family]
        correcting.nobody_answered(Work(staff("Register officer"), family, "asked"))
        for days in (400, 440):
            retention.run(timezone.now() + dt.timedelta(days=days))
        assert not Family.objects.exists(), "rung up in vain: the clocks go on"

    def test_who_sends_mail_back_and_has_a_proven_mobile_is_asked_by_text(self, register, texts_on):
        FamilyFactory(confirmed=True, bounced_at=timezone.now(), said_at=timezone.now() - dt.timedelta(days=400), **proven(FIRST))
        retention.run()
        assert last_text().number == FIRST
        assert not QueuedMail.objects.exists()


class TestTakingTheAddressOut:
    def test_it_stays_until_the_new_mobile_has_answered(self, register, texts_on):
        family = FamilyFactory(confirmed=True, **proven(FIRST))
        with pytest.raises(actions.LastContact):
            contacting.change(family, email="", phone=SECOND)
        assert not QueuedText.objects.exists()
        assert Family.objects.get().email == family.email

    def test_the_old_address_hears_of_it(self, register):
        family = FamilyFactory(confirmed=True, **proven(FIRST))
        email = family.email
        contacting.drop_email(family)
        assert "was taken out" in QueuedMail.objects.to(email).get().subject


def test_who_joins_with_a_number_that_signs_another_family_in_is_sent_no_dead_code(register, texts_on):
    adds_address(by_mobile(FIRST), "amal@families.example")
    joining.write_to(FamilyFactory(email="", phone=FIRST, can_be_texted=True))
    assert "It has joined already" in last_text().text


class TestAfterAMerge:
    def test_a_replaced_number_signs_in_no_more_and_again_once_it_is_undone(self, register, texts_on):
        stays = by_mobile(FIRST)
        adds_address(stays, "amal@families.example")
        row = put_together(stays, FamilyFactory(confirmed=True, **proven(SECOND)), "contact")
        assert stays.phone == SECOND
        assert signs_in_with(FIRST) is None
        taking_apart.undo(row, by=staff("Register officer"), why="asked")
        assert signs_in_with(FIRST).family == stays

    def test_a_number_that_was_not_replaced_still_signs_in(self, register, texts_on):
        stays = by_mobile(FIRST)
        adds_address(stays, "amal@families.example")
        put_together(stays, FamilyFactory(confirmed=True, **proven(SECOND)))
        assert signs_in_with(FIRST).family == stays

    def test_the_family_takes_its_own_other_address(self, register):
        family = FamilyFactory(confirmed=True)
        put_together(family, FamilyFactory(confirmed=True, email="work@families.example"))
        adds_address(family, "work@families.example")
        assert family.account == User.objects.get(email="work@families.example")

    def test_it_takes_its_own_other_number_and_needs_no_address_any_more(self, register, texts_on):
        family = FamilyFactory(confirmed=True)
        put_together(family, by_mobile(SECOND), "contact")
        contacting.drop_email(family)
        assert signs_in_with(SECOND).family == family

    def test_the_two_are_not_taken_apart_when_the_other_would_be_left_without_its_way_in(self, register, texts_on):
        family = by_mobile(FIRST)
        adds_address(family, "amal@families.example")
        row = put_together(family, by_mobile(SECOND))
        contacting.change(family, email=family.email, phone=SECOND)
        confirming.confirm_by_new(family, BY_TEXT, code_in(last_text()))
        with pytest.raises(taking_apart.CanNotBeUndone, match="unreachable"):
            taking_apart.undo(row, by=staff("Register officer"), why="asked")

    def test_an_earlier_sign_in_gives_up_the_number_and_keeps_its_address(self, register, texts_on):
        goes = by_mobile(SECOND)
        adds_address(goes, "noor@families.example")
        family = FamilyFactory(confirmed=True)
        put_together(family, goes, "contact")
        contacting.drop_email(family)
        assert signs_in_with(SECOND).family == family
        assert User.objects.get(email="noor@families.example").phone is None

    def test_nobody_takes_the_number_of_a_stranger(self, register, texts_on):
        adds_address(by_mobile(SECOND), "noor@families.example")
        family = FamilyFactory(confirmed=True, **proven(SECOND))
        with pytest.raises(actions.LastContact):
            contacting.drop_email(family)


class TestPressedTwice:
    def test_the_code_for_a_new_number_is_saved_both_times(self, parent, texts_on):
        parent.joins()
        parent.browser.post(reverse("my_family_change", args=["contact"]), {"email": parent.email, "phone": FIRST})
        for _press in range(2):
            page = parent.browser.post(reverse("my_family_phone"), {"code": code_in(last_text())}, follow=True).content.decode()
            assert "Saved." in page

    def test_a_page_where_no_code_waits_does_not_say_that_one_was_sent(self, parent, texts_on):
        parent.joins()
        for name in ("my_family_email_sent", "my_family_phone"):
            page = parent.browser.get(reverse(name)).content.decode()
            assert "No code is on its way to you" in page and "We have sent" not in page


def test_who_leaves_by_text_is_told_of_no_email(register, texts_on):
    browser, family = Client(), by_mobile(FIRST)
    browser.force_login(family.account)
    page = browser.post(reverse("my_family_leave"), follow=True).content.decode()
    assert "one last message" in page and "e-mail to say so" not in page
