"""Pages of the editors' desk: a file that comes back, and services that look alike."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.models import User
from home.spreadsheets import download
from localoffer.editing import actions, duplicates, files, guide, plan
from localoffer.editing.cells import Cells, lines, written
from localoffer.editing.columns import COLUMNS, NUMBERED, ONLY_TO_READ, WHY, Unreadable
from localoffer.editing.files import NotATable
from localoffer.editing.forms import CompareForm, FileForm
from localoffer.models import Service, Sheet

PAIRS_PER_PAGE = 50
ROWS_SHOWN = 200
ADMIN_LIST = "wagtailsnippets_localoffer_service:list"


class EditorsRequest(HttpRequest):
    """From somebody who has signed in: `may_change` lets nobody else pass."""

    user: User


may_change = permission_required("localoffer.change_service")


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
    return render(request, "wagtailadmin/services/file.html", {"form": form, "guide": guide.lines(), **_page(_("Bring a file of services back"))})


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
        {"sheet": sheet, "plan": made, "counts": made.counts, "shown": ROWS_SHOWN, **_page(_("What %s would change") % sheet.name, _file_crumb())},
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
    """The rows that are not taken, as they came, with the reasons in front."""
    sheet = _sheet(request, pk)
    try:
        made = plan.make(sheet.table)
    except Unreadable as problem:
        raise Http404 from problem
    places = [place for place, heading in enumerate(made.headings) if heading != WHY]
    rows = [["\n".join(row.reasons), *(row.cells[place] for place in places)] for row in made.left_out]
    return download("csv", name="not-taken", headings=[WHY, *(made.headings[place] for place in places)], rows=rows)


@may_change
@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    page = Paginator(duplicates.find(), PAIRS_PER_PAGE).get_page(request.GET.get("p"))
    services = Service.objects.for_desk().in_bulk([key for pair in page for key in (pair.first, pair.second)])
    found = [(pair, services[pair.first], services[pair.second]) for pair in page if {pair.first, pair.second} <= services.keys()]
    return render(request, "wagtailadmin/services/duplicates.html", {"page_obj": page, "pairs": found, **_page(_("Possible duplicates"))})


@may_change
@require_http_methods(["GET", "POST"])
def compare(request: EditorsRequest, first: uuid.UUID, second: uuid.UUID) -> HttpResponse:
    if first == second:
        raise Http404
    pair = (get_object_or_404(Service, pk=first), get_object_or_404(Service, pk=second))
    form = CompareForm(request.POST if request.method == "POST" else None, pair=pair)
    if form.is_valid():
        return _decide(request, pair, form.cleaned_data["keep"])
    return render(request, "wagtailadmin/services/compare.html", {"pair": pair, "lines": _side_by_side(pair), "form": form, **_page(_("Are these one service?"), _pairs_crumb())})


def _decide(request: EditorsRequest, pair: tuple[Service, Service], keep: Service | None) -> HttpResponse:
    if keep is None:
        actions.say_not_the_same(*pair, by=request.user)
        messages.success(request, _("Noted: these are two services. The pair will not come again."))
        return redirect("service_duplicates")
    other = pair[1] if keep == pair[0] else pair[0]
    try:
        actions.merge(other, into=keep, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("service_compare", *(service.pk for service in pair))
    except actions.ProposalWaits:
        messages.error(request, _("A change that was proposed for “%s” still waits. Please decide on it first.") % other.name)
        return redirect("service_compare", *(service.pk for service in pair))
    messages.success(request, _("“%(kept)s” stays. “%(other)s” has ended, and its address leads there.") % {"kept": keep.name, "other": other.name})
    return redirect("service_duplicates")


def _side_by_side(pair: tuple[Service, Service]) -> list[tuple[str, str, str]]:
    """A line for each fact that one of the two has: its name and what each says."""
    first, second = (_facts(service, cells) for service, cells in written(pair))
    return [(name, first[name], second[name]) for name in first if first[name] or second[name]]


def _facts(service: Service, cells: Cells) -> dict[str, str]:
    facts = {column.heading: cells[column.heading] for column in COLUMNS if column.kind != ONLY_TO_READ}
    facts |= {f"{group.word}s": lines(cells, group) for group in NUMBERED}
    facts["Places with a hidden address"] = "\n".join(map(str, (place for place in service.places if place.is_masked)))
    facts["Contacts for staff"] = "\n".join(" ".join(filter(None, (who.name, who.phone, who.email))) for who in service.contacts.all() if not who.is_public)
    facts["Answers for families"] = str(len(service.send_answers.all()) or "")
    facts["Address of the page"] = service.get_absolute_url()
    facts["Came from"] = (getattr(service, "imported", None) and service.imported.source) or ""
    facts["Proposals that wait"] = str(service.proposals.waiting().count() or "")
    facts["Changed"] = f"{service.updated_at:%Y-%m-%d}"
    return facts


def _sheet(request: HttpRequest, pk: uuid.UUID) -> Sheet:
    """The editor's own file; what an hour ago was sent is gone."""
    return get_object_or_404(Sheet.objects.waiting(), pk=pk, uploaded_by=request.user)


def _page(title: str, *crumbs: dict[str, Any]) -> dict[str, Any]:
    """What Wagtail's page around ours needs to know."""
    services = {"url": reverse(ADMIN_LIST), "label": _("Services")}
    return {"page_title": title, "header_title": title, "header_icon": "group", "breadcrumbs_items": [services, *crumbs, {"url": "", "label": title}]}


def _file_crumb() -> dict[str, Any]:
    return {"url": reverse("service_file"), "label": _("Bring a file back")}


def _pairs_crumb() -> dict[str, Any]:
    return {"url": reverse("service_duplicates"), "label": _("Possible duplicates")}
