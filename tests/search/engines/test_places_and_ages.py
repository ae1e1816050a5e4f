"""Places and ages, on every engine."""

from search.items import NOT_SAID
from search.query import NO_AGE, Near, Sort
from search.words import stems
from tests.search.engines.given import HERE, MILE, ask, chosen, entry, search


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


def test_within_leaves_out_what_is_further_or_nowhere_and_the_counts_follow(db):
    entry(1, "East", places=((51.41, -0.30 + 2.9 / HERE.east),), day={"MO"})
    entry(2, "Corner", places=((51.41 + 2.9 * MILE, -0.30 + 2.9 / HERE.east),), day={"MO"})
    entry(3, "Nowhere", day={"MO"})
    found = search(near=Near(51.41, -0.30, "KT1", miles=3))
    assert [hit.title for hit in found.hits] == ["East"]
    assert found.facets["day"] == {"MO": 1}


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
