"""Staff see no page before their second factor is set up; families see none of the editors' pages."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

# Signing in, setting up a second factor and signing out stay open; so do the files those pages need. So does the counter: a page's
# own background request, led to the page that sets the factor up, would make a new secret while the old one is being scanned.
OPEN_TO_STAFF = ("/accounts/", "/static/", "/stats/", "/colours/")
EDITORS = "/admin/"

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


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    if request.path.startswith(OPEN_TO_STAFF) or not user.is_authenticated:
        return False
    return user.needs_second_factor and not get_adapter().is_mfa_enabled(user)
