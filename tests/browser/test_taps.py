"""What the page's script tells the counter: the page once it is shown, and a tap on a phone number."""

import json
from collections.abc import Callable

from playwright.sync_api import Page


def test_the_page_and_a_tap_on_a_phone_number_are_told_once_each(visit: Callable[..., Page]) -> None:
    page = visit("/new-to-send/")
    told: list[dict[str, object]] = []
    page.on("request", lambda request: told.append(json.loads(request.post_data or "{}")) if request.url.endswith("/stats/e") else None)
    page.reload()
    page.evaluate("document.querySelector('main a[href^=\"tel:\"]').addEventListener('click', event => event.preventDefault())")
    page.locator('main a[href^="tel:"]').first.click()
    page.wait_for_timeout(200)
    assert [(each.get("t"), each["p"], len(str(each["v"]))) for each in told] == [(None, told[0]["p"], 32), ("phone", told[0]["p"], 32)]
