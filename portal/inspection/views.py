"""The page of packs: what will be in one, the button that asks for it, and the files."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required

from accounts.models import User
from portal.inspection import actions
from portal.inspection.models import InspectionPack
from portal.inspection.sections import CHAPTERS

MAKE_PACKS = "portal.make_inspectionpack"
PER_PAGE = 20
may_make = permission_required(MAKE_PACKS)


class StaffRequest(HttpRequest):
    """From somebody who has signed in: `may_make` lets nobody else pass."""

    user: User


@require_http_methods(["GET", "HEAD", "POST"])
@may_make
@never_cache
def packs(request: StaffRequest) -> HttpResponse:
    """A POST asks for a pack; the worker makes it."""
    if request.method == "POST":
        _ask(request)
        return redirect("inspection_packs")
    page = Paginator(InspectionPack.objects.for_list(), PER_PAGE).get_page(request.GET.get("p"))
    is_made = any(pack.is_being_made for pack in InspectionPack.objects.for_list()[:1])
    return _show(request, "portal/inspection_packs.html", page_obj=page, chapters=CHAPTERS, is_made=is_made, days=InspectionPack.KEPT_FOR.days)


@require_safe
@may_make
@never_cache
def download(request: HttpRequest, pk: int) -> HttpResponse:
    pack = get_object_or_404(InspectionPack, pk=pk)
    if pack.content is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{pack.file_name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(bytes(pack.content), content_type="application/zip", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@may_make
@never_cache
def delete(request: StaffRequest, pk: int) -> HttpResponse:
    """A GET asks; the POST deletes the file. One that is gone already is what was wanted."""
    pack = get_object_or_404(InspectionPack.objects.for_list(), pk=pk)
    if request.method != "POST":
        return _show(request, "portal/inspection_pack_delete.html", pack=pack)
    try:
        actions.delete_file(pack, by=request.user)
        messages.success(request, _("The file is deleted."))
    except actions.NoFile:
        messages.warning(request, _("This pack has no file."))
    return redirect("inspection_packs")


def _ask(request: StaffRequest) -> None:
    try:
        actions.ask(by=request.user)
        messages.success(request, _("The pack is being made. It takes a minute or so."))
    except actions.AlreadyAsked:
        messages.warning(request, _("A pack is being made already. Wait until it is ready."))


def _show(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    title = _("Inspection pack")
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("inspection_packs"), "label": title}]
    return render(request, template, {"page_title": title, "header_title": title, "header_icon": "folder-open-inverse", "breadcrumbs_items": trail} | context)
