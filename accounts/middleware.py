"""Staff see no page before their second factor is set up; families see none of the editors' pages; nobody signs in while nobody counts."""

import logging
from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from redis.exceptions import RedisError

# Signing in, setting up a second factor and signing out stay open; so do the files those pages need. So does the counter: a page's
# own background request, led to the page that sets the factor up, would make a new secret while the old one is being scanned.
OPEN_TO_STAFF = ("/accounts/", "/static/", "/stats/", "/colours/")
EDITORS = "/admin/"

TRY_AGAIN_SECONDS = 60
log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]


def staff_second_factor(get_response: GetResponse) -> GetResponse:
    """Send a signed-in member of staff who has no second factor to the page that sets one up.

    allauth itself asks for the factor at each sign-in, once there is one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _lacks_second_factor(request):
            return get_response(request)
        if request.method != "GET" or request.headers.get("Sec-Fetch-Dest", "document") != "document":
            raise PermissionDenied  # the same for every other background request
        return redirect(reverse("mfa_activate_totp"))

    return middleware


def only_staff_at_the_desk(get_response: GetResponse) -> GetResponse:
    """Refuse a signed-in family at the editors' door. Wagtail would send it to sign in, and that would send it back."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(EDITORS) and request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return get_response(request)

    return middleware


class CacheIsDown:
    """A kind 503 for what cannot be done without Redis, above all signing in: its limits on guessing codes are kept there.

    A form without its limits would be worse than one that is shut for some minutes, so here nobody is let through.
    Django shows it what views raise; `portal.views.server_error` is asked about the rest.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, problem: Exception) -> HttpResponse | None:
        if not isinstance(problem, RedisError):
            return None
        view = request.resolver_match.view_name if request.resolver_match else ""
        log.error("%s could not be answered, since Redis does not answer: %s.", view or "A page", type(problem).__name__)
        return cache_is_down()


def cache_is_down() -> HttpResponse:
    return HttpResponse(render_to_string("errors/503.html"), status=503, headers={"Retry-After": str(TRY_AGAIN_SECONDS), "Cache-Control": "no-store"})


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    if request.path.startswith(OPEN_TO_STAFF) or not user.is_authenticated:
        return False
    return user.needs_second_factor and not get_adapter().is_mfa_enabled(user)
