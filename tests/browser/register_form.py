"""The register's form in a browser: one family fills it in, and stops where a test wants to look."""

import itertools
from collections.abc import Callable

from playwright.sync_api import Page

from accounts.models import QueuedMail
from tests.browser.site import LONG
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
# One address gets five mails a day, and the tests share a day.
ANOTHER = itertools.count()
# Nobody can go wrong in the others.
CAN_BE_WRONG = ("about-you", "contact", "home", "child-1", "support-1", "address")


def begin_register(page: Page) -> None:
    press("Start now")(page)


def fill_in(page: Page, step: str) -> None:
    for label, value in ANSWERS[step].items():
        if label == "support_stage":
            page.locator("[name=support_stage]").first.check()
        elif value:
            page.get_by_label(label, exact=True).fill(value.replace("{n}", str(next(ANOTHER))))
        else:
            page.get_by_label(label, exact=True).check()


def answer(page: Page, step: str) -> None:
    """Fill in one question of the register and go on; from the list of children too."""
    fill_in(page, step)
    press("Continue")(page)
    if page.url.endswith("/register/children/"):
        page.locator("main").get_by_role("link", name="Continue", exact=True).click()


def register_up_to(step: str | None) -> Callable[[Page], None]:
    """To the question `step`, or to "Check your answers" when it is None."""

    def act(page: Page) -> None:
        begin_register(page)
        for each in ANSWERS:
            if each == step:
                return
            answer(page, each)

    return act


def register_error(step: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        register_up_to(step)(page)
        press("Continue")(page)

    return act


def register_sent(page: Page) -> None:
    register_up_to(None)(page)
    press("Join the SEND Register")(page)


def confirm_address() -> str:
    """Where the newest confirmation e-mail leads."""
    link = next(word for word in QueuedMail.objects.latest("pk").text.split() if "/register/confirm/" in word)
    return "/register/confirm/" + link.split("/register/confirm/")[1]


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


def with_wrong_code(page: Page) -> None:
    register_sent(page)
    page.get_by_label("Your code", exact=True).fill("XXX-XXX")
    press("Join with this code")(page)
