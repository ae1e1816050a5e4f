"""The register in the staff's admin: plain pages, so that nothing of it enters Wagtail's history, search or reports. Every look is logged."""

import uuid

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from register import actions
from register.access import READ_ACCESS_LOG, READ_FAMILIES, READ_RETENTION, only_for, reader
from register.models import AccessLogEntry, Family, RetentionRun
from register.officer_forms import ReasonForm, SearchForm
from register.retention import CLOCKS
from register.summary import child_rows, no_link, person_rows, standings

PER_PAGE = 50
STATUSES = {"confirmed": Family.objects.confirmed, "unconfirmed": Family.objects.unconfirmed}


@only_for(READ_FAMILIES)
@sensitive_post_parameters()
def families(request: HttpRequest) -> HttpResponse:
    """References, dates and states; no name and no address. A POST searches."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _search(request, form)
    status = request.GET.get("status", "")
    found = STATUSES.get(status, Family.objects.all)().newest_first().select_related("borough")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    actions.note_access(reader(request), AccessLogEntry.Action.LIST, why=f"{status if status in STATUSES else 'all'}, page {page.number}")
    return render(request, "register/admin/families.html", {"form": form, "page": page, "status": status})


def _search(request: HttpRequest, form: SearchForm) -> HttpResponse:
    found = Family.objects.none()
    if form.is_valid():
        words = form.cleaned_data["words"]
        found = Family.objects.found_by(words).newest_first().select_related("borough")
        actions.note_search(reader(request), "e-mail address" if "@" in words else "reference", found)
    page = Paginator(found, PER_PAGE).get_page(1)
    return render(request, "register/admin/families.html", {"form": form, "page": page, "status": "", "is_search": form.is_valid()})


@only_for(READ_FAMILIES)
def family(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Asks why first; each opening is a line in the log."""
    found = get_object_or_404(Family.objects.select_related("borough"), pk=family_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "register/admin/why.html", {"family": found, "form": form})
    actions.note_access(reader(request), AccessLogEntry.Action.VIEW, why=form.why, reference=found.reference)
    context = {
        "family": found,
        "person_rows": person_rows(found, no_link),
        "children": [child_rows(child, child.needs.all(), no_link) for child in found.children.prefetch_related("needs")],
        "standings": standings(found),
        "looks": AccessLogEntry.objects.about(found.reference),
    }
    return render(request, "register/admin/family.html", context)


@only_for(READ_ACCESS_LOG)
def access_log(request: HttpRequest) -> HttpResponse:
    page = Paginator(AccessLogEntry.objects.newest_first(), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "register/admin/access_log.html", {"page": page})


@only_for(READ_RETENTION)
def retention_runs(request: HttpRequest) -> HttpResponse:
    """The reports of the clocks, and what each would do today."""
    page = Paginator(RetentionRun.objects.newest_first(), PER_PAGE).get_page(request.GET.get("p"))
    now = timezone.now()
    rows = [(run, [(clock.what, run.counts[clock.name]) for clock in CLOCKS if run.counts.get(clock.name)]) for run in page]
    context = {"page": page, "due": [(clock.what, clock.due(now).count()) for clock in CLOCKS], "rows": rows}
    return render(request, "register/admin/retention.html", context)
