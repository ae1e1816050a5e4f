"""Which questions there are, in which order, and which of them this family is asked."""

import re
from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from register.forms.child import ChildForm, SettingForm, SupportForm
from register.forms.person import AboutYouForm, AddressForm, ContactForm, HomeForm, YourReachForm
from register.forms.question import Answers, Question, is_young_person
from register.forms.wishes import ChoicesForm, EqualityForm, InterestsForm, asks_for_address
from register.in_force import in_force
from register.models import WordingVersion

BEFORE_CHILDREN: dict[str, type[Question]] = {"about-you": AboutYouForm, "contact": ContactForm, "home": HomeForm, "reaching-you": YourReachForm}
# Asked about each child: the step of the second child's is "child-2".
OF_A_CHILD: dict[str, type[Question]] = {"child": ChildForm, "setting": SettingForm, "support": SupportForm}
AFTER_CHILDREN: dict[str, type[Question]] = {"interests": InterestsForm, "choices": ChoicesForm, "address": AddressForm, "equality": EqualityForm}
# Asked about whoever joined, and changed later one by one.
OF_A_FAMILY = (*BEFORE_CHILDREN, "interests", "address")
QUESTIONS = BEFORE_CHILDREN | OF_A_CHILD | AFTER_CHILDREN
# What council and forum may leave out, together: the wording with this key has a line for each that is asked.
OPTIONAL = ("reaching-you", "setting", "interests", "equality")
SHOWN = "questions-shown"
# Told in place of answers that nobody knows: with both, every choice is offered.
REACHABLE = {"contact": {"email": "x@example.com", "phone": "+447700900123"}}
MOST_CHILDREN = 20
STEP = re.compile(r"([a-z-]*[a-z])(?:-([1-9][0-9]?))?")


def kind_of(step: str) -> str:
    """The question that a step asks: `child` of `child-2`. Empty for what is no step."""
    found = STEP.fullmatch(step)
    if not found or found[1] not in QUESTIONS or (found[1] in OF_A_CHILD) != bool(found[2]):
        return ""
    return found[1]


def number_of(step: str) -> int:
    """Which child a step is about; 0 for a step about none."""
    found = STEP.fullmatch(step)
    return int(found[2] or 0) if found else 0


def left_out() -> set[str]:
    """The questions that council and forum have agreed not to ask."""
    version = in_force().get(SHOWN)
    return set(OPTIONAL) - set(version.text.split()) if version else set()


def titles_of(kinds: Iterable[str]) -> list[tuple[str, str]]:
    """These questions, each with its title as families read it."""
    found = in_force()
    return [(kind, found[f"question-{kind}"].title if f"question-{kind}" in found else kind) for kind in kinds]


def in_words(version: WordingVersion) -> str:
    """The text as editors read it: of the questions that are asked, a line for each that could be left out."""
    if version.wording.key != SHOWN:
        return version.text
    asked = version.text.split()
    return "\n".join((_("Asked: %s") if kind in asked else _("Not asked: %s")) % title for kind, title in titles_of(OPTIONAL))


def asked_of_a_child() -> list[str]:
    gone = left_out()
    return [kind for kind in OF_A_CHILD if kind not in gone]


def children_in(answers: Answers) -> list[int]:
    """The numbers of the children somebody has told us about; the first is always there. A young person tells of nobody else."""
    told = sorted(number_of(step) for step in answers if kind_of(step) == "child")
    return [1] if is_young_person(answers) else told or [1]


def steps_of(answers: Answers, without: Collection[str] = ()) -> list[str]:
    """The steps for whoever gave these answers, in their order."""
    after = [kind for kind in AFTER_CHILDREN if kind != "address" or asks_for_address(answers.get("choices", {}))]
    about_children = [f"{kind}-{number}" for number in children_in(answers) for kind in OF_A_CHILD]
    return [step for step in (*BEFORE_CHILDREN, *about_children, *after) if kind_of(step) not in without]
