"""Putting the form away, and going on with it from a mailed link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from register import putting_away
from register.forms.child import PROOFS
from register.forms.person import SaveForm
from register.journey import Journey
from register.views import flow
from register.views.private import private, words
from register.views.refusals import busy, dead_link, go_on, is_within_an_hour


@flow.on_the_way
def save(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Asks where to send the link; the answers leave this browser once it is on its way."""
    form = (
        SaveForm(request.POST, told=journey.answers)
        if request.method == "POST"
        else SaveForm(told=journey.answers, initial=journey.answers.get("contact") or journey.typed("contact"))
    )
    if request.method == "POST" and form.is_valid():
        return _put_away(request, journey, form)
    return _save_page(request, journey, form)


@flow.on_the_way
def save_came_late(request: HttpRequest, journey: Journey) -> HttpResponse:
    """The page to save came without the token of its session: somebody has to press again, and what they typed stands there."""
    return _save_page(request, journey, SaveForm(initial={"email": request.POST.get("email", "")}), is_late=True)


def _save_page(request: HttpRequest, journey: Journey, form: SaveForm, *, is_late: bool = False) -> HttpResponse:
    context = {"form": form, "back": go_on(journey), "is_late": is_late}
    return render(request, "register/save.html", context | words(request, "save", "promise", is_own=journey.is_own))


def _put_away(request: HttpRequest, journey: Journey, form: SaveForm) -> HttpResponse:
    email = form.cleaned_data["email"]
    try:
        if not is_within_an_hour(request, "mail"):
            raise putting_away.TooManyMails
        putting_away.put_away(journey, email)
    except putting_away.NothingToProve:
        form.add_error(None, _("Please write your name in the form first. We ask for it when you come back, so that nobody else can read your answers."))
        return _save_page(request, journey, form)
    except putting_away.TooManyMails:
        return busy(request, reverse("register_save"), is_kept=True)
    journey.put_away(email)
    return redirect("register_saved")


@private
def saved(request: HttpRequest) -> HttpResponse:
    """Says once where the link went: whoever comes to this browser next need not know."""
    return render(request, "register/saved.html", {"sent_to": Journey(request.session).sent_to()} | words(request, "saved", "promise"))


@private
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link shows a button, and asks for something that was typed: whoever opens it first may be a mail scanner, or a stranger."""
    journey = Journey(request.session)
    proof = putting_away.asked_of(token)
    if proof is None:
        return dead_link(request)
    form = PROOFS[proof](request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if putting_away.take_out(journey, token, form.cleaned_data):
            return redirect(go_on(journey))
        form.add_error(None, _("This is not what was written in the form. Please try again, or start a new form."))
    return render(
        request, "register/come_back.html", {"form": form, "proof": proof, "has_other": journey.is_open and bool(journey.answers)} | words(request, "come-back", "promise")
    )
