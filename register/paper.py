"""The form on paper: the same questions in the same words as on the web, to fill in by hand."""

from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _

from register.questions import AFTER_CHILDREN, BEFORE_CHILDREN, OF_A_CHILD, QUESTIONS, REACHABLE, left_out

# Children on one print. Who has more prints it twice, or goes on on another sheet.
CHILDREN = 2


@dataclass(frozen=True)
class PaperField:
    """One question: `choices` to tick, or else so many `lines` to write on; two short ones share a line."""

    label: str
    hint: str
    choices: list[str]
    lines: int
    code: str = ""
    is_short: bool = False


@dataclass(frozen=True)
class PaperPart:
    """One page of the web form. `key` names its words; `child` is which child it is about, or 0."""

    kind: str
    child: int
    fields: list[PaperField]

    @property
    def key(self) -> str:
        return f"question-{self.kind}"


def parts() -> list[PaperPart]:
    """Every question that is asked now, in its order."""
    gone = left_out()
    about_children = [(kind, number) for number in range(1, CHILDREN + 1) for kind in OF_A_CHILD]
    asked = [*((kind, 0) for kind in BEFORE_CHILDREN), *about_children, *((kind, 0) for kind in AFTER_CHILDREN)]
    return [PaperPart(kind, number, _fields(kind)) for kind, number in asked if kind not in gone]


def _fields(kind: str) -> list[PaperField]:
    form = QUESTIONS[kind](told=REACHABLE)
    return [_field(form[name], name) for name in form.fields if name != "other_language" and not form[name].is_hidden]  # on paper the language is a line to write on


def _field(field: BoundField, name: str) -> PaperField:
    """A choice is printed with the code of its exact words, which the officer who types it in looks for."""
    asked = field.field
    if isinstance(asked, forms.BooleanField):
        code = name if name.startswith("choice-") else ""
        return PaperField("", str(field.help_text), [str(field.label)], 0, code)
    if isinstance(asked, forms.ChoiceField) and name == "language":  # a hundred languages would fill a page
        return PaperField(str(field.label), "", [], 1)
    if isinstance(asked, forms.ChoiceField):
        hint = _("Tick all that fit.") if isinstance(asked, forms.MultipleChoiceField) else _("Tick one.")
        return PaperField(str(field.label), hint, [str(item.choice_label) for item in field.subwidgets], 0)
    is_short = "lo-input--short" in asked.widget.attrs.get("class", "")
    return PaperField(str(field.label), str(field.help_text), [], 4 if isinstance(asked.widget, forms.Textarea) else 1, is_short=is_short)
