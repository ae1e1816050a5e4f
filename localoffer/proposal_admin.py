"""Proposed changes in the editors' admin: the list, the two sides of each, and the decision. Nobody approves what they proposed."""

import uuid
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.auth import permission_required
from wagtail.admin.menu import MenuItem

from accounts.models import User
from localoffer.freshness import actions, facts
from localoffer.freshness.comparison import compare, compare_then
from localoffer.freshness.forms import SendBackForm, change_form
from localoffer.models import Proposal, Service
from localoffer.provider_views import reader

MAY_DECIDE = "localoffer.change_service"
PER_PAGE = 50
CHOICE = "choice-"
REFUSALS: dict[type[Exception], Any] = {
    actions.NotOpen: gettext_lazy("Somebody decided this, or the provider withdrew it, a moment ago."),
    actions.OwnProposal: gettext_lazy("You proposed this yourself. Another editor approves it."),
    actions.ChangedMeanwhile: gettext_lazy("Something changed since you opened this page. Please look again: it shows how it is now."),
    actions.Undecided: gettext_lazy("Both you and the provider changed the same fact. Choose below whose words to take."),
}


@require_safe
@permission_required(MAY_DECIDE)
def proposals(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("state", "")
    state = asked if asked in Proposal.State.values else Proposal.State.WAITING.value
    page = Paginator(Proposal.objects.in_state(state).with_names(), PER_PAGE).get_page(request.GET.get("p"))
    context = {"page_obj": page, "state": state, "states": Proposal.State.choices}
    return render(request, "localoffer/admin/proposals.html", _frame(_("Proposed changes")) | context)


@require_safe
@permission_required(MAY_DECIDE)
def proposal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _show(request, _found(pk), SendBackForm())


@require_POST
@permission_required(MAY_DECIDE)
def approve(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _found(pk)
    choices = {name.removeprefix(CHOICE): str(value) for name, value in request.POST.items() if name.startswith(CHOICE)}
    try:
        service = actions.approve(found, by=reader(request), seal=request.POST.get("seal", ""), choices=choices)
    except actions.Refusal as refusal:
        messages.error(request, REFUSALS.get(type(refusal), refusal))
        return redirect("proposal", pk)
    if found.is_new_service:
        messages.success(request, _("Families see it now. Add what only you know: families’ words for it, and who keeps it right."))
        return redirect(_edit(service))
    messages.success(request, _("Approved. Families see the changes now."))
    return redirect("proposals")


@require_POST
@permission_required(MAY_DECIDE)
def send_back(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found, form = _found(pk), SendBackForm(request.POST)
    if not form.is_valid():
        return _show(request, found, form)
    try:
        actions.send_back(found, by=reader(request), reason=form.cleaned_data["reason"], seal=request.POST.get("seal", ""))
    except actions.Refusal as refusal:
        messages.error(request, REFUSALS[type(refusal)])
        return redirect("proposal", pk)
    messages.success(request, _("Sent back. The provider gets your words by mail."))
    return redirect("proposals")


@permission_required(MAY_DECIDE)
def tweak(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The provider's form, for an editor who mends a word before approving."""
    found = get_object_or_404(Proposal.objects.waiting().with_names(), pk=pk)
    form = change_form(request.POST if request.method == "POST" else None, service=found.service, proposal=found)
    seal = request.POST.get("seal") or compare(found, found.service).seal
    if request.method == "POST" and form.is_valid():
        try:
            actions.tweak(found, changes=form.changes, by=reader(request), seal=request.POST.get("seal", ""))
        except actions.Refusal as refusal:
            messages.error(request, REFUSALS[type(refusal)])
        return redirect("proposal", pk)
    return render(request, "localoffer/admin/tweak.html", _frame(_("Change the words: %s") % found, found) | {"proposal": found, "form": form, "seal": seal})


def urls() -> list[URLPattern]:
    return [
        path("proposals/", proposals, name="proposals"),
        path("proposals/<uuid:pk>/", proposal, name="proposal"),
        path("proposals/<uuid:pk>/approve/", approve, name="proposal_approve"),
        path("proposals/<uuid:pk>/send-back/", send_back, name="proposal_send_back"),
        path("proposals/<uuid:pk>/change/", tweak, name="proposal_tweak"),
    ]


class ProposalsMenuItem(MenuItem):
    """With how many wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MAY_DECIDE)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        if many := Proposal.objects.waiting().count():
            component.label = f"{component.label} ({many})"
        return component


def _found(pk: uuid.UUID) -> Proposal:
    return get_object_or_404(Proposal.objects.with_names(), pk=pk)


def _tweaked(found: Proposal) -> list[str]:
    """Each fact of which an editor changed the words, and which editor."""
    people = User.objects.in_bulk({tweak["by"] for tweak in found.tweaked.values()})
    return [f"{label} ({people.get(found.tweaked[name]['by']) or _('somebody who left')})" for name, label in facts.labels_of_tweaked(found).items()]


def _show(request: HttpRequest, found: Proposal, form: SendBackForm) -> HttpResponse:
    is_waiting = found.state == Proposal.State.WAITING
    context = {
        "proposal": found,
        "form": form,
        "comparison": compare(found, found.service) if is_waiting else compare_then(found),
        "is_waiting": is_waiting,
        "is_check": is_waiting and actions.counts_as_check(found, found.service),
        "tweaked": _tweaked(found),
        "is_own": actions.is_own(found, reader(request)),
        "edit": _edit(found.service) if found.service else "",
    }
    return render(request, "localoffer/admin/proposal.html", _frame(str(found), found) | context)


def _edit(service: Service) -> str:
    return reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk])


def _frame(title: str, found: Proposal | None = None) -> dict[str, Any]:
    """What Wagtail's page frame asks for."""
    trail = [{"url": reverse("wagtailadmin_home"), "label": _("Home")}, {"url": reverse("proposals"), "label": _("Proposed changes")}]
    if found:
        trail.append({"url": reverse("proposal", args=[found.pk]), "label": str(found)})
    return {"page_title": title, "header_title": title, "header_icon": "clipboard-list", "breadcrumbs_items": trail}
