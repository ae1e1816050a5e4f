"""Every task works without JavaScript, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from feedback.models import Comment, Usefulness
from register.models import Family
from tests.browser.register_form import ANSWERS, answer, begin_register, confirm_address
from tests.browser.states import PATHWAY

PHONE = {"width": 360, "height": 740, "java_script_enabled": False}


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_the_pathway_is_walked_question_by_question(visit: Callable[..., Page]) -> None:
    page = visit("/new-to-send/", **PHONE)
    page.get_by_role("link", name="Answer a few questions").click()
    assert heading(page) == "How old is your child?"
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.title().startswith("Error: ")
    for choice, next_question in [("Answer 0-4", "Where do they learn?"), ("Answer nursery", "Have you spoken to the school?"), ("Answer no", "Your next steps")]:
        page.get_by_label(choice, exact=True).check()
        page.get_by_role("button", name="Continue").click()
        assert heading(page) == next_question
    expect(page.locator("main")).to_contain_text("Talk to the school")
    expect(page.locator("main")).to_contain_text("Larkmere and Hollowdean SENDIASS")
    expect(page.locator("main")).to_contain_text("Together Parent Carer Forum")
    page.go_back()
    assert heading(page) == "Have you spoken to the school?"


def test_an_answer_of_the_pathway_is_changed_from_what_it_was(visit: Callable[..., Page]) -> None:
    page = visit(f"{PATHWAY}?age=0-4&place=nursery&talked=no", **PHONE)
    assert heading(page) == "Your next steps"
    page.locator("main a[href*='change=place']").click()
    assert heading(page) == "Where do they learn?"
    expect(page.get_by_label("Answer nursery", exact=True)).to_be_checked()
    page.get_by_label("Answer school", exact=True).check()
    page.get_by_role("button", name="Continue").click()
    assert heading(page) == "Your next steps"
    assert "place=school" in page.url


def test_the_pathway_can_be_skipped_through(visit: Callable[..., Page]) -> None:
    page = visit(PATHWAY, **PHONE)
    for _ in range(3):
        page.locator("main").get_by_text("Skip this question").click()
    assert heading(page) == "Your next steps"
    expect(page.locator("main")).to_contain_text("Meet other parents")


def test_search_finds_and_can_be_narrowed(visit: Callable[..., Page]) -> None:
    page = visit("/", **PHONE)
    page.locator("main, .lo-hero").get_by_role("searchbox").first.fill("autism")
    page.locator("main, .lo-hero").get_by_role("button", name="Search").first.click()
    expect(page.locator("main")).to_contain_text("Sunday autism group")
    page.get_by_text("Choose age, place, need and more").click()
    page.get_by_label("Services (").check()
    page.get_by_role("button", name="Show these").first.click()
    assert "type=service" in page.url and "q=autism" in page.url
    page.locator("main").get_by_role("link", name="Sunday autism group").first.click()
    assert heading(page) == "Sunday autism group"


def test_a_comment_is_sent_and_kept(visit: Callable[..., Page]) -> None:
    page = visit("/health/speech/", **PHONE)
    page.get_by_role("link", name="Tell us what is missing").first.click()
    expect(page.locator("main")).to_contain_text("Speech and language therapy")
    page.get_by_label("Something is missing").check()
    page.get_by_label("Tell us about it").fill("Where do I find a therapist who signs?")
    page.locator("main").get_by_role("button", name="Send it").click()
    assert heading(page) == "Thank you"
    kept = Comment.objects.get(text="Where do I find a therapist who signs?")
    assert kept.page is not None
    assert kept.page.slug == "speech"


def test_a_page_is_said_to_be_useless_and_why_is_asked(visit: Callable[..., Page]) -> None:
    page = visit("/privacy/", **PHONE)
    page.get_by_role("button", name="No").click()
    assert heading(page) == "Thank you"
    total = Usefulness.objects.get()
    assert (total.yes, total.no) == (0, 1)
    page.get_by_role("link", name="Tell us why").click()
    expect(page.get_by_label("Something is hard to understand")).to_be_checked()


def test_a_family_joins_the_register_and_confirms(visit: Callable[..., Page]) -> None:
    page = visit("/register/", may_have_cookies=True, **PHONE)
    begin_register(page)
    for step in ANSWERS:
        answer(page, step)
    assert heading(page) == "Check your answers"
    expect(page.locator("main")).to_contain_text("LK1 2AB")
    page.locator("main").get_by_role("button", name="Join").click()
    family = Family.objects.latest("asked_at")
    expect(page.locator("main")).to_contain_text(family.reference)
    page.goto(confirm_address())
    family.refresh_from_db()
    assert family.confirmed_at is None, "opening the link alone changed something"
    page.locator("main").get_by_role("button").first.click()
    family.refresh_from_db()
    assert family.confirmed_at is not None


@pytest.mark.parametrize("path", ["/", "/health/everything/", "/services/", "/a-to-z/", "/search/?q=autism"])
def test_nothing_is_shown_that_needs_a_script(path: str, visit: Callable[..., Page]) -> None:
    page = visit(path, **PHONE)
    dead = page.locator("button[type=button]:not([popovertarget]) >> visible=true")
    assert dead.count() == 0, dead.first.inner_text()
