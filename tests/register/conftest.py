"""What every test of the register stands on: a site, the seeded words, needs, and a parent who fills in the form."""

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.mail import send_due
from localoffer.models import Need
from register import joining, wording
from register.journey import Journey
from register.models import Family, WordingVersion
from tests.factories import NeedFactory
from tests.register.factories import staff
from tests.register.officers import Desk

NEW_KEY = "n" * 40
LINK = re.compile(r"http://testserver(/register/confirm/\S+/)")


@pytest.fixture
def register(site, settings):
    """The site with the register's words and two needs; mail goes by the queue, as it does outside tests."""
    settings.EMAIL_BACKEND = "accounts.mail.QueueBackend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    wording.seed()
    if not Need.objects.exists():
        NeedFactory(code="asd", name="Autistic spectrum condition", order=1)
        NeedFactory(code="slcn", name="Speech, language and communication", order=2)
    return site


@dataclass
class Parent:
    """Someone at a browser, and what they answer."""

    browser: Client = field(default_factory=Client)
    email: str = "amal@families.example"
    choices: tuple[str, ...] = ("updates",)
    answers: dict = field(default_factory=dict)

    def starts(self, query: str = ""):
        return self.browser.post(reverse("register") + query)

    def page(self, step: str):
        return self.browser.get(reverse("register_question", args=[step]))

    def answer(self, step: str, query: str = "", **values):
        """What the button leads to; when something is wrong, the page that says so."""
        response = self.browser.post(reverse("register_question", args=[step]) + query, self.what(step) | values)
        return self.browser.get(response.url) if "?wrong=1" in response.headers.get("Location", "") else response

    def what(self, step: str) -> dict:
        return {
            "about-you": {"first_name": "Amal", "last_name": "Okonjo", "relationship": "parent"},
            "contact": {"email": self.email},
            "home": {"postcode": "lk12ab", "borough": "larkmere"},
            "reaching-you": {},
            "child-1": {"nickname": "Bee", "birth_month": "March", "birth_year": "2019"},
            "setting-1": {"setting": "mainstream", "setting_name": "Larkmere Primary"},
            "support-1": {"support_stage": "sen-support", "needs": ["asd", "slcn"]},
            "interests": {},
            "choices": {version.code: "on" for version in WordingVersion.objects.current([f"choice-{slug}" for slug in self.choices])} if step == "choices" else {},
            "address": {"address": "1 Lark Lane\nLarkmere"},
            "equality": {},
        }.get(step, {}) | self.answers.get(step, {})

    def fills_in_everything(self, query: str = ""):
        """Page after page as the form leads, with no more children than the first; the page to check."""
        return self.goes_to("", query)

    def goes_to(self, wanted: str, query: str = ""):
        """Starts, and answers every question before the one called `wanted`; its page, or else the one to check."""
        address = self.starts(query).url
        while address != (reverse("register_question", args=[wanted]) if wanted else reverse("register_check")):
            if address == reverse("register_children"):
                address = re.search(r'class="govuk-button" href="([^"]+)"', self.browser.get(address).content.decode())[1]
                continue
            step = address.strip("/").split("/")[-1]
            response = self.answer(step)
            assert response.status_code == 302, (step, response.content.decode())
            address = response.url
        return self.browser.get(address)

    def reads(self) -> dict[str, str]:
        """The page to check, as it is now; what its button sends."""
        shown = re.search(r'name="shown" value="(\w+)"', self.browser.get(reverse("register_check")).content.decode())
        return {"shown": shown[1]} if shown else {}

    def sends(self):
        return self.browser.post(reverse("register_check"), self.reads())

    def signs_up(self, query: str = ""):
        """Fills in everything and sends it; the page that follows."""
        self.fills_in_everything(query)
        self.sends()
        return self.browser.get(reverse("register_sent"))

    def opens_mail(self) -> str:
        """The newest mail to this address, once the worker has sent it."""
        send_due()
        return [message for message in mail.outbox if message.to == [self.email.lower()]][-1].body

    def link(self) -> str:
        return LINK.search(self.opens_mail())[1]

    def presses(self, slug: str, given: str = "yes", *, follow: bool = False):
        """Presses the button of a choice; the page sends the words beside it."""
        words = WordingVersion.objects.current([f"choice-{slug}"]).first()
        return self.browser.post(reverse("my_family_choose", args=[slug]), {"given": given, "words": words.code if words else ""}, follow=follow)

    def says_yes_to(self, slug: str) -> str:
        """Presses "Say yes" to what needs an answer first; what the next page's address carries of it."""
        return "?" + self.presses(slug).url.partition("?")[2]

    def joins(self) -> Family:
        """The same answers, sent without walking through the pages; then opens the mail and presses the button."""
        journey = Journey({})
        journey.begin("")
        while step := journey.first_open_question():
            form = journey.form(step, self.what(step))
            assert form.is_valid(), (step, form.errors)
            journey.answer(step, form.cleaned_data)
        joining.join(journey.sign_up())
        Client().post(self.link())
        family = Family.objects.confirmed().with_email(self.email).get()
        self.browser.force_login(family.account)
        return family


@pytest.fixture
def parent(register):
    return Parent()


@pytest.fixture
def another_parent(register):
    return Parent(email="noor@families.example")


@pytest.fixture
def desk(register, client):
    """A register officer who has signed in."""
    user = staff("Register officer")
    client.force_login(user)
    return Desk(user, client)


@pytest.fixture
def ledger_file(settings, tmp_path) -> Path:
    settings.ERASURE_LEDGER = tmp_path / "ledger" / "erasures.jsonl"
    return settings.ERASURE_LEDGER


@pytest.fixture
def restored_after(ledger_file, register, django_capture_on_commit_callbacks):
    """A backup is taken, things happen and are committed, the backup is restored: the database is as it was, the file is not."""

    @contextmanager
    def in_between():
        point = transaction.savepoint()
        with django_capture_on_commit_callbacks(execute=True):
            yield
        transaction.savepoint_rollback(point)

    return in_between


@pytest.fixture
def committed(ledger_file, register, django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def new_key(settings):
    """Puts the new key before the old one, as the operator does."""

    def put() -> None:
        settings.FIELD_KEYS = [NEW_KEY, *settings.FIELD_KEYS]

    return put


@pytest.fixture
def old_key_goes(settings):
    def go() -> None:
        settings.FIELD_KEYS = settings.FIELD_KEYS[:1]

    return go
