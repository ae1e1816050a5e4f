"""What is offered while a family types."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from localoffer.models import Need
from search import actions, suggestions, views
from search.models import SynonymGroup
from tests import factories


@pytest.fixture
def typed(client, home):
    """The texts that are offered for what somebody has typed so far."""

    def ask(q):
        actions.catch_up()
        response = client.get(reverse("search_suggest"), {"q": q})
        assert response.status_code == 200
        return [one["text"] for one in response.json()["suggestions"]]

    return ask


@pytest.fixture
def things(home):
    factories.ServiceFactory(name="Bluebell autism group")
    factories.ServiceFactory(name="Swimming for families")
    factories.GuidancePageFactory(parent=home, title="How to appeal")
    factories.NeedFactory(name="Autism spectrum", code="asd")
    factories.CategoryFactory(name="Sports and swimming", code="sport")


def test_the_beginning_of_a_word_is_enough(things, typed):
    assert typed("aut")[-1] == "Bluebell autism group" and "Autism spectrum" in typed("aut")
    assert "How to appeal" in typed("appe")
    assert "Swimming for families" in typed("swimmi") and "Sports and swimming" in typed("swimmi")
    assert typed("bluebell autism gr") == ["Bluebell autism group"]


def test_families_words_are_offered_and_a_new_one_at_once(things, typed, django_capture_on_commit_callbacks):
    assert "speech therapy" in typed("speech th")
    assert typed("zumba") == []
    with django_capture_on_commit_callbacks(execute=True):
        SynonymGroup.objects.create(words="zumba class, dancing")
    assert typed("zumb") == ["zumba class"]


def test_a_need_that_was_renamed_while_somebody_typed_is_offered_by_its_new_name(things, typed, monkeypatch, django_capture_on_commit_callbacks):
    read = suggestions._terms

    def renamed_meanwhile():
        kept = read()
        monkeypatch.undo()
        with django_capture_on_commit_callbacks(execute=True):
            need = Need.objects.get(code="asd")
            need.name = "Zebra needs"
            need.save()
        return kept

    monkeypatch.setattr(suggestions, "_terms", renamed_meanwhile)
    assert typed("zebr") == []
    assert typed("zebr") == ["Zebra needs"]


@pytest.mark.parametrize("misspelt", ["autsim", "autsi", "bluebel autsim", "blubell"])
def test_a_typing_mistake_still_finds_it(things, typed, misspelt):
    assert "Bluebell autism group" in typed(misspelt)


def test_a_mistake_in_half_a_word_leaves_its_end_open(things, typed):
    assert {"autism", "autistic"} <= set(typed("autsi"))


def test_there_are_eight_at_most_and_none_twice(things, typed):
    for number in range(20):
        factories.ServiceFactory(name=f"Autism club {number}")
    factories.ServiceFactory(name="Autism club 1")
    offered = typed("autism")
    assert len(offered) == 8 == len(set(offered))


def test_what_is_no_longer_shown_is_not_offered_even_before_the_index_knows(things, client, typed):
    assert typed("bluebell")
    from localoffer.models import Service

    Service.objects.update(is_published=False)  # no signal: the index still has it
    assert typed("bluebell") == []


def test_what_nobody_has_checked_for_too_long_is_not_offered(home, things):
    factories.ServiceFactory(name="Trampoline", verify_by=dt.date(2020, 1, 1))
    actions.catch_up()
    assert suggestions.suggest("trampo", language="en-gb", today=dt.date(2026, 1, 1)) == []


@pytest.mark.parametrize("odd", ["", " ", "a", "\0", "'\"); DROP TABLE", "AND OR NOT *", "title_stems:x", "🙂🙂", "שלום", "x" * 2_000, "%", "a & b | !c", "<script>"])
def test_anything_may_be_typed(things, typed, odd):
    assert isinstance(typed(odd), list)


def test_without_words_and_twice_is_fine(client, home):
    assert client.get(reverse("search_suggest")).json() == {"suggestions": []}
    response = client.get(reverse("search_suggest") + "?q=aut&q=x")
    assert response.status_code == 200
    assert "private" in response["Cache-Control"]


def test_one_address_cannot_ask_for_ever(client, home, monkeypatch):
    monkeypatch.setattr(views, "MOST_SUGGESTIONS", 2)
    answers = [client.get(reverse("search_suggest"), {"q": "aut"}).status_code for _ in range(3)]
    assert answers == [200, 200, 429]


def test_it_costs_few_queries_however_much_there_is(things, client):
    factories.ServiceFactory.create_batch(20, name="Autism club")
    actions.catch_up()
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("search_suggest"), {"q": "autsim clu"})
    assert len(queries) <= 14, [query["sql"][:80] for query in queries]


def test_every_search_box_can_suggest(client, home, search):
    for address in (reverse("search"), reverse("search") + "?q=zzz", "/not-there/", "/"):
        page = client.get(address).content.decode()
        assert page.count('type="search"') == page.count('data-suggest="/search/suggest/"') > 0, address


def test_a_name_without_the_word_in_full_is_found_by_its_other_forms(home, typed):
    factories.ServiceFactory(name="Communicating with pictures")
    assert "Communicating with pictures" in typed("communica")
