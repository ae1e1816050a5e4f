"""On paper, in forced colours and in calm mode the words stay."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.state import reach
from tests.browser.states import BY_NAME

SHOWN = ["home", "guidance with every block", "next steps", "you said we did", "service with everything", "services", "search, found", "comment, errors", "page not found"]
# Words of <main> that are shown, without what is marked as being for the screen alone: a link to a map or to the next part is nothing on paper.
MAIN_WORDS = """() => {
  const shown = [];
  for (const e of document.querySelectorAll("main .lo-screen, main .lo-tools, main .lo-others")) e.remove();
  for (const e of document.querySelectorAll("main h1, main h2, main h3, main p, main li, main dt, main dd, main th, main td")) {
    const box = e.getBoundingClientRect();
    if (e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && box.width > 1 && box.height > 1 && !e.closest("form, nav, .lo-foot, .lo-filter, .lo-finder__filters, .govuk-summary-list__actions") && !e.querySelector(".govuk-button") && e.innerText.trim()) shown.push(e.innerText.trim());
  }
  return shown;
}"""


@pytest.mark.parametrize("name", SHOWN)
def test_printing_keeps_the_words_and_drops_the_frame(name: str, visit: Callable[..., Page]) -> None:
    page = visit(BY_NAME[name].path)
    reach(page, BY_NAME[name])
    on_screen = page.evaluate(MAIN_WORDS)
    page.emulate_media(media="print")
    on_paper = " ".join(page.evaluate("document.querySelector('main').innerText").split())
    missing = [words for words in on_screen if " ".join(words.split()).casefold() not in on_paper.casefold()]
    assert on_screen
    assert not missing[:5]
    for part in (".lo-header", ".lo-foot", ".lo-skip", "#menu"):
        assert page.locator(f"{part} >> visible=true").count() == 0 or part == ".lo-header", f"{part} is printed"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") in {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


def test_printing_opens_details_and_writes_addresses_out(visit: Callable[..., Page]) -> None:
    page = visit("/health/everything/")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('main a[href^=\"https://law.example\"]'), '::after').content").strip('"') not in {"", "none", "normal"}
    assert page.locator("main a[href^='tel:'] , main a[href^='mailto:']").first.is_visible()
    shown = page.locator("main details p").first.evaluate("e => e.checkVisibility() && e.getBoundingClientRect().height > 0")
    assert shown, "words in closed details are not printed"


def test_on_paper_each_answer_of_a_family_has_room_and_no_address_that_only_it_can_open(visit: Callable[..., Page]) -> None:
    """The link beside each answer, with its long address written out, would leave room for one letter a line."""
    state = BY_NAME["my family"]
    page = visit(state.path, may_have_cookies=True)
    reach(page, state)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 670, "height": 950})  # A4 without its margins
    narrow = page.evaluate("[...document.querySelectorAll('.lo-facts dd')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().width < 200).map((e) => e.innerText)")
    assert not narrow
    assert page.locator(".lo-facts a[href*='/change/']").first.is_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('main a[href*=\"/my-family/looks/\"]'), '::after').content") == "none"


def test_on_paper_the_labels_of_a_form_are_set_in_the_type_of_the_rest(visit: Callable[..., Page]) -> None:
    state = BY_NAME["register, reaching-you"]
    page = visit(state.path, may_have_cookies=True)
    reach(page, state)
    page.emulate_media(media="print")
    types = page.evaluate("[...document.querySelectorAll('main label, main legend, main .govuk-hint, main p')].map((e) => getComputedStyle(e).fontFamily)")
    assert len(types) > 5 and len(set(types)) == 1


@pytest.mark.parametrize("name", SHOWN)
def test_forced_colours_hide_nothing(name: str, visit: Callable[..., Page]) -> None:
    page = visit(BY_NAME[name].path)
    reach(page, BY_NAME[name])
    ordinary = page.evaluate(MAIN_WORDS)
    page.emulate_media(forced_colors="active")
    assert page.evaluate(MAIN_WORDS) == ordinary
    invisible = page.evaluate(
        """() => [...document.querySelectorAll("main button, main a.govuk-button, main input, header button")].filter((e) => {
        if (!e.checkVisibility() || e.closest("[aria-hidden=true]") || e.type === "hidden") return false;
        const style = getComputedStyle(e), label = e.labels && e.labels[0] && getComputedStyle(e.labels[0], "::before");
        const edge = (s) => s && ["Top", "Bottom"].some((side) => parseFloat(s[`border${side}Width`]) > 0 && s[`border${side}Style`] !== "none" && s[`border${side}Color`] !== s.backgroundColor);
        return style.color === style.backgroundColor || !edge(style) && !edge(label) && !["radio", "checkbox"].includes(e.type) && style.backgroundColor === getComputedStyle(document.body).backgroundColor && e.tagName === "BUTTON" && !e.matches(".term");
    }).map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert not invisible


def test_calm_mode_moves_nothing(visit: Callable[..., Page]) -> None:
    page = visit("/", reduced_motion="reduce")
    moving = page.evaluate(
        """() => [...document.querySelectorAll("*")].filter((e) => { const s = getComputedStyle(e); return parseFloat(s.animationDuration) > 0.01 && s.animationName !== "none" || s.transitionDuration.split(",").some((d) => parseFloat(d) > 0.01); })
        .map((e) => e.outerHTML.slice(0, 100))"""
    )
    assert not moving
