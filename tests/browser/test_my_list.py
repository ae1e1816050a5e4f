"""A family's own list: in the address for everybody, on the device only for a family that chooses so."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

LIST = "/services/my-list/"
KEEP, FORGET = "Keep this list on this device", "Forget it"


def put_on(page: Page, slug: str) -> None:
    page.goto(f"/services/{slug}/")
    page.get_by_role("link", name="Put on my list").click()


def stored(page: Page) -> int:
    return page.evaluate("localStorage.length")


@pytest.mark.parametrize("has_script", [True, False])
def test_a_list_is_made_shortened_and_emptied_in_the_address(has_script: bool, visit: Callable[..., Page]) -> None:
    page = visit("/services/saturday-club/", java_script_enabled=has_script)
    page.get_by_role("link", name="Put on my list").click()
    expect(page.locator("h1")).to_have_text("My list")
    page.get_by_role("link", name="Find more services").click()
    page.get_by_role("link", name="Schools, nurseries and colleges").click()
    page.locator("main").get_by_role("link", name="Hill Primary").first.click()
    page.get_by_role("link", name="Put on my list").click()
    expect(page.locator("main")).to_contain_text("2 services you want to keep.")
    page.get_by_role("link", name="Take Saturday autism club off my list").click()
    expect(page.locator("main")).to_contain_text("1 service you want to keep.")
    page.get_by_role("link", name="Take Hill Primary off my list").click()
    expect(page.locator("main")).to_contain_text("Your list is empty.")


def test_nothing_is_kept_on_the_device_until_the_family_says_so(visit: Callable[..., Page]) -> None:
    page = visit("/services/saturday-club/")
    page.get_by_role("link", name="Put on my list").click()
    assert stored(page) == 0
    assert page.context.cookies() == []


def test_a_kept_list_comes_back_grows_and_is_forgotten(visit: Callable[..., Page]) -> None:
    page = visit("/services/saturday-club/")
    page.get_by_role("link", name="Put on my list").click()
    page.get_by_role("button", name=KEEP).click()
    expect(page.get_by_text("This list is kept on this device.")).to_be_visible()
    put_on(page, "hill-primary")
    expect(page.locator("main")).to_contain_text("2 services you want to keep.")
    page.goto(LIST)
    expect(page.locator("main")).to_contain_text("2 services you want to keep.")
    page.get_by_role("link", name="Take Hill Primary off my list").click()
    page.goto(LIST)
    expect(page.locator("main")).to_contain_text("1 service you want to keep.")
    page.get_by_role("button", name=FORGET).click()
    assert stored(page) == 0
    page.goto(LIST)
    expect(page.locator("main")).to_contain_text("Your list is empty.")


def test_a_list_that_somebody_sent_does_not_take_the_place_of_ones_own(visit: Callable[..., Page]) -> None:
    page = visit("/services/saturday-club/")
    page.get_by_role("link", name="Put on my list").click()
    page.get_by_role("button", name=KEEP).click()
    page.goto("/services/hill-primary/")
    key = page.locator("[data-list-change]").get_attribute("data-list-change")
    page.goto(f"{LIST}?s={key}")
    expect(page.get_by_role("button", name=KEEP)).to_be_visible()
    page.get_by_role("link", name="Show the list that is kept here").click()
    expect(page.locator("main")).to_contain_text("Saturday autism club")


@pytest.mark.parametrize("has_script", [True, False])
def test_a_list_comes_along_through_the_header_search_the_finder_and_a_guidance_page(has_script: bool, visit: Callable[..., Page]) -> None:
    page = visit("/services/saturday-club/", java_script_enabled=has_script)
    page.get_by_role("link", name="Put on my list").click()
    page.locator("#header-search").fill("school")
    page.locator("#header-search").press("Enter")
    page.get_by_label("Age of your child").fill("8")
    page.get_by_role("button", name="Show these").first.click()
    page.get_by_role("link", name="Age 8").click()
    page.locator(".lo-wordmark").click()
    page.get_by_role("contentinfo").get_by_role("link", name="My list of services").click()
    expect(page.locator("main")).to_contain_text("1 service you want to keep.")


def test_a_kept_list_is_found_again_wherever_one_arrives(visit: Callable[..., Page]) -> None:
    page = visit("/services/saturday-club/")
    page.get_by_role("link", name="Put on my list").click()
    page.get_by_role("button", name=KEEP).click()
    page.goto("/services/saturday-club/")
    expect(page.get_by_role("link", name="Take off my list")).to_be_visible()
    for path in ("/", "/services/", "/services/ways/", "/search/?q=school"):
        page.goto(path)
        page.get_by_role("contentinfo").get_by_role("link", name="My list of services").click()
        expect(page.locator("main")).to_contain_text("1 service you want to keep.")
    page.goto("/services/saturday-club/")
    page.get_by_role("link", name="Take off my list").click()
    expect(page.locator("main")).to_contain_text("Your list is empty.")


def keep_first(page: Page, words: str) -> None:
    """What a family kept on this device some time ago."""
    page.evaluate("words => localStorage.setItem('my-list', words)", words)


def kept(page: Page) -> list[str]:
    return [key for key in page.evaluate("localStorage.getItem('my-list')").split(",") if key]


def open_beside(page: Page, path: str) -> Page:
    other = page.context.new_page()
    other.goto(path)
    return other


def test_services_put_on_from_two_open_pages_are_both_kept(visit: Callable[..., Page]) -> None:
    one = visit("/services/saturday-club/")
    keep_first(one, "")
    one.reload()
    other = open_beside(one, "/services/hill-primary/")
    one.get_by_role("link", name="Put on my list").click()
    expect(one.locator("main")).to_contain_text("1 service you want to keep.")
    other.get_by_role("link", name="Put on my list").click()
    expect(other.locator("main")).to_contain_text("2 services you want to keep.")
    assert len(kept(one)) == 2


def test_what_another_page_took_off_does_not_come_back(visit: Callable[..., Page]) -> None:
    one = visit("/services/saturday-club/")
    key = one.locator("[data-list-change]").get_attribute("data-list-change")
    keep_first(one, key)
    other = open_beside(one, "/services/hill-primary/")
    mine = open_beside(one, LIST)
    mine.get_by_role("link", name="Take Saturday autism club off my list").click()
    expect(mine.locator("main")).to_contain_text("Your list is empty.")
    other.get_by_role("link", name="Put on my list").click()
    expect(other.locator("main")).to_contain_text("1 service you want to keep.")
    assert key not in kept(other)


def test_a_page_that_was_open_before_the_list_was_kept_or_forgotten_follows(visit: Callable[..., Page]) -> None:
    one = visit("/services/saturday-club/")
    other = open_beside(one, "/services/hill-primary/")
    one.get_by_role("link", name="Put on my list").click()
    one.get_by_role("button", name=KEEP).click()
    other.get_by_role("link", name="Put on my list").click()
    expect(other.locator("main")).to_contain_text("2 services you want to keep.")
    third = open_beside(one, "/services/hill-primary/")
    expect(third.get_by_role("link", name="Take off my list")).to_be_visible()
    other.get_by_role("button", name=FORGET).click()
    expect(third.get_by_role("link", name="Put on my list")).to_be_visible()
    third.get_by_role("link", name="Put on my list").click()
    expect(third.locator("main")).to_contain_text("1 service you want to keep.")
    assert stored(third) == 0


def test_a_full_list_says_so_and_loses_nothing(visit: Callable[..., Page]) -> None:
    page = visit("/services/saturday-club/")
    full = [f"{number:022d}" for number in range(50)]
    keep_first(page, ",".join(full))
    page.reload()
    page.get_by_role("link", name="Put on my list").click()
    expect(page.locator("[role=status]", has_text="Your list is full. Take one off first.")).to_be_visible()
    assert page.url.endswith("/services/saturday-club/")
    assert kept(page) == full
    keep_first(page, ",".join(full[1:]))
    page.get_by_role("link", name="Put on my list").click()
    page.wait_for_url("**/my-list/**")
    assert kept(page)[:49] == full[1:]
    assert len(kept(page)) == 50
