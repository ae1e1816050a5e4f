"""Staff see no page before their second factor is set up."""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

# Signing in, setting up a second factor and signing out stay open; so do the files those pages need.
OPEN_TO_STAFF = ("/accounts/", "/static/")


def staff_second_factor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Send a signed-in member of staff who has no second factor to the page that sets one up.

    allauth itself asks for the factor at each sign-in, once there is one.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if _lacks_second_factor(request):
            return redirect(reverse("mfa_activate_totp"))
        return get_response(request)

    return middleware


def _lacks_second_factor(request: HttpRequest) -> bool:
    user = request.user
    if not user.is_authenticated or request.path.startswith(OPEN_TO_STAFF):
        return False
    return user.needs_second_factor and not get_adapter().is_mfa_enabled(user)
