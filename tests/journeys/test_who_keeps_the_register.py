"""Officers, the auditor and administrators around the SEND Register: each does their part, and nobody does two."""

import csv
import io
import re
import uuid

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.mail import send_due
from accounts.models import RoleChange, RoleRequest, User
from register.models import DataComplaint, Family
from tests.accounts.factories import make_staff
from tests.journeys.in_the_register import at_the_desk, reads, signs_in
from tests.register.test_officers_assisted import code, told

pytestmark = pytest.mark.django_db
ASKED = "The family asked us to"


@pytest.fixture
def officer(parent):
    return make_staff(roles.REGISTER_OFFICER, email="officer@council.example")


@pytest.fixture
def auditor(parent):
    return make_staff(roles.AUDITOR, email="dpo@council.example")


def opens(desk: Client, family: Family) -> str:
    return reads(desk.post(reverse("register_family", args=[family.pk]), {"reason": "asked"}))


def mails_to(address: str) -> list:
    send_due()
    return [message for message in mail.outbox if message.to == [address]]


def from_the_paper_form(desk: Client) -> Family:
    """The same household on paper: no e-mail, a landline, news by post, and a second child."""
    by_post = {"contact-email": "", "contact-phone": "01632 960123", "address-address": "1 Lark Lane\nLarkmere", code("updates-post"): "on", "paper-choice-updates-post": "1"}
    second = {"2-child-nickname": "Sunny", "2-child-birth_month": "5", "2-child-birth_year": "2016", "2-support-support_stage": "none", "2-support-needs": ["not-said"]}
    signed = {"how": "paper", "paper_date": timezone.localdate().isoformat()}
    response = desk.post(reverse("register_assisted"), told(**by_post, **second, **signed, numbers="1,2"), follow=True)
    assert "Written down" in reads(response)
    return Family.objects.get(joined_how="paper")


def together(desk: Client, web: Family, paper: Family) -> None:
    """Side by side: the sign-up on the web stays, the number and the address come from the paper."""
    page = reads(desk.get(reverse("register_side_by_side", args=[web.pk, paper.pk])))
    assert "1 Lark Lane" in page and "Sunny" in page
    bee, sunny = (next(child for child in paper.children.all() if child.nickname == name) for name in ("Bee", "Sunny"))
    answers = {"keep": "first", "about-you": "first", "contact": "second", "home": "first", "reaching-you": "first", "address": "second"}
    children = {f"child-{bee.pk}": f"{web.children.get().pk}:first", f"child-{sunny.pk}": "another"}
    check = desk.post(reverse("register_side_by_side", args=[web.pk, paper.pk]), answers | children)
    foreseen = reads(check)
    assert "Sunny, May 2016 is added" in foreseen and "are one child" in foreseen
    response = desk.post(reverse("register_side_by_side", args=[web.pk, paper.pk]), answers | children | {"sure": "yes", "shown": check.context["shown"]}, follow=True)
    assert "Both records are one now" in reads(response)


def exported(desk: Client, *columns: str) -> list[list[str]]:
    wish = {"columns": columns, "status": "confirmed", "borough": "", "choice": "updates-post", "reason": "letter", "details": "Summer letter", "kind": "csv"}
    assert "1 famil" in reads(desk.post(reverse("register_export"), wish))
    file = desk.post(reverse("register_export"), wish | {"take": "yes"})
    return list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))


def test_a_paper_form_becomes_one_with_the_web_sign_up_and_the_family_reads_every_step(parent, officer, auditor):
    web = parent.joins()
    desk = at_the_desk(officer)
    paper = from_the_paper_form(desk)
    assert web.reference in opens(desk, paper), "the officer is shown who may be the same family"
    assert "Okonjo" in opens(desk, web)
    together(desk, web, paper)
    family = Family.objects.get()
    assert (family.pk, family.phone, family.children.count()) == (web.pk, "+441632960123", 2)
    assert family.reference in reads(desk.post(reverse("register_families"), {"words": paper.reference})), "the reference on the paper leads to it"
    assert exported(desk, "reference", "address")[2] == [web.reference, "1 Lark Lane, Larkmere"]

    assert any(web.reference in message.body for message in mails_to(parent.email)), "the family is told that two became one"
    looks = reads(signs_in(parent).get(reverse("my_family_looks")))
    for step in ("wrote down your sign-up", "You asked us to", "two records put together", "found your record in a search", "To write to families about what they chose"):
        assert step in looks, step
    assert officer.email not in looks
    log = reads(at_the_desk(auditor).get(reverse("register_access_log")))
    assert officer.email in log and "Summer letter" in log


def test_the_auditor_answers_a_complaint_and_neither_reads_what_is_the_others(parent, officer, auditor):
    family = parent.joins()
    browser = signs_in(parent)
    told = {"form_id": str(uuid.uuid4()), "what_happened": "My address was read out.", "wanted": "Say sorry."}
    assert "We have your complaint" in reads(browser.post(reverse("my_family_complaint"), told, follow=True))
    complaint = DataComplaint.objects.get()
    assert "read out" not in mails_to(parent.email)[-1].body
    opened = reverse("register_complaint", args=[complaint.pk])
    assert at_the_desk(officer).get(opened).status_code == 302, "an officer, of whom it may be, does not read it"

    desk = at_the_desk(auditor)
    assert complaint.reference in reads(desk.get(reverse("register_complaints")))
    assert "My address was read out." in reads(desk.get(opened))
    assert desk.post(reverse("register_family", args=[family.pk]), {"reason": "complaint"}).status_code == 302, "nor does the auditor open a record"
    assert "The answer is on its way" in reads(desk.post(opened, {"outcome": "right", "answer": "You are right, and we are sorry."}, follow=True))
    assert "we are sorry" in mails_to(parent.email)[-1].body
    page = reads(browser.get(reverse("my_family_complaint")))
    assert "Answered" in page and "You are right, and we are sorry." in page
    assert "opened your complaint about data" in reads(browser.get(reverse("my_family_looks")))
    browser.post(reverse("my_family_leave"))
    assert DataComplaint.objects.get().answer, "the answer can be shown for six years"


def becomes(desk: Client, user: User, *wanted: str) -> None:
    groups = [group.pk for group in User.groups.rel.model.objects.filter(name__in=wanted)]
    desk.post(reverse("wagtailusers_users:edit", args=[user.pk]), {"email": user.email, "first_name": "Jo", "last_name": "Green", "is_active": "on", "groups": groups})


def test_an_administrator_alone_makes_no_officer_neither_of_themselves_nor_of_a_friend(parent, auditor):
    family = parent.joins()
    administrator = make_staff(roles.ADMINISTRATOR, email="admin@council.example")
    friend = make_staff(roles.PCF_EDITOR, email="friend@council.example")
    desk = at_the_desk(administrator)
    record = reverse("register_family", args=[family.pk])
    becomes(desk, administrator, roles.ADMINISTRATOR, roles.REGISTER_OFFICER)
    becomes(desk, friend, roles.PCF_EDITOR, roles.REGISTER_OFFICER, roles.AUDITOR)
    for request in RoleRequest.objects.all():
        for somebody in (desk, at_the_desk(friend)):
            somebody.post(reverse("accounts_role_answer", args=[request.pk, "approve"]))
    for somebody in (administrator, friend):
        assert at_the_desk(somebody).post(record, {"reason": "asked"}).status_code == 302
        assert not somebody.groups.filter(name__in=roles.READS_PERSONAL_DATA).exists()
    assert {message.to[0] for message in mails_to(auditor.email)} == {auditor.email}, "the auditor hears of each try"

    checks = at_the_desk(auditor)
    page = reads(checks.get(reverse("accounts_roles")))
    assert re.search(r"friend@council.example is to be: Register officer", page)
    checks.post(reverse("accounts_role_answer", args=[RoleRequest.objects.get(user=friend, group__name=roles.REGISTER_OFFICER).pk, "approve"]))
    assert "Okonjo" in reads(at_the_desk(friend).post(record, {"reason": "asked"}))
    approved = RoleChange.objects.get(whom=friend.email, what=RoleChange.What.APPROVED)
    assert (approved.by, approved.role) == (auditor.email, roles.REGISTER_OFFICER)
