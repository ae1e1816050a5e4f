"""People on their way through the SEND Register: a family at its browser, and staff at theirs."""

import re

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.signing_in import CONFIRM, LOGIN, code_in_text
from tests.register.conftest import Parent

# Letters and numbers, as the register makes them; the reference beside it is longer.
CODE = re.compile(r"(?<![\w-])[A-Z0-9]{3}-[A-Z0-9]{3}(?![\w-])")
REFERENCE = re.compile(r"(?<![\w-])[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{2}(?![\w-])")
FIRST_STEPS = ("about-you", "contact", "home", "reaching-you", "child-1", "setting-1", "support-1")
LAST_STEPS = ("interests", "choices", "equality")


def reads(page: HttpResponse) -> str:
    assert page.status_code == 200, page.status_code
    return page.content.decode()


def answers(parent: Parent, *steps: str) -> None:
    for step in steps:
        assert parent.answer(step).status_code == 302, step


def types_code(message: str) -> str:
    """The page after typing what stands in a mail or a text, on another device, which shows first what was ticked."""
    told = {"reference": REFERENCE.search(message)[0], "code": CODE.search(message)[0].lower()}
    browser, address = Client(), reverse("register_code")
    assert "Yes, I want to join" in reads(browser.post(address, told))
    return reads(browser.post(address, told | {"read": "yes"}, follow=True))


def signs_in(parent: Parent) -> Client:
    """With the code from the mail, on a browser that knows nothing yet."""
    browser = Client()
    browser.post(LOGIN, {"login": parent.email})
    reads(browser.post(CONFIRM, {"code": CODE.search(parent.opens_mail())[0]}, follow=True))
    return browser


def signs_in_by_text(number: str) -> Client:
    browser = Client()
    browser.post(LOGIN, {"login": number})
    reads(browser.post(CONFIRM, {"code": code_in_text()}, follow=True))
    return browser


def at_the_desk(user: User) -> Client:
    browser = Client()
    browser.force_login(user)
    return browser
