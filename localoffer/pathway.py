"""The New to SEND pathway: from answers in the address to calm next steps. Pure: no database, nothing stored.

It never tells a family that it does not qualify: an answer can only add a suggestion.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What "I'd rather not say" puts in the address: a question answered with it calls for no suggestion of its own.
SKIPPED = "skip"
# What the address holds beside the answers, so no question may have such a key.
ASKED, CHANGE = "asked", "change"
RESERVED = {ASKED, CHANGE, "borough"}


@dataclass(frozen=True)
class Walk:
    """How far a family has come: what was asked and answered, and the question to ask now."""

    questions: Sequence[Any]
    answers: dict[str, str]
    asked: Any | None
    is_missing: bool

    @property
    def is_finished(self) -> bool:
        return self.asked is None

    @property
    def number(self) -> int:
        """Which question is asked now, from 1; one more than there are when all are answered."""
        return next((number for number, question in enumerate(self.questions, start=1) if question is self.asked), len(self.questions) + 1)

    @property
    def chosen(self) -> str:
        """The answer that the question asked now has already; empty when it has none."""
        return self.answers.get(self.asked["key"], "") if self.asked else ""

    @property
    def kept(self) -> dict[str, str]:
        """The answers to all other questions than the one asked now."""
        return {key: answer for key, answer in self.answers.items() if self.asked is None or key != self.asked["key"]}

    @property
    def given(self) -> list[tuple[Any, str, dict[str, str]]]:
        """Each other answered question, its answer's label, and what the address holds to change it: all answers stay, its own too."""
        answered = [question for question in self.questions if question["key"] in self.kept]
        return [(question, _labels(question).get(self.kept[question["key"]]) or _("You skipped this question."), self.answers | {CHANGE: question["key"]}) for question in answered]

    @property
    def ages(self) -> tuple[int, int] | None:
        """The child's age as far as an answer tells it: from and to, both whole years; None when no answer does."""
        for question in self.questions:
            for answer in question["answers"]:
                if answer["key"] == self.answers.get(question["key"]) and answer["min_age"] is not None and answer["max_age"] is not None:
                    return answer["min_age"], answer["max_age"]
        return None


def walk(questions: Iterable[Any], parameters: Mapping[str, str]) -> Walk:
    """Read the answers from the address; asked now is the question to change, or else the first whose answer is missing or unknown.

    All other answers stay, so that changing one does not ask the others again.
    `is_missing` says that the family pressed "Continue" without choosing.
    """
    values = [block.value for block in questions]
    given = {question["key"]: parameters.get(question["key"], "") for question in values}
    answers = {question["key"]: given[question["key"]] for question in values if given[question["key"]] in {SKIPPED, *_labels(question)}}
    to_change = (question for question in values if question["key"] == parameters.get(CHANGE))
    unanswered = (question for question in values if question["key"] not in answers)
    asked = next(chain(to_change, unanswered), None)
    return Walk(values, answers, asked, is_missing=asked is not None and asked["key"] not in answers and parameters.get(ASKED) == asked["key"])


def suggest(suggestions: Iterable[Any], answers: Mapping[str, str]) -> list[Any]:
    """The suggestions whose every condition fits the answers, in the editors' order."""
    return [block.value for block in suggestions if all(_fits(condition, answers) for condition in block.value["when"])]


def check_answers_exist(questions: Iterable[Any], suggestions: Iterable[Any]) -> None:
    """Raises ValidationError when two questions share a key, one has a key of ours, or a suggestion waits for an answer nobody can give."""
    known: dict[str, set[str]] = {}
    for block in questions:
        if block.value["key"] in known:
            raise ValidationError({"questions": _("Two questions have the key “%s”. Give each its own.") % block.value["key"]})
        if block.value["key"] in RESERVED:
            raise ValidationError({"questions": _("“%s” has a meaning of its own in the address. Give the question another key.") % block.value["key"]})
        known[block.value["key"]] = set(_labels(block.value))
    for block in suggestions:
        for condition in block.value["when"]:
            unknown = set(_keys(condition)) - known.get(condition["question"], set())
            if unknown:
                words = {"title": block.value["title"], "question": condition["question"], "answers": ", ".join(sorted(unknown))}
                raise ValidationError({"suggestions": _("“%(title)s” waits for %(question)s = %(answers)s, which no question offers.") % words})


def _labels(question: Any) -> dict[str, str]:
    return {answer["key"]: answer["label"] for answer in question["answers"]}


def _keys(condition: Any) -> list[str]:
    return [key.strip() for key in condition["answers"].split(",") if key.strip()]


def _fits(condition: Any, answers: Mapping[str, str]) -> bool:
    return answers.get(condition["question"]) in _keys(condition)
