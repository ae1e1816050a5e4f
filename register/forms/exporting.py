"""What an officer says before families leave the portal as a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from home.models import Borough
from register.exporting import COLUMNS, Wish
from register.models import CHOICES, Purpose

REASONS = (
    ("letter", _("To write to families about what they chose")),
    ("event", _("For an event or a group that they asked to hear of")),
    ("forum", _("To pass contact details to the forum, as they agreed")),
    ("nhs", _("For invitations from the NHS, as they agreed")),
    ("check", _("To check and correct the register")),
    ("law", _("The law asks us to")),
)
# What families agreed to for these reasons: nobody else is in such a file.
AGREED = {"forum": Purpose.FORUM, "nhs": Purpose.NHS}
# A file to write to families holds those who agreed to hear of something, whatever it is.
WRITING = {"letter", "event"}
CONTACT = {"first_name", "last_name", "email", "phone"}


class ExportForm(forms.Form):
    """Sent by POST, twice: once to see how many, once to take the file."""

    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=[(column.name, column.label) for column in COLUMNS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you need for this."),
        error_messages={"required": _("Choose at least one column."), "invalid_choice": _("Choose from the list.")},
    )
    status = forms.ChoiceField(label=_("Families"), choices=[("confirmed", _("confirmed")), ("unconfirmed", _("waiting to be confirmed")), ("all", _("all"))], initial="confirmed")
    borough = forms.ChoiceField(label=_("Council"), required=False)
    choice = forms.ChoiceField(
        label=_("Who agreed to"),
        required=False,
        choices=[("", _("everybody, whatever they agreed to")), *((choice.slug, f"{choice.purpose.label}, {choice.channel.label}") for choice in CHOICES)],
        help_text=_("Leaves out who took it back, who asked for a pause, whose address sends mail back, and who did not answer for long."),
    )
    reason = forms.ChoiceField(label=_("Why do you need this file?"), choices=REASONS, widget=forms.RadioSelect, error_messages={"required": _("Choose why you need this file.")})
    details = forms.CharField(
        label=_("What for, in a few words"),
        max_length=100,
        help_text=_("For example: summer fair, 12 July. Families read the reason above, not this. Do not write a name here."),
        error_messages={"required": _("Write in a few words what the file is for.")},
    )
    kind = forms.ChoiceField(label=_("Kind of file"), choices=[("csv", "CSV"), ("xlsx", "XLSX")], initial="csv", widget=forms.RadioSelect)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        boroughs = [(borough.slug, borough.council) for borough in Borough.objects.known()]
        self.fields["borough"].choices = [("", _("every council")), *boroughs]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        purpose = AGREED.get(said.get("reason", ""))
        if purpose:
            self._ask_for_agreement(said, purpose)
        if said.get("reason") in WRITING and not said.get("choice"):
            self.add_error("choice", _("For this reason a file holds only families that agreed. Choose what they agreed to."))
        if (purpose or said.get("reason") in WRITING) and said.get("status") != "confirmed":
            self.add_error("status", _("For this reason a file holds only confirmed families. Choose “confirmed”."))
        if purpose == Purpose.FORUM and set(said.get("columns", [])) - CONTACT:
            self.add_error("columns", _("Families agreed that the forum gets their name, e-mail address and phone number. Leave out the other columns."))
        return said

    def _ask_for_agreement(self, said: dict[str, Any], purpose: Purpose) -> None:
        choice = next(each for each in CHOICES if each.purpose == purpose)
        if said.get("choice") != choice.slug:
            words = {"choice": f"{choice.purpose.label}, {choice.channel.label}"}
            self.add_error("choice", _("For this reason a file holds only families that agreed. Choose “%(choice)s”.") % words)

    def wish(self) -> Wish:
        """What a valid form asks for."""
        said = self.cleaned_data
        choice = next((each for each in CHOICES if each.slug == said["choice"]), None)
        return Wish(tuple(said["columns"]), said["status"], said["borough"], choice, str(dict(REASONS)[said["reason"]]), said["details"], said["kind"])
