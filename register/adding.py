"""One more child of a family that has joined: its answers wait in the session, encrypted, until all of them are there."""

import json
import uuid
from typing import Any

from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import SessionBase

from accounts import crypto
from register.forms.question import Answers

KEY = "register-child"


class NewChild:
    """What was told about the child so far, by question. `id` is the key that the child will have: sent twice, it is one child."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session
        kept = self._kept()
        self.id = uuid.UUID(kept["id"]) if kept else uuid.uuid4()
        self.answers: Answers = kept.get("answers", {})

    def _kept(self) -> dict[str, Any]:
        try:
            return json.loads(crypto.decrypt(self._session[KEY])) if KEY in self._session else {}
        except InvalidToken:  # the key that it was kept under is gone
            return {}

    def answer(self, step: str, values: dict[str, Any]) -> None:
        self.answers[step] = values
        self._session[KEY] = crypto.encrypt(json.dumps({"id": str(self.id), "answers": self.answers}))

    def first_open(self, steps: list[str], before: str = "") -> str:
        """The first question without an answer, up to the one called `before`; empty when there is none."""
        return next((step for step in steps[: steps.index(before) if before else None] if step not in self.answers), "")

    def all_answers(self) -> dict[str, Any]:
        return {name: value for answers in self.answers.values() for name, value in answers.items()}

    def drop(self) -> None:
        self._session.pop(KEY, None)
