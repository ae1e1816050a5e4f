"""The report of what families looked for and did not find."""

import datetime as dt

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from wagtail.admin.auth import permission_required

from home.spreadsheets import BYTE_ORDER_MARK, SafeCsv
from search import gaps

LONGEST = 36
MONTH = forms.DateInput(format="%Y-%m", attrs={"type": "month"})


class MonthsForm(forms.Form):
    """The first and the last month of the report."""

    start = forms.DateField(label=gettext_lazy("First month"), input_formats=["%Y-%m"], widget=MONTH)
    end = forms.DateField(label=gettext_lazy("Last month"), input_formats=["%Y-%m"], widget=MONTH)

    def clean(self) -> dict | None:
        cleaned = super().clean() or {}
        start, end = cleaned.get("start"), cleaned.get("end")
        if start and end and not 0 <= 12 * (end.year - start.year) + end.month - start.month < LONGEST:
            raise forms.ValidationError(_("The last month must not be before the first, and three years are the most."))
        return cleaned


@require_safe
@permission_required("search.view_searchday")
def search_gaps(request: HttpRequest) -> HttpResponse:
    """By need, age, kind of help and place, and the words; months that can't be read show the last three and say what is wrong."""
    today = timezone.localdate()
    start, end = _month_before(_month_before(today)), today
    form = MonthsForm(request.GET if "start" in request.GET or "end" in request.GET else None, initial={"start": start, "end": end})
    if form.is_bound and form.is_valid():
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    parts = gaps.report(start, _last_day(end))
    if request.GET.get("export") == "csv":
        return _csv(parts)
    title = _("Searched for and not found")
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": "", "label": title}]
    context = {"page_title": title, "header_title": title, "header_icon": "search", "breadcrumbs_items": trail}
    return render(request, "search/gaps.html", context | {"form": form, "parts": parts, "start": start, "end": end})


def _month_before(day: dt.date) -> dt.date:
    """The first day of the month before."""
    return (day.replace(day=1) - dt.timedelta(days=1)).replace(day=1)


def _last_day(day: dt.date) -> dt.date:
    """The last day of the month; of the last month there can be, the day itself."""
    try:
        return (day.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    except OverflowError:
        return day


def _csv(parts: list[gaps.Part]) -> HttpResponse:
    response = HttpResponse(BYTE_ORDER_MARK, content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="searched-and-not-found.csv"'})
    table = SafeCsv(response)
    table.write([_("Table"), _("What"), _("Searches"), _("Found nothing"), _("Found little")])
    for part in parts:
        for line in part.lines:
            table.write([part.name, line.name, line.searches, line.nothing, line.little])
    return response
