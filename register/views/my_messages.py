"""How much a family hears from us: a pause, fewer messages, no letters, and everything again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from register import actions
from register.forms.own_page import PauseForm
from register.models import Family
from register.views.own_page import saved
from register.views.pressed import by_button
from register.views.private import of_family, words


@of_family
def pause(request: HttpRequest, family: Family) -> HttpResponse:
    form = PauseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.pause(family, form.until_day)
            return saved("messages")
        except actions.NoSuchPause:
            form.add_error("until", _("Choose a day to come, at most a year from now."))
    return render(request, "register/pause.html", {"form": form} | words(request, "my-pause"))


@by_button("my_family")
@of_family
def end_pause(request: HttpRequest, family: Family) -> HttpResponse:
    actions.end_pause(family)
    return saved("messages")


@by_button("my_family")
@of_family
def send_less(request: HttpRequest, family: Family) -> HttpResponse:
    """`less` is yes, or anything else for as many as agreed to."""
    actions.send_less(family, wants_less=request.POST.get("less") == "yes")
    return saved("messages")


@by_button("my_family")
@of_family
def letters(request: HttpRequest, family: Family) -> HttpResponse:
    """`letters` is no, or anything else where they may come again."""
    actions.post_nothing(family, no_letters=request.POST.get("letters") == "no")
    return saved("letters")
