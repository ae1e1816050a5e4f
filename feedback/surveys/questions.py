"""A survey's questions as plain values, and the way through them that somebody's answers make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from feedback.surveys.blocks import END, SEVERAL, TEXT

# By question: the text, the id of the choice, or the ids of several.
Answer: TypeAlias = str | list[str]
Answers: TypeAlias = Mapping[str, Answer]
LONGEST = 3_000


@dataclass(frozen=True)
class Choice:
    """`then`: what who chooses it goes on with: "" the next question, "end", or a number."""

    id: str
    words: str
    picture: Any = None
    then: str = ""
    code: str = ""


@dataclass(frozen=True)
class Question:
    """`number` is what families read, from 1; `id` stays the same when questions move."""

    number: int
    id: str
    kind: str
    words: str
    hint: str = ""
    is_asked: bool = False
    picture: Any = None
    choices: tuple[Choice, ...] = ()
    compared_with: str = ""

    @property
    def field(self) -> str:
        """Its name in a form."""
        return f"q{self.number}"

    @property
    def on_paper(self) -> "Question":
        """The same, without the need of an answer: nobody can be asked again."""
        return replace(self, is_asked=False)

    def choice(self, answer: Answer | None) -> Choice | None:
        return next((choice for choice in self.choices if choice.id == answer), None)

    def told(self, answer: Answer | None) -> list[str]:
        """The answer in words; empty when there is none."""
        if self.kind == TEXT:
            return [str(answer)] if answer else []
        chosen = answer if isinstance(answer, list) else [answer]
        return [choice.words for choice in self.choices if choice.id in chosen]


def questions_of(stream: Any) -> tuple[Question, ...]:
    """From the editor's stream; what is not saved yet gets ids from its place."""
    return tuple(_question(number, child) for number, child in enumerate(stream, 1))


def _question(number: int, child: Any) -> Question:
    value = child.value
    return Question(
        number=number,
        id=child.id or f"q{number}",
        kind=child.block_type,
        words=value["words"],
        hint=value["hint"] or "",
        is_asked=bool(value["is_asked"]),
        picture=value["picture"],
        choices=tuple(_choices(value)),
        compared_with=value.get("compared_with") or "",
    )


def _choices(value: Any) -> Iterator[Choice]:
    for n, bound in enumerate(value["choices"].bound_blocks if "choices" in value else (), 1):
        found = bound.value
        yield Choice(bound.id or f"c{n}", found["words"], found["picture"], (found["go_to"] or "").strip().lower(), (found["code"] or "").strip())


def next_number(question: Question, answer: Answer | None) -> int | None:
    """The number of the question after this one; None: the end. It may lie past the last."""
    then = [choice.then for choice in question.choices if choice.then and (choice.id == answer or (isinstance(answer, list) and choice.id in answer))]
    if END in then:
        return None
    return max((int(number) for number in then if number.isascii() and number.isdigit()), default=question.number + 1)


def route(questions: Sequence[Question], answers: Answers) -> list[Question]:
    """The questions that somebody with these answers is asked, in order."""
    way: list[Question] = []
    number: int | None = 1
    while number is not None and number <= len(questions):
        question = questions[number - 1]
        way.append(question)
        number = next_number(question, answers.get(question.id))
    return way


def known(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, Answer]:
    """Only what can be an answer to these questions, on the way that they make: a survey may have changed since, and skipped ones don't count."""
    kept = {question.id: found for question in questions if (found := _known(question, answers.get(question.id)))}
    return {question.id: kept[question.id] for question in route(questions, kept) if question.id in kept}


def _known(question: Question, answer: Any) -> Answer | None:
    if question.kind == TEXT:
        return answer.strip()[:LONGEST] if isinstance(answer, str) else None
    if question.kind == SEVERAL:
        return [choice.id for choice in question.choices if choice.id in answer] if isinstance(answer, list) else None
    return answer if isinstance(answer, str) and question.choice(answer) else None


def missing(questions: Sequence[Question], answers: Answers) -> list[Question]:
    """What has to be answered on the way and is not."""
    return [question for question in route(questions, answers) if question.is_asked and not answers.get(question.id)]
