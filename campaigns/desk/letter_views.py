"""Batches of letters for whoever prints and posts them. Each opening of a file is a line in the access log of every family in it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from campaigns.admin_views import staff_of
from campaigns.desk.dead_views import may_resolve, named
from campaigns.models import Delivery, PrintBatch
from campaigns.sending import posting, printing
from register import actions
from register.models import AccessLogEntry
from register.views.pressed import by_button

PER_PAGE = 30


@require_safe
@may_resolve
def batches(request: HttpRequest) -> HttpResponse:
    page = Paginator(PrintBatch.objects.exclude(letters=0).select_related("mailing__campaign"), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "campaigns/desk/letters.html", named(_("Letters to print"), "doc-full", request) | {"page": page})


@may_resolve
@by_button("letter_batches")
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF, with names and addresses."""
    batch = get_object_or_404(PrintBatch, pk=pk)
    path = printing.pdf_of(batch.name)
    if not path.exists():
        messages.error(request, _("The file is not there any more. Letters that must be printed again are sent again from the list of what was not delivered."))
        return redirect("letter_batches")
    posting.note_fetched(batch)
    for reference in Delivery.objects.filter(pk__in=printing.references_of(batch.name), family__isnull=False).values_list("family__reference", flat=True):
        actions.note_access(staff_of(request), AccessLogEntry.Action.EXPORT, why=_("To print and post a letter"), reference=reference)
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, headers={"Cache-Control": "no-store, private"})


@may_resolve
@by_button("letter_batches")
def table(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What is in the file, for the print room: numbers, references and pages, no name."""
    path = printing.table_of(get_object_or_404(PrintBatch, pk=pk).name)
    if not path.exists():
        messages.error(request, _("The file is not there any more."))
        return redirect("letter_batches")
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, headers={"Cache-Control": "no-store, private"})


@may_resolve
@by_button("letter_batches")
def posted(request: HttpRequest, pk: int) -> HttpResponse:
    many = posting.note_posted(get_object_or_404(PrintBatch, pk=pk))
    messages.success(request, _("%(many)s letters are in the post. Their file is deleted in a week.") % {"many": many})
    return redirect("letter_batches")


@may_resolve
@by_button("letter_batches")
def came_back(request: HttpRequest, pk: int) -> HttpResponse:
    """By the number that stands on the letter."""
    batch = get_object_or_404(PrintBatch, pk=pk)
    try:
        posting.note_returned(batch, number=request.POST.get("number", ""))
    except posting.NoSuchLetter:
        messages.error(request, _("No letter of this batch that is in the post has that number. It stands at the foot, after the batch’s name."))
    else:
        messages.success(request, _("Written down. It stands under what was not delivered, so that somebody finds another way."))
    return redirect("letter_batches")
