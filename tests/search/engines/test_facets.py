"""What is chosen and what is counted, on every engine."""

import datetime as dt
import random

import pytest

from search import rows
from search.items import EVERY, NOT_SAID
from search.models import SearchEntry, SearchFacet
from search.query import NO_AGE, Near, Sort
from tests.search.engines.given import ask, chosen, entry, search


def test_within_a_facet_either_will_do_and_between_facets_both_must(db):
    entry(1, "Swim one", need={"autism"}, day={"MO"})
    entry(2, "Swim two", need={"hearing"}, day={"MO"})
    entry(3, "Swim three", need={"autism"}, day={"TU"})
    entry(4, "Swim four", need={"vision"}, day={"MO"})
    assert set(ask("swim", **chosen(need=["autism", "hearing"]))) == {"Swim one", "Swim two", "Swim three"}
    assert set(ask("swim", **chosen(need=["autism", "hearing"], day=["MO"]))) == {"Swim one", "Swim two"}


def test_every_count_is_what_choosing_it_would_find(db):
    chance = random.Random(5)
    for number in range(60):
        entry(
            number,
            f"Swim {number}",
            kind=chance.choice(["service", "guidance"]),
            need=chance.choice([EVERY, {"autism"}, {"autism", "hearing"}, set()]),
            category=chance.choice([{"leisure"}, {"leisure", "sport"}, {"health"}]),
            borough=chance.choice([EVERY, {"larkmere"}]),
            cost=chance.choice([set(), {"free"}]),
        )
    for choice in [{}, {"need": ["hearing"]}, {"need": ["autism"], "category": ["sport", "health"]}, {"type": ["guidance"], "cost": ["free"], "borough": ["larkmere"]}]:
        results = search("swim", **chosen(**choice))
        for facet, codes in results.facets.items():
            for code, count in codes.items():
                assert count == search("swim", **chosen(**choice | {facet: [code]})).total, (choice, facet, code)
        for facet, count in results.without.items():
            assert count == search("swim", **chosen(**{name: codes for name, codes in choice.items() if name != facet})).total


def test_a_thing_for_everyone_is_found_by_every_choice_and_one_that_has_none_by_no_choice(db):
    entry(1, "For all", need=EVERY)
    entry(2, "A page", kind="guidance")
    entry(3, "For some", need={"autism"})
    assert ask(**chosen(need=["autism"])) == ["For all", "For some"]
    assert search(**chosen(need=["autism"])).facets["type"] == {"service": 2}
    assert ask(**chosen(need=["nobody-knows"])) == ["For all"]


def test_what_says_nothing_is_no_answer_to_a_choice_and_comes_after_the_answers_when_it_is_wanted(db):
    entry(1, "Silent", need=NOT_SAID)
    entry(2, "Yes", need={"autism"})
    entry(3, "For all", need=EVERY)
    entry(4, "Other", need={"hearing"})
    found = search(**chosen(need=["autism"]))
    assert ([hit.title for hit in found.hits], found.total, found.may_fit) == (["For all", "Yes"], 2, 1)
    assert search().facets["need"] == {"autism": 2, "hearing": 2}, "nobody is counted as what it may be"
    wide = search(may_fit=True, **chosen(need=["autism"]))
    assert [(hit.title, hit.may_fit) for hit in wide.hits] == [("For all", False), ("Yes", False), ("Silent", True)]
    assert (wide.total, wide.may_fit) == (3, 1)
    assert search(**chosen(need=["nobody-has"])).may_fit == 1
    assert search(may_fit=True).total == 4, "when nothing was chosen everything is there anyway"


def test_what_has_not_said_its_boroughs_is_no_answer_to_one_and_a_page_without_a_borough_is(db):
    entry(1, "Silent", borough=NOT_SAID)
    entry(2, "Here", borough={"larkmere"})
    entry(3, "Everywhere")
    entry(4, "There", borough={"hollowdean"})
    found = search(**chosen(borough=["larkmere"]))
    assert ([hit.title for hit in found.hits], found.total, found.may_fit) == (["Everywhere", "Here"], 2, 1)
    assert found.facets["borough"] == {"larkmere": 2, "hollowdean": 2}
    wide = search(may_fit=True, **chosen(borough=["larkmere"]))
    assert [(hit.title, hit.may_fit) for hit in wide.hits] == [("Everywhere", False), ("Here", False), ("Silent", True)]


def test_what_fits_comes_first_whatever_the_words_and_the_sort(db):
    near = Near(51.4, -0.3, "Here")
    entry(1, "Swim swim", need=NOT_SAID, places=((51.4, -0.3),), checked_on=dt.date(2026, 5, 1))
    entry(2, "Swim far", need={"autism"}, places=((51.9, -0.3),), checked_on=dt.date(2025, 5, 1))
    entry(3, "Swim farther", need={"autism"}, places=((52.4, -0.3),), checked_on=dt.date(2025, 6, 1))
    entry(4, "Club", need={"autism"}, places=((51.4, -0.3),))
    entry(5, "Swim club", need=NOT_SAID, places=((51.5, -0.3),))
    wide = chosen(need=["autism"]) | {"may_fit": True, "near": near}
    assert ask("swim", sort=Sort.NEAREST, **wide) == ["Swim far", "Swim farther", "Swim swim", "Swim club"]
    assert ask("swim", sort=Sort.CHECKED, **wide) == ["Swim farther", "Swim far", "Swim swim", "Swim club"]
    assert set(ask("swim", **wide)[:2]) == {"Swim far", "Swim farther"}
    assert ask("swim", "club", sort=Sort.NEAREST, **wide) == ["Swim club", "Club", "Swim far", "Swim farther", "Swim swim"], "all of the words count for more"
    assert ask("swim", "club", **wide)[0] == "Swim club"
    assert ask(sort=Sort.NEAREST, **wide) == ["Club", "Swim far", "Swim farther", "Swim swim", "Swim club"]


def test_every_count_is_what_choosing_it_would_find_also_where_some_say_nothing(db):
    chance = random.Random(6)
    for number in range(60):
        need, cost, ages = chance.choice([EVERY, {"autism"}, {"hearing"}, NOT_SAID]), chance.choice([set(), {"free"}, NOT_SAID]), chance.choice([None, {5, 6}, {NO_AGE}])
        entry(number, f"Swim {number}", need=need, cost=cost, ages=ages and frozenset(ages))
    for may_fit in (False, True):
        for choice in [{}, {"need": ["hearing"]}, {"need": ["autism"], "cost": ["free"]}]:
            results = search("swim", age=5, may_fit=may_fit, **chosen(**choice))
            for facet, codes in results.facets.items():
                for code, count in codes.items():
                    found = search("swim", age=5, may_fit=may_fit, per_page=100, **chosen(**choice | {facet: [code]}))
                    assert count <= found.total and (may_fit or count == found.total), (choice, facet, code)
            narrow, wide = (search("swim", age=5, may_fit=wanted, **chosen(**choice)) for wanted in (False, True))
            assert narrow.may_fit == wide.may_fit == wide.total - narrow.total


def test_a_code_that_comes_later_gets_a_bit_of_its_own(db):
    entry(1, "One", need={"autism"})
    entry(2, "Two", need={"hearing"})
    assert search().facets["need"] == {"autism": 1, "hearing": 1}
    assert set(SearchFacet.objects.filter(facet="need").values_list("code", "bit")) == {("autism", 0), ("hearing", 1)}


def test_the_63rd_value_of_a_list_is_refused_in_plain_words(db):
    with pytest.raises(rows.ListTooLong, match="62 different values"):
        entry(1, "One", need={f"need-{number}" for number in range(63)})
    entry(2, "Two", need={f"need-{number}" for number in range(62)})
    assert ask(**chosen(need=["need-61"])) == ["Two"]


def test_bits_that_nothing_has_are_taken_back(db):
    entry(1, "One", need={"autism"})
    entry(2, "Two", need={"hearing"})
    entry(3, "All", need=EVERY)
    SearchEntry.objects.filter(title="One").delete()
    rows.forget_unused()
    assert set(SearchFacet.objects.filter(facet="need").values_list("code", flat=True)) == {"hearing"}
