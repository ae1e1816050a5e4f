"""What the fields of a family's record are called, and what stands in them, in a family's words: for what it takes with it."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import models
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import phones
from register.models import TakingPart
from register.models.card import CardLine
from register.models.equality import ANSWERS, EqualityQuestion
from register.summary import when

# What the register's pages say, where a model's own name for a field is for those who work with it.
NAMES: Mapping[str, Mapping[str, Promise]] = {
    "Family": {
        "relationship": gettext_lazy("Relationship to the child or young person"),
        "email": gettext_lazy("E-mail address"),
        "bounced_at": gettext_lazy("Our mail to you came back"),
        "phone_confirmed_at": gettext_lazy("Mobile number confirmed"),
        "can_be_texted": gettext_lazy("It is a mobile number"),
        "has_address": gettext_lazy("We have an address for letters"),
        "no_letters": gettext_lazy("You asked us not to post you letters"),
        "borough": gettext_lazy("Council’s area"),
        "ward": gettext_lazy("Part of that area"),
        "needs_interpreter": gettext_lazy("I need an interpreter when we talk"),
        "reading_format": gettext_lazy("How we write"),
        "topics": gettext_lazy("Would like to hear about"),
        "taking_part": gettext_lazy("Would like to take part in"),
        "paused_until": gettext_lazy("You asked us not to write before"),
        "equality": gettext_lazy("Answers about equality that wait for you to confirm"),
        "joined_how": gettext_lazy("How you joined"),
        "source_code": gettext_lazy("Code of the letter or poster that brought you here"),
        "created_at": gettext_lazy("You filled in the form"),
        "asked_at": gettext_lazy("We last asked you to confirm"),
        "confirmed_at": gettext_lazy("You confirmed it"),
        "said_at": gettext_lazy("You last told us that all is right"),
        "asked_again_at": gettext_lazy("We asked if all is still right"),
        "stopped_at": gettext_lazy("We stopped writing to you, for you did not answer"),
    },
    "Child": {
        "support_stage": gettext_lazy("Help now"),
        "needs_not_said": gettext_lazy("Would rather not say what the needs are"),
        "own_choice_asked_at": gettext_lazy("We asked about their own choice"),
        "end_told_at": gettext_lazy("We told you that the record ends"),
    },
    "User": {"email": gettext_lazy("E-mail address"), "date_joined": gettext_lazy("Made"), "last_login": gettext_lazy("Last signed in")},
    "Consent": {
        "purpose": gettext_lazy("What it is about"),
        "channel": gettext_lazy("How we may write"),
        "is_given": gettext_lazy("You said yes"),
        "how": gettext_lazy("Where you said it"),
        "wording": gettext_lazy("Version of the words"),
    },
}
# The same, where somebody is in the register for themselves.
OWN_NAMES: Mapping[str, Mapping[str, Promise]] = {
    "Family": {"relationship": gettext_lazy("Who joins")},
    "Child": {"own_choice_asked_at": gettext_lazy("We asked about your own choice")},
}


@dataclass(frozen=True)
class Fact:
    """What one field holds: fit for JSON, and in words. `is_code`: the value alone says nothing to a reader."""

    name: str
    title: str
    value: Any
    words: list[str]
    is_code: bool = False


def facts(row: models.Model, fields: Iterable[models.Field], *, is_own: bool = False) -> list[Fact]:
    """`is_own`: as they are called for who is in the register for themselves."""
    return [_fact(row, field, _title(type(row).__name__, field, is_own=is_own)) for field in fields]


def _title(model: str, field: models.Field, *, is_own: bool) -> str:
    name = NAMES.get(model, {}).get(field.name, field.verbose_name)
    return capfirst(str(OWN_NAMES.get(model, {}).get(field.name, name) if is_own else name))


def _fact(row: models.Model, field: models.Field, title: str) -> Fact:
    if field.many_to_many:
        names = [str(each) for each in getattr(row, field.name).all()]
        return Fact(field.name, title, names, names or [_("None")])
    value = getattr(row, field.name)
    labels = _labels(row, field, value)
    words = labels or _words(value, is_day=isinstance(field, models.DateField))
    return Fact(field.name, title, _plain(value), words, is_code=bool(labels))


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(value)
    return value.isoformat() if isinstance(value, dt.date) else value


def _labels(row: models.Model, field: models.Field, value: Any) -> list[str]:
    """What a value that is a code stands for; empty for what is none."""
    if value in (None, "", []):
        return []
    if field.choices:
        return [str(getattr(row, f"get_{field.name}_display")())]
    return CODES[field.name](value) if field.name in CODES else []


def _equality(text: str) -> list[str]:
    return [f"{EqualityQuestion(question).label}: {ANSWERS[EqualityQuestion(question)](answer).label}" for question, answer in json.loads(text).items()]


def _terms(terms: type[models.TextChoices], codes: list[str]) -> list[str]:
    """One that is not in the list any more stays as it is."""
    return [str(terms(each).label) if each in terms.values else each for each in codes]


# What is a code without the field saying so, by the field's name.
CODES: Mapping[str, Callable[[Any], list[str]]] = {
    "taking_part": partial(_terms, TakingPart),
    "lines": partial(_terms, CardLine),
    "birth_month": lambda month: [str(MONTHS[month])],
    "phone": lambda number: [phones.as_written(number)],
    "equality": _equality,
    "wording": lambda version: [str(version.number)],
}


def _words(value: Any, *, is_day: bool) -> list[str]:
    if isinstance(value, dt.date):
        return [when(value)]
    if isinstance(value, bool):
        return [_("Yes") if value else _("No")]
    if value in (None, "", []):
        return [_("No") if is_day else _("None")]
    return str(value).split("\n")
