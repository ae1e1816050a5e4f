import pytest

from campaigns.writing.texting import length, plain


@pytest.mark.parametrize(
    ("text", "signs", "parts"),
    [
        ("", 0, 0),
        ("a" * 160, 160, 1),
        ("a" * 161, 161, 2),
        ("a" * 306, 306, 2),
        ("a" * 307, 307, 3),
        ("€" * 80, 160, 1),
        ("[" + "a" * 159, 161, 2),
        ("ż" * 70, 70, 1),
        ("ż" * 71, 71, 2),
        ("ż" * 134, 134, 2),
        ("ż" * 135, 135, 3),
        ("سلام", 4, 1),
        ("😀" * 35, 70, 1),
        ("😀" * 36, 72, 2),
    ],
)
def test_a_text_message_is_as_long_as_phones_count_it(text, signs, parts):
    found = length(text)
    assert (found.signs, found.parts) == (signs, parts)


def test_a_sign_that_takes_two_places_is_not_torn_between_two_parts():
    """152 signs, then one of two places: it would end at 154, and a part holds 153."""
    assert length("a" * 152 + "€" + "a" * 152).parts == 3
    assert length("a" * 151 + "€" + "a" * 153).parts == 2


def test_a_smiley_is_not_torn_between_two_parts_either():
    assert length("ż" * 66 + "😀" + "ż" * 66).parts == 3


def test_quotes_and_dashes_of_a_keyboard_do_not_make_it_twice_as_long():
    text = "Don’t wait – “ask” now…"
    assert length(text).wide == "’–“”…"
    assert length(plain(text)).wide == ""
    assert plain(text) == 'Don\'t wait - "ask" now...'


def test_letters_of_another_language_stay_as_they_are():
    assert plain("Zażółć gęślą") == "Zażółć gęślą"
