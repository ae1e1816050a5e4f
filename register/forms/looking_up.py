"""Which family an officer looks for, and which lines of the access log somebody wants to read."""

import datetime as dt
from contextlib import suppress
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from register import households, keys
from register.answers import midnight
from register.models import AccessLogEntry

NOT_A_DAY = {"invalid": _("We could not read that date. Write it like 2026-03-31.")}


def _not_to_come(day: dt.date | None) -> dt.date | None:
    if day and day > timezone.localdate():
        raise forms.ValidationError(_("That day is still to come, so nothing is written of it. Please look at the year again."))
    return day


class SearchForm(forms.Form):
    """Sent by POST: an address in a web address would end in logs and in the browser's history."""

    words = forms.CharField(
        label=_("Reference, e-mail address, phone number, or last name and postcode"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("The whole of it. A name is found only with its postcode, as in Taylor LK1 2AB: names are encrypted. Of a double last name one half is enough."),
        error_messages={"required": _("Write a reference, an e-mail address, a phone number, or a last name and a postcode.")},
    )

    @property
    def is_name_alone(self) -> bool:
        """Whether a valid form may be a name without its postcode; it may be a reference too, for some have no number in them."""
        words = self.cleaned_data["words"]
        return "@" not in words and not any(sign.isdigit() for sign in words)

    def clean_words(self) -> str:
        words = self.cleaned_data["words"]
        with suppress(households.NoHousehold):
            if "@" not in words and not households.typed(words).name:
                raise forms.ValidationError(_("Write the last name too: a postcode alone can’t be searched."))
        return str(words)


class LogForm(forms.Form):
    """Sent by POST: neither a member of staff's address nor a family's reference stands in a web address."""

    who = forms.EmailField(
        label=_("Who looked"),
        required=False,
        help_text=_("The whole e-mail address of a member of staff."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "list": "log-staff"}),
        error_messages={"invalid": _("This is no e-mail address. Leave it empty for everybody.")},
    )
    action = forms.ChoiceField(
        label=_("What"), required=False, choices=[("", _("everything")), *AccessLogEntry.Action.choices], error_messages={"invalid_choice": _("Choose from the list.")}
    )
    first = forms.DateField(label=_("From this day"), required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=NOT_A_DAY)
    last = forms.DateField(label=_("To this day"), required=False, widget=forms.DateInput(attrs={"type": "date"}), error_messages=NOT_A_DAY)
    reference = forms.CharField(
        label=_("Whose record"),
        required=False,
        max_length=40,
        help_text=_("The family’s whole reference."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_who(self) -> str:
        return self.cleaned_data["who"].lower()

    def clean_first(self) -> dt.date | None:
        return _not_to_come(self.cleaned_data["first"])

    def clean_last(self) -> dt.date | None:
        return _not_to_come(self.cleaned_data["last"])

    def clean_reference(self) -> str:
        return keys.plain_reference(self.cleaned_data["reference"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("last") and cleaned["first"] > cleaned["last"]:
            self.add_error("last", _("That day is before the first one."))
        return cleaned

    @property
    def wanted(self) -> dict[str, Any]:
        """What a valid form asks of `AccessLogQuerySet.matching`: both days count whole."""
        said = self.cleaned_data
        since, before = said["first"] and midnight(said["first"]), said["last"] and midnight(said["last"] + dt.timedelta(days=1))
        return {name: said[name] for name in ("who", "action", "reference")} | {"since": since, "before": before}
