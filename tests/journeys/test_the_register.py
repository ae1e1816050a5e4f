"""A family joins the SEND Register, sees who looked at what it told us, and leaves."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.mail import send_due
from accounts.roles import REGISTER_OFFICER
from register import wording
from register.models import AccessLogEntry, Family
from tests.accounts.factories import make_staff
from tests.factories import NeedFactory
from tests.portal.desk import set_up_desk
from tests.register.conftest import Parent

pytestmark = pytest.mark.django_db
LOGIN, CONFIRM = "/accounts/login/", "/accounts/login/code/confirm/"


@pytest.fixture
def parent(site):
    set_up_desk()
    wording.seed()
    for code in ("asd", "slcn"):
        NeedFactory(code=code)
    return Parent()


def signs_in(parent: Parent) -> Client:
    """With the code from the mail, on a browser that knows nothing yet."""
    browser = Client()
    browser.post(LOGIN, {"login": parent.email})
    code = re.search(r"\b[A-Z]{3}-[A-Z]{3}\b", parent.opens_mail()).group()
    assert browser.post(CONFIRM, {"code": code}, follow=True).status_code == 200
    return browser


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
    desk = Client()
    desk.force_login(officer)
    record = reverse("register_family", args=[family.pk])
    assert "Okonjo" not in desk.get(record).content.decode(), "no reason, no record"
    assert "Amal Okonjo" in desk.post(record, {"reason": "asked"}).content.decode()
    looked = AccessLogEntry.objects.get(action="view")
    assert (looked.who, looked.reference) == ("officer@council.example", family.reference)
    mine = signs_in(parent).get(reverse("my_family")).content.decode()
    assert "The family asked us to" in mine
    assert "officer@council.example" not in mine
