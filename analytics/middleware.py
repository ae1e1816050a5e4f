"""The counter's own short way in."""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from analytics import views

GetResponse = Callable[[HttpRequest], HttpResponse]


@cache
def _address() -> str:
    return reverse("stats_event")


def count_first(get_response: GetResponse) -> GetResponse:
    """What a page's script sends is answered here: it needs no session, language or message, and all these cost more than counting does.

    A browser with a session goes the long way, to be known if it is a member of staff.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path == _address() and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return views.receive(request)
        return get_response(request)

    return middleware
