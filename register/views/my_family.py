"""A family's own page: everything held and why, every answer and choice changed, and the way out."""

import uuid
from typing import Any

from django import forms
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from register import actions, confirming, data_map, keys
from register.forms.question import Question
from register.models import CHOICES, AccessLogEntry, Child, Family
from register.questions import OF_A_CHILD, QUESTIONS
from register.summary import child_rows, person_rows, standings
from register.telling import as_kept, child_answers, child_of, family_answers, told_by
from register.views.private import of_family, private, words

FAMILY_STEPS = ("about-you", "contact", "home", "reaching-you", "interests", "address")


@of_family
def overview(request: HttpRequest, family: Family) -> HttpResponse:
    children = family.children.prefetch_related("needs")
    context = {
        "family": family,
        "person_rows": person_rows(family, lambda step: reverse("my_family_change", args=[step])),
        "children": [(child, child_rows(child, child.needs.all(), _child_link(child))) for child in children],
        "standings": standings(family),
        "notes": family.notes.newest_first(),
        "looks": AccessLogEntry.objects.about(family.reference),
        "held": data_map.for_families(),
        "is_saved": "saved" in request.GET,
    }
    return render(request, "register/my_family.html", context | words(request, "my-family", "promise"))


@of_family
def change(request: HttpRequest, family: Family, step: str) -> HttpResponse:
    if step not in FAMILY_STEPS:
        raise Http404
    form = _form(request, family, step, family_answers(family))
    if request.method != "POST" or not form.is_valid():
        return _change_page(request, step, form)
    if step == "contact":
        return _change_contact(family, **form.cleaned_data)
    actions.change(family, **as_kept(form.cleaned_data))
    return _saved()


def _change_contact(family: Family, email: str, phone: str) -> HttpResponse:
    """A new address, or a new mobile, is used once it has answered."""
    actions.change_phone(family, phone)
    if not email or family.email == keys.normal_email(email):
        return _saved()
    confirming.ask_new_email(family, email)
    return redirect("my_family_email_sent")


@of_family
def change_child(request: HttpRequest, family: Family, child_id: uuid.UUID, step: str) -> HttpResponse:
    child = get_object_or_404(family.children, pk=child_id)
    if step not in OF_A_CHILD:
        raise Http404
    answers = child_answers(child)
    form = _form(request, family, step, answers)
    if request.method != "POST" or not form.is_valid():
        return _change_page(request, step, form)
    actions.change_child(child, child_of(answers | form.cleaned_data))
    return _saved()


@of_family
def email_sent(request: HttpRequest, family: Family) -> HttpResponse:
    """The same page whether the new address is another family's or nobody's."""
    return render(request, "register/email_sent.html", words(request, "promise"))


@require_POST
@of_family
def choose(request: HttpRequest, family: Family, slug: str) -> HttpResponse:
    """One press gives or takes back one consent."""
    choice = next((choice for choice in CHOICES if choice.slug == slug), None)
    if choice is None or request.POST.get("given") not in {"yes", "no"}:
        raise Http404
    actions.choose(family, choice, is_given=request.POST["given"] == "yes")
    return redirect(reverse("my_family") + f"?saved=1#choice-{slug}")


@require_POST
@of_family
def say_still_right(request: HttpRequest, family: Family) -> HttpResponse:
    actions.say_still_right(family)
    return _saved()


@of_family
def leave(request: HttpRequest, family: Family) -> HttpResponse:
    if request.method != "POST":
        return render(request, "register/leave.html", words(request, "leave"))
    actions.leave(family)
    logout(request)
    return redirect("register_left")


@private
def left(request: HttpRequest) -> HttpResponse:
    return render(request, "register/left.html", words(request, "left"))


def _child_link(child: Child):
    return lambda step: reverse("my_family_child", args=[child.pk, step])


def _form(request: HttpRequest, family: Family, step: str, answers: dict[str, Any]) -> Question:
    return QUESTIONS[step](request.POST if request.method == "POST" else None, told=told_by(family), initial=answers)


def _change_page(request: HttpRequest, step: str, form: forms.Form) -> HttpResponse:
    found = words(request, f"question-{step}")
    return render(request, "register/change.html", {"form": form, "kind": step, "question": found[f"question_{step.replace('-', '_')}"]})


def _saved() -> HttpResponse:
    return redirect(reverse("my_family") + "?saved=1")
