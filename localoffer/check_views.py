"""The page behind the link that a provider is sent: "Is this still right?" Showing changes nothing, a button does. Nobody signs in."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.views import too_many_requests
from home.guards import is_within
from localoffer.freshness import actions, facts, letters, links
from localoffer.freshness.comparison import compare_then
from localoffer.freshness.forms import change_form
from localoffer.models import Service
from localoffer.service_page import shown

POSTS_AN_HOUR, LINKS_AN_HOUR = 120, 5
HOUR = 60 * 60


def with_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view the link that a token stands for. No cache keeps the page, and no token for forms is needed: the one in the address is the secret."""

    @wraps(view)
    def with_read_link(request: HttpRequest, token: str) -> HttpResponse:
        if request.method == "POST" and not is_within(POSTS_AN_HOUR, seconds=HOUR, what="check", request=request):
            return too_many_requests(request)
        try:
            link = links.read(token)
        except links.LinkUnknown:
            return render(request, "localoffer/check/unknown.html", status=404)
        return view(request, link)

    return csrf_exempt(never_cache(sensitive_post_parameters()(with_read_link)))


@with_link
@require_http_methods(["GET", "HEAD", "POST"])
def service_check(request: HttpRequest, link: links.CheckLink) -> HttpResponse:
    is_asked = request.method == "POST" and link.state == links.State.WORKS
    if is_asked and confirm_seen(request, link.service, actions.By(link_mark=link.mark)):
        return redirect("service_check", link.token)
    if link.state == links.State.DONE:
        return render(request, "localoffer/check/done.html", {"service": link.service, "link": link})
    if link.state == links.State.OLD:
        return render(request, "localoffer/check/old.html", {"service": link.service, "link": link})
    return render(request, "localoffer/check/check.html", page_of(request, link.service) | {"link": link, "is_other": is_asked})


@with_link
@require_http_methods(["GET", "HEAD", "POST"])
def service_check_change(request: HttpRequest, link: links.CheckLink) -> HttpResponse:
    if link.state != links.State.WORKS:
        return redirect("service_check", link.token)
    proposal = link.service.proposals.open().first()
    form = change_form(request.POST if request.method == "POST" else None, service=link.service, proposal=proposal)
    if request.method == "POST" and form.is_valid():
        actions.propose(link.service, changes=form.changes, is_full_check=form.cleaned_data["is_full_check"], seen=form.seal, by=actions.By(link_mark=link.mark))
        return redirect("service_check", link.token)
    return render(request, "localoffer/check/change.html", {"service": link.service, "link": link, "form": form, "proposal": proposal})


@with_link
@require_http_methods(["POST"])
def service_check_again(request: HttpRequest, link: links.CheckLink) -> HttpResponse:
    """A new link, to the address that had the old one."""
    if not is_within(LINKS_AN_HOUR, seconds=HOUR, what="check-link", request=request):
        return too_many_requests(request)
    if link.state != links.State.WORKS:
        letters.ask_to_check(link.email, [link.service], today=timezone.localdate())
    return render(request, "localoffer/check/sent.html", {"service": link.service})


def confirm_seen(request: HttpRequest, service: Service, by: actions.By) -> bool:
    """Confirm what was shown; False when the service says something else by now. When the check is done already, or something waits, the page says so."""
    try:
        with suppress(actions.CheckDone, actions.ChangeWaits):
            actions.confirm(service, cycle=service.verify_by, seal=request.POST.get("seal", ""), by=by)
    except actions.ChangedMeanwhile:
        return False
    return True


def page_of(request: HttpRequest, service: Service) -> dict[str, Any]:
    """All that families see of the service, and what its provider proposed."""
    seen = Service.objects.with_everything().get(pk=service.pk)
    proposal = seen.proposals.open().first()
    return {
        "service": seen,
        "shown": shown(seen),
        "service_link": request.build_absolute_uri(seen.get_absolute_url()),
        "cycle": links.cycle_of(seen),
        "seal": facts.seal(seen),
        "proposal": proposal,
        "asked_for": compare_then(proposal).differences if proposal else [],
    }
