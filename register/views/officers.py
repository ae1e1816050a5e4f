"""The register in the staff's admin: plain pages, so that nothing of it enters Wagtail's history, search or reports. Every look is logged."""

import uuid
from contextlib import suppress

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.models import User
from register import actions, anomalies, households, record
from register.access import CHANGE_FAMILIES, MAKE_CARDS, READ_ACCESS_LOG, READ_FAMILIES, READ_RETENTION, given_to, holders, only_for, reader
from register.access_log import note_list, note_search, note_work_list
from register.forms.looking_up import LogForm, SearchForm
from register.forms.record import ReasonForm
from register.looks import ON_A_PAGE, looks_in
from register.models import AccessLogEntry, Anomaly, Export, Family, RetentionRun
from register.retention import CLOCKS
from register.views.opened import keep_open, work_on
from register.work_lists import LISTS

PER_PAGE = 50
# Fewer: each shows a number to ring, and counts as a record that was seen.
ON_A_WORK_LIST = 25
LATELY = 20
# So far back somebody can turn pages; older lines are found by their days. A page further back would cost more the further it is.
MOST_LINES = 10_000
# What is said on the record after something was done, by the name in its address.
DONE = {
    "saved": _("Saved."),
    "confirmed": _("Confirmed: the family has joined."),
    "added": _("Written down. If there is an e-mail address or a mobile number, a link or a code is on its way to the family."),
    "to-write": _("Written down, and joined. Nothing goes out by itself: please post them a letter to say so, with their reference."),
    "waits": _("Saved. The new address or number is used once it has answered: they press the link in the mail, or read out the code in the text."),
    "merged": _("Both records are one now. Who can be written to is told."),
    "apart-less": _("They are two records again. What is gone from the site’s lists meanwhile could not be put back: ask the family."),
    "apart": _("They are two records again."),
}
STATUSES = {"confirmed": (_("confirmed"), Family.objects.confirmed), "unconfirmed": (_("waiting to be confirmed"), Family.objects.unconfirmed)}


@only_for(READ_FAMILIES)
@sensitive_post_parameters()
def families(request: HttpRequest) -> HttpResponse:
    """References, dates and states; no name and no address. A POST searches."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _search(request, form)
    status = request.GET.get("status", "")
    of_status = STATUSES[status][1] if status in STATUSES else Family.objects.all
    found = of_status().newest_first().select_related("borough")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    note_list(reader(request), str(STATUSES[status][0] if status in STATUSES else _("all")), page)
    return render(request, "register/admin/families.html", {"form": form, "page": page, "status": status, "lists": LISTS.values(), "is_erased": "erased" in request.GET})


def _search(request: HttpRequest, form: SearchForm) -> HttpResponse:
    """At most one page: what is shown is a line in its family's log, and who types more finds less."""
    words = form.cleaned_data["words"] if form.is_valid() else ""
    found = Family.objects.found_by(words).newest_first().select_related("borough") if words else Family.objects.none()
    shown, many = list(found[:PER_PAGE]), found.count()
    if words:
        note_search(reader(request), str(_kind_of(words)), shown, many)
    context = {"form": form, "page": Paginator(shown, PER_PAGE).get_page(1), "status": "", "is_search": form.is_valid(), "many": many, "is_cut": many > PER_PAGE}
    return render(request, "register/admin/families.html", context | {"lists": LISTS.values()})


def _kind_of(words: str) -> Promise:
    """What was searched by, for the log."""
    if "@" in words:
        return _("e-mail address")
    with suppress(households.NoHousehold):
        households.typed(words)
        return _("last name and postcode")
    return _("phone number") if sum(sign.isdigit() for sign in words) > len(words) // 2 else _("reference")


@only_for(READ_FAMILIES)
@never_cache
def family(request: HttpRequest, family_id: uuid.UUID) -> HttpResponse:
    """Asks why first, and then no more for a while; each opening is a line in the log."""
    found = get_object_or_404(Family.objects.select_related("borough", "ward", "language"), pk=family_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    work = keep_open(request, found, form.why) if request.method == "POST" and form.is_valid() else work_on(request, found)
    if work is None or (request.method == "POST" and not form.is_valid()):
        return render(request, "register/admin/why.html", {"family": found, "form": form})
    actions.note_access(work.by, AccessLogEntry.Action.VIEW, why=work.why, reference=found.reference)
    told = next((words for name, words in DONE.items() if name in request.GET), "")
    page = Paginator(looks_in(AccessLogEntry.objects.about(found.reference)), ON_A_PAGE).get_page(request.GET.get("p"))
    return render(request, "register/admin/family.html", record.context(found, **_may(work.by)) | {"told": told, "looks": page})


def _may(user: User) -> dict[str, bool]:
    given = given_to(user)
    return {"may_change": CHANGE_FAMILIES in given, "may_make_cards": MAKE_CARDS in given}


@only_for(READ_FAMILIES)
def waiting(request: HttpRequest, what: str) -> HttpResponse:
    """A list of records that wait for an officer: what is to be done, days and numbers; no name and no address. It is in the log of each family on it."""
    if what not in LISTS:
        raise Http404
    page = Paginator(LISTS[what].families().select_related("borough"), ON_A_WORK_LIST).get_page(request.GET.get("p"))
    note_work_list(reader(request), str(LISTS[what].title), page)
    context = {"list": LISTS[what], "lists": LISTS.values(), "here": what, "title": LISTS[what].title, "page": page, "rows": LISTS[what].rows(page)}
    return render(request, "register/admin/waiting.html", context)


@only_for(READ_ACCESS_LOG)
@never_cache
def access_log(request: HttpRequest) -> HttpResponse:
    """Every look, and above it the hours that were reported and the exports. A POST says which lines, and which page of them."""
    form = LogForm(request.POST if request.method == "POST" else None)
    wanted = form.wanted if form.is_valid() else {}
    lines = AccessLogEntry.objects.none() if form.errors else AccessLogEntry.objects.matching(**wanted)
    page = Paginator(lines[:MOST_LINES], PER_PAGE).get_page(request.POST.get("p"))
    lately = {"anomalies": Anomaly.objects.order_by("-pk")[:LATELY], "exports": Export.objects.newest_first()[:LATELY]}
    looks = {"every": anomalies.EVERY.seconds // 60, "most": settings.REGISTER_VIEWS_AN_HOUR}
    context = {"form": form, "page": page, "staff": holders(READ_FAMILIES), "is_cut": page.paginator.count == MOST_LINES, "is_chosen": any(wanted.values())}
    return render(request, "register/admin/access_log.html", context | lately | looks)


@only_for(READ_RETENTION)
def retention_runs(request: HttpRequest) -> HttpResponse:
    """The reports of the clocks, and what each would do today."""
    page = Paginator(RetentionRun.objects.newest_first(), PER_PAGE).get_page(request.GET.get("p"))
    now = timezone.now()
    rows = [(run, [(clock.what, run.counts[clock.name]) for clock in CLOCKS if run.counts.get(clock.name)]) for run in page]
    context = {"page": page, "due": [(clock.what, clock.due(now).count()) for clock in CLOCKS], "rows": rows}
    return render(request, "register/admin/retention.html", context)
