"""One more child of a family that has joined: its answers wait in the session until all of them are there."""

import uuid
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from register.forms.question import Answers
from register.models import Family

KEY = "register-child"


class NewChild:
    """What was told about the child so far, by question. `id` is the key that the child will have: sent twice, it is one child. `steps`: what is asked."""

    def __init__(self, session: SessionBase, steps: list[str]) -> None:
        self._session, self.steps = session, steps
        kept = session.get(KEY, {})
        self.id = uuid.UUID(kept["id"]) if kept else uuid.uuid4()
        self.answers: Answers = kept.get("answers", {})

    def answer(self, step: str, values: dict[str, Any]) -> None:
        self.answers[step] = values
        self._session[KEY] = {"id": str(self.id), "answers": self.answers}

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

    @staticmethod
    def was_added_to(family: Family, key: str) -> bool:
        """Whether the form comes again of a child that is there already: its button was pressed twice."""
        try:
            return family.children.filter(pk=uuid.UUID(key)).exists()
        except ValueError:
            return False

    def all_answers(self) -> dict[str, Any]:
        return {name: value for answers in self.answers.values() for name, value in answers.items()}

    def drop(self) -> None:
        self._session.pop(KEY, None)
