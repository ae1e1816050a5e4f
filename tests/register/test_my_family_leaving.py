"""What a family takes with it, and its way out."""

import json

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import outgoing
from accounts.mail import send_due
from accounts.models import QueuedMail, User
from register import actions, counting, keys
from register.forms.own_page import WhyLeaveForm
from register.models import Consent, Family, Leaver, Suppression
from tests.register.conftest import LINK
from tests.register.factories import FamilyFactory, staff

PAGE = "my_family"
MOBILE = "+447700900123"


class TestLeaving:
    def test_leaving_erases_everything_now_and_says_so(self, parent):
        parent.joins()
        page = parent.browser.get(reverse("my_family_leave")).content.decode()
        assert "changes no service" in page
        assert Family.objects.count() == 1, "looking changes nothing"
        mail_to_come = QueuedMail.objects.to(parent.email)
        assert mail_to_come.update(is_sending=True) == 1, "the welcome is still on its way: the worker has it in hand"
        in_hand = mail_to_come.get()
        response = parent.browser.post(reverse("my_family_leave"), follow=True)
        assert "You have left" in response.content.decode()
        assert not Family.objects.exists()
        assert not User.objects.exists()
        assert not Consent.objects.exists()
        outgoing._try_later(in_hand, TimeoutError(), is_final=False)
        assert [each.subject for each in mail_to_come.all()] == ["You have left the SEND Register"], "and nothing is tried again"
        assert Suppression.objects.get().contact_hash == keys.email_hash(parent.email)
        assert "_auth_user_id" not in parent.browser.session
        assert parent.browser.get(reverse(PAGE)).status_code == 302

    def test_each_address_and_number_that_leaves_is_remembered_whatever_left_before(self, register):
        Suppression.objects.create(contact_hash=keys.phone_hash(MOBILE))
        family = FamilyFactory(confirmed=True, phone=MOBILE, can_be_texted=True, phone_confirmed_at=timezone.now())
        for _time in range(2):
            actions.suppress(family, since=timezone.now())
        assert set(Suppression.objects.values_list("contact_hash", flat=True)) == {keys.phone_hash(MOBILE), keys.email_hash(family.email)}

    def test_old_links_do_not_work_any_more(self, parent):
        family = parent.joins()
        send_due()
        link = LINK.search(mail.outbox[0].body)[1]
        actions.leave(family)
        assert Client().get(link).status_code == 404

    def test_staff_who_leave_keep_the_sign_in_they_work_with(self, register):
        user = staff("PCF editor")
        actions.leave(FamilyFactory(email=user.email, confirmed=True))
        assert User.objects.filter(pk=user.pk).exists()

    def test_another_family_stays(self, parent, another_parent):
        parent.joins()
        other = another_parent.joins()
        parent.browser.post(reverse("my_family_leave"))
        assert list(Family.objects.all()) == [other]

    def test_another_home_s_waiting_form_with_the_same_landline_stays(self, register):
        landline = {"email": "", "phone": "+441632960111", "address": "2 Lark Lane", "has_address": True}
        waiting, leaver = FamilyFactory(**landline), FamilyFactory(confirmed=True, account=None, **(landline | {"phone": "+441632960112"}))
        Family.objects.filter(pk=leaver.pk).update(phone=waiting.phone, phone_hash=waiting.phone_hash)
        actions.leave(Family.objects.get(pk=leaver.pk))
        assert list(Family.objects.all()) == [waiting]


class TestWhy:
    def test_the_reason_is_counted_with_quarter_and_council_and_leads_to_nobody(self, parent):
        family = parent.joins()
        parent.browser.post(reverse("my_family_leave"), {"reason": "too-many"})
        assert not Leaver.objects.exists(), "its moment would lead to the family"
        counting.count(least=1)
        leaver = Leaver.objects.get()
        assert (leaver.reason, leaver.borough) == ("too-many", family.borough)
        assert leaver.quarter.day == 1
        assert {field.name for field in Leaver._meta.get_fields()} == {"id", "reason", "quarter", "borough"}

    def test_it_may_be_left_out(self, parent):
        parent.joins()
        assert "You can leave this out" in parent.browser.get(reverse("my_family_leave")).content.decode()
        parent.browser.post(reverse("my_family_leave"))
        counting.count(least=1)
        assert Leaver.objects.get().reason == "no-answer"

    def test_a_young_person_reads_the_reasons_in_their_own_words(self, db):
        assert "I have moved away" in str(WhyLeaveForm(is_own=True)) and "We have moved away" not in str(WhyLeaveForm(is_own=True))
        assert "We have moved away" in str(WhyLeaveForm(is_own=False))

    @pytest.mark.parametrize("reason", ["grown-up", "no-answer-to-us", "because", "x" * 500])
    def test_a_reason_that_is_not_in_the_list_is_refused_and_nobody_left(self, parent, reason):
        parent.joins()
        page = parent.browser.post(reverse("my_family_leave"), {"reason": reason}).content.decode()
        assert "Choose one from the list" in page
        assert Family.objects.exists()


class TestDownload:
    def take(self, parent, kind: str):
        return parent.browser.post(reverse("my_family_download"), {"kind": kind})

    def test_everything_comes_as_json(self, parent):
        family = parent.joins()
        response = self.take(parent, "json")
        held = json.loads(response.content)
        assert held["reference"] == family.reference
        assert held["children"][0]["nickname"] == "Bee"

    def test_everything_comes_as_a_page_that_stands_alone(self, parent):
        parent.joins()
        text = self.take(parent, "page").content.decode()
        assert "Amal" in text
        assert "<script" not in text
        assert "src=" not in text

    @pytest.mark.parametrize("kind", ["json", "page", "", "zip"])
    def test_the_file_says_nothing_in_its_name_and_no_cache_keeps_it(self, parent, kind):
        family = parent.joins()
        response = self.take(parent, kind)
        assert response["Content-Disposition"] in {'attachment; filename="my-data.json"', 'attachment; filename="my-data.html"'}
        assert family.reference not in str(response.headers)
        assert "no-store" in response["Cache-Control"]
        assert "private" in response["Cache-Control"]

    def test_a_link_alone_downloads_nothing(self, parent):
        parent.joins()
        assert "Download" in parent.browser.get(reverse("my_family_download"), follow=True).content.decode()

    def test_nobody_else_gets_it(self, parent):
        parent.joins()
        assert Client().post(reverse("my_family_download")).status_code == 302
