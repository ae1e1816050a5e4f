"""What is typed on the way in and afterwards, beside the questions themselves."""

from django import forms
from django.utils.translation import gettext_lazy as _

from register import keys
from register.models.confirmation import MOST_WRONG_CODES


class CodeForm(forms.Form):
    """A code from the mail or the text."""

    code = forms.CharField(
        label=_("Your code"),
        max_length=20,
        help_text=_("Six letters and numbers, such as K7Q-F2M."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false", "class": "lo-input--short"}),
        error_messages={"required": _("Write the code that we sent you.")},
    )

    def say_wrong(self) -> None:
        told = _("This code does not fit. Please look at it again. After %(tries)s tries it stops working, and we can send you a new one.")
        self.add_error("code", told % {"tries": MOST_WRONG_CODES})


class ReferenceAndCodeForm(CodeForm):
    """The code with the reference that it belongs to, for whoever is not known by the browser."""

    reference = forms.CharField(
        label=_("Your reference"),
        max_length=20,
        help_text=_("It looks like K7QF-2MXR-9T."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "lo-input--short"}),
        error_messages={"required": _("Write your reference. It stands beside the code.")},
    )
    field_order = ("reference", "code")

    def clean_reference(self) -> str:
        return keys.plain_reference(self.cleaned_data["reference"])
