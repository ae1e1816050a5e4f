"""What a visitor reads who can't go on, and how much is too much."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from home.guards import is_within
from register.journey import Journey
from register.views.private import private, words

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


def closed(request: HttpRequest, journey: Journey, step: str = "") -> HttpResponse:
    """The form was sent (an answer that comes after it hears that it is not in it), or put away, or gone: then what was typed at this `step` is kept."""
    is_late_answer = bool(step) and request.method == "POST"
    if journey.reference:
        return redirect(reverse("register_sent") + ("?other=1" if is_late_answer else ""))
    if journey.is_put_away:
        return redirect("register_saved")
    if is_late_answer and journey.may_come_to(step):
        return keep_typed(request, journey, step)
    return render(request, "register/gone.html", words(request, "gone"))


def keep_typed(request: HttpRequest, journey: Journey, step: str) -> HttpResponse:
    """What was typed can't be an answer now, and waits at its page; the form goes on with the first question that is open."""
    if not is_within_an_hour(request, "start"):
        return busy(request, go_on(journey) if journey.is_open else reverse("register"), is_kept=journey.is_open)
    journey.begin("")
    journey.hold(step, request.POST)
    return redirect(go_on(journey) + "?kept=1")


def go_on(journey: Journey) -> str:
    """The first question that is open, or else the page to check."""
    unfinished = journey.first_open_question()
    return reverse("register_question", args=[unfinished]) if unfinished else reverse("register_check")


@private
def came_late(request: HttpRequest, step: str = "") -> HttpResponse:
    """A page of the form came without the token of its session, which is gone or another one by now. It is no answer: somebody has to press again."""
    journey = Journey(request.session)
    if not journey.is_open:
        return closed(request, journey, step)
    if step and not journey.may_come_to(step):
        return redirect(go_on(journey))
    return keep_typed(request, journey, step) if step else redirect(request.path)


def dead_link(request: HttpRequest) -> HttpResponse:
    return render(request, "register/link_dead.html", words(request, "link-dead"), status=404)
