"""The one door."""

from playwright.sync_api import Page

from tests.browser.site import EDITOR
from tests.browser.state import State, go, signed_in, then, with_texts

LOGIN = "/accounts/login/"
SEND = "main form button"


def ask_for_code(page: Page) -> None:
    page.locator("main [name=login]").fill("nobody@families.example")
    page.locator(SEND).last.click()


def ask_for_text(page: Page) -> None:
    page.locator("main [name=login]").fill("07700 900999")
    page.locator(SEND).last.click()


def send_nothing(page: Page) -> None:
    page.locator(SEND).last.click()


def send_late(page: Page) -> None:
    """A form that stood open until its session was gone."""
    page.context.clear_cookies()
    ask_for_code(page)


def type_wrong_code(page: Page) -> None:
    page.locator("main [name=code]").fill("WRO-NGG")
    page.locator("main").get_by_role("button", name="Sign in", exact=True).click()


SIGN_IN = [
    State("sign in", LOGIN, has_session=True),
    State("sign in, errors", LOGIN, send_nothing, has_session=True),
    State("sign in, code", LOGIN, ask_for_code, has_session=True),
    State("sign in, wrong code", LOGIN, then(ask_for_code, type_wrong_code), has_session=True),
    State("sign in, with texts, errors", LOGIN, with_texts(go(LOGIN), send_nothing), has_session=True),
    State("sign in, code by text", LOGIN, with_texts(go(LOGIN), ask_for_text), has_session=True),
    State("second factor, set up", "/", signed_in(EDITOR, "/accounts/2fa/totp/activate/"), has_session=True),
    State("stale form", LOGIN, send_late, status=403, has_session=True),
]
