"""Complaints about data: from a family and from anybody, acknowledged at once, answered once, kept for six years."""

import datetime as dt
import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import QueuedMail, QueuedText
from register import actions, complaining, keys, retention
from register.answers import Contact
from register.models import AccessLogEntry, DataComplaint, Family, Outcome
from tests.register.factories import staff
from tests.register.markers import columns_with_markers

PUBLIC = "register_data_complaint"
TOLD = {"what_happened": "My address was read out.", "wanted": "Say sorry."}


def form_id(client: Client, name: str) -> str:
    return re.search(r'name="form_id" value="([^"]+)"', client.get(reverse(name)).content.decode())[1]


def complains(client: Client, **values):
    told = TOLD | {"email": "noor@families.example", "form_id": str(uuid.uuid4())}
    return client.post(reverse(PUBLIC), told | values)


@pytest.fixture
def complaint(register):
    return complaining.complain(form_id=uuid.uuid4(), family=None, to=Contact("noor@families.example"), what_happened="My address was read out.", wanted="Say sorry.")


class TestAnybody:
    def test_it_is_taken_without_signing_in_or_a_cookie_and_acknowledged_at_once(self, register, client):
        page = complains(client, form_id=form_id(client, PUBLIC))
        found = DataComplaint.objects.get()
        text = page.content.decode()
        assert found.reference in text
        assert "Information Commissioner" in text
        assert not client.cookies
        assert found.acknowledged_at
        assert found.acknowledge_by == timezone.localdate() + dt.timedelta(days=30)
        mail = QueuedMail.objects.get()
        assert (mail.recipient, mail.subject) == ("noor@families.example", "We have your complaint")
        assert found.reference in mail.text
        assert f"{found.acknowledge_by:%B %Y}" in mail.text
        assert "read out" not in mail.text, "nobody has confirmed the address"

    def test_a_double_click_is_one_complaint_and_one_mail(self, register, client):
        number = form_id(client, PUBLIC)
        first, again = complains(client, form_id=number), complains(client, form_id=number)
        assert DataComplaint.objects.get().reference in first.content.decode()
        assert DataComplaint.objects.get().reference in again.content.decode()
        assert QueuedMail.objects.count() == 1

    @pytest.mark.parametrize(
        ("values", "told"),
        [
            ({"what_happened": ""}, "Write what happened"),
            ({"what_happened": "x" * 4001}, "at most 4,000 letters"),
            ({"email": ""}, "Write an e-mail address or a phone number"),
            ({"email": "noor at home"}, "could not read that e-mail address"),
            ({"phone": "12"}, "could not read that phone number"),
            ({"form_id": "x"}, "Please send it again"),
        ],
    )
    def test_what_can_not_be_taken_is_said_and_what_was_typed_stays(self, register, client, values, told):
        page = complains(client, **values).content.decode()
        assert told in page
        assert "<title>Error: " in page
        assert "Say sorry." in page
        assert not DataComplaint.objects.exists()

    def test_with_a_landline_alone_somebody_has_to_call(self, register, client):
        complains(client, email="", phone="01632 960123")
        assert DataComplaint.objects.get().acknowledged_at is None

    def test_a_mobile_gets_a_text(self, register, client, settings, tmp_path):
        settings.TEXT_URL = f"file:{tmp_path}"
        complains(client, email="", phone="07700 900123")
        assert DataComplaint.objects.get().acknowledged_at
        assert DataComplaint.objects.get().reference in QueuedText.objects.get().text

    def test_one_address_is_not_written_to_without_end(self, register, client, settings):
        for _ in range(settings.REGISTER_MAILS_A_DAY + 2):
            complains(client)
        assert QueuedMail.objects.count() == settings.REGISTER_MAILS_A_DAY
        assert DataComplaint.objects.filter(acknowledged_at=None).count() == 2, "kept, and somebody calls"

    def test_too_many_from_one_place_wait(self, register, client, monkeypatch):
        monkeypatch.setattr("register.views.complaints.COMPLAINTS_AN_HOUR", 1)
        complains(client)
        page = complains(client).content.decode()
        assert "not sent yet" in page
        assert "Say sorry." in page
        assert DataComplaint.objects.count() == 1

    def test_robots_and_other_sites_are_not_heard(self, register, client):
        complains(client, website="http://bad.example")
        page = client.post(reverse(PUBLIC), TOLD | {"email": "a@b.example", "form_id": str(uuid.uuid4())}, headers={"Sec-Fetch-Site": "cross-site"})
        assert "where this came from" in page.content.decode().replace("’", "'")
        assert not DataComplaint.objects.exists()


class TestFamily:
    def test_it_complains_and_sees_how_it_stands(self, parent):
        family = parent.joins()
        page = parent.browser.post(reverse("my_family_complaint"), TOLD | {"form_id": form_id(parent.browser, "my_family_complaint")}, follow=True).content.decode()
        found = DataComplaint.objects.get()
        assert (found.family, found.email) == (family, parent.email)
        assert found.reference in page
        assert "looking into it" in page
        complaining.answer(found, outcome=Outcome.RIGHT, text="We are sorry.", by=staff("Auditor"))
        page = parent.browser.get(reverse("my_family_complaint")).content.decode()
        assert "We are sorry." in page
        assert "auditor" not in page.lower(), "nobody is named"

    def test_it_stays_when_the_family_leaves_and_nothing_of_it_is_in_the_clear(self, parent):
        parent.email = "zyxmail@families.example"
        family = parent.joins()
        complaining.complain(form_id=uuid.uuid4(), family=family, to=Contact(parent.email), what_happened="Zyxfirst", wanted="")
        actions.leave(family)
        found = DataComplaint.objects.get()
        assert (found.family, found.what_happened, found.email) == (None, "Zyxfirst", parent.email)
        assert QueuedMail.objects.filter(subject="We have your complaint").exists(), "what waits about it is sent all the same"
        complaining.answer(found, outcome=Outcome.RIGHT, text="We are sorry.", by=staff("Auditor"))
        assert "We are sorry." in parent.opens_mail()
        QueuedMail.objects.all().delete()
        assert columns_with_markers() == set()

    def test_when_its_mail_comes_back_it_hears_by_its_mobile_or_a_person_calls(self, parent, settings, tmp_path):
        family = parent.joins()
        Family.objects.update(bounced_at=timezone.now(), phone="+447700900123", phone_hash=keys.phone_hash("+447700900123"), can_be_texted=True)
        QueuedMail.objects.all().delete()
        for sent, proven, tells in ((0, None, False), (1, timezone.now(), True)):
            Family.objects.update(phone_confirmed_at=proven)
            settings.TEXT_URL = f"file:{tmp_path}"
            found = complaining.complain(form_id=uuid.uuid4(), family=Family.objects.get(), to=Contact(family.email), what_happened="x", wanted="")
            assert (bool(found.acknowledged_at), QueuedText.objects.count(), QueuedMail.objects.count()) == (tells, sent, 0)

    def test_another_familys_complaint_is_not_shown(self, parent, another_parent, complaint):
        DataComplaint.objects.update(family=parent.joins(), from_family=True)
        another_parent.joins()
        assert complaint.reference not in another_parent.browser.get(reverse("my_family_complaint")).content.decode()


class TestAuditor:
    @pytest.fixture
    def auditor(self, register, client):
        user = staff("Auditor")
        client.force_login(user)
        return user

    def test_the_list_shows_what_is_overdue_and_opening_is_logged(self, auditor, client, complaint):
        DataComplaint.objects.update(acknowledged_at=None, acknowledge_by=timezone.localdate() - dt.timedelta(days=1))
        page = client.get(reverse("register_complaints")).content.decode()
        assert "Overdue" in page
        assert "noor@" not in page
        opened = client.get(reverse("register_complaint", args=[complaint.pk])).content.decode()
        assert "My address was read out." in opened
        assert "noor@families.example" in opened
        entry = AccessLogEntry.objects.about(complaint.reference).get()
        assert (entry.who, entry.action) == (auditor.email, "complaint")

    def test_the_family_sees_that_it_was_opened(self, auditor, client, complaint, parent):
        DataComplaint.objects.update(family=parent.joins(), from_family=True)
        client.get(reverse("register_complaint", args=[complaint.pk]))
        page = parent.browser.get(reverse("my_family_looks")).content.decode()
        assert "Somebody opened your complaint about data. Why: To answer a complaint about data." in page
        assert auditor.email not in page

    def test_whoever_has_left_since_was_signed_in(self, auditor, client, parent, complaint):
        assert "somebody who was not signed in" in client.get(reverse("register_complaint", args=[complaint.pk])).content.decode()
        family = parent.joins()
        found = complaining.complain(form_id=uuid.uuid4(), family=family, to=Contact(parent.email), what_happened="My address was read out.", wanted="")
        actions.leave(family)
        page = client.get(reverse("register_complaint", args=[found.pk])).content.decode()
        assert "From a family that has left the register since." in page and "not signed in" not in page

    def test_it_is_acknowledged_by_hand(self, auditor, client, complaint):
        DataComplaint.objects.update(acknowledged_at=None)
        client.post(reverse("register_complaint_acknowledge", args=[complaint.pk]))
        found = DataComplaint.objects.get()
        assert found.acknowledged_at
        assert found.acknowledged_by == auditor.email

    def test_it_is_answered_once_and_the_answer_is_mailed(self, auditor, client, complaint):
        address = reverse("register_complaint", args=[complaint.pk])
        assert "Choose what came out" in client.post(address, {"answer": "We are sorry."}).content.decode()
        client.post(address, {"outcome": "right", "answer": "We are sorry {code}."})
        client.post(address, {"outcome": "not-right", "answer": "We are not."})
        found = DataComplaint.objects.get()
        assert (found.outcome, found.answer, found.answered_by) == ("right", "We are sorry {code}.", auditor.email)
        mails = QueuedMail.objects.filter(subject="Our answer to your complaint")
        assert "We are sorry {code}." in mails.get().text
        assert ("accounts_queuedmail", "text") not in columns_with_markers(markers=("we are sorry",)), "it waits encrypted"

    def test_an_answer_that_did_not_arrive_is_given_by_a_person_and_noted(self, auditor, client, complaint):
        """And with it one that can't be sent at all: whoever complained gave a landline."""
        by_phone = complaining.complain(form_id=uuid.uuid4(), family=None, to=Contact(phone="+441632960123"), what_happened="x", wanted="")
        arrived = complaining.complain(form_id=uuid.uuid4(), family=None, to=Contact("ada@families.example"), what_happened="x", wanted="")
        QueuedMail.objects.update(gave_up_at=timezone.now())  # that we have it
        asked = [client.get(reverse("register_complaint", args=[each.pk])).content.decode() for each in (complaint, by_phone)]
        assert ["Keep the answer" in page for page in asked] == [False, True] == ["can’t be sent from here" in page for page in asked]
        for each in (complaint, by_phone, arrived):
            complaining.answer(each, outcome=Outcome.RIGHT, text="We are sorry.", by=auditor)
        assert retention.run().counts["answer-came-back"] == 0
        QueuedMail.objects.filter(about=complaint.pk).update(gave_up_at=timezone.now())
        assert [retention.run().counts["answer-came-back"] for _ in range(2)] == [1, 0]
        assert DataComplaint.objects.waiting(timezone.localdate()) == {"unanswered": 0, "late": 0, "unacknowledged": 0, "undelivered": 2}
        listed = client.get(reverse("register_complaints"))
        assert listed.content.decode().count("The answer has not arrived: please call or write") == 2
        assert list(listed.context["page"]) == [complaint, by_phone, arrived]
        for each in (complaint, by_phone):
            assert "They do not have this answer" in client.get(reverse("register_complaint", args=[each.pk])).content.decode()
            client.post(reverse("register_complaint_deliver", args=[each.pk]))
        assert "has not arrived: please call" not in client.get(reverse("register_complaints")).content.decode()
        assert f"{auditor.email} gave it to them" in client.get(reverse("register_complaint", args=[complaint.pk])).content.decode()
        assert AccessLogEntry.objects.about(complaint.reference).filter(who=auditor.email, why__contains="given by phone or letter").count() == 1
        assert retention.run().counts["answer-came-back"] == 0, "that mail is known"

    def test_nobody_else_reads_it(self, complaint, client):
        for role in ("Register officer", "Council editor", "Analyst"):
            client.force_login(staff(role))
            assert client.get(reverse("register_complaint", args=[complaint.pk])).status_code == 302


class TestClocks:
    def test_a_mail_that_did_not_arrive_is_no_acknowledgement(self, complaint):
        QueuedMail.objects.update(gave_up_at=timezone.now())
        assert retention.run().counts["complaint-came-back"] == 1
        assert DataComplaint.objects.get().acknowledged_at is None
        complaining.acknowledge(complaint, by=staff("Auditor"))
        assert retention.run().counts["complaint-came-back"] == 0, "somebody has called"

    def test_nor_is_a_text_that_did_not_arrive(self, register, settings, tmp_path):
        settings.TEXT_URL = f"file:{tmp_path}"
        complaining.complain(form_id=uuid.uuid4(), family=None, to=Contact(phone="+447700900111"), what_happened="x", wanted="")
        QueuedText.objects.update(gave_up_at=timezone.now())
        assert retention.run().counts["complaint-came-back"] == 1
        assert DataComplaint.objects.get().acknowledged_at is None

    def test_another_mail_that_does_not_arrive_makes_no_complaint_late(self, complaint):
        QueuedMail.objects.all().delete()  # it was sent
        QueuedMail.objects.create(recipient=complaint.email, subject="News", text="t", sender="x@council.example", gave_up_at=timezone.now())
        assert retention.run().counts["complaint-came-back"] == 0
        assert DataComplaint.objects.get().acknowledged_at

    def test_it_is_kept_six_years_after_its_answer(self, complaint, time_machine):
        time_machine.move_to(dt.datetime(2028, 2, 29, 12, tzinfo=dt.UTC))
        complaining.answer(complaint, outcome=Outcome.NOT_RIGHT, text="No.", by=staff("Auditor"))
        assert retention.run(dt.datetime(2034, 2, 27, 12, tzinfo=dt.UTC)).counts["complaints"] == 0
        assert retention.run(dt.datetime(2034, 3, 1, 12, tzinfo=dt.UTC)).counts["complaints"] == 1
        assert not DataComplaint.objects.exists()


def test_a_complaint_sent_after_its_session_ended_can_be_copied(register):
    browser = Client(enforce_csrf_checks=True)
    wrote = "They passed my number on to a club, and nobody asked me. <b>Never</b> do that."
    page = browser.post(reverse("my_family_complaint"), {"what_happened": wrote, "csrfmiddlewaretoken": "gone"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 403
    assert f">{escape(wrote)}</textarea>" in page.content.decode()
    assert "textarea" not in browser.post(reverse("my_family_complaint"), {"what_happened": wrote}, headers={"Sec-Fetch-Site": "cross-site"}).content.decode()
