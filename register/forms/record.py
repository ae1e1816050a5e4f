"""What an officer says of a whole record: why it is opened, packed or erased, and what others should know."""

import datetime as dt
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from register.models import NoteCategory
from register.models.access import AT_RISK


class ReasonForm(forms.Form):
    """Why an officer opens a record; the family can ask to see it."""

    REASONS = (
        ("asked", _("The family asked us to")),
        ("confirm", _("To help with joining or confirming")),
        ("correct", _("To check an answer")),
        ("consent", _("To check a choice the family made")),
        ("complaint", _("To answer a complaint or a request about data")),
        ("safeguarding", AT_RISK),
    )
    reason = forms.ChoiceField(
        label=_("Why do you need to open this record?"), choices=REASONS, widget=forms.RadioSelect, error_messages={"required": _("Choose why you open this record.")}
    )

    @property
    def why(self) -> str:
        return reason_of(self)


class NoteForm(forms.Form):
    """A note from the list; there is no place to write about anybody."""

    category = forms.ChoiceField(
        label=_("What should others know?"),
        choices=[("", _("Choose from the list")), *NoteCategory.choices],
        error_messages={"required": _("Choose from the list.")},
    )
    due_on = forms.DateField(
        label=_("To be done by (you can leave it out)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": _("We could not read that date. Write it like 2026-03-31.")},
    )

    def clean_due_on(self) -> dt.date | None:
        day, today = self.cleaned_data["due_on"], timezone.localdate()
        if day and day < today:
            raise forms.ValidationError(_("That day is over. Choose today or a day to come, or leave it out."))
        if day and day > today + relativedelta(years=1):
            raise forms.ValidationError(_("That is more than a year away. Please look at the year again."))
        return day


class PackForm(forms.Form):
    """Before everything held of a family leaves the portal as a file."""

    REASONS = (
        ("asked", _("The family asked for its data")),
        ("complaint", _("To answer a complaint about data")),
        ("law", _("The law asks us to")),
    )
    reason = forms.ChoiceField(label=_("Why do you make this pack?"), choices=REASONS, widget=forms.RadioSelect, error_messages={"required": _("Choose why you make it.")})
    is_checked = forms.BooleanField(
        label=_("I have checked that whoever gets it is this family, or may have it"),
        error_messages={"required": _("Check first who gets it: a letter or a call can come from somebody else.")},
    )


class EraseForm(forms.Form):
    """Why a record is erased; asked twice before it happens."""

    REASONS = (
        ("asked", _("The family asked us to")),
        ("mistake", _("It was written down by mistake")),
        ("not-theirs", _("Somebody else gave this address")),
        ("died", _("Somebody died")),
        ("law", _("The law asks us to")),
    )
    WISHED = "asked"
    reason = forms.ChoiceField(label=_("Why is this record erased?"), choices=REASONS, widget=forms.RadioSelect, error_messages={"required": _("Choose why it is erased.")})

    @property
    def is_wished(self) -> bool:
        """Whether the family asked for it, in a valid form."""
        return self.cleaned_data["reason"] == self.WISHED


def reason_of(form: Any) -> str:
    """The reason chosen in a valid form, in words."""
    return str(dict(form.REASONS)[form.cleaned_data["reason"]])
