"""The address that stops messages: of a mail program's own button (RFC 8058), and of the line under each message."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from campaigns import wishes
from campaigns.message_views.found import family_of, of_message
from campaigns.models import Delivery
from campaigns.tokens import token_of
from register.models import Choice

EVERYTHING = "all"


@csrf_exempt  # the key in the address is the secret, and a mail program's button brings neither cookie nor token
@of_message
def stop(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """A GET shows the buttons, for mail scanners open every link. A POST stops what it names or, with nothing in it, what this message came by; always 200."""
    family = family_of(delivery)
    stopped: list[Choice] | None = None
    if request.method == "POST":
        stopped = wishes.stop(family, _wanted(delivery, request.POST.get("stop", "")))
    left = wishes.standing(family)
    mine = [choice for choice in wishes.came_by(delivery) if choice in left]
    context = {"delivery": delivery, "is_done": stopped is not None, "mine": _buttons(mine), "is_any_left": bool(left), "everything": EVERYTHING}
    context["wishes_address"] = reverse("message_wishes", args=[token_of(delivery.pk)])
    return render(request, "campaigns/messages/stop.html", context)


def _wanted(delivery: Delivery, named: str) -> list[Choice]:
    if named == EVERYTHING:
        return list(wishes.MESSAGES)
    return [choice for choice in wishes.MESSAGES if choice.slug == named] or wishes.came_by(delivery)


def _buttons(choices: list[Choice]) -> list[tuple[str, str]]:
    return [(choice.slug, str(wishes.STOP[choice.slug])) for choice in choices]
