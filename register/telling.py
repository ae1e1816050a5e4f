"""From answers to what they say, and back: forms to a sign-up, a family to what its forms start with."""

import uuid
from collections.abc import Collection, Mapping
from typing import Any

from django import forms

from home.models import Borough
from localoffer.models import Language, Need, Topic
from register.answers import ChildAnswers, Person, SignUp
from register.forms.child import NOT_SAID
from register.forms.person import ANOTHER, ELSEWHERE
from register.forms.question import Answers
from register.forms.wishes import ChoicesForm
from register.models import Child, Family, Format, WordingVersion
from register.questions import OF_A_CHILD, kind_of, number_of

OF_FAMILY = ("first_name", "last_name", "relationship", "email", "phone", "postcode", "address", "reach", "other_language", "needs_interpreter", "reading_format", "taking_part")
OF_CHILD = ("nickname", "birth_month", "birth_year", "setting", "setting_name", "support_stage")


def family_answers(family: Family) -> dict[str, Any]:
    """A family's answers about itself, as its forms start with."""
    told = {name: getattr(family, name) for name in OF_FAMILY}
    return told | {
        "borough": family.borough.slug if family.borough else ELSEWHERE,
        "language": family.language.code if family.language else ANOTHER if family.other_language else "",
        "topics": [topic.code for topic in family.topics.all()],
    }


def child_answers(child: Child) -> dict[str, Any]:
    """A child's answers, as its forms start with."""
    needs = [NOT_SAID] if child.needs_not_said else [need.code for need in child.needs.all()]
    return {name: getattr(child, name) for name in OF_CHILD} | {"needs": needs}


def told_by(family: Family) -> Answers:
    """What decides which questions a family that has joined is asked, and what it is not asked about again."""
    home = {"postcode": family.postcode, "borough": family.borough.slug if family.borough else ELSEWHERE}
    return {"about-you": {"relationship": family.relationship}, "contact": {"email": family.email, "phone": family.phone}, "home": home}


def not_asked(family: Family, left_out: Collection[str]) -> set[str]:
    """Of the questions that are `left_out`, those that the family has not answered either: what was answered can be seen and changed for ever."""
    answered = {
        "reaching-you": bool(family.reach or family.language_id or family.other_language or family.needs_interpreter or family.reading_format != Format.STANDARD),
        "interests": bool(family.taking_part or family.topics.all()),
    }
    return {kind for kind in left_out if not answered.get(kind)}


def not_asked_about(child: Child, left_out: Collection[str]) -> set[str]:
    """As `not_asked`, of the questions about a child."""
    return {kind for kind in left_out if not (kind == "setting" and (child.setting or child.setting_name))}


def as_kept(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with the rows they name instead of their codes; a code that is gone names nothing."""
    kept = dict(answers)
    if "borough" in answers:
        kept["borough"] = Borough.objects.filter(slug=answers["borough"]).first()
    if "language" in answers:
        kept["language"] = Language.objects.filter(code=answers["language"]).first()
    if "topics" in answers:
        kept["topics"] = list(Topic.objects.filter(code__in=answers["topics"]))
    if "needs" in answers:
        kept["needs"], kept["needs_not_said"] = list(Need.objects.filter(code__in=answers["needs"])), NOT_SAID in answers["needs"]
    return kept


def child_of(answers: Mapping[str, Any]) -> ChildAnswers:
    """The child from the cleaned answers to all questions about it; those that are not asked stay empty."""
    kept = as_kept(answers)
    return ChildAnswers(**{name: kept[name] for name in ChildAnswers.__dataclass_fields__ if name in kept})


def person_of(answers: Mapping[str, Any]) -> Person:
    """The person from the cleaned answers to all questions about them."""
    kept = as_kept(answers)
    names = [name for name in Person.__dataclass_fields__ if name in kept]
    return Person(**{"reading_format": Format.STANDARD} | {name: kept[name] for name in names})


def sign_up_of(form_id: uuid.UUID, source: str, forms_by_step: Mapping[str, forms.Form]) -> SignUp:
    """The whole sign-up from valid forms."""
    of_person: dict[str, Any] = {}
    of_children: dict[int, dict[str, Any]] = {}
    for step, form in forms_by_step.items():
        about = of_children.setdefault(number_of(step), {}) if kind_of(step) in OF_A_CHILD else of_person
        about |= form.cleaned_data
    equality = forms_by_step["equality"].cleaned_data if "equality" in forms_by_step else {}
    return SignUp(
        form_id,
        person_of(of_person),
        [child_of(answers) for answers in of_children.values()],
        _chosen(forms_by_step["choices"]),
        source,
        {question.replace("_", "-"): answer for question, answer in equality.items() if answer},
    )


def _chosen(choices: forms.Form) -> list[WordingVersion]:
    assert isinstance(choices, ChoicesForm)  # noqa: S101 - tells the type checker
    return choices.chosen()
