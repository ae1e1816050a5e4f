"""The register's form in a browser: one family fills it in, and stops where a test wants to look."""

import datetime as dt
import itertools
import re
from collections.abc import Mapping

from django.utils import timezone
from playwright.sync_api import Page

from accounts.models import QueuedMail
from register.models import Confirmation
from tests.browser.site import LONG
from tests.browser.state import Act
from tests.browser.steps import press

# The questions in order, with the answers of one family. The list of children comes after those about the first.
ANSWERS: dict[str, dict[str, str]] = {
    "about-you": {"First name": "Sam", "Last name": LONG[:60], "Parent or carer": ""},
    "contact": {"E-mail address": "sam{n}@families.example"},
    "home": {"Postcode (you can leave it out)": "LK1 2AB", "Larkmere Borough Council": ""},
    "reaching-you": {},
    "child-1": {"Month of birth": "March", "Year of birth": "2019"},
    "setting-1": {},
    "support-1": {"support_stage": "0", "Autism": ""},
    "interests": {},
    "choices": {"Send me news by post": ""},
    "address": {"Postal address": "1 Lark Lane"},
    "equality": {},
}
Instead = Mapping[str, dict[str, str]]
NOTHING_ELSE: Instead = {}
# Somebody of 16 or over who joins for themselves, and somebody who has a mobile alone, where texts are on.
YOUNG = {
    "about-you": {"First name": "Jo", "Last name": "Green", "I am the young person (16 or over)": ""},
    "child-1": {"Month of birth": "3", "Year of birth": str(timezone.localdate().year - 18)},
}
BY_MOBILE = {"contact": {"Mobile or other phone number (you can leave it out if you have e-mail)": "07700 900{n}"}}
# One address gets five mails a day and one number five texts, and the tests share a day.
ANOTHER = itertools.count(100)
CODE = re.compile(r"\b[2-9B-Z]{3}-[2-9B-Z]{3}\b")
# The others look and go wrong in the same ways.
LOOKED_AT = ("about-you", "contact", "reaching-you", "child-1", "support-1", "choices", "equality")
CAN_BE_WRONG = ("about-you", "contact", "support-1")


def begin_register(page: Page) -> None:
    press("Start now")(page)


def fill_in(page: Page, step: str, instead: Instead = NOTHING_ELSE) -> None:
    for label, value in instead.get(step, ANSWERS[step]).items():
        if label == "support_stage":
            page.locator("[name=support_stage]").first.check()
        elif value:
            page.get_by_label(label, exact=True).fill(value.replace("{n}", str(next(ANOTHER))))
        else:
            page.get_by_label(label, exact=True).check()


def answer(page: Page, step: str, instead: Instead = NOTHING_ELSE) -> None:
    """Fill in one question of the register and go on; from the list of children too."""
    fill_in(page, step, instead)
    press("Continue")(page)
    if page.url.endswith("/register/children/"):
        page.locator("main").get_by_role("link", name="Continue", exact=True).click()


def register_up_to(step: str | None, instead: Instead = NOTHING_ELSE) -> Act:
    """To the question `step`, or to "Check your answers" when it is None; `instead` of the usual answers to some questions."""

    def act(page: Page) -> None:
        begin_register(page)
        for each in ANSWERS:
            if each == step:
                return
            answer(page, each, instead)

    return act


def register_error(step: str) -> Act:
    def act(page: Page) -> None:
        register_up_to(step)(page)
        press("Continue")(page)

    return act


def register_sent(page: Page) -> None:
    register_up_to(None)(page)
    press("Join the SEND Register")(page)


def mailed_address(start: str) -> str:
    """Where the newest mail leads that has a link to an address that begins like this."""
    text = next(queued.text for queued in QueuedMail.objects.order_by("-pk") if start in queued.text)
    link = next(word for word in text.split() if start in word)
    return start + link.split(start)[1]


def confirm_address() -> str:
    return mailed_address("/register/confirm/")


def open_confirmation(page: Page) -> None:
    register_sent(page)
    page.goto(confirm_address())


def at_children(page: Page) -> None:
    """At the list, with two children, one of them half told about."""
    register_up_to("interests")(page)
    page.goto(page.url.replace("interests", "child-2"))
    fill_in(page, "child-1")
    press("Continue")(page)
    page.goto(page.url.replace("setting-2", "children"))


def asked_to_take_out(page: Page) -> None:
    at_children(page)
    page.goto(page.url + "?out=2")


def likes_texts(page: Page) -> None:
    """Without having given a mobile."""
    register_up_to("reaching-you")(page)
    page.get_by_label("Text message", exact=True).check()
    press("Continue")(page)


def with_wrong_code(page: Page) -> None:
    register_sent(page)
    page.get_by_label("Your code", exact=True).fill("XXX-XXX")
    press("Join with this code")(page)


def joined_with_code(page: Page) -> None:
    register_sent(page)
    text = QueuedMail.objects.latest("pk").text
    page.get_by_label("Your code", exact=True).fill(CODE.search(text)[0])
    press("Join with this code")(page)


def link_grown_old(page: Page) -> None:
    register_sent(page)
    Confirmation.objects.filter(pk=Confirmation.objects.latest("made_at").pk).update(expires_at=timezone.now() - dt.timedelta(minutes=1))
    page.goto(confirm_address())


def at_saving(page: Page) -> None:
    """Part of the way, and no further today."""
    register_up_to("setting-1")(page)
    press("Save it and come back later")(page)


def save_it(page: Page) -> None:
    page.get_by_label("E-mail address", exact=True).fill(f"sam{next(ANOTHER)}@families.example")
    press("Save and send me the link")(page)


def coming_back(page: Page) -> None:
    at_saving(page)
    save_it(page)
    page.goto(mailed_address("/register/come-back/"))
