"""What a family takes with it: all its data as a file. And the way out."""

import json
from contextlib import suppress

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from register import actions, data_pack
from register.forms.own_page import WhyLeaveForm
from register.models import Family, WhyLeft
from register.views.pressed import by_button
from register.views.private import of_family, private, words

# In a session that holds nothing else: who has left is signed out.
LEFT = "register_left"


@of_family
def my_data(request: HttpRequest, family: Family) -> HttpResponse:
    """Where the two files are asked for."""
    return render(request, "register/my_data.html", words(request, "my-data"))


@by_button("my_family_data")
@of_family
def download(request: HttpRequest, family: Family) -> HttpResponse:
    """Everything held as a page to read, or as JSON. The file's name says nothing of the family: it stands in lists of downloads."""
    if request.POST.get("kind") == "json":
        text = json.dumps(data_pack.pack(family), ensure_ascii=False, indent=2)
        return _file(text, "application/json; charset=utf-8", "my-data.json")
    return _file(data_pack.page(family), "text/html; charset=utf-8", "my-data.html")


def _file(text: str, kind: str, name: str) -> HttpResponse:
    return HttpResponse(text, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@of_family
def leave(request: HttpRequest, family: Family) -> HttpResponse:
    """Why is asked on the same page, and may be left out."""
    form = WhyLeaveForm(request.POST if request.method == "POST" else None, is_own=family.is_young_person)
    if request.method != "POST" or not form.is_valid():
        return render(request, "register/leave.html", {"form": form, "has_card": family.cards.live().exists()} | words(request, "leave", "leave-card"))
    with suppress(actions.GoneMeanwhile):  # the button was pressed twice
        actions.leave(family, WhyLeft(form.cleaned_data["reason"] or WhyLeft.NO_ANSWER))
    logout(request)
    request.session[LEFT] = True
    return redirect("register_left")


@private
def left(request: HttpRequest) -> HttpResponse:
    """Said to whoever has left in this browser; anybody else comes to the start page."""
    if not request.session.get(LEFT):
        return redirect("register")
    return render(request, "register/left.html", words(request, "left"))
