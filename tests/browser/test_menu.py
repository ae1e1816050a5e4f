"""The menu on a phone: the browser's own popover, with or without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import checks

PHONE = 360


@pytest.mark.parametrize("has_script", [True, False])
def test_the_menu_opens_and_closes_on_a_phone(has_script: bool, visit: Callable[..., Page]) -> None:
    page = visit("/health/", width=PHONE, java_script_enabled=has_script)
    menu = page.locator("#menu")
    expect(menu).to_be_hidden()
    page.get_by_role("button", name="Menu", exact=True).click()
    expect(menu).to_be_visible()
    expect(menu.get_by_role("link", name="Health")).to_have_attribute("aria-current", "page")
    menu.get_by_role("button", name="Close").click()
    expect(menu).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_anybody_can_use_the_open_menu(scheme: str, visit: Callable[..., Page]) -> None:
    page = visit("/", width=320, color_scheme=scheme)
    page.get_by_role("button", name="Menu", exact=True).click()
    wrong = checks.accessibility(page) + checks.sideways(page) + checks.small_targets(page)
    assert not wrong, "\n".join(wrong)


def test_the_menu_is_closed_with_the_escape_key_and_the_focus_returns(visit: Callable[..., Page]) -> None:
    page = visit("/", width=PHONE)
    button = page.get_by_role("button", name="Menu", exact=True)
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#menu")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#menu")).to_be_hidden()
    expect(button).to_be_focused()


def test_the_menu_leads_to_a_page(visit: Callable[..., Page]) -> None:
    page = visit("/?borough=larkmere", width=PHONE)
    page.get_by_role("button", name="Menu", exact=True).click()
    page.locator("#menu").get_by_role("link", name="You said, we did").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You said, we did")
    assert page.url.endswith("/you-said-we-did/?borough=larkmere")
