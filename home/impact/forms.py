"""What the pages of files of figures accept."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import Site

from analytics.indicators.plan import NotFigures, Plan, make
from home import sheets
from home.spreadsheets import without_guard

LARGEST = 1024 * 1024


class FiguresForm(forms.Form):
    """A file, or the table of one that was looked at already, which the page itself sends back. `plan`: what it would bring; None while it can't be read."""

    file = forms.FileField(label=gettext_lazy("CSV or XLSX file"), required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}))
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    plan: Plan | None = None
    again = ""

    def __init__(self, site: Site, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.site = site

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        try:
            table, separator = self._given(cleaned)
            self.plan = make(self.site, table, separator=separator)
        except (sheets.NotATable, NotFigures) as problem:
            self.add_error("file", str(problem))
        else:
            self.again = json.dumps([separator, table])
        return cleaned

    def _given(self, cleaned: dict[str, Any]) -> tuple[list[list[str]], str]:
        """The table, and what stands between the cells of its file. Raises NotATable."""
        if file := cleaned.get("file"):
            content = file.read(LARGEST + 1)
            if len(content) > LARGEST:
                raise sheets.NotATable(_("The file is larger than 1 MB. Split it."))
            return [[without_guard(cell) for cell in row] for row in sheets.read(content)], sheets.separator_of(content)
        return _kept(cleaned.get("kept", ""))


def _kept(text: str) -> tuple[list[list[str]], str]:
    try:
        separator, table = json.loads(text)
        rows = [[str(cell) for cell in row] for row in table]
    except (ValueError, TypeError, RecursionError):
        raise sheets.NotATable(_("Choose a file.")) from None
    return rows, str(separator)
