"""What a family gets and how, changed by the link in a message. Of who they are it shows a first name and nothing else."""

from collections.abc import Callable

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from campaigns import wishes as acts
from campaigns.message_views.found import delivery_with, family_of, nobody, of_message, unknown
from campaigns.models import Delivery
from campaigns.tokens import Forged
from campaigns.wish_forms import WishesForm
from register import actions
from register.forms.own_page import PauseForm
from register.models import Family
from register.views.private import private

# What was done before the page is shown, by the name in its address.
TOLD: dict[str, Callable[[], str]] = {
    "stopped": lambda: _("Stopped. You get no more of these."),
    "all": lambda: _("Stopped. You get no more messages from us. You are still in the register."),
    "less": lambda: _("Saved. You get fewer messages from now on."),
    "pause": lambda: _("Saved. We do not write until then."),
    "saved": lambda: _("Saved. It takes effect now."),
}


@csrf_exempt  # the key in the address is the secret; a session here would only set a cookie
@of_message
def wishes(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    family = family_of(delivery)
    return _too_old(request, delivery, family) if acts.is_old(delivery) else _page(request, family)


@csrf_exempt
@private
def wishes_again(request: HttpRequest, renewed: str) -> HttpResponse:
    """The same page by the link that was mailed anew; one that is too old itself leads to where a new one can be had."""
    try:
        delivery = delivery_with(acts.token_in(renewed))
        return _page(request, family_of(delivery))
    except acts.LinkOld as old:
        return redirect("message_wishes", old.token)
    except Forged:
        return unknown(request)
    except actions.GoneMeanwhile:
        return nobody(request)


def _page(request: HttpRequest, family: Family) -> HttpResponse:
    """Raises actions.GoneMeanwhile."""
    sent = request.POST if request.method == "POST" else None
    wanted = "" if sent is None else sent.get("do", "")
    form = WishesForm(sent if wanted == "save" else None, family=family)
    pause = PauseForm(sent if wanted == "pause" else None)
    if sent is not None and (done := _act(wanted, family, form, pause)):
        return redirect(f"{request.path}?done={done}")
    return _show(request, family, form, pause)


def _act(wanted: str, family: Family, form: WishesForm, pause: PauseForm) -> str:
    """What was done; empty when nothing was."""
    if wanted == "save" and form.is_valid():
        acts.change(family, **form.answers)
        return "saved"
    if wanted == "pause":
        return "pause" if _paused(family, pause) else ""
    if wanted == "less":
        acts.send_less(family)
        return "less"
    if wanted == "all":
        acts.stop(family, acts.MESSAGES)
        return "all"
    choices = [choice for choice in acts.MESSAGES if f"stop-{choice.slug}" == wanted]
    acts.stop(family, choices)
    return "stopped" if choices else ""


def _paused(family: Family, form: PauseForm) -> bool:
    if not form.is_valid():
        return False
    try:
        acts.pause(family, form.until_day)
    except actions.NoSuchPause:
        form.add_error("until", _("Choose a day to come, at most a year from now."))
        return False
    return True


def _show(request: HttpRequest, family: Family, form: WishesForm, pause: PauseForm) -> HttpResponse:
    told = TOLD.get(request.GET.get("done", "")) if request.method != "POST" else None
    context = {
        "family": family,
        "form": form,
        "pause": pause,
        "wrong": _wrong(form, pause),
        "told": told() if told else "",
        "standing": [(f"stop-{choice.slug}", choice, str(acts.STOP[choice.slug])) for choice in acts.standing(family)],
    }
    return render(request, "campaigns/messages/wishes.html", context)


def _wrong(*sent: forms.Form) -> forms.Form | None:
    return next((form for form in sent if form.errors), None)


def _too_old(request: HttpRequest, delivery: Delivery, family: Family) -> HttpResponse:
    """Offers a new link. The answer is the same whether one went out, or has gone out just now."""
    is_sent = has_none = False
    if request.method == "POST":
        try:
            acts.send_new_link(delivery, family)
        except acts.NoMailbox:
            has_none = True
        except acts.AskedJustNow:
            is_sent = True
        else:
            is_sent = True
    return render(request, "campaigns/messages/too_old.html", {"is_sent": is_sent, "has_none": has_none})
