"""Every engine answers the same: the database's own, on whichever database the tests run, and Elasticsearch."""

import datetime as dt
import random
from dataclasses import replace

import pytest
from django.db import connection

from search import following, rows
from search.engines import database_engine, guarded
from search.engines import database_engine as engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.items import EVERY, NONE, NOT_SAID, Item
from search.models import SearchEntry, SearchFacet
from search.query import FACETS, NO_AGE, Group, Near, SearchQuery, Sort, Synonyms, understand
from search.words import stems

TODAY = dt.date(2026, 6, 1)


@pytest.fixture(autouse=True, params=["database", pytest.param("elasticsearch", marks=pytest.mark.services)])
def asked(request, monkeypatch):
    """Each test is passed by each engine."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch")
        monkeypatch.setattr(AfterRebuild, "told", [])
        monkeypatch.setattr(__name__ + ".engine", AfterRebuild)


class AfterRebuild:
    """Elasticsearch alone, without the database behind it, after it was told of all entries."""

    told: list = []

    def search(self, query):
        entries = list(SearchEntry.objects.values_list("pk", "title_stems"))
        if entries != self.told or not entries:
            following.rebuild(lambda done, of: None)
            AfterRebuild.told = entries
        return ElasticsearchEngine(guarded.Clock(20).ask).search(query)


def entry(key, title, body="", kind="service", language="", **values):
    """One thing in the index. Facets are named as they are: `need={"autism"}`; those that are not named are nothing, and the borough is every one."""
    facets = dict.fromkeys(FACETS, NONE) | {"borough": EVERY, "phase": EVERY, "type": {kind}}
    facets |= {facet: values.pop(facet) for facet in FACETS if facet in values}
    facets = {facet: codes if codes is EVERY else frozenset(codes) for facet, codes in facets.items()}
    rows.keep([Item(f"service:{key}", language, kind, title, "", "", body, facets, **values)])


def search(*words, **values):
    return engine().search(SearchQuery(tuple(Group((word,)) for word in words), today=TODAY, **values))


def ask(*words, **values):
    return [hit.title for hit in search(*words, **values).hits]


def chosen(**facets):
    return {"chosen": {facet: frozenset(codes) for facet, codes in facets.items()}}


def test_a_phrase_is_found_only_as_a_phrase(db):
    entry(1, "EHC plan")
    entry(2, "Plan an EHC day out")
    phrase = SearchQuery((Group(("zzz",), (("ehc", "plan"),)),))
    assert [hit.title for hit in engine().search(phrase).hits] == ["EHC plan"]


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
    results = engine().search(SearchQuery(groups))
    assert "Something else" in [hit.title for hit in results.hits]
    assert results.with_every_word == 0


def test_the_longest_text_can_be_kept(db):
    entry(1, "Long", " ".join(f"w{number}ord" for number in range(20_000)))
    assert ask("w19999ord") == ["Long"]


def test_without_words_everything_is_there_to_look_through_by_name(db):
    for name in ("Oak", "Ash", "Élan"):
        entry(name, name)
    assert ask() == ["Ash", "Élan", "Oak"]


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


def test_an_age_that_nobody_has_said_may_fit(db):
    entry(1, "Silent", ages=frozenset([NO_AGE]), phase=NOT_SAID)
    entry(2, "Yes", ages=frozenset([7, 8]), phase={"primary"})
    entry(3, "Every age")
    entry(4, "Too old", ages=frozenset([20]), phase={"adult"})
    found = search(age=8)
    assert ([hit.title for hit in found.hits], found.may_fit, found.facets["phase"]) == (["Yes", "Every age"], 1, {"primary": 2, "adult": 1})
    assert [hit.title for hit in search(age=8, may_fit=True).hits] == ["Yes", "Every age", "Silent"]
    both = search(age=8, may_fit=True, **chosen(phase=["primary"]))
    assert [hit.title for hit in both.hits] == ["Yes", "Every age", "Silent"]


def test_what_is_somewhere_and_has_not_said_where_may_be_near(db):
    entry(1, "Here", places=((51.4, -0.3),))
    entry(2, "Online")
    entry(3, "Somewhere", no_place=True)
    entry(4, "Far", places=((53.4, -0.3),))
    near = Near(51.4, -0.3, "Here", miles=3.0)
    found = search(near=near, sort=Sort.NEAREST)
    assert ([hit.title for hit in found.hits], found.total, found.may_fit) == (["Here"], 1, 1)
    assert found.facets["type"] == {"service": 1}
    assert [(hit.title, hit.may_fit) for hit in search(near=near, sort=Sort.NEAREST, may_fit=True).hits] == [("Here", False), ("Somewhere", True)]


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


def test_without_words_what_names_the_age_comes_before_what_has_none(db):
    entry(1, "A page about forms", kind="guidance")
    entry(2, "Zebra club", ages=frozenset(range(5, 12)), phase={"primary"})
    entry(3, "Apple club", ages=frozenset(range(8, 30)), phase={"primary", "adult"})
    entry(4, "Baby club", ages=frozenset(range(3)), phase={"early"})
    wanted = ["Apple club", "Zebra club", "A page about forms"]
    assert ask(age=8) == wanted
    assert ask(**chosen(phase=["primary"])) == wanted
    assert ask(age=8, **chosen(phase=["primary", "early"])) == wanted
    assert ask(age=8, may_fit=True) == wanted
    assert [title for page in (1, 2) for title in ask(age=8, page=page, per_page=2)] == wanted
    assert ask() == ["A page about forms", "Apple club", "Baby club", "Zebra club"]


def test_with_words_the_best_match_comes_first_whatever_the_age(db):
    entry(1, "Swimming", body="swim swim swim", kind="guidance")
    entry(2, "A club", body=f"{'other ' * 200} swimming", ages=frozenset(range(5, 12)))
    assert ask(*stems("swimming"), age=8) == ["Swimming", "A club"]


def test_an_age_finds_what_takes_it(db):
    entry(1, "Small", ages=frozenset(range(5)))
    entry(2, "Big", ages=frozenset(range(11, 26)))
    entry(3, "All")
    assert ask(age=4) == ["Small", "All"]
    assert ask(age=7) == ["All"]
    assert ask(age=25) == ["Big", "All"]


HERE = Near(51.41, -0.30, "KT1")
MILE = 1 / 69.0936


def test_the_nearest_come_first_and_what_has_no_place_comes_last(db):
    entry(1, "Far", places=((51.41 + 5 * MILE, -0.30),))
    entry(2, "Nowhere")
    entry(3, "In two places", places=((51.41 + 30 * MILE, -0.30), (51.41 - 1 * MILE, -0.30)))
    found = search(near=HERE, sort=Sort.NEAREST)
    assert [hit.title for hit in found.hits] == ["In two places", "Far", "Nowhere"]
    assert [hit.miles and round(hit.miles, 2) for hit in found.hits] == [1.0, 5.0, None]


def test_of_two_that_match_alike_the_nearer_comes_first_and_a_much_better_match_before_both(db):
    entry(1, "Swim club", places=((51.45, -0.30),))  # 2.8 miles
    entry(2, "Swim club", places=((55.0, -3.0), (51.41, -0.31)))  # half a mile, and far away
    entry(3, "A club", "swim", places=((51.41, -0.30),))
    entry(4, "Swim club", places=((51.6, -0.30),))  # 13 miles
    entry(5, "Swim club")
    hits = search("swim", near=HERE).hits
    assert [hit.key for hit in hits] == [f"service:{number}" for number in (2, 1, 4, 5, 3)]


def test_what_has_every_word_comes_first_however_it_is_sorted(db):
    entry(1, "Swim far", places=((51.41 + 5 * MILE, -0.30),), checked_on=dt.date(2025, 1, 1))
    entry(2, "Swim", places=((51.41 + 1 * MILE, -0.30),), checked_on=dt.date(2026, 1, 1))
    entry(3, "Far", places=((51.41 + 2 * MILE, -0.30),), checked_on=dt.date(2026, 3, 1))
    found = search("swim", "far", near=HERE, sort=Sort.NEAREST)
    assert [hit.title for hit in found.hits] == ["Swim far", "Swim", "Far"]
    assert found.with_every_word == 1
    assert ask("swim", "far", sort=Sort.CHECKED) == ["Swim far", "Far", "Swim"]


def test_within_leaves_out_what_is_further_or_nowhere_and_the_counts_follow(db):
    entry(1, "East", places=((51.41, -0.30 + 2.9 / HERE.east),), day={"MO"})
    entry(2, "Corner", places=((51.41 + 2.9 * MILE, -0.30 + 2.9 / HERE.east),), day={"MO"})
    entry(3, "Nowhere", day={"MO"})
    found = search(near=Near(51.41, -0.30, "KT1", miles=3))
    assert [hit.title for hit in found.hits] == ["East"]
    assert found.facets["day"] == {"MO": 1}


def test_what_should_have_been_checked_comes_lower_and_at_its_day_vanishes(db):
    entry(1, "Swim late", verify_by=TODAY - dt.timedelta(days=1), hide_on=TODAY + dt.timedelta(days=1))
    entry(2, "Swim well", verify_by=TODAY)
    assert ask("swim") == ["Swim well", "Swim late"]
    tomorrow = SearchQuery((Group(("swim",)),), today=TODAY + dt.timedelta(days=1))
    assert [hit.title for hit in engine().search(tomorrow).hits] == ["Swim well"]
    assert engine().search(tomorrow).total == 1


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
