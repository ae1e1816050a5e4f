"""The register's pages at the desk, as officers, auditors and editors see them: axe on what is ours, and on a phone nothing is out of reach."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from register.models import Family
from tests.browser import checks
from tests.browser.site import PARENT
from tests.browser.state import sign_in
from tests.register.factories import staff

OURS = "main .nice-padding"
RECORD = "register/families/{family}/"
DESKS = {
    "Register officer": [
        "register/families/",
        RECORD,
        RECORD + "correct/about-you/",
        "register/families/new/",
        "register/families/duplicates/",
        "register/cards/",
        "register/families/export/",
    ],
    "Auditor": ["register/access-log/", "register/retention/", "register/complaints/"],
    "Council editor": ["register/wording/", "register/wording/intro/"],
    "Analyst": ["reports/statistics/", "register/totals/", "register/baselines/", "register/baselines/need/"],
}


@pytest.mark.parametrize("role", DESKS)
def test_a_member_of_staff_can_use_each_page_of_the_desk(role: str, visit: Callable[..., Page]) -> None:
    page = visit("/", may_have_cookies=True)
    sign_in(page, staff(role))
    family = Family.objects.with_email(PARENT).get()
    if RECORD in DESKS[role]:
        say_why(page, family)
    wrong = [f"{path}: {problem}" for path in DESKS[role] for problem in look(page, f"/admin/{path.format(family=family.pk)}")]
    assert not wrong, "\n".join(wrong)


def say_why(page: Page, family: Family) -> None:
    """A record opens for who has said why."""
    page.goto(f"/admin/{RECORD.format(family=family.pk)}")
    page.locator("[name=reason]").first.check()
    page.locator("main form button[type=submit]").first.click()
    assert not page.locator("[name=reason]").count(), "the record did not open"


def look(page: Page, address: str) -> list[str]:
    page.set_viewport_size({"width": 1280, "height": 900})
    answer = page.goto(address)
    if answer.status != 200 or not page.locator(OURS).count():
        return [f"answered {answer.status}, and nothing of ours is on it"]
    found = checks.accessibility(page, within=OURS) + checks.headings(page)
    page.set_viewport_size({"width": 360, "height": 740})
    page.reload()  # the menu of a wide window would still be on its way out
    return found + checks.sideways(page) + checks.beyond_the_edge(page, within=OURS)
