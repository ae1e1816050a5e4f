"""Joining with a code instead of a link, and with a mobile instead of an e-mail address."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import QueuedMail, QueuedText, User
from register.models import Confirmation, Consent, Family, WordingVersion
from register.models.confirmation import A_MOMENT, MOST_WRONG_CODES
from tests.register.conftest import Parent
from tests.register.factories import FamilyFactory

CODE = re.compile(r"\b([2-9B-Z]{3}-[2-9B-Z]{3})\b")
MOBILE = "+447700900123"


def types(browser: Client, code: str, reference: str):
    """With the button of the page that shows what was ticked in the form."""
    return browser.post(reverse("register_code"), {"reference": reference, "code": code, "read": "yes"})


class TestByMail:
    @pytest.fixture
    def code(self, parent):
        parent.signs_up()
        return CODE.search(parent.opens_mail())[1]

    def test_the_code_of_the_mail_joins_as_its_link_does(self, parent, code):
        page = parent.browser.get(reverse("register_sent")).content.decode()
        reference = re.search(r'name="reference" value="([^"]+)"', page)[1]
        answer = parent.browser.post(reverse("register_code"), {"reference": reference, "code": code.lower().replace("-", " ")}, follow=True)
        assert "You have joined the SEND Register" in answer.content.decode()
        assert f"Your reference is <strong>{reference}</strong>" in answer.content.decode()
        assert Family.objects.confirmed().get().account.email == parent.email

    def test_it_works_on_another_device_with_the_reference_typed_in_any_form(self, code):
        reference = Family.objects.get().reference.replace("-", "").lower()
        page = Client().post(reverse("register_code"), {"reference": reference, "code": code}).content.decode()
        words = WordingVersion.objects.current(["choice-updates"]).get()
        assert words.title in page and words.text in page and 'name="read"' in page, "somebody else may have ticked it"
        assert not Family.objects.confirmed().exists()
        browser = Client()
        answer = types(browser, code, reference)
        assert answer.url == reverse("register_joined") and Family.objects.get().reference in browser.get(answer.url).content.decode()

    def test_only_who_has_just_joined_in_this_browser_reads_that_they_have(self, parent, code):
        parent.browser.post(reverse("register_code"), {"reference": Family.objects.get().reference, "code": code})
        assert "You have joined" in parent.browser.get(reverse("register_joined")).content.decode()
        stranger = Client()
        answer = stranger.get(reverse("register_joined") + "?text=1")
        assert answer.url == reverse("register") and not stranger.cookies

    @pytest.mark.parametrize("is_known", [False, True])
    def test_ten_wrong_codes_end_it_kindly_and_a_button_sends_a_new_one_on_any_device(self, parent, code, is_known):
        reference = Family.objects.get().reference
        if is_known:
            FamilyFactory(email=parent.email, confirmed=True)
        Confirmation.objects.update(tries=MOST_WRONG_CODES - 2)
        page = types(Client(), "XXX-XXX", reference).content.decode()
        assert "This code does not fit" in page and 'value="XXX-XXX"' in page
        for typed in ("XXX-XXX", code):  # even the right one
            page = types(Client(), typed, reference).content.decode()
            assert "This code does not work any more" in page and "typed 10 times" in page
            assert f'name="reference" value="{reference}"' in page and "Send me a new code" in page
        assert not Family.objects.filter(reference=reference).confirmed().exists()
        answer = Client().post(reverse("register_code"), {"reference": reference, "again": ""}, follow=True)
        assert "We have asked for a new code" in answer.content.decode()
        if not is_known:
            assert types(Client(), CODE.search(parent.opens_mail())[1], reference).url == reverse("register_joined")

    def test_asking_for_a_new_code_says_the_same_of_a_reference_that_nobody_has(self, register):
        answer = Client().post(reverse("register_code"), {"reference": "no such\x00", "again": ""})
        assert answer.url == reverse("register_code") + "?again=1" and not QueuedMail.objects.exists()

    @pytest.mark.parametrize(("code", "reference"), [("", ""), ("\x00", "K7QF-2MXR-9T"), ("x" * 20, "\x00"), ("KKK-KKK", "no such")])
    def test_a_forged_code_gets_kind_words(self, parent, code, reference):
        assert types(Client(), code, reference).status_code == 200

    def test_another_sites_form_uses_up_no_tries(self, code):
        reference = Family.objects.get().reference
        for _time in range(MOST_WRONG_CODES):
            forged = Client().post(reverse("register_code"), {"reference": reference, "code": "XXX-XXX"}, headers={"Sec-Fetch-Site": "cross-site"})
            assert forged.url == reverse("register_code")
        assert types(Client(), code, reference).url == reverse("register_joined")

    def test_a_code_joins_once_and_a_second_press_of_the_button_says_so_too(self, parent, code):
        reference = Family.objects.get().reference
        for _press in range(2):
            assert types(Client(), code, reference).url == reverse("register_joined")
        assert "This code does not fit" in types(Client(), "XXX-XXX", reference).content.decode()
        Confirmation.objects.update(used_at=timezone.now() - A_MOMENT)
        assert "This code does not fit" in types(Client(), code, reference).content.decode(), "later it does nothing"
        assert QueuedMail.objects.to(parent.email).filter(subject__startswith="You have joined").count() == 1


class TestByMobile:
    @pytest.fixture
    def on_the_phone(self, parent, settings, tmp_path):
        settings.TEXT_URL = f"file://{tmp_path}"
        parent.answers = {"contact": {"email": "", "phone": "07700 900 123"}}
        parent.choices = ("updates-text",)
        return parent

    def test_somebody_without_email_joins_and_signs_in_by_mobile(self, on_the_phone):
        page = on_the_phone.signs_up().content.decode()
        assert "Look at your phone" in page and "Send the text again" in page
        text = QueuedText.objects.get()
        assert text.number == MOBILE and len(text.text) <= 160
        family = Family.objects.get()
        types(on_the_phone.browser, CODE.search(text.text)[1], family.reference)
        family.refresh_from_db()
        assert family.account == User.objects.with_phone(MOBILE).get()
        assert family.phone_confirmed_at and (family.email, family.email_hash) == ("", "")
        consent = Consent.objects.get()
        assert (consent.purpose, consent.channel) == ("updates", "text")
        assert Family.objects.agreeing_to("updates", "text").get() == family
        assert QueuedText.objects.count() == 2, "the code, and a welcome"
        assert not QueuedMail.objects.exists()

    def test_a_known_number_gets_the_same_page_and_its_owner_another_text(self, on_the_phone):
        first = on_the_phone.signs_up().content
        types(on_the_phone.browser, CODE.search(QueuedText.objects.get().text)[1], Family.objects.get().reference)
        again = Parent(Client(), answers=on_the_phone.answers, choices=on_the_phone.choices)
        second = again.signs_up().content
        hidden = re.compile(rb'csrfmiddlewaretoken" value="[^"]+"|[0-9B-Z]{4}-[0-9B-Z]{4}-[0-9B-Z]{2}')
        assert hidden.sub(b"", first) == hidden.sub(b"", second)
        assert "It has joined already" in QueuedText.objects.latest("pk").text

    def test_a_landline_alone_is_not_enough(self, on_the_phone):
        on_the_phone.goes_to("contact")
        page = on_the_phone.answer("contact", phone="020 7946 0123").content.decode()
        assert "We can send texts to mobiles only" in page and "020 7946 0123" in page

    def test_where_no_texts_are_sent_an_address_is_asked_for_and_help_offered(self, on_the_phone, settings):
        settings.TEXT_URL = ""
        on_the_phone.goes_to("contact")
        assert "If you have none, call us" in on_the_phone.answer("contact").content.decode()

    def test_no_text_goes_to_a_number_beside_an_address_before_it_answered(self, parent, texts_on):
        parent.answers = {"contact": {"phone": "+44 (0)7700 900123"}}
        parent.choices = ("updates", "updates-text")
        family = parent.joins()
        assert family.phone == MOBILE and family.can_be_texted
        assert not Family.objects.agreeing_to("updates", "text").exists()
        Family.objects.update(phone_confirmed_at=timezone.now())
        assert Family.objects.agreeing_to("updates", "text").get() == family
