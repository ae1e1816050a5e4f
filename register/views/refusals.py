"""What a visitor reads who can't go on, and how much is too much."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from home.guards import is_within
from register.journey import Journey
from register.views.private import words

# Wide enough for a school's evening where every family joins behind one address.
AN_HOUR = 300
HOUR = 60 * 60


def is_within_an_hour(request: HttpRequest, what: str) -> bool:
    return is_within(AN_HOUR, seconds=HOUR, what=f"register-{what}", request=request)


def busy(request: HttpRequest, back: str, *, is_kept: bool = False) -> HttpResponse:
    """Too many from one address: try again later at `back`, or call. `is_kept`: answers wait in the session."""
    response = render(request, "register/busy.html", {"back": back, "is_kept": is_kept}, status=429)
    response["Retry-After"] = str(HOUR)
    return response


def closed(request: HttpRequest, journey: Journey) -> HttpResponse:
    """The form was sent, or put away, or its answers are gone."""
    if journey.reference:
        return redirect("register_sent")
    if journey.is_put_away:
        return redirect("register_saved")
    return render(request, "register/gone.html", words(request, "gone"))


def dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "register/link_dead.html", words(request, "link-dead"), status=404)
