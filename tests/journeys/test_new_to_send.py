"""A worried parent walks "New to SEND" on a phone: question by question, with nothing kept."""

import pytest
from django.test import Client

from home.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db


def question(key, words, *answers):
    return {"type": "question", "value": {"key": key, "question": words, "help": "", "answers": [{"key": answer, "label": answer.title()} for answer in answers]}}


def suggestion(title, person="", **when):
    conditions = [{"question": key, "answers": answers} for key, answers in when.items()]
    return {"type": "suggestion", "value": {"title": title, "reason": f"<p>Why {title.lower()} may help.</p>", "page": None, "person": person, "when": conditions}}


@pytest.fixture
def address(site):
    settings = SiteSettings.for_site(site)
    settings.sendiass_name, settings.sendiass_phone = "SENDIASS Larkmere", "020 7946 0400"
    settings.forum_name, settings.forum_phone = "Together Forum", "020 7946 0300"
    settings.save()
    start = factories.NewToSendPageFactory(parent=site.root_page, slug="new-to-send")
    questions = [question("age", "How old is your child?", "baby", "school"), question("worry", "What worries you?", "talking", "sleep")]
    suggestions = [
        suggestion("Call us"),
        suggestion("Talk to the nursery", age="baby"),
        suggestion("Talk to the school", age="school"),
        suggestion("Ask about speech therapy", worry="talking, sleep"),
    ]
    return factories.PathwayPageFactory(parent=start, questions=questions, suggestions=suggestions).url


@pytest.fixture
def read(address):
    def open_page(query="") -> str:
        response = Client().get(f"{address}{query}")
        assert response.status_code == 200
        assert not response.cookies
        return response.content.decode()

    return open_page


def test_one_question_a_page_until_the_next_steps(read):
    assert "How old is your child?" in read()
    assert "What worries you?" in read("?age=school")
    steps = read("?age=school&worry=talking")
    assert "Talk to the school" in steps
    assert "Ask about speech therapy" in steps
    assert "Talk to the nursery" not in steps
    assert "Why talk to the school may help." in steps


def test_sendiass_and_the_forum_are_always_there(read):
    for query in ("?age=school&worry=talking", "?age=skip&worry=skip"):
        steps = read(query)
        assert "SENDIASS Larkmere" in steps
        assert "020 7946 0400" in steps
        assert "Together Forum" in steps


def test_continue_without_an_answer_says_so(read):
    page = read("?asked=age")
    assert "<title>Error:" in page
    assert "Choose one answer." in page


def test_a_question_can_be_skipped(read):
    page = read()
    assert 'name="age" value="skip"' in page
    assert "What worries you?" in read("?age=skip")
    steps = read("?age=skip&worry=talking")
    assert "Talk to the school" not in steps
    assert "Ask about speech therapy" in steps


def test_an_answer_given_can_be_changed(read):
    page = read("?age=school")
    assert "School" in page
    assert 'href="?"' in page or 'href="/new-to-send/your-next-steps/"' in page or "Change" in page


def test_an_answer_nobody_offers_is_asked_again(read):
    assert "How old is your child?" in read("?age=elephant&worry=talking")


def test_no_family_is_told_that_it_does_not_qualify(read):
    steps = read("?age=skip&worry=skip").lower()
    for words in ("not eligible", "do not qualify", "don’t qualify", "cannot get"):
        assert words not in steps
