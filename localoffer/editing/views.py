"""Pages of the editors' desk: a file that comes back."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from home.sheets import NotATable
from home.spreadsheets import download
from localoffer.editing import actions, files, guide, plan
from localoffer.editing.columns import ROW, WHY, Unreadable
from localoffer.editing.forms import FileForm
from localoffer.editing.pages import ADMIN_LIST, EditorsRequest, around, may_change
from localoffer.models import Sheet

ROWS_SHOWN = 200


@may_change
@require_http_methods(["GET", "POST"])
def bring_file(request: EditorsRequest) -> HttpResponse:
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            sheet = actions.keep_sheet(name=given.name, content=given, by=request.user)
        except NotATable as problem:
            form.add_error("file", str(problem))
        else:
            return redirect("service_file_preview", sheet.pk)
    return render(request, "wagtailadmin/services/file.html", {"form": form, "guide": guide.lines(), **around(_("Bring a file of services back"))})


@may_change
@require_GET
def blank_file(request: HttpRequest, kind: str) -> HttpResponse:
    return download(kind, name="new-services", headings=files.blank_headings(), rows=[], guide=guide.lines())


@may_change
@require_http_methods(["GET", "POST"])
def preview(request: EditorsRequest, pk: uuid.UUID) -> HttpResponse:
    sheet = _sheet(request, pk)
    if request.method == "POST":
        return _confirm(request, sheet)
    try:
        made = plan.make(sheet.table)
    except Unreadable as problem:
        messages.error(request, str(problem))
        return redirect("service_file")
    return render(
        request,
        "wagtailadmin/services/preview.html",
        {"sheet": sheet, "plan": made, "counts": made.counts, "shown": ROWS_SHOWN, **around(_("What %s would change") % sheet.name, _file_crumb())},
    )


def _confirm(request: EditorsRequest, sheet: Sheet) -> HttpResponse:
    try:
        done = len(actions.apply(sheet, seen=request.POST.get("seen", ""), by=request.user).to_do)
    except (actions.MeanwhileChanged, Unreadable):
        messages.error(request, _("Nothing was changed: services were changed meanwhile. Look at the file again."))
        return redirect("service_file_preview", sheet.pk)
    messages.success(request, ngettext("%d service was changed or added.", "%d services were changed or added.", done) % done)
    return redirect("service_file_preview", sheet.pk) if Sheet.objects.filter(pk=sheet.pk).exists() else redirect(ADMIN_LIST)


@may_change
@require_GET
def left_out(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The rows that are not taken, as they came, with their numbers and the reasons in front."""
    sheet = _sheet(request, pk)
    try:
        made = plan.make(sheet.table)
    except Unreadable as problem:
        raise Http404 from problem
    places = [place for place, heading in enumerate(made.headings) if heading not in {ROW, WHY}]
    rows = [[str(row.number), "\n".join(row.reasons), *(row.cells[place] for place in places)] for row in made.left_out]
    return download("csv", name="not-taken", headings=[ROW, WHY, *(made.headings[place] for place in places)], rows=rows)


def _sheet(request: HttpRequest, pk: uuid.UUID) -> Sheet:
    """The editor's own file; what an hour ago was sent is gone."""
    return get_object_or_404(Sheet.objects.waiting(), pk=pk, uploaded_by=request.user)


def _file_crumb() -> dict[str, Any]:
    return {"url": reverse("service_file"), "label": _("Bring a file back")}
