"""A complaint about data, and the answer to it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import PhoneField
from register.answers import Contact
from register.forms.said import say
from register.models import Outcome


class ComplaintForm(forms.Form):
    """Of a family that is signed in: how to reach it is known."""

    what_happened = forms.CharField(
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write what happened."), "max_length": _("This is too long for us to keep. Please write at most 4,000 letters, or call us.")},
    )
    wanted = forms.CharField(
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("This is too long for us to keep. Please write at most 1,000 letters, or call us.")},
    )
    form_id = forms.UUIDField(widget=forms.HiddenInput, error_messages={"required": _("Please send it again."), "invalid": _("Please send it again.")})

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("form_id", uuid.uuid4())
        say(self, "what_happened", "wanted")


class PublicComplaintForm(ComplaintForm):
    """Of anybody: with an address or a number for the answer. Whoever has neither calls."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"invalid": _("We could not read that e-mail address. Write it like name@example.com.")},
    )
    phone = PhoneField(label=_("Phone number"), required=False, max_length=60)
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}))
    field_order = ("what_happened", "wanted", "email", "phone")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"email", "phone"} <= cleaned.keys() and not cleaned["email"] and not cleaned["phone"]:
            self.add_error("email", _("Write an e-mail address or a phone number, so that we can answer you."))
        return cleaned

    @property
    def contact(self) -> Contact:
        return Contact(self.cleaned_data["email"], self.cleaned_data["phone"])

    @property
    def is_from_robot(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What came out"), choices=Outcome, widget=forms.RadioSelect, error_messages={"required": _("Choose what came out.")})
    answer = forms.CharField(
        label=_("Your answer, as it is sent"), max_length=6_000, widget=forms.Textarea(attrs={"rows": 12}), error_messages={"required": _("Write the answer.")}
    )
