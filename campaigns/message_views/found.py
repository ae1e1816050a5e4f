"""Which message an address is about, and what somebody reads whose address leads to none."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from campaigns.models import Delivery
from campaigns.tokens import Forged, delivery_of
from register import actions
from register.models import Family
from register.views.private import private

View = Callable[..., HttpResponse]


def delivery_with(token: str) -> Delivery:
    """Raises Forged, also for one that is not there any more."""
    found = Delivery.objects.select_related("mailing__campaign", "version").filter(pk=delivery_of(token)).first()
    if found is None:
        raise Forged
    return found


def of_message(view: View) -> View:
    """Hand the view the delivery whose key stands in the address. Nobody keeps a copy of the page."""

    @wraps(view)
    def with_delivery(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            delivery = delivery_with(token)
        except Forged:
            return unknown(request)
        try:
            return view(request, delivery, *args, **kwargs)
        except actions.GoneMeanwhile:
            return nobody(request)

    return private(require_http_methods(["GET", "HEAD", "POST"])(with_delivery))


def family_of(delivery: Delivery) -> Family:
    """Raises actions.GoneMeanwhile when it has left, or the message is so old that nobody knows any more whose it was."""
    family = Family.objects.confirmed().select_related("language").filter(deliveries=delivery).first()
    if family is None:
        raise actions.GoneMeanwhile
    return family


def unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "campaigns/messages/unknown.html", status=404)


def nobody(request: HttpRequest) -> HttpResponse:
    """200, for whoever asks to be left alone is: nothing comes from us any more."""
    return render(request, "campaigns/messages/nobody.html")
