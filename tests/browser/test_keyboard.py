"""With the keyboard alone: the skip link first, the reading order kept, the focus always seen and never covered."""

import itertools
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.state import reach
from tests.browser.states import BY_NAME

WALKED = [
    "home", "section", "guidance with every block", "pathway, no answer chosen", "next steps", "you said we did", "services", "service with everything",
    "search, found", "comment, errors", "page not found", "complaint, errors",
    "register, support-1, errors", "my family, with everything", "my family, new mobile, wrong code", "my family, card, errors", "my family, pause, errors",
]  # fmt: skip
MOST_STOPS = 200

# Where the focus is: its place in the document, how it is shown, and whether something lies over it.
STOP = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const all = [...document.querySelectorAll("*")];
  const painted = (style) => {
    const line = style.outlineStyle === "none" || style.outlineColor === "rgba(0, 0, 0, 0)" ? 0 : parseFloat(style.outlineWidth);
    const shades = style.boxShadow === "none" ? [] : style.boxShadow.split(/,(?![^(]*\\))/).map((one) => Math.max(...one.replace(/rgba?\\([^)]*\\)/g, "").match(/-?[\\d.]+px/g).map((n) => Math.abs(parseFloat(n)))));
    return Math.max(line, 0, ...shades);
  };
  const own = getComputedStyle(e);
  const mark = e.labels && e.labels[0] ? [getComputedStyle(e.labels[0], "::before"), getComputedStyle(e.labels[0])] : [];
  const thickness = Math.max(painted(own), painted(getComputedStyle(e, "::before")), painted(getComputedStyle(e, "::after")), ...mark.map(painted), e.parentElement ? painted(getComputedStyle(e.parentElement)) : 0);
  const boxes = [...e.getClientRects()].filter((r) => r.width > 1 && r.height > 1);
  const box = boxes[0] || e.getBoundingClientRect();
  const x = Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 2), y = Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2);
  const top = document.elementFromPoint(x, y);
  const sees = top && (e.contains(top) || top.contains(e) || (e.labels && [...e.labels].some((l) => l.contains(top))));
  const inside = box.top >= -1 && box.bottom <= innerHeight + 1 || box.height > innerHeight;
  return { place: all.indexOf(e), html: e.outerHTML.slice(0, 120), thickness, isSeen: Boolean(sees) && inside && box.width > 1, isPositive: e.tabIndex > 0, text: (e.innerText || e.value || e.getAttribute("aria-label") || "").trim().slice(0, 60) };
}"""


def walk(page: Page) -> list[dict]:
    """Every stop of the Tab key from the top of the page until it leaves it."""
    stops: list[dict] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or (stops and stop["place"] == stops[0]["place"]):
            return stops
        # A film's own buttons are inside of it: the focus stays on the film.
        if not (stops and stop["place"] == stops[-1]["place"] and stop["html"].startswith("<video")):
            stops.append(stop)
    raise AssertionError(f"More than {MOST_STOPS} stops, or the focus is caught: {stops[-1]}")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", WALKED)
def test_the_page_can_be_walked_with_the_tab_key(name: str, width: int, visit: Callable[..., Page]) -> None:
    state = BY_NAME[name]
    page = visit(state.path, may_have_cookies=state.has_session, width=width)
    reach(page, state)
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    page.evaluate("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')")
    stops = walk(page)
    assert len(stops) > 5
    assert "lo-skip" in stops[0]["html"], f"first stop: {stops[0]['html']}"
    places = [stop["place"] for stop in stops]
    wrong = [f"goes back to {after['html']}" for before, after in itertools.pairwise(stops) if after["place"] < before["place"]]
    wrong += [f"tabindex of its own: {stop['html']}" for stop in stops if stop["isPositive"]]
    wrong += [f"focus not seen ({stop['thickness']} px): {stop['html']}" for stop in stops if stop["thickness"] < 2]
    wrong += [f"covered or outside: {stop['html']}" for stop in stops if not stop["isSeen"]]
    assert len(set(places)) == len(places)
    assert not wrong, "\n".join(wrong)


def test_the_skip_link_leads_past_the_menu(reader: Page) -> None:
    reader.goto("/health/")
    reader.keyboard.press("Tab")
    expect(reader.locator(".lo-skip")).to_be_in_viewport()
    reader.keyboard.press("Enter")
    reader.keyboard.press("Tab")
    assert reader.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_after_an_error_the_focus_is_on_the_summary_and_a_link_leads_to_the_question(visit: Callable[..., Page]) -> None:
    page = visit("/feedback/")
    page.locator("main").get_by_role("button", name="Send it").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    summary.get_by_role("link", name="Choose what it is about.").click()
    expect(page.locator("[name=kind]").first).to_be_focused()


def test_what_was_typed_is_still_there_after_an_error(visit: Callable[..., Page]) -> None:
    page = visit("/feedback/")
    page.get_by_label("Tell us about it").fill("There is no swimming for my child.")
    page.locator("main").get_by_role("button", name="Send it").click()
    expect(page.get_by_label("Tell us about it")).to_have_value("There is no swimming for my child.")


def test_an_error_is_met_first_even_after_the_skip_link(visit: Callable[..., Page]) -> None:
    page = visit("/feedback/")
    page.goto(f"{page.url}#main")
    page.get_by_role("button", name="Send it").click()
    expect(page.locator("#problems")).to_be_focused()
