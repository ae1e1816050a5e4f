"""Pages of the editors' desk: services that look alike, made one, and made two again."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.admin import messages

from localoffer.editing import actions, duplicates, merging, undoing
from localoffer.editing.cells import Cells, lines, written
from localoffer.editing.columns import COLUMNS, NUMBERED, ONLY_TO_READ
from localoffer.editing.forms import CompareForm
from localoffer.editing.pages import EditorsRequest, around, may_change
from localoffer.editing.which import names
from localoffer.models import Merge, Service

PAIRS_PER_PAGE, MERGES_SHOWN = 50, 50
MANY = {"cost_options": gettext_lazy("Costs"), "contacts": gettext_lazy("Contacts"), "at_locations": gettext_lazy("Places"), "schedules": gettext_lazy("Times")}
EDIT = "wagtailsnippets_localoffer_service:edit"


@may_change
@require_GET
def pairs(request: HttpRequest) -> HttpResponse:
    page = Paginator(duplicates.find(), PAIRS_PER_PAGE).get_page(request.GET.get("p"))
    services = Service.objects.select_related("provider").prefetch_related("at_locations__location").in_bulk([key for pair in page for key in (pair.first, pair.second)])
    found = [(pair, services[pair.first], services[pair.second]) for pair in page if {pair.first, pair.second} <= services.keys()]
    merges = Merge.objects.recent().with_places()
    context = {"page_obj": page, "pairs": found, "merges": list(merges[:MERGES_SHOWN]), "merges_in_all": merges.count()}
    return render(request, "wagtailadmin/services/duplicates.html", context | around(_("Possible duplicates")))


@may_change
@require_http_methods(["GET", "POST"])
def compare(request: EditorsRequest, first: uuid.UUID, second: uuid.UUID) -> HttpResponse:
    if first == second:
        raise Http404
    pair = (get_object_or_404(Service, pk=first), get_object_or_404(Service, pk=second))
    form = CompareForm(request.POST if request.method == "POST" else None, pair=pair)
    if form.is_valid():
        return _decide(request, pair, form.cleaned_data["keep"])
    return render(request, "wagtailadmin/services/compare.html", {"pair": pair, "lines": _side_by_side(pair), "form": form, **around(_("Are these one service?"), _pairs_crumb())})


def _decide(request: EditorsRequest, pair: tuple[Service, Service], keep: Service | None) -> HttpResponse:
    if keep is None:
        actions.say_not_the_same(*pair, by=request.user)
        messages.success(request, _("Noted: these are two services. The pair will not come again."))
        return redirect("service_duplicates")
    other = pair[1] if keep == pair[0] else pair[0]
    try:
        merge = merging.merge(other, into=keep, by=request.user)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
        return redirect("service_compare", *(service.pk for service in pair))
    except merging.ProposalWaits:
        messages.error(request, _("A change that was proposed for “%s” still waits. Please decide on it first.") % names(keep, other)["other"])
        return redirect("service_compare", *(service.pk for service in pair))
    done = _("“%(kept)s” stays. “%(other)s” has ended, and its address leads there.") % names(keep, other)
    messages.success(request, done, buttons=[messages.button(reverse("service_unmerge", args=[merge.pk]), _("Undo"))])
    return redirect("service_duplicates")


@may_change
@require_http_methods(["GET", "POST"])
def unmerge(request: EditorsRequest, pk: int) -> HttpResponse:
    merge = get_object_or_404(Merge.objects.select_related("kept", "other", "merged_by"), pk=pk)
    try:
        parts = undoing.undo(merge, by=request.user) if request.method == "POST" else undoing.look(merge)
    except undoing.CanNotBeUndone as problem:
        messages.error(request, str(problem))
        return redirect(EDIT, merge.other_id)
    back, stay = undoing.told(parts)
    if request.method == "POST":
        _tell(request, merge, stay)
        return redirect(EDIT, merge.other_id)
    return render(request, "wagtailadmin/services/unmerge.html", {"merge": merge, "back": back, "stay": stay, **around(_("Make two of one again?"), _pairs_crumb())})


def _tell(request: HttpRequest, merge: Merge, stay: list[str]) -> None:
    messages.success(request, _("“%(other)s” and “%(kept)s” are two services again.") % names(merge.kept, merge.other))
    if stay:
        messages.warning(request, _("Changed since, and so left as it is: %s.") % "; ".join(stay))


def _side_by_side(pair: tuple[Service, Service]) -> list[tuple[str, str, str]]:
    """A line for each fact that one of the two has: its name and what each says."""
    first, second = (_facts(service, cells) for service, cells in written(pair))
    return [(name, first[name], second[name]) for name in first if first[name] or second[name]]


def _facts(service: Service, cells: Cells) -> dict[str, str]:
    """By what they are called. A column has its heading in the file, which is the same in every language."""
    facts = {column.heading: cells[column.heading] for column in COLUMNS if column.kind != ONLY_TO_READ}
    facts |= {str(MANY[group.of]): lines(cells, group) for group in NUMBERED}
    facts[_("Places with a hidden address")] = "\n".join(map(str, (place for place in service.places if place.is_masked)))
    facts[_("Contacts for staff")] = "\n".join(" ".join(filter(None, (who.name, who.phone, who.email))) for who in service.contacts.all() if not who.is_public)
    facts[_("Answers for families")] = str(len(service.send_answers.all()) or "")
    facts[_("Address of the page")] = service.get_absolute_url()
    facts[_("Came from")] = (getattr(service, "imported", None) and service.imported.source) or ""
    facts[_("Proposals that wait")] = str(service.proposals.waiting().count() or "")
    facts[_("Changed")] = f"{service.updated_at:%Y-%m-%d}"
    return facts


def _pairs_crumb() -> dict[str, Any]:
    return {"url": reverse("service_duplicates"), "label": _("Possible duplicates")}
