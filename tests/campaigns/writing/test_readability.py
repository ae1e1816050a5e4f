import pytest

from campaigns.writing import plain_words
from campaigns.writing.readability import reading, sentences, syllables

EASY = "We open a new play group. It is on the green. You can come with your child. There is tea and cake. We look forward to you. Bring a friend."
HARD = (
    "Following the implementation of the multi-agency commissioning framework, eligible applicants are required to complete the appropriate documentation "
    "in order to facilitate the provision of additional specialist interventions."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("make", 1), ("table", 2), ("hello", 2), ("family", 3), ("education", 4), ("asked", 1), ("wanted", 2), ("schools", 1), ("the", 1), ("rhythm", 1)],
)
def test_syllables_are_counted_as_they_are_said(word, count):
    assert syllables(word) == count


def test_a_sentence_does_not_end_after_a_short_form():
    assert sentences("Ask Dr. Green, e.g. by phone. She is there at 3 p.m. on Mondays! Come.") == ["Ask Dr. Green, e.g. by phone.", "She is there at 3 p.m. on Mondays!", "Come."]


def test_plain_words_are_for_younger_readers_than_office_words():
    assert reading([EASY]).age <= 9
    assert reading([HARD]).age >= 16


def test_of_a_few_words_nothing_is_said():
    assert reading(["Come on Monday."]).age is None
    assert reading([]).age is None


def test_addresses_are_not_read_out():
    assert reading(["See https://offer.example/a-very-long-address/of-a-page now."]).words == 2


def test_hard_words_are_found_whole_and_in_any_letters():
    found = dict(plain_words.found("Please  note: Via the website you can just Submit it. Justice is done."))
    assert set(found) == {"Please  note", "Via", "just", "Submit"}
    assert found["Submit"] == "“send”"
