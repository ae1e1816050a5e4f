"""A description begins with what a list says of it, and a page does not say that twice."""

import pytest

from localoffer.opening import after, opening

LONG = "We swim in a warm pool every week. " * 9


@pytest.mark.parametrize(
    ("beginning", "text", "rest"),
    [
        ("We swim.", "We swim. Bring a towel.", "Bring a towel."),
        ("We swim.", "We swim.\n\nBring a towel.\nAnd a friend.", "Bring a towel.\nAnd a friend."),
        ("We swim. We dive.", "We swim.\nWe\n  dive. Bring a towel.", "Bring a towel."),
        ("We swim", "We swim. Bring a towel.", "Bring a towel."),
        ("We swim and run", "• We swim\n• and run\n• We rest", "• We rest"),
        ("We swim.", "About us\nWe swim. Bring a towel.", "Bring a towel."),
        ("We swim.", "We swim.", ""),
        ("We swim “at last.”", "We swim “at last.” Bring a towel.", "Bring a towel."),
        ("", "Bring a towel.", "Bring a towel."),
        ("We swim.", "", ""),
    ],
)
def test_what_stands_in_the_beginning_is_not_said_again(beginning, text, rest):
    assert after(beginning, text) == rest


@pytest.mark.parametrize(
    ("beginning", "text"),
    [
        ("A swimming club.", "We swim. Bring a towel."),
        ("We swim", "We swim every Monday in the pool."),
        ("We swim in the big blue…", "We swim in the big blue pool without any stop at all"),
        ("We swim (a+)+[", "We swim in the pool."),
        ("Come at 5. I", "Come at 5. I wait for you."),
    ],
)
def test_a_text_that_begins_otherwise_or_is_cut_inside_a_sentence_is_said_whole(beginning, text):
    assert after(beginning, text) == text


def test_the_opening_that_an_import_writes_is_what_the_rest_goes_on_from():
    text = f"Who we are\n{LONG}\n\nBring a towel."
    rest = after(opening(text), text)
    assert rest.endswith("Bring a towel.")
    assert len(opening(text)) + len(rest) < len(text)
