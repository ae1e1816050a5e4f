"""Surveys: by question, all at once, over, and as totals."""

from playwright.sync_api import Page

from tests.browser.state import Act, State
from tests.browser.steps import press

ASK, OVER = "/surveys/heard/", "/surveys/short-breaks/"


def to_question(number: int, *, then: str = "") -> Act:
    """Start, and go to that question; at the end press a button."""

    def act(page: Page) -> None:
        press("Start")(page)
        page.goto(page.url.replace("/1/", f"/{number}/"))
        if then:
            press(then)(page)

    return act


def to_check(page: Page) -> None:
    press("Start")(page)
    page.locator("main [type=radio]").first.check()
    press("Continue")(page)
    page.goto(page.url.replace("/2/", "/check/"))


def sent(page: Page) -> None:
    to_check(page)
    press("Send my answers")(page)


def press_too_early(page: Page) -> None:
    press("Start")(page)
    page.goto(page.url.replace("/1/", "/check/"))
    press("Send my answers")(page)


def sent_and_back(page: Page) -> None:
    press("Start")(page)
    first = page.url
    page.locator("main [type=radio]").first.check()
    press("Continue")(page)
    page.goto(first.replace("/1/", "/check/"))
    press("Send my answers")(page)
    page.goto(first)


SURVEYS = [
    State("surveys", "/surveys/"),
    State("survey", ASK),
    State("survey, a scale with pictures", ASK, to_question(1)),
    State("survey, errors", ASK, to_question(1, then="Continue")),
    State("survey, several answers", ASK, to_question(3)),
    State("survey, free text", ASK, to_question(4)),
    State("survey, check", ASK, to_check),
    State("survey, sent too early, errors", ASK, press_too_early),
    State("survey, sent", ASK, sent),
    State("survey, sent already", ASK, sent_and_back),
    State("survey, all on one page", "/surveys/all/", to_question(1)),
    State("survey, all on one page, errors", "/surveys/all/", to_question(1, then="Continue")),
    State("survey, over", OVER, status=410),
    State("survey, totals", f"{OVER}results/"),
]
