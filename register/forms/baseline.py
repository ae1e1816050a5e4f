"""What the council enters about how many families and children there are, and the days that a report is about."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from register import baselines
from register.sign_ups_page import By

DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
MOST_WEEKS = 261


class SourceForm(forms.Form):
    """Where numbers are from, and of which day they are."""

    source = forms.CharField(label=_("Source"), max_length=200, help_text=_("Such as “School census, January 2026”."))
    counted_on = forms.DateField(label=_("Date of the numbers"), widget=DAY)

    def clean_counted_on(self) -> dt.date:
        day = self.cleaned_data["counted_on"]
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day


class BaselineForm(SourceForm):
    """A number for each group of one dimension; an empty one is not compared."""

    def __init__(self, dimension: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = baselines.groups(dimension)
        if dimension in baselines.OVERLAPPING:
            help_text = _("A child can have several needs, so the numbers below may add up to more.")
            self.fields["of"] = forms.IntegerField(label=_("Children in all"), min_value=1, max_value=baselines.MOST, help_text=help_text)
        for code, name in self.groups.items():
            self.fields[f"group-{code}"] = forms.IntegerField(label=name, min_value=0, max_value=baselines.MOST, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        numbers = self.numbers(cleaned)
        if not self.errors and not sum(numbers.values()):
            raise ValidationError(_("Write the number of at least one group."))
        if cleaned.get("of") and max(numbers.values(), default=0) > cleaned["of"]:
            raise ValidationError(_("No group can be larger than the number of children in all."))
        return cleaned

    def numbers(self, cleaned: dict[str, Any] | None = None) -> dict[str, int]:
        told = self.cleaned_data if cleaned is None else cleaned
        return {code: told[f"group-{code}"] for code in self.groups if told.get(f"group-{code}") is not None}


class BaselineFileForm(SourceForm):
    """Lines of `dimension,group,number`, pasted or as a file."""

    text = forms.CharField(label=_("Lines"), required=False, max_length=baselines.LONGEST_TEXT, strip=False, widget=forms.Textarea(attrs={"rows": 12}))
    file = forms.FileField(label=_("Or a CSV file"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file and file.size > baselines.LONGEST_TEXT:
            raise ValidationError(_("The file is too large: 200 kB at most."))
        if file:
            try:
                cleaned["text"] = file.read().decode("utf-8-sig")
            except UnicodeDecodeError as problem:
                raise ValidationError(_("The file is not text in UTF-8. Save it as “CSV UTF-8”.")) from problem
        if not self.errors and not (cleaned.get("text") or "").strip():
            raise ValidationError(_("Paste the lines, or choose a file."))
        return cleaned


class WeeksForm(forms.Form):
    """The days that sign-ups are shown for; whole weeks, so that no two ranges differ by a day."""

    start = forms.DateField(label=_("First day"), widget=DAY, required=False, help_text=_("Leave both days empty for the latest sign-ups."))
    end = forms.DateField(label=_("Last day"), widget=DAY, required=False)
    by = forms.TypedChoiceField(label=_("Show"), choices=[("", _("as fine as can be shown")), *By.choices], coerce=By, empty_value=None, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and end < start:
            raise ValidationError(_("The last day must not be before the first."))
        if start and end and (end - start).days > MOST_WEEKS * 7:
            raise ValidationError(_("Choose five years at most."))
        return cleaned
