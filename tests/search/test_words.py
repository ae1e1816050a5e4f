from hypothesis import given
from hypothesis import strategies as st

from search.words import LONGEST_QUERY, stems, telling_words, typed, words


def test_accents_capitals_quotes_and_apostrophes_make_no_difference():
    assert words("Café “CAN’T”") == words('cafe "cant"') == ["cafe", "cant"]


def test_therapy_and_therapies_are_one_stem():
    assert stems("Therapies") == stems("therapy")


def test_words_that_say_nothing_are_left_out_unless_there_are_no_others():
    assert telling_words("where is the help for my child") == ["help", "child"]
    assert telling_words("who can") == ["who", "can"]


def test_operators_emoji_and_nul_vanish():
    assert words('autism* OR "x" NEAR(y) -z \0 🙂 col:umn ^a') == ["autism", "or", "x", "near", "y", "z", "col", "umn", "a"]


def test_what_was_typed_is_shown_without_control_characters_and_cut_at_100():
    assert typed("  a\0b\u202ec\n\n d ") == "a b c d"
    assert len(typed("x" * 10_000)) == LONGEST_QUERY


@given(st.text(max_size=300))
def test_a_word_is_never_more_than_letters_and_digits(text):
    assert all(word.isalnum() and len(word) <= 40 for word in words(typed(text)))
