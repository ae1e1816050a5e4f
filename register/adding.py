"""One more child of a family that has joined: its answers wait in the session until all of them are there."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from register import keys
from register.forms.question import Answers
from register.models import Family
from register.questions import MOST_CHILDREN

KEY = "register-new-children"


class NewChild:
    """What was told about one new child so far, by question; two windows may each tell of one. `steps`: what is asked.

    `id` is the key that the child will have: sent twice, it is one child. It is the one that the page brings, or else the one told of last.
    """

    def __init__(self, session: SessionBase, steps: list[str], key: str = "") -> None:
        self._session, self.steps = session, steps
        self._all: dict[str, Answers] = dict(session.get(KEY, {}))
        self.id = keys.uuid_or_new(key or next(reversed(self._all), ""))
        self.answers: Answers = self._all.pop(str(self.id), {})

    def answer(self, step: str, values: dict[str, Any]) -> None:
        self.answers[step] = values
        others = list(self._all.items())[1 - MOST_CHILDREN :]
        self._session[KEY] = dict(others) | {str(self.id): self.answers}

    def first_open(self, before: str = "") -> str:
        """The first question without an answer, up to the one called `before`; empty when there is none."""
        return next((step for step in self.steps[: self.steps.index(before) if before else None] if step not in self.answers), "")

    def before(self, step: str) -> str:
        """The question before; empty for the first."""
        place = self.steps.index(step)
        return self.steps[place - 1] if place else ""

    def after(self, step: str) -> str:
        """The next question; after the last one the first that is open, or nothing."""
        return self.first_open() if self.is_last(step) else self.steps[self.steps.index(step) + 1]

    def is_last(self, step: str) -> bool:
        return step == self.steps[-1]

    def is_of(self, family: Family) -> bool:
        """Whether the child is there already: the button was pressed twice."""
        return family.children.filter(pk=self.id).exists()

    def all_answers(self) -> dict[str, Any]:
        return {name: value for answers in self.answers.values() for name, value in answers.items()}

    def drop(self) -> None:
        self._session[KEY] = self._all
