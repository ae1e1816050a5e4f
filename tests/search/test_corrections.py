import pytest

from search.corrections import correct
from search.models import SearchWord
from search.query import Synonyms
from search.words import stem

VOCABULARY = {
    "autism": 40,
    "autumn": 90,
    "speech": 30,
    "search": 900,
    "teach": 60,
    "dyslexia": 9,
    "disabled": 50,
    "nursery": 12,
    "allergy": 3,
    "sleep": 20,
    "physiotherapy": 8,
    "hydrotherapy": 3,
    "phones": 30,
    "behaviour": 12,
    "school": 99,
    "wheelchair": 7,
}


@pytest.fixture
def vocabulary(db):
    SearchWord.objects.bulk_create([SearchWord(word=word, stem=stem(word), documents=n) for word, n in VOCABULARY.items()])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("autsim", "autism"), ("speach", "speech"), ("dislexia", "dyslexia"), ("diabled", "disabled"), ("nursary", "nursery"), ("alergy", "allergy"), ("wheelchiar", "wheelchair"),
        ("shcool", "school"), ("physioth", "physiotherapy"), ("kschool", "school"), ("behavoir", "behaviour"),
    ],
)  # fmt: skip
def test_the_nearest_word_is_meant(vocabulary, typed, meant):
    assert correct([typed], Synonyms()).changes == {typed: meant}


@pytest.mark.parametrize("typed", ["autism", "ponies", "hippotherapy", "schools", "sle", "zzzzzz", "kt12ab", "123456", "their"])
def test_known_short_and_strange_words_stay_as_they_are(vocabulary, typed):
    assert correct([typed], Synonyms()).words == (typed,)
    assert not correct([typed], Synonyms()).changes


def test_a_word_that_editors_keep_is_never_corrected(vocabulary):
    assert not correct(["autisma"], Synonyms([(["autisma", "autism"], [])])).changes


def test_corrections_cost_two_queries_however_many_words(vocabulary, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert correct(["autsim", "speach", "nursary"], Synonyms()).words == ("autism", "speech", "nursery")


def test_of_very_many_misspelt_words_the_first_are_put_right(vocabulary):
    typed = ["autsim", *(f"zzz{letter}qq" for letter in "abcdefgh"), "speach"]
    assert correct(typed, Synonyms()).changes == {"autsim": "autism"}
