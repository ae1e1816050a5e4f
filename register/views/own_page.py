"""What the pages of "my family" have in common."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from register import actions
from register.forms.question import Question, is_young_person
from register.models import CHOICES, Choice, Family, Purpose, WordingVersion
from register.questions import OF_A_CHILD, QUESTIONS
from register.telling import told_by
from register.views.private import words


def question_form(request: HttpRequest, family: Family, kind: str, answers: dict[str, Any]) -> Question:
    return QUESTIONS[kind](request.POST if request.method == "POST" else None, told=told_by(family), initial=answers)


def question_page(request: HttpRequest, family: Family, kind: str, form: forms.Form, **more: Any) -> HttpResponse:
    """A question as it was asked on the way in, in the words for whom it is asked."""
    is_own = kind in OF_A_CHILD and is_young_person(told_by(family))
    found = words(request, f"question-{kind}{'-own' if is_own else ''}")
    context = {"form": form, "kind": kind, "question": next(iter(found.values())), "waiting": waiting_words(request)}
    return render(request, "register/change.html", context | more)


def waiting_choice(request: HttpRequest) -> Choice | None:
    """The choice (`?choice=`) that somebody said yes to and that needs an answer first."""
    return next((choice for choice in CHOICES if choice.slug == request.GET.get("choice")), None)


def waiting_words(request: HttpRequest) -> WordingVersion | None:
    choice = waiting_choice(request)
    return WordingVersion.objects.current([choice.key]).first() if choice else None


def for_choice(address: str, choice: Choice | None) -> str:
    """The address of a page that says what the choice still needs."""
    return f"{address}?choice={choice.slug}" if choice else address


def give_waiting(request: HttpRequest, family: Family) -> HttpResponse:
    """Back to the own page; the choice that waited for an answer is given with it."""
    choice = waiting_choice(request)
    if choice is None:
        return saved()
    actions.choose(family, choice, is_given=True)
    if choice.purpose == Purpose.CARD:
        return redirect("my_family_card")
    return saved(f"choice-{choice.slug}")


def saved(anchor: str = "") -> HttpResponse:
    return redirect(reverse("my_family") + "?saved=1" + (f"#{anchor}" if anchor else ""))
