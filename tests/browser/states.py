"""Every page and every state of it that a visitor can bring about: one list for axe, reflow, keyboard and the HTML checker."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.browser.site import LONG

PATHWAY = "/new-to-send/your-next-steps/"


def _nothing(page: Page) -> None:
    """The page as it opens."""


@dataclass(frozen=True)
class State:
    """A page, and what somebody does on it before we look."""

    name: str
    path: str
    act: Callable[[Page], None] = _nothing
    status: int = 200
    has_session: bool = False


def press(name: str) -> Callable[[Page], None]:
    return lambda page: page.locator("main").get_by_role("button", name=name, exact=True).click()


def open_details(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def long_comment(page: Page) -> None:
    page.locator("[name=text]").fill("a" * 3_001)
    press("Send it")(page)


# The register's questions in order, with the answers of one family.
ANSWERS: dict[str, dict[str, str]] = {
    "about-you": {"First name": "Sam", "Last name": LONG[:60], "Parent or carer": ""},
    "email": {"E-mail address": "sam@families.example"},
    "home": {"Postcode (you can leave it out)": "LK1 2AB", "Larkmere Borough Council": ""},
    "child": {"Month of birth": "March", "Year of birth": "2019"},
    "support": {"support_stage": "0", "Autism": ""},
    "choices": {},
}


def begin_register(page: Page) -> None:
    press("Start now")(page)


def answer(page: Page, step: str) -> None:
    """Fill in one question of the register and go on."""
    for label, value in ANSWERS[step].items():
        if label == "support_stage":
            page.locator("[name=support_stage]").first.check()
        elif value:
            page.get_by_label(label, exact=True).fill(value)
        else:
            page.get_by_label(label, exact=True).check()
    press("Continue")(page)


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
    page.locator("main form").first.locator("button[type=submit], button:not([type])").last.click()


STATES = [
    State("home", "/"),
    State("home for one borough", "/?borough=larkmere"),
    State("section", "/health/"),
    State("section with nothing in it", "/money/"),
    State("section with nothing for a borough", "/money/?borough=larkmere"),
    State("guidance", "/health/speech/"),
    State("guidance with every block", "/health/everything/"),
    State("guidance with details open", "/health/everything/", open_details),
    State("guidance with long words", "/health/long/"),
    State("new to SEND", "/new-to-send/"),
    State("pathway, first question", PATHWAY),
    State("pathway, no answer chosen", PATHWAY, press("Continue")),
    State("pathway, last question", f"{PATHWAY}?age=0-4&place=nursery"),
    State("pathway, skipped question", f"{PATHWAY}?age=skip&place=nursery&borough=larkmere"),
    State("next steps", f"{PATHWAY}?age=0-4&place=nursery&talked=no"),
    State("you said we did", "/you-said-we-did/"),
    State("you said we did, filtered", "/you-said-we-did/?year=2026&topic=short-breaks&borough=larkmere"),
    State("you said we did, nothing there", "/you-said-we-did/?topic=travel"),
    State("you said we did, second page", "/you-said-we-did/?page=2"),
    State("entry, done", "/you-said-we-did/quiet-hour/"),
    State("entry, not possible", "/you-said-we-did/bus/"),
    State("news", "/news/"),
    State("news with long words", "/news/long/"),
    State("information", "/privacy/"),
    State("A to Z", "/a-to-z/"),
    State("site map", "/site-map/"),
    State("glossary", "/glossary/"),
    State("services", "/services/"),
    State("services, filtered", "/services/?need=autism&cost=free&nonsense=1"),
    State("services, none fits", "/services/?category=nobody"),
    State("services, unknown filter", "/services/?need=%00nobody"),
    State("service with everything", "/services/saturday-club/"),
    State("service with nothing known", "/services/nothing-known/"),
    State("service with long words", "/services/long/"),
    State("search, nothing typed", "/search/"),
    State("search, found", "/search/?q=autism"),
    State("search, one kind", "/search/?q=autism&type=service&borough=larkmere"),
    State("search, nothing found", "/search/?q=zzzzqqqq"),
    State("search, long words", f"/search/?q={LONG}"),
    State("comment", "/feedback/?page=1&kind=missing"),
    State("comment, errors", "/feedback/", press("Send it")),
    State("comment, too long", "/feedback/?service=saturday-club", long_comment),
    State("thanks", "/feedback/thanks/"),
    State("statistics and your choice", "/stats/choice/"),
    State("campaign that nobody knows", "/go/nothing", status=404),
    State("register, start", "/register/"),
    *(State(f"register, {step}", "/register/", register_up_to(step), has_session=True) for step in ANSWERS),
    *(State(f"register, {step}, errors", "/register/", register_error(step), has_session=True) for step in ANSWERS if step != "choices"),
    State("register, check", "/register/", register_up_to(None), has_session=True),
    State("register, sent", "/register/", register_sent, has_session=True),
    State("register, started again", "/register/check/", has_session=True),
    State("register, dead link", "/register/confirm/nothing/", status=404),
    State("register, left", "/register/left/", has_session=True),
    State("my family, sign in first", "/register/my-family/", has_session=True),
    State("sign in", "/accounts/login/", has_session=True),
    State("sign in, errors", "/accounts/login/", lambda page: page.locator("main form button").last.click(), has_session=True),
    State("page not found", "/nothing-here/", status=404),
]
BY_NAME = {state.name: state for state in STATES}


def reach(page: Page, state: State) -> None:
    """Do what brings the state about, on a page that stands at its address."""
    if state.act is not _nothing:
        state.act(page)
        page.wait_for_load_state("load")
