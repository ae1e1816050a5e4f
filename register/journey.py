"""A visitor's way through the form: the answers so far, in the server's session, which is encrypted (`accounts.sessions`)."""

import json
import re
import uuid
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from register import keys, questions
from register.answers import SignUp
from register.forms.question import Answers, Question, is_young_person
from register.questions import MOST_CHILDREN, OF_A_CHILD, REACHABLE, kind_of, number_of
from register.telling import sign_up_of

KEY = "register"
# In the session of whoever typed a code: the reference has no place in an address.
JOINED = "register-joined"
TYPED = "typed:"
# What the page about a child knows the child by, whatever its number is meanwhile.
CHILD_KEY = "child_key"
LONGEST_KEY = 60
SOURCE_CODE = re.compile(r"[A-Za-z0-9-]{1,20}")


class Unfinished(Exception):
    """A question of the form has no answer yet; or, when it `is_answered`, one that does not hold any more."""

    def __init__(self, step: str, *, is_answered: bool) -> None:
        super().__init__(step)
        self.step, self.is_answered = step, is_answered


class Journey:
    """What one browser has told us and not sent yet. After sending, only the random reference is left."""

    def __init__(self, session: SessionBase) -> None:
        self._session = session
        self._state: dict[str, Any] = session.get(KEY, {})

    @property
    def is_open(self) -> bool:
        """Whether answers can be given: the start button was pressed and nothing has been sent since."""
        return "answers" in self._state

    @property
    def form_id(self) -> str:
        return self._state["form_id"]

    @property
    def source(self) -> str:
        """The campaign's code that the form was opened with, as it came; empty without one, and after sending."""
        return self._state.get("source", "")

    @property
    def reference(self) -> str:
        """The reference of what was sent; empty before that."""
        return self._state.get("reference", "")

    @property
    def is_by_text(self) -> bool:
        """Whether what was sent is confirmed by a text message."""
        return self._state.get("by") == "text"

    @property
    def answers(self) -> Answers:
        """The cleaned answers by step, and what was put away before it was one. Nobody changes them but by `answer` and its like."""
        return self._state.get("answers", {})

    @property
    def written(self) -> Answers:
        """The answers, and all that was typed and is none: what was refused and not mended waits as what was put away does."""
        return self.answers | {TYPED + step: typed for step, typed in self._refused.items()}

    @cached_property
    def left_out(self) -> set[str]:
        """The questions that nobody is asked now."""
        return questions.left_out()

    @property
    def steps(self) -> list[str]:
        """The steps for whoever gave these answers."""
        return questions.steps_of(self.answers, self.left_out)

    @property
    def children(self) -> list[int]:
        """The numbers of the children told about so far."""
        return questions.children_in(self.answers)

    @property
    def is_own(self) -> bool:
        """Whether a young person joins for themselves."""
        return is_young_person(self.answers)

    @property
    def next_child(self) -> int:
        """The number that one more child would have; 0 when there are as many as one form takes."""
        return max(self.children) + 1 if len(self.children) < MOST_CHILDREN and max(self.children) < 99 else 0

    def key_of(self, step: str) -> str:
        """What the page of this step knows its child by: a new key for one that nobody has told about; empty for a step about no child."""
        if not number_of(step) or self.is_own:
            return ""
        return self.answers.get(f"child-{number_of(step)}", {CHILD_KEY: keys.new_token()}).get(CHILD_KEY, "")

    def step_of(self, step: str, key: str) -> str:
        """The step that a page with this key is about: two windows that each tell of one more child tell of two. No step for a child that was taken out."""
        kind = kind_of(step)
        if kind not in OF_A_CHILD or not key or self.is_own:
            return step
        known = {self.answers[f"child-{number}"].get(CHILD_KEY): number for number in self.children if f"child-{number}" in self.answers}
        is_new = kind == "child" and key not in known
        number = (self.next_child if step in self.answers else number_of(step)) if is_new else known.get(key, 0)
        return f"{kind}-{number}"

    def asks(self, step: str) -> bool:
        """Whether this step is one of this form, or the first about one more child."""
        is_one_more = kind_of(step) == "child" and number_of(step) == self.next_child and not self.is_own
        return step in self.steps or is_one_more

    def may_come_to(self, step: str) -> bool:
        """Whether this step is asked, or would be after other answers: the postal address is, once something is ticked that comes by post."""
        return self.asks(step) or step == "address"

    def form(self, step: str, data: Any = None, initial: Any = None) -> Question:
        """The form of a step, which knows what was answered before it."""
        return questions.QUESTIONS[kind_of(step)](data, told=self.answers, initial=initial)

    def begin(self, source: str) -> None:
        """Open the form; one that is open already keeps its answers. `source` is a campaign's code, dropped if it can't be one."""
        if not self.is_open:
            self._session.pop(JOINED, None)  # on a shared computer it may be another family's
            code = source.upper() if SOURCE_CODE.fullmatch(source) else ""
            self._keep({"form_id": str(uuid.uuid4()), "source": code, "answers": {}})

    def answer(self, step: str, values: dict[str, Any], key: str = "") -> None:
        """Keep the cleaned answers to one question; with the first about a child the `key` of its page. A mobile that was asked for beside it is how to reach them."""
        is_known_by_key = kind_of(step) == "child" and key
        mobile = values.pop("mobile", "")
        answers = self.answers | {step: values | {CHILD_KEY: key[:LONGEST_KEY]} if is_known_by_key else values}
        if mobile:
            answers["contact"] = answers["contact"] | {"phone": mobile}
        answers.pop(TYPED + step, None)
        self._keep_answers(answers, {step})

    def holds(self, step: str) -> bool:
        """Whether there is an answer, and it can be sent as it is."""
        return step in self.answers and TYPED + step not in self.answers and self.form(step, self.answers[step]).is_valid()

    def hold(self, step: str, posted: Mapping[str, Any]) -> None:
        """Keep what was typed so far and is no answer yet. It may have been typed when other answers were there: every choice counts as offered."""
        form = questions.QUESTIONS[kind_of(step)](posted, told=REACHABLE)
        self._keep_answers(self.answers | {TYPED + step: form.typed()}, {step})

    def refuse(self, step: str, posted: Mapping[str, Any]) -> None:
        """Keep what was typed and can't be an answer, for the page that says why; an answer from before stands."""
        self._keep(self._state | {"refused": self._refused | {step: self.form(step, posted).typed()}})

    def refused(self, step: str) -> dict[str, Any]:
        """What was typed last and can't be an answer."""
        return self._refused.get(step, {})

    def take_out_child(self, number: str) -> None:
        """Forget what was told about one child, unless it is the only one. Any other number changes nothing."""
        if number in map(str, self.children) and len(self.children) > 1:
            gone = {f"{typed}{kind}-{number}" for kind in OF_A_CHILD for typed in ("", TYPED)}
            self._keep_answers({step: answers for step, answers in self.answers.items() if step not in gone}, gone)

    def typed(self, step: str) -> dict[str, Any]:
        """What was typed and put away before it was an answer."""
        return self.answers.get(TYPED + step, {})

    def first_open_question(self, before: str = "") -> str | None:
        """The first question without a stored answer, or with something typed that is none yet, up to the one called `before`; None when there is none.

        One about a child waits for no other child's: another window may be telling of that one.
        """
        steps, answers, child = self.steps, self.answers, number_of(before)
        if before and before not in steps:  # one more child: what comes after the children waits
            before = next((step for step in steps if kind_of(step) in questions.AFTER_CHILDREN), "")
        asked = [step for step in steps[: steps.index(before) if before else None] if number_of(step) in {0, child} or not child]
        return next((step for step in asked if step not in answers or TYPED + step in answers), None)

    def sign_up(self) -> SignUp:
        """Everything told, checked again: a need or a choice's words may have changed meanwhile. Raises Unfinished."""
        if step := self.first_open_question():
            raise Unfinished(step, is_answered=False)
        checked = {step: self.form(step, self.answers[step]) for step in self.steps}
        if wrong := next((step for step, form in checked.items() if not form.is_valid()), ""):
            raise Unfinished(wrong, is_answered=True)
        return sign_up_of(uuid.UUID(self.form_id), self._state["source"], checked)

    def finish(self, reference: str, *, is_by_text: bool) -> None:
        """Drop the answers; keep what the next page needs, and what a second press of the button is known by."""
        self._keep({"form_id": self.form_id, "reference": reference, "by": "text" if is_by_text else "email"})

    def pack(self) -> str:
        """Everything told so far, to be put away. The answers are not encrypted any more."""
        return json.dumps({"form_id": self.form_id, "source": self._state["source"], "answers": self.written})

    def unpack(self, packed: str) -> None:
        """Go on with what was put away, instead of whatever this browser has."""
        kept = json.loads(packed)
        self._keep({"form_id": kept["form_id"], "source": kept["source"], "answers": kept["answers"]})

    def put_away(self, email: str) -> None:
        """Drop the answers, and remember that they are kept elsewhere: a second press of the button is no loss."""
        self._keep({"put_away": "yes", "sent_to": email})

    def sent_to(self) -> str:
        """Where the link to what was put away went; known once."""
        email: str = self._state.get("sent_to", "")
        if email:
            self._keep({"put_away": "yes"})
        return email

    @property
    def is_put_away(self) -> bool:
        return "put_away" in self._state

    def drop(self) -> None:
        self._session.pop(KEY, None)

    @property
    def _refused(self) -> Answers:
        return self._state.get("refused", {})

    def _keep_answers(self, answers: Answers, done: Collection[str]) -> None:
        """`done`: steps of which nothing that was refused is needed any more."""
        self._keep(self._state | {"answers": answers, "refused": {step: typed for step, typed in self._refused.items() if step not in done}})

    def _keep(self, state: dict[str, Any]) -> None:
        self._state = self._session[KEY] = state
