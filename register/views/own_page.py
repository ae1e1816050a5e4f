"""What the pages of "my family" have in common."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from register import actions
from register.forms.question import Question
from register.models import CHOICES, Choice, Family, Purpose, WordingVersion
from register.questions import QUESTIONS
from register.telling import told_by
from register.views.private import words


def question_form(request: HttpRequest, family: Family, kind: str, answers: dict[str, Any]) -> Question:
    return QUESTIONS[kind](request.POST if request.method == "POST" else None, told=told_by(family), initial=answers)


def question_page(request: HttpRequest, family: Family, kind: str, form: forms.Form, **more: Any) -> HttpResponse:
    """A question as it was asked on the way in, in the words for whom it is asked."""
    found = words(request, f"question-{kind}", is_own=family.is_young_person)
    context = {"form": form, "kind": kind, "question": next(iter(found.values())), "waiting": waiting_words(request, family)}
    return render(request, "register/change.html", context | more)


def said_yes_to(family: Family, choice: Choice) -> str:
    """What an address carries of a choice that needs an answer first: the words that were agreed to, signed for this family, so that no link can agree for it."""
    version = WordingVersion.objects.current([choice.key]).get()
    return "?" + urlencode({"choice": _signer(family).sign(version.code)})


def _signer(family: Family) -> Signer:
    return Signer(salt=f"register.choice.{family.pk}")


def waiting_words(request: HttpRequest, family: Family) -> WordingVersion | None:
    """The words (`?choice=`) that this family said yes to, while they are the words of now."""
    try:
        code = _signer(family).unsign(request.GET.get("choice", ""))
    except BadSignature:
        return None
    return next((version for version in WordingVersion.objects.current([code.partition(":")[0]]) if version.code == code), None)


def waiting_choice(request: HttpRequest, family: Family) -> Choice | None:
    """The choice that somebody said yes to and that needs an answer first."""
    version = waiting_words(request, family)
    return next((choice for choice in CHOICES if version and choice.key == version.wording.key), None)


def carried(request: HttpRequest, family: Family, address: str) -> str:
    """The address of the next page about the same choice."""
    choice = waiting_choice(request, family)
    return address + said_yes_to(family, choice) if choice else address


def give_waiting(request: HttpRequest, family: Family) -> HttpResponse:
    """Back to the own page; the choice that waited for an answer is given with it."""
    choice = waiting_choice(request, family)
    if choice is None:
        return saved()
    actions.choose(family, choice, is_given=True)
    if choice.purpose == Purpose.CARD:
        return redirect("my_family_card")
    return saved(f"choice-{choice.slug}")


def words_changed(slug: str) -> HttpResponse:
    """Nothing was given: back to the choice, in its new words."""
    return redirect(reverse("my_family") + f"?changed=1#choice-{slug}")


def saved(anchor: str = "") -> HttpResponse:
    return redirect(reverse("my_family") + "?saved=1" + (f"#{anchor}" if anchor else ""))
