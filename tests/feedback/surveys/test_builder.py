"""What an editor finds in the form of a new survey."""

import pytest
from django.core.exceptions import ValidationError

from feedback.surveys.blocks import QuestionsBlock
from tests.feedback.surveys.made import choice, make_survey, question

pytestmark = pytest.mark.django_db


def test_a_new_scale_has_words_to_begin_with_and_every_field_of_each():
    steps = QuestionsBlock().child_blocks["scale"].get_default()["choices"]
    assert [str(step["words"]) for step in steps][::4] == ["Very badly", "Very well"]
    assert all(set(step) == {"words", "go_to", "picture", "code"} for step in steps)


def test_a_new_free_text_asks_for_no_names():
    assert "don’t tell us names" in str(QuestionsBlock().child_blocks["text"].get_default()["hint"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (question("a", "one", "Which?", choice("x", "Same"), choice("y", "Same")), "has the same answer twice"),
        (question("a", "one", "Which?", choice("x", "A", code="primary"), choice("y", "B"), compared_with="phase"), "give each answer the code of its group"),
        (question("a", "one", "Which?", choice("x", "A", go_to="-1"), choice("y", "B")), "write a number or the word end"),
        (question("a", "one", "Which?", choice("x", "A", go_to="0"), choice("y", "B")), "you can only go forwards"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(site, asked, said):
    with pytest.raises(ValidationError, match=said):
        make_survey(asked).full_clean()


def test_capitals_and_spaces_in_a_rule_are_forgiven(site):
    survey = make_survey(question("a", "one", "Which?", choice("x", "A", go_to=" End"), choice("y", "B")), question("b", "text", "Why?"))
    survey.full_clean()
    assert survey.asked[0].choices[0].then == "end"
