"""What the admin's statistics pages accept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analytics.importing.readings import Unreadable
from analytics.importing.sources import is_larger
from analytics.models import Import
from analytics.models.imports import DateOrder
from analytics.reports import LONGEST_RANGE

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
WHICH_IS_THE_MONTH = _("Which number of the dates is the month? The file does not tell, and we do not guess.")
LARGEST_UPLOAD = 300 * 1024 * 1024


class RangeForm(forms.Form):
    """First and last day of a report."""

    start = forms.DateField(label=_("First day"), widget=DAY)
    end = forms.DateField(label=_("Last day"), widget=DAY)

    def clean(self) -> dict | None:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            raise ValidationError(_("The last day must not be before the first."))
        if start and end and end - start > LONGEST_RANGE:
            raise ValidationError(_("Choose two years at most."))
        return cleaned


class ImportForm(forms.Form):
    """A file of statistics; what kind it is we find out."""

    file = forms.FileField(label=_("File"), help_text=_("As it was exported: CSV, or an access log, plain or gzip. 300 MB at most."))

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        try:
            is_too_large = file.size > LARGEST_UPLOAD or is_larger(file.file, LARGEST_UPLOAD)
        except Unreadable as problem:
            raise ValidationError(str(problem)) from problem
        if is_too_large:
            raise ValidationError(_("The file is larger than 300 MB, or becomes so when it is unpacked. Use the command import_statistics for it."))
        return file


class DatesForm(forms.Form):
    """What a person says about the dates of a file: one of the orders that are possible in it."""

    def __init__(self, found: Import, data: Any = None) -> None:
        super().__init__(data, initial={"date_order": found.date_order})
        self.fields["date_order"] = forms.ChoiceField(label=WHICH_IS_THE_MONTH, choices=found.choices, widget=forms.RadioSelect)

    def clean_date_order(self) -> DateOrder:
        return DateOrder(self.cleaned_data["date_order"])
