"""What a family changes of what it told us about its children, alone or through an officer. Each is one transaction."""

import uuid
from typing import Any

from django.db import transaction

from register import actions, joining, ledger
from register.answers import ChildAnswers
from register.models import Child, Erasure, Family
from register.questions import MOST_CHILDREN

# What tells a child's age, and what was asked and said because of it.
BORN = ("birth_month", "birth_year")
AGE_UNKNOWN = {"own_choice_asked_at": None, "end_told_at": None}


class TooManyChildren(Exception):
    """The family has told of MOST_CHILDREN children, or is a young person who tells of nobody else."""


class LastChild(Exception):
    """Without any child there is nothing to be in the register for: the family can leave it."""


class ChildGone(Exception):
    """The child was taken out, grew up, or is another record's now: what is said of it here brings it not back."""


@transaction.atomic
def change_child(child: Child, **answers: Any) -> None:
    """Change what a family told us about a child; what it says of the other questions stays as it is now. What was asked or said because of its age waits for the right one.

    Raises ChildGone, actions.NotOneself, and ValueError for no answer about a child.
    """
    if unknown := answers.keys() - ChildAnswers.__dataclass_fields__.keys():
        raise ValueError(", ".join(sorted(unknown)))
    _hold(child)
    if "needs" in answers:
        child.needs.set(answers.pop("needs"))
    has_other_age = any(answers.get(name, getattr(child, name)) != getattr(child, name) for name in BORN)
    answers |= AGE_UNKNOWN if has_other_age else {}
    for name, value in answers.items():
        setattr(child, name, value)
    if has_other_age and child.family.is_young_person and not actions.is_one_of_age([child]):
        raise actions.NotOneself
    child.save(update_fields=[*answers])
    actions.say_still_right(child.family)


def _hold(child: Child) -> None:
    """Nobody else changes or takes out this child until the transaction ends, and `child` says what stands now; the family first, as everywhere. Raises ChildGone."""
    family_id = child.family_id
    list(Family.objects.filter(pk=family_id).select_for_update().values_list("pk"))
    try:
        child.refresh_from_db(from_queryset=Child.objects.select_for_update())
    except Child.DoesNotExist:
        raise ChildGone from None
    if child.family_id != family_id:
        raise ChildGone


@transaction.atomic
def add_child(family: Family, child_id: uuid.UUID, answers: ChildAnswers) -> bool:
    """Take in one more child; whether it is new, for the same `child_id` twice is one child. Raises TooManyChildren, ChildGone, actions.GoneMeanwhile."""
    actions.hold(family)
    if family.has_child(child_id):
        return False
    if Child.objects.filter(pk=child_id).exists() or Erasure.objects.filter(child_id=child_id).exists():
        raise ChildGone
    if not can_add_child(family):
        raise TooManyChildren
    joining.tell_child(Child(pk=child_id, family=family), answers)
    actions.say_still_right(family)
    return True


def can_add_child(family: Family) -> bool:
    return not family.is_young_person and family.children.count() < MOST_CHILDREN


@transaction.atomic
def remove_child(child: Child) -> None:
    """Delete what is held of one child. Raises LastChild, ChildGone."""
    _hold(child)
    family = Family.objects.get(pk=child.family_id)
    if family.children.count() < 2:
        raise LastChild
    ledger.note_child(Erasure.Kind.CHILD, child)
    child.delete()
    actions.say_still_right(family)
