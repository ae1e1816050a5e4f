"""Which entries have the words, in which order, on every engine."""

import datetime as dt
import random
from dataclasses import replace

import pytest
from django.db import connection

from search.engines import database_engine
from search.models import SearchEntry
from search.query import NO_AGE, Group, Near, SearchQuery, Sort, Synonyms, understand
from search.words import stems
from tests.search.engines.given import HERE, MILE, TODAY, ask, asked, entry, search


def test_a_phrase_is_found_only_as_a_phrase(db):
    entry(1, "EHC plan")
    entry(2, "Plan an EHC day out")
    phrase = SearchQuery((Group(("zzz",), (("ehc", "plan"),)),))
    assert [hit.title for hit in asked.search(phrase).hits] == ["EHC plan"]


def test_a_changed_and_a_deleted_row_are_followed(db):
    entry(1, "Sleep")
    SearchEntry.objects.update(title="Rest", title_stems=" ".join(stems("rest")))
    assert ask("sleep") == [] and ask("rest") == ["Rest"]
    SearchEntry.objects.all().delete()
    assert ask("rest") == []
    assert database_engine().is_sound()


def test_a_row_in_another_language_is_not_found(db):
    entry(1, "Sleep", language="pl")
    entry(2, "Sleep well", language="en-gb")
    entry(3, "Sleep here")
    assert set(ask("sleep", language="en-gb")) == {"Sleep well", "Sleep here"}


def test_a_rare_word_counts_for_more_when_no_row_has_both(db):
    for number in range(20):
        entry(number, "Child", "Common words.")
    entry(99, "Something else", "A hoist.")
    groups = understand(["child", "hoist"], Synonyms(), {"child": 9_000, "hoist": 3})
    results = asked.search(SearchQuery(groups))
    assert "Something else" in [hit.title for hit in results.hits]
    assert results.with_every_word == 0


def test_the_longest_text_can_be_kept(db):
    entry(1, "Long", " ".join(f"w{number}ord" for number in range(20_000)))
    assert ask("w19999ord") == ["Long"]


def test_without_words_everything_is_there_to_look_through_by_name(db):
    for name in ("Oak", "Ash", "Élan"):
        entry(name, name)
    assert ask() == ["Ash", "Élan", "Oak"]


def test_what_has_every_word_comes_first_however_it_is_sorted(db):
    entry(1, "Swim far", places=((51.41 + 5 * MILE, -0.30),), checked_on=dt.date(2025, 1, 1))
    entry(2, "Swim", places=((51.41 + 1 * MILE, -0.30),), checked_on=dt.date(2026, 1, 1))
    entry(3, "Far", places=((51.41 + 2 * MILE, -0.30),), checked_on=dt.date(2026, 3, 1))
    found = search("swim", "far", near=HERE, sort=Sort.NEAREST)
    assert [hit.title for hit in found.hits] == ["Swim far", "Swim", "Far"]
    assert found.with_every_word == 1
    assert ask("swim", "far", sort=Sort.CHECKED) == ["Swim far", "Far", "Swim"]


def test_what_should_have_been_checked_comes_lower_and_at_its_day_vanishes(db):
    entry(1, "Swim late", verify_by=TODAY - dt.timedelta(days=1), hide_on=TODAY + dt.timedelta(days=1))
    entry(2, "Swim well", verify_by=TODAY)
    assert ask("swim") == ["Swim well", "Swim late"]
    tomorrow = SearchQuery((Group(("swim",)),), today=TODAY + dt.timedelta(days=1))
    assert [hit.title for hit in asked.search(tomorrow).hits] == ["Swim well"]
    assert asked.search(tomorrow).total == 1


def test_what_was_checked_last_comes_first_when_asked(db):
    entry(1, "Never")
    entry(2, "Old", checked_on=dt.date(2025, 1, 1))
    entry(3, "New", checked_on=dt.date(2026, 5, 1))
    assert ask(sort=Sort.CHECKED) == ["New", "Old", "Never"]


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ((), {}),
        ((), {"age": 6, "may_fit": True}),
        (("swim",), {"sort": Sort.CHECKED}),
        (("swim", "club"), {}),
        (("swim", "nothing"), {}),
        (("swim",), {"near": Near(51.4, -0.3, "here"), "sort": Sort.NEAREST}),
        (("nothing",), {}),
    ],
)
def test_every_key_at_once_is_what_the_pages_give_one_after_another(db, words, values):
    chance = random.Random(3)
    for number in range(30):
        name = f"{chance.choice(['Swim', 'Dance', 'Swim club'])} {number}"
        places = chance.choice([(), ((51.4 + number / 100, -0.3),)])
        entry(number, name, ages=chance.choice([None, frozenset([5, 6]), frozenset([NO_AGE])]), places=places, checked_on=chance.choice([None, TODAY]))
    query = SearchQuery(tuple(Group((word,)) for word in words), today=TODAY, per_page=7, **values)
    pages = [hit.key for page in range(1, 7) for hit in database_engine().search(replace(query, page=page)).hits]
    assert database_engine().every_key(query) == pages


def test_pages_follow_each_other_without_gap_or_repeat(db):
    for number in range(23):
        entry(number, f"Swim {number:02}")
    titles = [title for page in (1, 2, 3) for title in ask("swim", page=page)]
    assert len(titles) == len(set(titles)) == 23


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL generates the vector from the row")
def test_a_damaged_index_is_noticed_and_mended(db):
    entry(1, "Sleep")
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_index(search_index) VALUES ('delete-all')")
    assert not database_engine().is_sound()
    database_engine().mend()
    assert database_engine().is_sound()
    assert ask("sleep") == ["Sleep"]


def test_tidying_changes_nothing(db):
    entry(1, "Sleep")
    database_engine().tidy()
    assert ask("sleep") == ["Sleep"]
