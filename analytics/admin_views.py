"""Statistics in the editors' admin: the overview, and the frame of its other pages."""

import datetime as dt
from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.models import Site

from analytics.actions import add_school_holidays
from analytics.chart_files import as_download
from analytics.charts import Chart
from analytics.forms import HolidayListForm, RangeForm
from analytics.happenings import notes_of
from analytics.page_report import page_report
from analytics.reports import overview, usual_range

may_see = permission_required("analytics.view_siteday")


@require_safe
@may_see
def statistics(request: HttpRequest) -> HttpResponse:
    """The figures of a range of days."""
    form, start, end = _range(request)
    return show(request, "analytics/statistics.html", _("Statistics"), form=form, report=overview(own_site(request), start, end))


@require_safe
@may_see
def page_statistics(request: HttpRequest, page: str) -> HttpResponse:
    """One page's own figures."""
    form, start, end = _range(request)
    report = page_report(own_site(request), page, start, end)
    if report is None:
        raise Http404
    return show(request, "analytics/page_statistics.html", report.title, form=form, report=report, page=page)


@require_safe
@may_see
def statistics_chart(request: HttpRequest, kind: str) -> HttpResponse:
    """The chart of the overview as a file."""
    _form, start, end = _range(request)
    found = overview(own_site(request), start, end)
    return chart_file(found.chart, kind, _("Statistics"), [*notes_of(found.marks), *map(str, found.holidays)])


@require_safe
@may_see
def page_chart(request: HttpRequest, page: str, kind: str) -> HttpResponse:
    """The chart of one page as a file."""
    _form, start, end = _range(request)
    found = page_report(own_site(request), page, start, end)
    if found is None:
        raise Http404
    return chart_file(found.chart, kind, found.title, [])


def chart_file(chart: Chart, kind: str, name: str, notes: Sequence[str]) -> HttpResponse:
    """Raises Http404 for a kind that we don't make."""
    try:
        return as_download(chart, kind, name=name, notes=notes)
    except KeyError:
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("analytics.add_schoolholiday")
def take_in_holidays(request: HttpRequest) -> HttpResponse:
    """School holidays from a list."""
    form = HolidayListForm(request.POST, request.FILES) if request.method == "POST" else HolidayListForm()
    if form.is_valid():
        added = add_school_holidays(form.holidays)
        messages.success(request, ngettext("%(added)s school holiday was added.", "%(added)s school holidays were added.", added) % {"added": added})
        return redirect("schoolholiday:index")
    return show(request, "analytics/holiday_list.html", _("Take in a list of school holidays"), form=form)


def _range(request: HttpRequest) -> tuple[RangeForm, dt.date, dt.date]:
    """The days asked for; where they can't be read, the last four weeks, and the form says what is wrong."""
    start, end = usual_range()
    form = RangeForm(request.GET if "start" in request.GET or "end" in request.GET else None, initial={"start": start, "end": end})
    if form.is_bound and form.is_valid():
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    return form, start, end


def own_site(request: HttpRequest) -> Site:
    """The site whose figures the pages of this request show."""
    return Site.find_for_request(request)


def show(request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
    """A page of the statistics, with its trail."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("statistics"), "label": _("Statistics")}]
    if request.path != reverse("statistics"):
        trail.append({"url": request.path, "label": title})
    return render(request, template, {"page_title": title, "header_title": title, "header_icon": "view", "breadcrumbs_items": trail} | context)
