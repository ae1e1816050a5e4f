"""The database's own engine, on whichever database the tests run."""

import pytest
from django.db import connection

from search.engines import database_engine
from search.models import SearchEntry
from search.query import Group, SearchQuery, Synonyms, understand
from search.words import stems


def entry(key, title, body="", **values):
    SearchEntry.objects.create(
        key=f"service:{key}", kind=values.pop("kind", "service"), title=title, body=body, title_stems=" ".join(stems(title)), body_stems=" ".join(stems(body)), **values
    )


def ask(*words, **values):
    results = database_engine().search(SearchQuery(tuple(Group((word,)) for word in words), **values))
    return [hit.title for hit in results.hits]


def test_a_phrase_is_found_only_as_a_phrase(db):
    entry(1, "EHC plan")
    entry(2, "Plan an EHC day out")
    phrase = SearchQuery((Group(("zzz",), (("ehc", "plan"),)),))
    assert [hit.title for hit in database_engine().search(phrase).hits] == ["EHC plan"]


def test_a_changed_and_a_deleted_row_are_followed(db):
    entry(1, "Sleep")
    SearchEntry.objects.update(title="Rest", title_stems="rest")
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
    results = database_engine().search(SearchQuery(groups))
    assert "Something else" in [hit.title for hit in results.hits]
    assert results.with_every_word == 0


def test_the_longest_text_can_be_kept(db):
    entry(1, "Long", " ".join(f"w{number}ord" for number in range(20_000)))
    assert ask("w19999ord") == ["Long"]


def test_no_groups_find_nothing(db):
    assert database_engine().search(SearchQuery(())).total == 0


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
