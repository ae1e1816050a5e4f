"""What the admin's statistics pages accept."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from analytics import holiday_lists
from analytics.importing.readings import Unreadable
from analytics.importing.sources import encoding_of, is_larger
from analytics.models import Import, SchoolHoliday
from analytics.models.imports import DateOrder
from analytics.reports import LONGEST_RANGE

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
WHICH_IS_THE_MONTH = _("Which number of the dates is the month? The file does not tell, and we do not guess.")
LARGEST_UPLOAD = 300 * 1024 * 1024
LARGEST_LIST = 100_000


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


class HolidayListForm(forms.Form):
    """School holidays, pasted or as a file. `holidays` are those of a list without a problem."""

    text = forms.CharField(
        label=_("Paste the list"),
        required=False,
        max_length=LARGEST_LIST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One holiday a line: name, first day, last day, and the borough if only its schools have it. Write days as 15/02/2027 (the day first) or 15 February 2027."),
    )
    file = forms.FileField(label=_("Or choose a CSV file"), required=False, help_text=_("The same in columns. 100 kB at most."))
    holidays: list[SchoolHoliday]

    def clean(self) -> dict | None:
        cleaned = super().clean() or {}
        text = cleaned.get("text") or self._of_file(cleaned.get("file"))
        if not text.strip():
            if not self.errors:
                raise ValidationError(_("Paste a list, or choose a file."))
            return cleaned
        # What a file holds stands in the box, so that a line can be put right there.
        self.data = {**self.data, "text": text}
        try:
            found = holiday_lists.read(text)
        except Unreadable as problem:
            raise ValidationError(str(problem)) from problem
        if found.problems:
            raise ValidationError([_("Line %(line)s: %(problem)s") % {"line": line, "problem": problem} for line, problem in found.problems])
        self.holidays = found.holidays
        return cleaned

    def _of_file(self, file: Any) -> str:
        """The file as text; a spreadsheet on Windows writes another encoding than the rest of the world. Empty without a file."""
        if file is None:
            return ""
        if file.size > LARGEST_LIST:
            raise ValidationError({"file": _("The file is larger than 100 kB.")})
        content = file.read()
        for encoding in (encoding_of(content), "cp1252"):
            try:
                return str(content.decode(encoding)).replace("\0", "�")
            except UnicodeError:
                continue
        raise ValidationError({"file": _("This file is no text. Save it as CSV.")})
