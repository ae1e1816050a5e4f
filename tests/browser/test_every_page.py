"""Each page in each of its states: valid HTML, axe, one h1, sizes, no sideways scroll, in light and dark, wide and narrow, with large text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import checks
from tests.browser.html_checker import Check
from tests.browser.state import State, reach
from tests.browser.states import STATES
from tests.browser.watching import Watch

WIDE, LARGE_PHONE, PHONE, NARROW, HEIGHT = 1280, 412, 360, 320, 900
ALWAYS = (checks.accessibility, checks.sideways, checks.small_targets, checks.overlaps)


@pytest.mark.parametrize("state", STATES, ids=[state.name for state in STATES])
def test_anybody_can_use_the_page(state: State, visit: Callable[..., Page], watches: list[Watch], html_problems: Check) -> None:
    page = visit(state.path, may_have_cookies=state.has_session, width=WIDE)
    reach(page, state)
    sent = watches[0].document
    assert sent and sent.status == state.status
    assert page.title().startswith("Error: ") == state.is_refusal, "the state was not reached, or its title doesn't say so"
    found = {
        "as it was sent": html_problems(sent.text()),
        "1280 px": _ask(page, *ALWAYS, checks.headings, checks.broken_words, checks.large_pictures),
        "dark": _in_dark(page),
        "200% text": _with_large_text(page),
        "right to left": _from_right_to_left(page),
    }
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    found["320 px"] = _ask(page, *ALWAYS, checks.cut_off)
    page.set_viewport_size({"width": LARGE_PHONE, "height": HEIGHT})
    found["412 px"] = _ask(page, checks.sideways)
    page.set_viewport_size({"width": PHONE, "height": HEIGHT})
    found["360 px, 200% text"] = _with_large_text(page)
    page.set_viewport_size({"width": NARROW, "height": HEIGHT})
    found["320 px, right to left"] = _from_right_to_left(page)
    wrong = [f"{where}: {problem}" for where, problems in found.items() for problem in problems]
    assert not wrong, "\n".join(wrong)


def test_html_that_is_not_valid_is_found(html_problems: Check) -> None:
    start = '<!DOCTYPE html><html lang="en"><head><title>x</title></head><body>'
    assert html_problems(f"{start}<p>Hello</p></body></html>") == []
    assert html_problems(f"{start}<p>Hello<div></p></div></body></html>")


def _ask(page: Page, *questions: Callable[[Page], list[str]]) -> list[str]:
    return [problem for question in questions for problem in question(page)]


def _in_dark(page: Page) -> list[str]:
    page.emulate_media(color_scheme="dark")
    problems = checks.accessibility(page, only="color-contrast")
    page.emulate_media(color_scheme="light")
    return problems


def _with_large_text(page: Page) -> list[str]:
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    problems = checks.sideways(page) + checks.overlaps(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    return problems


def _from_right_to_left(page: Page) -> list[str]:
    page.evaluate("Object.assign(document.documentElement, { dir: 'rtl', lang: 'ar' })")
    problems = checks.sideways(page) + checks.overlaps(page)
    page.evaluate("Object.assign(document.documentElement, { dir: 'ltr', lang: 'en-gb' })")
    return problems
