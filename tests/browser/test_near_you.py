"""Use where I am: on press only, rounded, to our own host, and a kind word when it does not work."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

HERE = {"latitude": 51.412345, "longitude": -0.304567}
BUTTON = "Use where I am"
WATCHED = """() => {
    window.asked = [];
    const real = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation);
    navigator.geolocation.getCurrentPosition = (...all) => { window.asked.push(1); real(...all); };
}"""


def near_of(page: Page) -> list[str]:
    return parse_qs(urlsplit(page.url).query).get("near", [])


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/search/?q=autism near me", "/services/"])
def test_a_press_searches_near_the_rounded_place(width: int, path: str, visit: Callable[..., Page]) -> None:
    page = visit(path, width=width, permissions=["geolocation"], geolocation=HERE)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    page.evaluate(WATCHED)
    assert page.evaluate("window.asked") == []
    if path == "/services/" and width == 360:
        page.locator("summary", has_text="Choose age, place, need").click()
    page.get_by_role("button", name=BUTTON).locator("visible=true").last.click()
    page.wait_for_url("**near=*")
    assert near_of(page) == ["51.41,-0.30"]
    expect(page.get_by_role("link", name="Near where you are")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert "51.41" not in page.title()
    assert not [words for words in sent if "51.412" in words or "0.3045" in words]


def test_a_postcode_that_is_typed_afterwards_takes_its_place(visit: Callable[..., Page]) -> None:
    page = visit("/services/", permissions=["geolocation"], geolocation=HERE)
    page.get_by_role("button", name=BUTTON).click()
    page.wait_for_url("**near=*")
    expect(page.get_by_label("Near which postcode?")).to_have_value("")
    page.get_by_label("How far?").select_option("10")
    page.get_by_role("button", name="Show these").first.click()
    expect(page.get_by_role("link", name="Within 10 miles of where you are")).to_be_visible()
    page.get_by_label("Near which postcode?").fill("KT1")
    page.get_by_role("button", name="Show these").first.click()
    expect(page.get_by_role("link", name="Within 10 miles of KT1")).to_be_visible()


def test_who_says_no_is_asked_for_a_postcode_and_loses_nothing(visit: Callable[..., Page]) -> None:
    page = visit("/services/")
    page.get_by_label("Age of your child").fill("8")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator(".lo-near [role=status]")).to_have_text("Your browser did not tell us where you are. That is fine: write a postcode instead.")
    expect(page.get_by_label("Age of your child")).to_have_value("8")
    expect(page.get_by_role("button", name=BUTTON)).to_be_focused()
    assert near_of(page) == []


def test_where_no_place_is_found_the_page_says_so(visit: Callable[..., Page]) -> None:
    page = visit("/services/", permissions=["geolocation"])
    page.evaluate("() => { navigator.geolocation.getCurrentPosition = (go, stay) => stay({ code: 3 }); }")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.locator(".lo-near [role=status]")).to_have_text("Your browser could not find out where you are. Write a postcode instead.")


def test_without_scripts_near_me_has_a_field_for_the_postcode_and_no_button(visit: Callable[..., Page]) -> None:
    page = visit("/search/?q=autism near me", width=360, java_script_enabled=False)
    expect(page.get_by_role("button", name=BUTTON)).to_have_count(0)
    page.get_by_label("Your postcode").fill("KT1")
    page.get_by_role("button", name="Show what is near").click()
    expect(page.get_by_role("link", name="Near KT1")).to_be_visible()
