"""A parent reads a guidance page to its end, and tells us what it was worth."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from feedback.models import Comment, Usefulness
from tests.factories import GuidancePageFactory, SectionPageFactory

pytestmark = pytest.mark.django_db

BODY = [
    ("text", "<h2>Who decides</h2><p>Your council decides within six weeks.</p>"),
    (
        "steps",
        {
            "title": "How to ask",
            "items": [{"heading": "Write to the council", "text": "<p>A letter is enough.</p>"}, {"heading": "Keep a copy", "text": "<p>You may need it.</p>"}],
        },
    ),
    ("meaning", "<p>You can ask yourself. You do not need the school.</p>"),
    ("details", {"summary": "What if they say no?", "text": "<p>You can appeal.</p>"}),
    ("warning", "<p>Appeal within two months.</p>"),
]


@pytest.fixture
def page(site):
    section = SectionPageFactory(parent=site.root_page, title="EHC plans")
    return GuidancePageFactory(parent=section, title="Ask for an assessment", summary="How to ask the council.", body=BODY)


@pytest.fixture
def parent():
    return Client()


def hidden(page: str, action: str) -> dict[str, str]:
    """What the form with this address sends beside what a person chooses."""
    form = re.search(rf'<form action="{action}".*?</form>', page, re.DOTALL)[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_every_part_of_the_page_can_be_read_without_opening_an_account(page, parent):
    section = parent.get(page.get_parent().url).content.decode()
    assert f'href="{page.url}"' in section
    words = parent.get(page.url).content.decode()
    for told in (
        "How to ask the council.",
        "within six weeks",
        "Write to the council",
        "Keep a copy",
        "You do not need the school",
        "What if they say no?",
        "You can appeal",
        "Appeal within two months",
    ):
        assert told in words
    assert words.index("Who decides") < words.index("Write to the council") < words.index("Keep a copy") < words.index("You can appeal")
    assert not parent.cookies


def test_a_parent_says_that_it_was_not_useful_and_then_why(page, parent):
    words = parent.get(page.url).content.decode()
    useful = reverse("page_useful")
    thanks = parent.post(useful, hidden(words, useful) | {"answer": "no"}, follow=True).content.decode()
    assert Usefulness.objects.get().page_id == page.pk
    assert "Thank you" in thanks
    tell_us = re.search(rf'href="({reverse("comment")}\?[^"]*)"', thanks)[1].replace("&amp;", "&")
    form = parent.get(tell_us).content.decode()
    assert "Ask for an assessment" in form
    given = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))
    parent.post(reverse("comment"), given | {"kind": "missing", "text": "Where do I send the letter?"})
    comment = Comment.objects.get()
    assert (comment.text, comment.page_id) == ("Where do I send the letter?", page.pk)
    assert not parent.cookies


def test_a_comment_without_words_is_asked_for_again_and_keeps_what_was_chosen(page, parent):
    answer = parent.post(reverse("comment"), {"page": page.pk, "kind": "wrong", "text": ""}).content.decode()
    assert "<title>Error:" in answer
    assert re.search(r'value="wrong"[^>]*checked', answer)
    assert not Comment.objects.exists()
