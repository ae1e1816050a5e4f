"""Suggestions while a family types: by keyboard, by touch, and told to a screen reader."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect


def box(page: Page) -> Locator:
    return page.get_by_role("combobox").first


def offered(page: Page) -> Locator:
    return page.get_by_role("option")


def type_into(page: Page, text: str) -> Locator:
    field = box(page)
    field.press_sequentially(text)
    expect(offered(page).first).to_be_visible()
    return field


def test_by_keyboard_a_suggestion_is_chosen_and_searched_for(visit: Callable[..., Page]) -> None:
    page = visit("/search/")
    field = type_into(page, "auti")
    expect(field).to_have_attribute("aria-expanded", "true")
    assert page.locator(f"#{field.get_attribute('aria-controls')}").get_attribute("role") == "listbox"
    expect(page.locator("[role=status]", has_text="suggestion").first).to_contain_text("Use the up and down arrows.")
    field.press("ArrowUp")
    expect(offered(page).last).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(0)
    field.press("ArrowDown")
    expect(offered(page).first).to_have_attribute("aria-selected", "true")
    assert field.get_attribute("aria-activedescendant") == offered(page).first.get_attribute("id")
    words = offered(page).first.get_attribute("data-text")
    field.press("Enter")
    page.wait_for_url("**/search/?q=*")
    expect(box(page)).to_have_value(words)


def test_escape_closes_the_list_and_keeps_the_words(visit: Callable[..., Page]) -> None:
    page = visit("/")
    field = type_into(page, "auti")
    field.press("ArrowDown")
    field.press("Escape")
    expect(offered(page)).to_have_count(0)
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("auti")
    field.press("Enter")
    page.wait_for_url("**/search/?q=auti*")


@pytest.mark.parametrize("width", [320, 1280])
def test_by_touch_a_suggestion_is_chosen(width: int, visit: Callable[..., Page]) -> None:
    page = visit("/search/", width=width, has_touch=True)
    type_into(page, "autism")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert offered(page).first.bounding_box()["height"] >= 44
    offered(page).first.tap()
    page.wait_for_url("**/search/?q=*")


def test_what_leads_nowhere_says_so_and_leaves_the_form_alone(visit: Callable[..., Page]) -> None:
    page = visit("/search/")
    field = box(page)
    field.press_sequentially("zzzzqqqq")
    expect(page.locator("[role=status]", has_text="No suggestions.")).to_have_count(1)
    field.press("Enter")
    page.wait_for_url("**/search/?q=zzzzqqqq*")


def test_without_scripts_the_box_is_a_plain_one(visit: Callable[..., Page]) -> None:
    page = visit("/search/", java_script_enabled=False)
    expect(page.get_by_role("combobox")).to_have_count(0)
    page.locator("main").get_by_role("searchbox").first.fill("autism")
    page.locator("main").get_by_role("searchbox").first.press("Enter")
    page.wait_for_url("**/search/?q=autism*")
