"""Statistics in the editors' admin: the overview, and taking in figures from elsewhere."""

import datetime as dt
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.models import Site

from analytics import imports
from analytics.forms import ImportForm, RangeForm
from analytics.logs import left_out_in_words
from analytics.models import Import
from analytics.readings import Unreadable
from analytics.reports import LONGEST_RANGE, overview, usual_range

may_see = permission_required("analytics.view_siteday")
may_import = permission_required("analytics.add_import")


@require_safe
@may_see
def statistics(request: HttpRequest) -> HttpResponse:
    """The figures of a range of days; a range that can't be read shows the last four weeks and says what is wrong."""
    start, end = usual_range()
    form = RangeForm(request.GET if "start" in request.GET or "end" in request.GET else None, initial={"start": start, "end": end})
    if form.is_bound and form.is_valid():
        start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    return _render(request, "analytics/statistics.html", _("Statistics"), form=form, report=overview(_site(request), start, end))


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
def look_at_file(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        found = _preview(request, form)
        if found is not None:
            return redirect("statistics_import", found.pk)
    return _render(request, "analytics/import.html", _("Take in statistics"), form=form)


@require_safe
@may_import
def show_import(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Import, pk=pk, site=_site(request))
    return _render(request, "analytics/import_preview.html", found.filename, found=found, left_out=left_out_in_words(found.left_out))


@require_POST
@may_import
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Import, pk=pk, site=_site(request))
    try:
        days = imports.apply(found)
    except imports.AlreadyImported:
        messages.warning(request, _("This file was taken in before. Nothing was changed."))
    else:
        messages.success(request, ngettext("%(days)s day taken in.", "%(days)s days taken in.", days) % {"days": days})
    return redirect(_statistics_of(found))


def _statistics_of(found: Import) -> str:
    """The overview of the days that a file brought: of its last two years when there are more."""
    days = [dt.date.fromisoformat(day) for day, _views, _sessions in found.days]
    if not days:
        return reverse("statistics")
    end = max(days)
    return f"{reverse('statistics')}?{urlencode({'start': max(min(days), end - LONGEST_RANGE), 'end': end})}"


def _preview(request: HttpRequest, form: ImportForm) -> Import | None:
    """None: the form says what is wrong."""
    file = form.cleaned_data["file"]
    try:
        return imports.preview(site=_site(request), file=file.file, filename=file.name, kind=form.cleaned_data["kind"], by=request.user)
    except Unreadable as problem:
        form.add_error("file", str(problem))
    except imports.AlreadyImported:
        form.add_error("file", _("This file was taken in before. Nothing was changed."))
    return None


def _site(request: HttpRequest) -> Site:
    return Site.find_for_request(request)


def _render(request: HttpRequest, template: str, title: str, **context: object) -> HttpResponse:
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("statistics"), "label": _("Statistics")}]
    if request.path != reverse("statistics"):
        trail.append({"url": request.path, "label": title})
    return render(request, template, {"page_title": title, "header_title": title, "header_icon": "view", "breadcrumbs_items": trail} | context)
