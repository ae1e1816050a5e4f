"""What editors of the council and of the forum say of the register’s words."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from register.models import Organisation, Wording, WordingVersion
from register.questions import OPTIONAL, titles_of
from register.wording import problems

# Nobody reads their title but editors.
UNTITLED = {Wording.Kind.TEXT, Wording.Kind.SHOWN}


class ShownField(forms.MultipleChoiceField):
    """The questions that are asked, one a line, as a version of the words keeps them."""

    def clean(self, value: Any) -> str:
        return "\n".join(super().clean(value))


class WordingForm(forms.Form):
    """A draft of one wording; refused with reasons when a gap can't be filled or a link is lost."""

    title = forms.CharField(label=_("Title"), max_length=200, widget=forms.TextInput)
    text = forms.CharField(label=_("Text"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 14}))
    note = forms.CharField(label=_("What is new, and why (for whoever signs it)"), max_length=300, required=False, widget=forms.TextInput)
    after = forms.IntegerField(min_value=0, widget=forms.HiddenInput, error_messages={"required": _("Open the page again: a part of the form is missing.")})

    def __init__(self, *args: Any, wording: Wording, **options: Any) -> None:
        super().__init__(*args, **options)
        self.wording = wording
        self.fields["text"].required = wording.kind != Wording.Kind.FIELD  # not each question has a hint
        if wording.kind in UNTITLED:
            self.fields["title"].widget = forms.HiddenInput()
        if wording.kind == Wording.Kind.SHOWN:
            self.fields["text"] = ShownField(label=_("Families are asked these questions too"), choices=titles_of(OPTIONAL), required=False, widget=forms.CheckboxSelectMultiple)
            self.initial["text"] = self.initial.get("text", "").split()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["text"] = cleaned.get("text", "").replace("\r\n", "\n")
        for field, problem in problems(self.wording, cleaned.get("title", ""), cleaned["text"]):
            self.add_error(field, problem)
        return cleaned

    def say_changed(self, newest: WordingVersion) -> None:
        """Keep what was typed, and say that somebody was faster; saving again saves these words after theirs."""
        told = _("%(who)s saved version %(number)s while you wrote. Read it below, then save again if your words should follow it.")
        self.add_error(None, told % {"who": newest.made_by or _("Somebody"), "number": newest.number})
        self.data = dict(self.data.items()) | {"after": str(newest.number)}


class SignForm(forms.Form):
    """An organisation's answer to the words on the page: exactly those with this number."""

    number = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    organisation = forms.ChoiceField(choices=Organisation)
    is_approved = forms.BooleanField(required=False)
    reason = forms.CharField(label=_("What should change"), max_length=300, required=False)

    def __init__(self, *args: Any, organisations: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].choices = [(each.value, each.label) for each in organisations]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("is_approved") and not cleaned.get("reason"):
            self.add_error("reason", _("Write what should change, so that the words can be mended."))
        return cleaned
