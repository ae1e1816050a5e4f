"""What several tests in the browser do on a page."""

from collections.abc import Callable

from playwright.sync_api import Page


def press(name: str) -> Callable[[Page], None]:
    return lambda page: page.locator("main").get_by_role("button", name=name, exact=True).click()


def press_link(name: str) -> Callable[[Page], None]:
    return lambda page: page.locator("main").get_by_role("link", name=name, exact=True).click()


def typed(label: str, value: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_label(label, exact=True).fill(value)
