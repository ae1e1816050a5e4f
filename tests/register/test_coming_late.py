"""Pages of the form that come without the token of their session: kept, but never without limit."""

import pytest
from django.test import Client
from django.urls import reverse

from register.forms.question import LONGEST_TYPED

LONG = "x" * 300_000


@pytest.fixture
def late(parent):
    """The browser of somebody who has begun the form; every page that it sends is an old one."""
    parent.goes_to("home")
    parent.browser.handler.enforce_csrf_checks = True
    return parent.browser


def held(browser: Client) -> dict:
    return browser.session["register"]["answers"]


def test_a_child_that_the_form_has_not_come_to_is_not_kept(late):
    before = held(late)
    answer = late.post(reverse("register_question", args=["child-50"]), {"nickname": "Bee"})
    assert answer.url == reverse("register_question", args=["home"])
    assert held(late) == before
    page = Client(enforce_csrf_checks=True).post(reverse("register_question", args=["child-50"]), {"nickname": "Bee"})
    assert "Please start again" in page.content.decode() and not page.cookies


@pytest.mark.parametrize(
    ("step", "typed"), [("child-1", {"nickname": LONG}), ("support-1", {"support_stage": LONG, "needs": [LONG] * 2 + ["x"] * 50}), ("contact", {"phone": LONG})]
)
def test_what_is_longer_than_any_answer_does_not_fill_the_session(late, step, typed):
    assert late.post(reverse("register_question", args=[step]), typed).url.endswith("?kept=1")
    kept = held(late)[f"typed:{step}"]
    assert len(str(kept)) < 5 * LONGEST_TYPED


def test_too_long_an_answer_is_cut_nowhere_that_it_would_then_be_one(late):
    typed = "x" * 350
    late.post(reverse("register_question", args=["address"]), {"address": typed})
    assert held(late)["typed:address"] == {"address": typed}


def test_late_pages_of_one_address_have_a_limit_and_lose_no_answers(late, monkeypatch):
    monkeypatch.setattr("register.views.refusals.AN_HOUR", 0)
    before = held(late)
    busy = late.post(reverse("register_question", args=["home"]), {"postcode": "LK1 2AB"})
    assert busy.status_code == 429 and "Your answers are still here" in busy.content.decode()
    assert held(late) == before


def test_an_address_on_a_late_page_to_save_is_still_there(late):
    page = late.post(reverse("register_save"), {"email": "typed@families.example"}).content.decode()
    assert 'value="typed@families.example"' in page and "Please press the button once more" in page
    assert "put_away" not in late.session["register"], "nothing is mailed before somebody presses again"
