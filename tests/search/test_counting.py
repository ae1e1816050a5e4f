"""What is kept of a search: what was asked for, and nothing that may be about a person."""

import datetime as dt

import pytest
from django.utils import timezone

from search import counting, gaps, persons
from search.counting import Counted, count_search
from search.models import SearchDay, SynonymGroup
from search.words import stem
from tests import factories

KNOWN = frozenset(map(stem, ("autism", "group", "club", "larkmere", "orchard", "row")))


def kept():
    return dict(SearchDay.objects.values_list("words", "n"))


def count(text, *known, **more):
    count_search(Counted(text, frozenset(map(stem, known)) | KNOWN, **more))


def test_what_looks_like_a_person_is_not_kept(db):
    for text in ("mum@families.example", "ring 020 7946 0123", "nhs 943 476 5919"):
        count(text)
    count("autism group KT1 2AB")
    assert kept() == {"autism group kt1": 1}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("14 Orchard Row Larkmere autism", "larkmere autism"),
        ("autism 14a Orchard-Row, KT1 2AB", "autism kt1"),
        ("Flat 3, 14 Great Orchard Road", ""),
        ("speech therapy flat 3b", "speech therapy"),
        ("2 The Green", ""),
        ("16-18 Orchard Row autism", "16 autism"),
        ("year 7 transition in Orchard Park", "year 7 transition in orchard park"),
        ("5 year old sensory park", "5 year old sensory park"),
        ("football 5 to 11 sports park", "football 5 to 11 sports park"),
        ("key stage 2 maths", "key stage 2 maths"),
        ("under 5 drop-in close to us", "under 5 drop in close to us"),
    ],
)
def test_a_house_goes_with_its_street_and_an_age_stays(text, left):
    assert persons.left_out(text) == left


def test_a_home_is_not_kept_though_all_its_words_are_known(db):
    count("14 Orchard Row Larkmere autism")
    assert kept() == {"larkmere autism": 1}


@pytest.mark.parametrize("text", ["Joshua Okonjo autism club", "14 Larkmere", "okonjo"])
def test_what_may_hold_a_name_is_kept_so_that_nobody_can_read_it(db, text):
    count(text)
    (mark,) = kept()
    assert mark.startswith("~") and not any(word in mark for word in text.lower().split())
    today = timezone.localdate()
    assert not any(part.lines for part in gaps.report(today, today))


def test_a_word_that_nothing_has_is_read_once_many_asked_for_it(db):
    """This is what the report is for: nobody offers it yet. No search before is lost."""
    for times in range(1, 7):
        count("hippotherapy", found="nothing")
        assert list(kept().values()) == [times]
        assert ("hippotherapy" in kept()) == (times >= 5)
    assert SearchDay.objects.zero_result_words(since=timezone.localdate()) == [("hippotherapy", 6)]


def test_what_was_asked_for_long_ago_makes_no_word_readable(db):
    for _ in range(4):
        count("hippotherapy")
    SearchDay.objects.update(day=timezone.localdate() - counting.REMEMBERED - dt.timedelta(days=1))
    count("hippotherapy")
    assert all(words.startswith("~") for words in kept())


def test_a_mark_that_stayed_one_is_shown_in_no_report(db):
    today = timezone.localdate()
    SearchDay.objects.create(day=today, words="~12ab", n=9, found="nothing")
    assert SearchDay.objects.zero_result_words(since=today) == []
    assert not any(part.lines for part in gaps.report(today, today))


def test_words_that_editors_keep_are_known(db):
    SynonymGroup.objects.create(words="zumba, dancing")
    count("Zumba in KT1")
    assert kept() == {"zumba in kt1": 1}


def test_of_very_many_choices_none_is_cut_in_the_middle(db):
    codes = [f"need-number-{number:02}-with-a-long-code" for number in range(30)]
    for code in codes:
        factories.NeedFactory(code=code, name=code)
    for _ in range(5):
        count("", filters="&".join(f"need={code}" for code in codes))
    today = timezone.localdate()
    names = [line.name for part in gaps.report(today, today) for line in part.lines]
    assert len(names) > 10 and set(names) < set(codes)
    assert counting._whole("need=a&need=b") == "need=a&need=b"


def test_a_day_keeps_no_more_than_so_many_words(db, monkeypatch):
    monkeypatch.setattr(counting, "MOST_WORDS_A_DAY", 3)
    for text in ("one", "two", "three", "four", "one"):
        count(text, "one", "two", "three", "four")
    assert kept() == {"one": 2, "two": 1, "three": 1}
