"""What every page of the form shares."""

from collections.abc import Mapping
from typing import Any

from django import forms

from register.models import Relationship

# The cleaned answers by step: plain texts, numbers and lists, fit for a session.
Answers = dict[str, dict[str, Any]]


class Question(forms.Form):
    """One page of questions. `told` is what was answered on other pages: it decides what is asked here, and of whom."""

    def __init__(self, *args: Any, told: Mapping[str, Mapping[str, Any]] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.told = told or {}

    @property
    def is_about_oneself(self) -> bool:
        """A young person joins for themselves."""
        return is_young_person(self.told)

    def offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        """Give a question the answers that the site has now."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def is_young_person(told: Mapping[str, Mapping[str, Any]]) -> bool:
    return told.get("about-you", {}).get("relationship") == Relationship.YOUNG_PERSON
