"""Taking in figures from elsewhere, in the editors' admin: choose a file, look at it, take it in, take it out again."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from analytics import imports, known
from analytics.admin_views import own_site, show
from analytics.forms import DatesForm, ImportForm
from analytics.importing.kinds import MEANINGS
from analytics.importing.logs import left_out_in_words
from analytics.importing.readings import Unreadable
from analytics.models import Import
from analytics.reports import LONGEST_RANGE

TAKEN_IN_BEFORE = gettext_lazy("This file was taken in before. Nothing was changed.")
TOP_PAGES = 20
may_import = permission_required("analytics.add_import")


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
def look_at_file(request: HttpRequest) -> HttpResponse:
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_valid():
        found = _preview(request, form)
        if found is not None:
            return redirect("statistics_import", found.pk)
    taken_in = Import.objects.taken_in(own_site(request))
    return show(request, "analytics/import.html", _("Take in statistics"), form=form, kinds=Import.Kind.labels, taken_in=taken_in)


@require_safe
@may_import
def show_import(request: HttpRequest, pk: int) -> HttpResponse:
    found = _import(request, pk)
    days = found.day_list
    context = {
        "found": found,
        "meaning": MEANINGS.get(Import.Kind(found.kind)),
        "dates_form": DatesForm(found) if found.readings and not found.applied_at else None,
        "days": days,
        "last_day": days[-1] if days else None,
        "gaps": (days[-1] - days[0]).days + 1 - len(days) if days else 0,
        "left_out": left_out_in_words(found.left_out),
        "pages": _top_pages(found),
    }
    return show(request, "analytics/import_preview.html", found.filename, **context)


@require_POST
@may_import
def answer_dates(request: HttpRequest, pk: int) -> HttpResponse:
    found = _import(request, pk)
    form = DatesForm(found, request.POST)
    if not form.is_valid():
        messages.error(request, _("Say which number of the dates is the month: choose one of the two."))
        return redirect("statistics_import", found.pk)
    try:
        imports.answer_dates(found, form.cleaned_data["date_order"])
    except imports.AlreadyImported:
        messages.warning(request, TAKEN_IN_BEFORE)
    return redirect("statistics_import", found.pk)


@require_POST
@may_import
def take_in(request: HttpRequest, pk: int) -> HttpResponse:
    found = _import(request, pk)
    try:
        days = imports.apply(found, by=request.user)
    except imports.AlreadyImported:
        messages.warning(request, TAKEN_IN_BEFORE)
    except imports.NothingToTakeIn:
        messages.error(request, _("There is nothing to take in yet. Look at what is said below."))
        return redirect("statistics_import", found.pk)
    else:
        messages.success(request, ngettext("%(days)s day taken in.", "%(days)s days taken in.", days) % {"days": days})
    return redirect(_statistics_of(found))


@require_http_methods(["GET", "HEAD", "POST"])
@may_import
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found = _import(request, pk)
    if request.method != "POST":
        return show(request, "analytics/import_undo.html", _("Take a file out again"), found=found)
    days = imports.undo(found, by=request.user)
    messages.success(request, ngettext("%(days)s day taken out.", "%(days)s days taken out.", days) % {"days": days})
    return redirect("statistics_import", found.pk)


def _import(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(Import.objects.with_days_in(), pk=pk, site=own_site(request))


def _top_pages(found: Import) -> list[tuple[str, int, int]]:
    """Title, views and sessions that began there, of the pages of a file that were shown most."""
    top = found.top_pages(TOP_PAGES)
    titles = known.titles([page for page, _views, _sessions in top])
    return [(titles.get(page, page), views, sessions) for page, views, sessions in top]


def _statistics_of(found: Import) -> str:
    """The overview of the days that a file brought: of its last two years when there are more."""
    days = found.day_list
    if not days:
        return reverse("statistics")
    end = days[-1]
    return f"{reverse('statistics')}?{urlencode({'start': max(days[0], end - LONGEST_RANGE), 'end': end})}"


def _preview(request: HttpRequest, form: ImportForm) -> Import | None:
    """None: the form says what is wrong."""
    file = form.cleaned_data["file"]
    try:
        return imports.preview(site=own_site(request), file=file.file, filename=file.name, by=request.user)
    except Unreadable as problem:
        form.add_error("file", str(problem))
    except imports.AlreadyImported:
        form.add_error("file", TAKEN_IN_BEFORE)
    return None
