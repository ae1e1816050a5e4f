"""The e-mailed link and the code: how somebody shows that an address is theirs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from analytics.visitors import is_from_our_pages
from register import confirming, joining, keys
from register.forms.staying import ReferenceAndCodeForm
from register.journey import JOINED, Journey
from register.models import Confirmation, Family, WordingVersion
from register.views import flow
from register.views.pressed import by_button
from register.views.private import private, words
from register.views.refusals import busy, dead_link, is_within_an_hour


@private
@csrf_exempt  # the token in the address is the secret; a session here would only set a cookie
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The e-mailed link shows a button and changes nothing by itself: mail scanners open every link."""
    try:
        if request.method == "POST":
            confirming.confirm(token)
            return redirect("register_confirm", token)
        confirmation = confirming.look_up(token)
    except confirming.LinkExpired:
        return redirect("register_confirm", token)
    except (confirming.LinkUnknown, confirming.AddressTaken):
        return dead_link(request)
    return _link_page(request, token, confirmation)


def _link_page(request: HttpRequest, token: str, confirmation: Confirmation) -> HttpResponse:
    family = confirmation.family
    agreed = family.agreed_words if confirmation.kind == Confirmation.Kind.JOIN else []
    context = {"confirmation": confirmation, "state": confirmation.state, "token": token, "waits": family.waits_for_number, "agreed": agreed}
    return render(request, "register/confirm.html", context | words(request, "welcome", "text-waits", "link-old", "promise", "confirm-choices"))


@private
@csrf_exempt
@by_button("register_confirm", "token")
def confirm_again(request: HttpRequest, token: str) -> HttpResponse:
    """A new link for a sign-up whose link grew old."""
    try:
        confirmation = confirming.look_up(token)
    except confirming.LinkUnknown:
        return dead_link(request)
    if confirmation.kind != Confirmation.Kind.JOIN:
        return redirect("my_family")
    if not is_within_an_hour(request, "mail"):
        return busy(request, reverse("register_confirm", args=[token]))
    joining.send_again(confirmation.family)
    family = confirmation.family
    found = flow.nearly_there(request, family.reference, is_by_text=bool(confirmation.phone), is_own=family.is_young_person)
    return render(request, "register/sent.html", found | {"is_again": True})


@private
@csrf_exempt  # the code is the secret, and works without a session: whoever typed it late, or on another device, types it once
def code(request: HttpRequest) -> HttpResponse:
    """Where the code is typed that stands in the mail or the text; on any device, with the reference."""
    if request.method == "POST" and not is_from_our_pages(request):
        return redirect("register_code")  # another site's form must not use up the tries
    form = ReferenceAndCodeForm(request.POST if request.method == "POST" else None, initial={"reference": Journey(request.session).reference})
    if request.method == "POST" and not is_within_an_hour(request, "code"):
        return busy(request, reverse("register_code"))
    if "again" in request.POST:
        return _send_again(request)
    return _confirm_by_code(request, form) if form.is_valid() else _code_page(request, form)


def _confirm_by_code(request: HttpRequest, form: ReferenceAndCodeForm) -> HttpResponse:
    try:
        if agreed := _not_read(request, form):
            return render(request, "register/code_agree.html", {"form": form, "agreed": agreed} | words(request, "promise", "confirm-choices"))
        family = confirming.confirm_by_code(**form.cleaned_data)
    except confirming.CodeDead:
        return render(request, "register/code_dead.html", {"reference": form.cleaned_data["reference"]} | words(request, "code-dead", "promise"))
    except confirming.CodeWrong:
        form.say_wrong()
        return _code_page(request, form)
    except (confirming.AddressTaken, confirming.LinkUnknown, confirming.LinkExpired):
        return dead_link(request)
    request.session[JOINED] = family.reference
    return redirect(reverse("register_joined") + ("?text=1" if family.waits_for_number else ""))


def _not_read(request: HttpRequest, form: ReferenceAndCodeForm) -> list[WordingVersion]:
    """What the code agrees to, where it was not this browser that ticked it, nor read it on the page before. Raises CodeWrong, CodeDead."""
    if "read" in request.POST or Journey(request.session).reference == form.cleaned_data["reference"]:
        return []
    confirmation = confirming.look_up_code(**form.cleaned_data)
    return [] if confirmation.used_at else confirmation.family.agreed_words


def _send_again(request: HttpRequest) -> HttpResponse:
    """The same answer for every reference: another code goes to the address, or the number, of the sign-up that waits under it, if there is one."""
    if not is_within_an_hour(request, "mail"):
        return busy(request, reverse("register_code"))
    if family := Family.objects.unconfirmed().signed_up_as(keys.plain_reference(request.POST.get("reference", ""))).first():
        joining.send_again(family)
    return redirect(reverse("register_code") + "?again=1")


def _code_page(request: HttpRequest, form: ReferenceAndCodeForm) -> HttpResponse:
    context = {"form": form, "can_ask_again": bool(Journey(request.session).reference), "is_again": "again" in request.GET}
    return render(request, "register/code.html", context | words(request, "code", "promise"))


@private
def joined(request: HttpRequest) -> HttpResponse:
    """Said to whoever typed a code in this browser; anybody else comes to the start page, whether anyone has joined or not."""
    reference = request.session.get(JOINED, "")
    if not reference:
        return redirect("register")
    context = {"waits": "text" in request.GET, "reference": reference}
    return render(request, "register/joined.html", context | words(request, "welcome", "text-waits", "promise"))
