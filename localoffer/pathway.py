"""The New to SEND pathway: from answers in the address to calm next steps. Pure: no database, nothing stored.

It never tells a family that it does not qualify: an answer can only add a suggestion. It may take later questions and answers away that would
contradict it, so what was answered before is judged again when an earlier answer changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home import my_list, page_cache

# What "I'd rather not say" puts in the address: a question answered with it calls for no suggestion of its own.
SKIPPED = "skip"
# What the address holds beside the answers, or what changes nothing on a kept page: no question may have such a key.
ASKED, CHANGE = "asked", "change"
RESERVED = {ASKED, CHANGE, "borough", my_list.PARAMETER, *page_cache.IGNORED}


@dataclass(frozen=True)
class Walk:
    """How far a family has come: what was asked and answered, and the question to ask now.

    `questions` are those that the answers leave to be asked; `dropped` are questions with the label of an answer that no longer goes with the others.
    """

    questions: Sequence[Any]
    answers: dict[str, str]
    asked: Any | None
    is_missing: bool
    dropped: Sequence[tuple[Any, str]] = ()

    @property
    def is_finished(self) -> bool:
        return self.asked is None

    @property
    def number(self) -> int:
        """Which question is asked now, from 1; one more than there are when all are answered."""
        return next((number for number, question in enumerate(self.questions, start=1) if question is self.asked), len(self.questions) + 1)

    @property
    def offered(self) -> list[Any]:
        """The answers to the question asked now that go with the others."""
        return _offered(self.asked, self.answers) if self.asked else []

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

    All other answers stay, so that changing one does not ask the others again, but for those that no longer go with an earlier one.
    `is_missing` says that the family pressed "Continue" without choosing.
    """
    values: list[Any] = []
    answers: dict[str, str] = {}
    dropped: list[tuple[Any, str]] = []
    for question in (block.value for block in questions):
        given, offered = parameters.get(question["key"], ""), [answer["key"] for answer in _offered(question, answers)]
        if offered:
            values.append(question)
        if offered and given in {SKIPPED, *offered}:
            answers[question["key"]] = given
        elif label := _labels(question).get(given):
            dropped.append((question, label))
    to_change = (question for question in values if question["key"] == parameters.get(CHANGE))
    unanswered = (question for question in values if question["key"] not in answers)
    asked = next(chain(to_change, unanswered), None)
    return Walk(values, answers, asked, is_missing=asked is not None and asked["key"] not in answers and parameters.get(ASKED) == asked["key"], dropped=dropped)


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
        _check_order(block.value, known)
    for block in suggestions:
        for condition in block.value["when"]:
            unknown = set(_keys(condition)) - known.get(condition["question"], set())
            if unknown:
                words = {"title": block.value["title"], "question": condition["question"], "answers": ", ".join(sorted(unknown))}
                raise ValidationError({"suggestions": _("“%(title)s” waits for %(question)s = %(answers)s, which no question offers.") % words})


def _check_order(question: Any, known: Mapping[str, set[str]]) -> None:
    """Raises ValidationError when the question, or an answer of it, waits for what no question before it offers."""
    for thing in (question, *question["answers"]):
        for condition in thing.get("when") or ():
            if condition["question"] == question["key"] or set(_keys(condition)) - known.get(condition["question"], set()):
                words = {"key": question["key"], "question": condition["question"], "answers": condition["answers"]}
                raise ValidationError({"questions": _("“%(key)s” waits for %(question)s = %(answers)s, which no question before it offers.") % words})


def _offered(question: Any, answers: Mapping[str, str]) -> list[Any]:
    """The answers to the question that go with those given before; none when the question itself does not."""
    return [answer for answer in question["answers"] if _goes(answer, answers)] if _goes(question, answers) else []


def _goes(thing: Any, answers: Mapping[str, str]) -> bool:
    """Whether it contradicts no answer given before. Who skipped a question is offered everything."""
    return all(_fits(condition, answers) or answers.get(condition["question"], SKIPPED) == SKIPPED for condition in thing.get("when") or ())


def _labels(question: Any) -> dict[str, str]:
    return {answer["key"]: answer["label"] for answer in question["answers"]}


def _keys(condition: Any) -> list[str]:
    return [key.strip() for key in condition["answers"].split(",") if key.strip()]


def _fits(condition: Any, answers: Mapping[str, str]) -> bool:
    return answers.get(condition["question"]) in _keys(condition)
