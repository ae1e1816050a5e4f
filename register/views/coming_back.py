"""Putting the form away, and going on with it from a mailed link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from register import putting_away
from register.forms import EmailForm
from register.journey import Journey
from register.views.private import private, words
from register.views.refusals import busy, closed, dead_link, is_within_an_hour


@private
def save(request: HttpRequest) -> HttpResponse:
    """Asks where to send the link; the answers leave this browser once it is on its way."""
    journey = Journey(request.session)
    if not journey.is_open:
        return closed(request, journey)
    form = EmailForm(request.POST) if request.method == "POST" else EmailForm(initial=journey.answers.get("email") or journey.typed("email"))
    if request.method == "POST" and form.is_valid():
        try:
            if not is_within_an_hour(request, "mail"):
                raise putting_away.TooManyMails
            putting_away.put_away(journey, form.cleaned_data["email"])
        except putting_away.TooManyMails:
            return busy(request, reverse("register_save"), is_kept=True)
        journey.drop()
        return redirect("register_saved")
    return render(request, "register/save.html", {"form": form, "back": journey.first_open_question()} | words(request, "save", "promise"))


@private
def saved(request: HttpRequest) -> HttpResponse:
    return render(request, "register/saved.html", words(request, "saved", "promise"))


@private
def come_back(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link shows a button: whoever opens it first, a mail scanner too, changes nothing."""
    journey = Journey(request.session)
    if request.method == "POST":
        if not putting_away.take_out(journey, token):
            return dead_link(request)
        step = journey.first_open_question()
        return redirect("register_question", step) if step else redirect("register_check")
    if not putting_away.is_there(token):
        return dead_link(request)
    return render(request, "register/come_back.html", {"has_other": journey.is_open and bool(journey.answers)} | words(request, "come-back", "promise"))
