"""What an officer says before families leave the portal as a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from home.models import Borough
from register.export_reasons import REASONS, Reason
from register.exporting import COLUMNS, Wish
from register.models import CHOICES, Choice


class ExportForm(forms.Form):
    """Sent by POST, twice: once to see how many, once to take the file."""

    reasons = tuple(REASONS.values())
    reason = forms.ChoiceField(
        label=_("Why do you need this file?"),
        choices=[(reason.name, reason.label) for reason in REASONS.values()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you need this file.")},
    )
    details = forms.CharField(
        label=_("What for, in a few words"),
        max_length=100,
        help_text=_("For example: summer fair, 12 July. Families read the reason above, not this. Do not write a name here."),
        error_messages={"required": _("Write in a few words what the file is for.")},
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns"),
        choices=[(column.name, column.label) for column in COLUMNS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what you need for this. The table above says what each reason allows."),
        error_messages={"required": _("Choose at least one column."), "invalid_choice": _("Choose from the list.")},
    )
    status = forms.ChoiceField(label=_("Families"), choices=[("confirmed", _("confirmed")), ("unconfirmed", _("waiting to be confirmed")), ("all", _("all"))], initial="confirmed")
    borough = forms.ChoiceField(label=_("Council"), required=False)
    choice = forms.ChoiceField(
        label=_("Who agreed to"),
        required=False,
        choices=[("", _("everybody, whatever they agreed to")), *((choice.slug, choice.label) for choice in CHOICES)],
        help_text=_("Leaves out who took it back, who asked for a pause, whose address sends mail back, and who did not answer for long."),
    )
    kind = forms.ChoiceField(label=_("Kind of file"), choices=[("csv", "CSV"), ("xlsx", "XLSX")], initial="csv", widget=forms.RadioSelect)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        boroughs = [(borough.slug, borough.council) for borough in Borough.objects.known()]
        self.fields["borough"].choices = [("", _("every council")), *boroughs]  # type: ignore[attr-defined]

    @property
    def agreed(self) -> Choice | None:
        """What the families in the file agreed to."""
        return next((each for each in CHOICES if each.slug == self.cleaned_data.get("choice")), None)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if reason := REASONS.get(said.get("reason", "")):
            self._keep_to(reason, set(said.get("columns", [])))
        return said

    def _keep_to(self, reason: Reason, columns: set[str]) -> None:
        """A file holds what families agreed to for this reason, of those who did."""
        if reason.choices and self.cleaned_data.get("choice") not in reason.choices:
            told = _("For this reason a file holds only families that agreed. Choose one of these: %(choices)s.")
            self.add_error("choice", told % {"choices": "; ".join(choice.label for choice in reason.agreed)})
        if reason.choices and self.cleaned_data.get("status") != "confirmed":
            self.add_error("status", _("For this reason a file holds only confirmed families. Choose “confirmed”."))
        if too_many := columns - reason.may_hold(self.agreed):
            told = _("Families did not agree to this for this reason. Leave out: %(columns)s.")
            self.add_error("columns", told % {"columns": "; ".join(str(column.label) for column in COLUMNS if column.name in too_many)})

    def wish(self) -> Wish:
        """What a valid form asks for."""
        said = self.cleaned_data
        return Wish(tuple(said["columns"]), said["status"], said["borough"], self.agreed, str(REASONS[said["reason"]].label), said["details"], said["kind"])
