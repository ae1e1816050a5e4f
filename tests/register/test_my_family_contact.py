"""How a family is reached, changed by itself: a new address and a new mobile are used once they have answered."""

import re

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_due
from accounts.models import QueuedMail, QueuedText, User
from register import contacting, keys
from register.models import Family
from tests.register.conftest import LINK, Parent
from tests.register.factories import FamilyFactory, staff

PAGE = "my_family"
MOBILE, OTHER_MOBILE, LANDLINE = "+447700900123", "+447700900456", "+441632960123"


def likes_texts(parent: Parent, **values: str):
    return parent.browser.post(reverse("my_family_change", args=["reaching-you"]), {"reach": "text", "reading_format": "large-print"} | values, follow=True)


class TestTextsWithoutAMobile:
    def test_on_the_way_in_the_mobile_is_asked_for_and_what_was_typed_stays(self, parent, texts):
        parent.goes_to("reaching-you")
        page = parent.answer("reaching-you", reach="text", reading_format="large-print").content.decode()
        assert "Write your mobile number." in page and re.search(r'value="large-print"[^>]*checked', page)
        assert "reads like no number" in parent.answer("reaching-you", reach="text", mobile="reads like no number").content.decode()
        parent.answer("reaching-you", reach="text", reading_format="large-print", mobile="07700 900123")
        assert "07700 900123" in parent.page("contact").content.decode()
        assert not re.search(r'name="mobile"', parent.page("reaching-you").content.decode()), "once is enough"
        parent.answers = {"reaching-you": {"reach": "text"}, "contact": {"phone": "07700 900123"}}
        assert (family := parent.joins()).phone == MOBILE and family.reach == "text"

    def test_on_the_own_page_the_mobile_is_asked_for_and_gets_a_code(self, parent, texts):
        family = parent.joins()
        page = likes_texts(parent).content.decode()
        assert "Write your mobile number." in page and re.search(r'value="large-print"[^>]*checked', page)
        page = likes_texts(parent, mobile="07700 900123")
        assert page.request["PATH_INFO"] == reverse("my_family_phone")
        family.refresh_from_db()
        assert (family.reach, family.reading_format, family.phone) == ("text", "large-print", "")
        types(parent, code_in_text())
        family.refresh_from_db()
        assert family.phone == MOBILE

    def test_a_number_that_got_too_many_texts_today_says_so_and_nothing_is_lost(self, parent, texts, settings):
        parent.joins()
        settings.REGISTER_MAILS_A_DAY = 0
        page = likes_texts(parent, mobile="07700 900123").content.decode()
        assert "So many messages went there today" in page and re.search(r'value="large-print"[^>]*checked', page)

    def test_who_has_a_mobile_is_asked_for_none(self, parent, texts):
        family = parent.joins()
        contacting.change_phone(family, MOBILE)
        likes_texts(parent)
        family.refresh_from_db()
        assert family.reach == "text"

    def test_an_officer_writes_down_what_the_family_likes(self, desk, parent, texts):
        family = parent.joins()
        desk.opens(family)
        desk.sends("register_correct", family.pk, "reaching-you", reach="text", reading_format="standard")
        family.refresh_from_db()
        assert family.reach == "text"


def asks(parent: Parent, **values: str):
    return parent.browser.post(reverse("my_family_change", args=["contact"]), {"email": parent.email} | values, follow=True)


class TestNewAddress:
    def asks(self, parent: Parent, email: str):
        return parent.browser.post(reverse("my_family_change", args=["contact"]), {"email": email}, follow=True)

    def test_the_address_changes_when_the_new_one_is_confirmed(self, parent):
        family = parent.joins()
        assert "Check your e-mail" in self.asks(parent, "New@families.example").content.decode()
        family.refresh_from_db()
        assert family.email == "amal@families.example"
        send_due()
        link = LINK.search(mail.outbox[-1].body)[1]
        assert mail.outbox[-1].to == ["new@families.example"]
        page = Client().post(link, follow=True).content.decode()
        assert page.count("Your new e-mail address is confirmed") == 2, "in the title and on the page"
        assert "You have joined" not in page
        family.refresh_from_db()
        assert (family.email, family.account.email) == ("new@families.example", "new@families.example")
        assert family.email_hash == keys.email_hash("new@families.example")
        assert parent.browser.get(reverse(PAGE)).status_code == 200
        assert "has changed" in QueuedMail.objects.to("amal@families.example").get().subject

    def test_another_familys_address_gets_the_same_answer_and_cannot_be_taken(self, parent):
        family = parent.joins()
        FamilyFactory(email="noor@families.example", confirmed=True)
        self.asks(parent, "first@families.example")
        family.confirmations.filter(kind="new-email").delete()
        with CaptureQueriesContext(connection) as for_unknown:
            unknown = self.asks(parent, "free@families.example")
        family.confirmations.filter(kind="new-email").delete()
        with CaptureQueriesContext(connection) as for_known:
            known = self.asks(parent, "noor@families.example")
        assert len(for_unknown) == len(for_known)
        unchanging = [re.sub(r'name="csrfmiddlewaretoken" value="\w+"|(free|noor)@families.example', "", page.content.decode()) for page in (unknown, known)]
        assert unchanging[0] == unchanging[1]
        send_due()
        assert "/confirm/" not in mail.outbox[-1].body
        assert "asked us to write to this e-mail address" in mail.outbox[-1].body and "asked to join" not in mail.outbox[-1].subject + mail.outbox[-1].body
        family.refresh_from_db()
        assert family.email == parent.email

    def test_an_address_taken_meanwhile_is_refused(self, parent):
        family = parent.joins()
        self.asks(parent, "new@families.example")
        send_due()
        link = LINK.search(mail.outbox[-1].body)[1]
        FamilyFactory(email="new@families.example", confirmed=True)
        assert "does not work" in Client().post(link).content.decode()
        family.refresh_from_db()
        assert family.email == parent.email

    def test_a_staff_members_own_sign_in_cannot_be_taken_over(self, parent):
        parent.joins()
        user = staff("PCF editor")
        self.asks(parent, user.email)
        send_due()
        link = LINK.search(mail.outbox[-1].body)[1]
        assert "does not work" in Client().post(link).content.decode()
        assert User.objects.filter(email=user.email).count() == 1


@pytest.fixture
def texts(settings, tmp_path):
    settings.TEXT_URL = f"file:{tmp_path}"


def code_in_text() -> str:
    return re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}", QueuedText.objects.latest("pk").text)[0]


def types(parent: Parent, code: str, query: str = ""):
    return parent.browser.post(reverse("my_family_phone") + query, {"code": code}, follow=True)


def test_a_slip_in_the_address_is_asked_about(parent):
    parent.joins()
    page = asks(parent, email="amal@gmial.com").content.decode()
    assert "Did you mean amal@gmail.com?" in page
    assert "Check your e-mail" in asks(parent, email="amal@gmial.com", sure="amal@gmial.com").content.decode()


class TestNewNumber:
    def test_a_mobile_is_used_once_its_code_was_typed(self, parent, texts):
        family = parent.joins()
        page = asks(parent, phone="07700 900123").content.decode()
        assert "Confirm your mobile number" in page
        family.refresh_from_db()
        assert family.phone == "", "nothing changes before it has answered"
        assert "Saved." in types(parent, code_in_text().lower()).content.decode()
        family.refresh_from_db()
        assert (family.phone, family.can_be_texted) == (MOBILE, True)
        assert family.phone_confirmed_at

    def test_a_wrong_code_gets_kind_words_and_ten_end_it(self, parent, texts):
        family = parent.joins()
        asks(parent, phone=MOBILE)
        code = code_in_text()
        assert "does not fit" in types(parent, "AAA-AAA").content.decode()
        assert "Write the code" in types(parent, "").content.decode()
        for _ in range(9):
            types(parent, "AAA-AAA")
        types(parent, code)
        family.refresh_from_db()
        assert family.phone == "", "the code is worn out"
        parent.browser.post(reverse("my_family_phone"), {"again": ""})
        types(parent, code_in_text())
        family.refresh_from_db()
        assert family.phone == MOBILE

    def test_codes_are_not_texted_without_end(self, parent, texts, settings):
        parent.joins()
        asks(parent, phone=MOBILE)
        for _ in range(10):
            parent.browser.post(reverse("my_family_phone"), {"again": ""})
        assert QueuedText.objects.count() == settings.REGISTER_MAILS_A_DAY

    def test_a_landline_is_kept_at_once(self, parent, texts):
        family = parent.joins()
        asks(parent, phone="01632 960123")
        family.refresh_from_db()
        assert (family.phone, family.can_be_texted) == (LANDLINE, False)
        assert not QueuedText.objects.exists()

    def test_without_texts_a_mobile_is_kept_at_once_and_never_texted(self, parent):
        family = parent.joins()
        asks(parent, phone=MOBILE)
        family.refresh_from_db()
        assert (family.phone, family.phone_confirmed_at) == (MOBILE, None)
        assert parent.browser.get(reverse("my_family_phone")).url == reverse("my_family_change", args=["contact"])

    def test_news_by_text_asks_for_the_mobile_first_and_is_given_with_it(self, parent, texts):
        family = parent.joins()
        page = parent.presses("updates-text", follow=True)
        assert page.request["PATH_INFO"] == reverse("my_family_change", args=["contact"])
        parent.browser.post(reverse("my_family_change", args=["contact"]) + parent.says_yes_to("updates-text"), {"email": parent.email, "phone": MOBILE})
        assert not family.consents.standing().filter(channel="text").exists()
        types(parent, code_in_text(), parent.says_yes_to("updates-text"))
        assert Family.objects.agreeing_to("updates", "text").get() == family

    def test_news_by_text_to_a_number_that_has_not_answered_asks_it_first(self, parent, texts):
        family = parent.joins()
        contacting.change_phone(family, MOBILE)
        page = parent.presses("updates-text", follow=True)
        assert "Send me a code" in page.content.decode()
        parent.browser.post(reverse("my_family_phone") + parent.says_yes_to("updates-text"), {"again": ""})
        types(parent, code_in_text(), parent.says_yes_to("updates-text"))
        assert Family.objects.agreeing_to("updates", "text").get() == family

    def test_another_familys_code_does_not_fit(self, parent, another_parent, texts):
        parent.joins()
        another_parent.joins()
        asks(parent, phone=MOBILE)
        code = code_in_text()
        asks(another_parent, phone=OTHER_MOBILE)
        assert "does not fit" in types(another_parent, code).content.decode()


class TestTheLastWay:
    def test_without_a_mobile_that_answered_the_address_stays(self, parent, texts):
        family = parent.joins()
        asked = asks(parent, email="", phone=MOBILE).content.decode()
        assert "until your mobile number has answered" in asked
        assert "Write your e-mail address or your mobile number" in asks(parent, email="", phone="").content.decode()
        family.refresh_from_db()
        assert family.email == parent.email

    def test_with_one_the_address_goes_and_the_mobile_signs_in(self, parent, texts):
        family = parent.joins()
        asks(parent, phone=MOBILE)
        types(parent, code_in_text())
        asks(parent, email="", phone=MOBILE)
        family = Family.objects.get(pk=family.pk)
        assert (family.email, family.email_hash, family.account.email) == ("", "", None)
        assert User.objects.with_phone(MOBILE).get() == family.account
        assert parent.browser.get(reverse(PAGE)).status_code == 200

    def test_a_family_that_signs_in_by_mobile_moves_to_another_and_the_old_one_hears_of_it(self, parent, texts):
        family = parent.joins()
        asks(parent, phone=MOBILE)
        types(parent, code_in_text())
        asks(parent, email="", phone=MOBILE)
        asks(parent, email="", phone=OTHER_MOBILE)
        types(parent, code_in_text())
        assert User.objects.with_phone(OTHER_MOBILE).get() == family.account
        assert "another number" in QueuedText.objects.to(MOBILE).latest("pk").text

    def test_the_number_that_was_taken_out_opens_the_page_no_more(self, register, texts):
        family = FamilyFactory(confirmed=True, phone=MOBILE, can_be_texted=True, phone_confirmed_at=timezone.now())
        family.account.take_phone(MOBILE)
        family.account.save()
        contacting.change_phone(family, "")
        assert not User.objects.with_phone(MOBILE).exists()


class TestPostalAddress:
    def test_it_is_added_changed_and_deleted(self, parent):
        parent.joins()
        address = reverse("my_family_change", args=["address"])
        parent.browser.post(address, {"address": "1 Lark Lane"})
        assert "1 Lark Lane" in parent.browser.get(reverse(PAGE)).content.decode()
        parent.browser.post(address, {"remove": ""})
        family = Family.objects.get()
        assert (family.address, family.has_address) == ("", False)

    def test_it_stays_while_something_comes_by_post(self, parent):
        parent.joins()
        parent.browser.post(reverse("my_family_change", args=["address"]) + parent.says_yes_to("updates-post"), {"address": "1 Lark Lane"})
        page = parent.browser.post(reverse("my_family_change", args=["address"]), {"remove": ""}).content.decode()
        assert "Take that back first" in page
        assert Family.objects.get().address == "1 Lark Lane"


class TestNewsByText:
    @pytest.mark.parametrize("typed", ["01632 960123", ""])
    def test_a_number_that_cannot_be_texted_is_said_and_the_choice_stays(self, parent, texts, typed):
        family = parent.joins()
        address = reverse("my_family_change", args=["contact"]) + parent.says_yes_to("updates-text")
        page = parent.browser.post(address, {"email": parent.email, "phone": typed}).content.decode()
        assert "Texts can only go to a mobile" in page and f'value="{typed}"' in page
        assert "You are saying yes to: Send me news by text message" in page
        family.refresh_from_db()
        assert family.phone == ""

    def test_where_no_texts_are_sent_nobody_is_offered_any(self, parent):
        parent.answers = {"contact": {"phone": MOBILE}}
        parent.goes_to("choices")
        assert "news by text" not in parent.page("choices").content.decode()
        assert "Text message" not in parent.page("reaching-you").content.decode()
        family = parent.joins()
        assert "news by text" not in parent.browser.get(reverse(PAGE)).content.decode()
        answer = parent.presses("updates-text", follow=True)
        assert "We send no text messages at the moment" in answer.content.decode(), "a page that was open when texts were switched off"
        assert not family.consents.standing().filter(channel="text").exists()

    def test_a_yes_on_the_way_in_leads_on_to_the_number_and_waits_for_it(self, parent, texts):
        parent.answers, parent.choices = {"contact": {"phone": MOBILE}}, ("updates", "updates-text")
        parent.signs_up()
        link = parent.link()
        parent.browser.post(link)
        assert reverse("my_family_phone") in parent.browser.get(link).content.decode()
        assert "once you have confirmed your mobile number" in parent.opens_mail()
        family = Family.objects.get()
        parent.browser.force_login(family.account)
        assert "You said yes, and it waits" in parent.browser.get(reverse(PAGE)).content.decode()
        parent.browser.post(reverse("my_family_phone"), {"again": ""})
        types(parent, code_in_text())
        assert "it waits" not in parent.browser.get(reverse(PAGE)).content.decode()
        assert Family.objects.agreeing_to("updates", "text").get() == family
