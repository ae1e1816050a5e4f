"""Where a provider's people sign in: their own services, what is due, what they proposed. Another provider's service is not found."""

import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from localoffer.check_views import confirm_seen, page_of
from localoffer.freshness import actions
from localoffer.freshness.forms import NewServiceForm, change_form
from localoffer.freshness.links import cycle_of
from localoffer.models import Proposal, Provider, Service

ASKED = ["GET", "HEAD", "POST"]


def of_provider(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For people of a provider, and only with their second factor. No cache keeps the page."""

    @wraps(view)
    def for_members(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not Provider.objects.of_member(request.user.pk).exists():
            return render(request, "localoffer/mine/nobodys.html", status=403)
        if not get_adapter().is_mfa_enabled(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(login_required(require_http_methods(ASKED)(for_members)))


@of_provider
def my_services(request: HttpRequest) -> HttpResponse:
    proposals = Proposal.objects.of_member(request.user).with_names()
    open_ones = list(proposals.open().order_by("-proposed_at"))
    waits_for = {proposal.service_id: proposal for proposal in open_ones if proposal.service_id}
    services = [(service, waits_for.get(service.pk)) for service in Service.objects.of_member(request.user.pk).order_by("verify_by", "name")]
    decided = proposals.exclude(pk__in=[proposal.pk for proposal in open_ones]).order_by("-decided_at")[:20]
    return render(request, "localoffer/mine/services.html", {"services": services, "new_ones": [each for each in open_ones if each.is_new_service], "decided": decided})


@of_provider
def my_service(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    service = _own(request, pk)
    is_twice = request.POST.get("cycle") != cycle_of(service)
    if request.method == "POST" and (is_twice or confirm_seen(request, service, actions.By(user=reader(request)))):
        return redirect("my_service", pk)
    return render(request, "localoffer/mine/service.html", page_of(request, service) | {"is_other": request.method == "POST"})


@of_provider
def my_service_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    service = _own(request, pk)
    proposal = service.proposals.open().first()
    form = change_form(request.POST if request.method == "POST" else None, service=service, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        actions.propose(service, changes=form.changes, is_full_check=form.cleaned_data["is_full_check"], seen=form.seal, by=actions.By(user=reader(request)))
        return redirect("my_service", pk)
    return render(request, "localoffer/mine/change.html", {"service": service, "form": form, "proposal": proposal})


@of_provider
def my_new_service(request: HttpRequest) -> HttpResponse:
    form = NewServiceForm(request.POST if request.method == "POST" else None, providers=Provider.objects.of_member(request.user.pk))
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_new(form.cleaned_data["provider"], changes=form.changes, by=reader(request))
        except actions.TooMany:
            form.add_error(None, _("You have as many new services waiting as one may. Please wait until an editor has looked at them."))
        except actions.Nameless:
            form.add_error("name", _("Write the name of the service."))
        else:
            return redirect("my_services")
    return render(request, "localoffer/mine/change.html", {"form": form})


@of_provider
def my_proposal_change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A new service that is not decided yet, in other words."""
    proposal = get_object_or_404(_proposals(request), pk=pk, service=None)
    form = change_form(request.POST if request.method == "POST" else None, service=None, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        with suppress(actions.NotOpen):
            actions.propose_again(proposal, changes=form.changes, is_full_check=True, by=actions.By(user=reader(request)))
        return redirect("my_services")
    return render(request, "localoffer/mine/change.html", {"form": form, "proposal": proposal})


@of_provider
def my_proposal_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    proposal = get_object_or_404(_proposals(request), pk=pk)
    if request.method == "POST":
        with suppress(actions.NotOpen):  # decided in this very moment: the list says how
            actions.withdraw(proposal, by=reader(request))
        return redirect("my_services")
    return render(request, "localoffer/mine/withdraw.html", {"proposal": proposal})


def reader(request: HttpRequest) -> User:
    """Who asks, where nobody comes without signing in."""
    assert isinstance(request.user, User)  # noqa: S101 - the decorators let nobody else in
    return request.user


def _own(request: HttpRequest, pk: uuid.UUID) -> Service:
    return get_object_or_404(Service.objects.of_member(request.user.pk), pk=pk)


def _proposals(request: HttpRequest) -> Any:
    return Proposal.objects.of_member(request.user).open().with_names()
