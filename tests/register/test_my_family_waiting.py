"""A new address or mobile that has not answered yet, and mail that comes back: the family's own page says so and how it ends."""

import re

from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.mail import send_due
from accounts.models import QueuedMail
from register import bounces
from register.models import Family
from register.models.confirmation import MOST_WRONG_CODES
from tests.register.conftest import Parent
from tests.register.test_my_family_contact import MOBILE, PAGE, asks, code_in_text, types


class TestWhatWaits:
    def page(self, parent: Parent) -> str:
        return parent.browser.get(reverse(PAGE)).content.decode()

    def test_the_own_page_says_what_has_not_answered_and_lets_it_be_stopped(self, parent, texts_on):
        parent.joins()
        asks(parent, email="new@families.example", phone=MOBILE)
        page = self.page(parent)
        assert "We sent a code to new@families.example on" in page and "We sent a code to 07700 900123 on" in page
        parent.browser.post(reverse("my_family_email_sent"), {"stop": ""})
        page = self.page(parent)
        assert "new@families.example" not in page and "07700 900123" in page
        code = code_in_text()
        parent.browser.post(reverse("my_family_phone"), {"stop": ""})
        types(parent, code)
        assert "waits for you" not in self.page(parent)
        assert Family.objects.get().phone == "", "a code that was stopped does nothing"

    def test_what_was_stopped_still_counts_as_one_of_today(self, parent, settings):
        parent.joins()
        for _ in range(settings.REGISTER_MAILS_A_DAY + 3):
            asks(parent, email="new@families.example")
            parent.browser.post(reverse("my_family_email_sent"), {"stop": ""})
        assert "Nothing has changed. Please try again tomorrow" in asks(parent, email="new@families.example").content.decode()
        assert QueuedMail.objects.filter(recipient="new@families.example").count() == settings.REGISTER_MAILS_A_DAY

    def test_nothing_waits_once_one_of_two_codes_was_typed(self, parent, texts_on):
        parent.joins()
        asks(parent, phone=MOBILE)
        first = code_in_text()
        parent.browser.post(reverse("my_family_phone"), {"again": ""})
        types(parent, first)
        assert "waits for you" not in self.page(parent)

    def test_the_code_in_the_mail_works_as_its_link_does(self, parent):
        family = parent.joins()
        asks(parent, email="new@families.example")
        code = code_in_mail("new@families.example")
        assert "does not fit" in parent.browser.post(reverse("my_family_email_sent"), {"code": "AAA-AAA"}).content.decode()
        assert "Saved." in parent.browser.post(reverse("my_family_email_sent"), {"code": code}, follow=True).content.decode()
        family.refresh_from_db()
        assert (family.email, family.account.email) == ("new@families.example", "new@families.example")

    def test_a_code_that_was_typed_wrong_too_often_says_so_and_a_button_sends_another(self, parent):
        family = parent.joins()
        asks(parent, email="new@families.example")
        family.confirmations.filter(kind="new-email").update(tries=MOST_WRONG_CODES - 1)
        page = parent.browser.post(reverse("my_family_email_sent"), {"code": "AAA-AAA"}, follow=True).content.decode()
        assert "This code does not work any more" in page and "Send me a new code" in page and 'name="code"' not in page
        assert 'name="code"' in parent.browser.post(reverse("my_family_email_sent"), {"again": ""}, follow=True).content.decode()


def code_in_mail(address: str) -> str:
    send_due()
    return re.search(r"code on your page: (\S+)", [message for message in mail.outbox if message.to == [address]][-1].body)[1]


class TestMailThatComesBack:
    def joins(self, parent: Parent) -> Family:
        family = parent.joins()
        QueuedMail.objects.create(
            recipient=family.email, subject="News", text="News", sender="us@council.example", problem="SMTPRecipientsRefused", gave_up_at=timezone.now(), tries=1
        )
        assert bounces.mark_bounced() == 1
        return family

    def test_the_own_page_says_so_and_a_code_to_the_same_address_ends_it(self, parent):
        family = self.joins(parent)
        page = parent.browser.get(reverse(PAGE)).content.decode()
        assert "Our e-mails to you come back" in page and parent.email in page
        parent.browser.post(reverse("my_family_email_sent"), {"again": ""})
        parent.browser.post(reverse("my_family_email_sent"), {"code": code_in_mail(parent.email)})
        family.refresh_from_db()
        assert family.bounced_at is None
        assert bounces.mark_bounced() == 0, "an old mail does not mark it anew"
        assert "come back" not in parent.browser.get(reverse(PAGE)).content.decode()
        assert not QueuedMail.objects.filter(subject__contains="has changed").exists()

    def test_a_new_address_ends_it_too(self, parent):
        family = self.joins(parent)
        asks(parent, email="new@families.example")
        family.refresh_from_db()
        assert family.bounced_at, "not before it has answered"
        assert "Send a code to this address" not in parent.browser.get(reverse(PAGE)).content.decode(), "the code goes to the new one"
        parent.browser.post(reverse("my_family_email_sent"), {"code": code_in_mail("new@families.example")})
        family.refresh_from_db()
        assert (family.email, family.bounced_at) == ("new@families.example", None)

    def test_nobody_is_told_so_whose_mail_arrives(self, parent):
        parent.joins()
        assert "come back" not in parent.browser.get(reverse(PAGE)).content.decode()
