"""The controls of a provider's form: lines, ages, days, and lists of words to tick."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from localoffer.freshness.facts import code_of, full_name
from localoffer.freshness.places import plain
from localoffer.models import Category
from localoffer.models.services import OLDEST

LONG, LINE, MOST_LINES = 10_000, 200, 20
AN_AGE = _("Write the age in whole years, like 5.")


class LinesField(forms.CharField):
    """A text area whose lines are the answers. `standing` are those that stood there: they may be as long and as many as they are."""

    widget = forms.Textarea(attrs={"rows": 4})
    standing: Sequence[str] = ()

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines, standing = _lines(super().clean(value).splitlines()), _lines(self.standing)
        if any(len(line) > LINE for line in lines if line not in standing):
            raise ValidationError(_("Each line can have 200 letters. Please make the long one shorter."))
        if len(lines) > max(MOST_LINES, len(standing)):
            raise ValidationError(_("Please write 20 lines at most."))
        return list(self.standing) if lines == standing else list(dict.fromkeys(lines))


class TicksField(forms.MultipleChoiceField):
    """Words to tick. `wholes` says of a kind of help which other one it is a part of; it stands after that in the list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.full_names: dict[str, str] = {}
        self.wholes: dict[str, str] = {}

    def offer(self, model: type[models.Model]) -> None:
        """Let the rows of a word list, or the boroughs, be ticked."""
        found = _kinds_of_help() if model is Category else list(model._default_manager.all())
        self.choices = [(code_of(row), str(row)) for row in found]
        self.full_names = {code_of(row): full_name(row) for row in found}
        self.wholes = {code_of(row): code_of(row.parent) for row in found if isinstance(row, Category) and row.parent}


def let_stand(form: forms.Form, *standing: Mapping[str, Any]) -> None:
    """Take back what is wrong with a text that comes back as it stood: of what imports and editors wrote, a provider need not make less."""
    for name in [name for name in form.errors if isinstance(form.fields.get(name), forms.CharField)]:
        typed = plain(form[name].data or "")
        if typed and any(said.get(name) == typed for said in standing):
            del form.errors[name]
            form.cleaned_data[name] = typed


def long_text(label: Any, help_text: Any = "", rows: int = 4) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=LONG, widget=forms.Textarea(attrs={"rows": rows}))


def line(label: Any, most: int, help_text: Any = "", **attributes: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=most, widget=forms.TextInput(attrs=attributes))


def email(label: Any) -> forms.EmailField:
    return forms.EmailField(label=label, required=False, max_length=254, error_messages={"invalid": _("Write an e-mail address like name@example.org.")})


def age(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=OLDEST,
        error_messages={"invalid": AN_AGE, "max_value": AN_AGE, "min_value": AN_AGE},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "lo-input--short"}),
    )


def clock(label: Any) -> forms.TimeField:
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "lo-input--short"})
    return forms.TimeField(label=label, required=False, error_messages={"invalid": _("Write the time like 16:00.")}, widget=widget)


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        required=False,
        error_messages={"invalid": _("Write the day like 2027-03-31, or choose it.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "lo-input--short"}),
    )


def _lines(texts: Iterable[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts if text.strip()]


def _kinds_of_help() -> list[Category]:
    """Each kind of help, and after it its parts."""
    rows = list(Category.objects.select_related("parent"))
    return [row for whole in rows if not whole.parent_id for row in (whole, *(part for part in rows if part.parent_id == whole.pk))]
