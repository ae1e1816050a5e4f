"""Asking for a disability awareness card, refusing one, and checking one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from register import card_pdf
from register.forms.said import say
from register.models import CardLine, CardRefusal, Child
from register.models.card import MOST_LINES
from register.summary import child_named


class CardForm(forms.Form):
    child = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whose card it is."), "invalid_choice": _("Choose one from the list.")},
    )
    name = forms.CharField(
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Write the first name that should stand on the card."), "max_length": _("There is room for 30 letters on the card.")},
    )
    lines = forms.MultipleChoiceField(
        choices=CardLine,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("One of these is not in the list any more. Please choose again.")},
    )

    def __init__(self, *args: Any, children: list[Child], own_name: str = "", words: str = "", **options: Any) -> None:
        """`own_name` is the name of a young person, who tells of nobody else. `children` have no card yet. `words`: the code of what asking agrees to."""
        super().__init__(*args, **options)
        say(self, "child", "name", "lines", prefix="card-")
        self.words = words
        self.children = {str(child.pk): child for child in children}
        named = [(key, own_name or child_named(child)) for key, child in self.children.items()]
        self.fields["child"].choices = named  # type: ignore[attr-defined]
        if len(children) == 1:
            self.fields["child"].widget = forms.HiddenInput()
            self.initial = {**self.initial, "child": named[0][0], "name": own_name or children[0].nickname}

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not card_pdf.can_print(name):
            raise forms.ValidationError(_("We are sorry, our printer does not know these letters yet. Please write the name in English letters."))
        return name

    def clean_lines(self) -> list[str]:
        if len(self.cleaned_data["lines"]) > MOST_LINES:
            raise forms.ValidationError(_("There is room for three lines. Please choose at most three."))
        return self.cleaned_data["lines"]

    def clean(self) -> dict[str, Any]:
        """Refuses what was agreed to in words that are not those of now: nobody agrees to what they have not read."""
        if self.words and self.data.get("words") != self.words:
            self.say_words_changed()
        return super().clean() or {}

    def say_words_changed(self) -> None:
        self.add_error(None, _("The words that you say yes to have just changed. Nothing is asked for yet. Please read them again, above the button, and press it once more."))

    @property
    def whose(self) -> str:
        """For which child the card is, where there is nothing to choose; else empty."""
        return child_named(next(iter(self.children.values()))) if len(self.children) == 1 else ""

    @property
    def chosen(self) -> Child:
        return self.children[self.cleaned_data["child"]]


class CheckCardForm(forms.Form):
    code = forms.CharField(
        label=_("Check code"),
        help_text=_("Ten letters and numbers. They stand at the bottom of the card."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "lo-input--short"}),
        error_messages={"required": _("Write the check code of the card."), "max_length": _("The check code has ten letters and numbers.")},
    )


class RefuseCardForm(forms.Form):
    refusal = forms.ChoiceField(
        label=_("Why not (the family reads this)"), choices=[("", _("Choose a reason")), *CardRefusal.choices], error_messages={"required": _("Choose why not.")}
    )
