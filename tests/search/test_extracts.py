from hypothesis import given
from hypothesis import strategies as st

from search.extracts import LENGTH, extract, mark

SLEEP = frozenset({"sleep"})


def test_found_words_are_marked_in_every_form():
    assert mark("Sleeping and sleep", SLEEP) == "<mark>Sleeping</mark> and <mark>sleep</mark>"


def test_markup_in_the_text_is_escaped():
    assert mark("<script>alert('sleep')</script>", SLEEP) == "&lt;script&gt;alert(&#x27;<mark>sleep</mark>&#x27;)&lt;/script&gt;"


def test_an_extract_is_taken_from_where_the_words_are():
    text = "Nothing. " * 100 + "Help with sleep for your child. " + "Nothing. " * 100
    found = extract(text, SLEEP)
    assert found.startswith("… ") and found.endswith(" …")
    assert "Help with <mark>sleep</mark>" in found


def test_an_extract_prefers_the_place_with_most_different_words():
    text = "Sleep. " + "Nothing. " * 60 + "Autism and sleep together."
    assert "<mark>Autism</mark> and <mark>sleep</mark>" in extract(text, SLEEP | {"autism"})


def test_no_extract_where_no_word_is():
    assert extract("Nothing here.", SLEEP) == ""


@given(st.text(max_size=2_000), st.text(alphabet="abc<>&\"' sleep", max_size=300))
def test_an_extract_never_lets_markup_through(around, inside):
    found = extract(f"{around} sleep {inside}", SLEEP)
    bare = found.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in bare and '"' not in bare
    assert "<mark>" in found
    assert len(bare) < LENGTH * 7
