"""What every page of the form shares."""

from collections.abc import Collection, Mapping
from typing import Any, ClassVar, TypeVar

from django import forms

from register.forms.said import say
from register.models import Relationship

# The cleaned answers by step: plain texts, numbers and lists, fit for a session.
Answers = dict[str, dict[str, Any]]
F = TypeVar("F", bound=forms.Form)
# More than any answer has: what is typed beyond it can be none, and would fill the session.
LONGEST_TYPED = 400


class Question(forms.Form):
    """One page of questions. `told` is what was answered on other pages: it decides what is asked here, and of whom.

    `SAID`: the fields whose label and hint council and forum sign.
    """

    SAID: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, told: Mapping[str, Mapping[str, Any]] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.told = told or {}
        say(self, *self.SAID, is_own=self.is_about_oneself)

    @property
    def is_about_oneself(self) -> bool:
        """A young person joins for themselves."""
        return is_young_person(self.told)

    def typed(self) -> dict[str, Any]:
        """What was typed or ticked so far, fit for a session; it need be no answer."""
        return {name: _cut(self[name].data, field) for name, field in self.fields.items()}

    def offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        """Give a question the answers that the site has now."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


def is_young_person(told: Mapping[str, Mapping[str, Any]]) -> bool:
    return told.get("about-you", {}).get("relationship") == Relationship.YOUNG_PERSON


def _cut(typed: Any, field: forms.Field) -> Any:
    """What was typed, or ticked, no longer than it can be an answer."""
    if isinstance(typed, list):
        return [_cut(each, field) for each in typed[: len(getattr(field, "choices", ()))]]
    return typed[:LONGEST_TYPED] if isinstance(typed, str) else typed


class Questions:
    """Several questions on one page, as one form. Their names are kept apart by the question's own name, behind `prefix`.

    `is_sent` False: the page is shown again with what was typed, and nobody is told what is missing.
    """

    def __init__(
        self, kinds: Mapping[str, type[Question]], data: Any, *, told: Mapping[str, Mapping[str, Any]], prefix: str = "", left_out: Collection[str] = (), is_sent: bool = True
    ) -> None:
        asked = {kind: form(data, told=told, prefix=f"{prefix}{kind}") for kind, form in kinds.items() if kind not in left_out}
        self.by_kind = asked if is_sent else {kind: as_typed(form) for kind, form in asked.items()}

    @property
    def forms(self) -> list[Question]:
        return list(self.by_kind.values())

    def is_valid(self) -> bool:
        """Every question is looked at, so that every error is said at once."""
        looked_at = [form.is_valid() for form in self.forms]
        return all(looked_at)

    @property
    def cleaned_data(self) -> dict[str, Any]:
        """The answers to all of them."""
        return {name: value for form in self.forms for name, value in form.cleaned_data.items()}


def as_typed(form: F) -> F:
    """The form as if it were not sent yet, with what was typed in it."""
    if form.is_bound:
        form.initial = {name: field.widget.value_from_datadict(form.data, {}, form.add_prefix(name)) for name, field in form.fields.items()}
        form.is_bound = False
    return form
