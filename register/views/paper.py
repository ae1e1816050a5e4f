"""Pages to read before joining: the printable form, and what is held and why."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from register import data_map, paper
from register.views.private import words


def printable(request: HttpRequest) -> HttpResponse:
    """Public and the same for everyone: nothing is filled in."""
    parts = paper.parts()
    said = words(request, "intro", "promise", "paper", "paper-sign", *{part.key for part in parts})
    context = {"parts": [(part, said[part.key.replace("-", "_")]) for part in parts]}
    return render(request, "register/printable.html", context | {name: said[name] for name in ("intro", "promise", "paper", "paper_sign")})


def what_we_hold(request: HttpRequest) -> HttpResponse:
    """The data map, as the privacy notice's tables."""
    return render(request, "register/what_we_hold.html", {"chapters": data_map.CHAPTERS, "bases": data_map.BASES} | words(request, "intro", "what-we-hold", "how-long"))
