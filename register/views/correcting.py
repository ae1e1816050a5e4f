"""An officer changes what a family told us, with the family's own questions."""

import uuid
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from register import actions, confirming, correcting
from register.correcting import Work
from register.forms.person import ContactByOfficerForm
from register.forms.question import Question, Questions
from register.models import CHOICES, Choice, WordingVersion
from register.officer_forms import ChoiceForm, CodeForm
from register.questions import OF_A_CHILD, OF_A_FAMILY, QUESTIONS, left_out
from register.summary import born_in
from register.telling import child_answers, child_of, family_answers, told_by
from register.views.opened import at_work

# What one press of a button on the record does.
PRESSES = {"still-right": correcting.say_still_right, "no-answer": correcting.nobody_answered, "write-again": correcting.write_again, "send-again": correcting.send_again}


def saved(work: Work) -> HttpResponse:
    return redirect(reverse("register_family", args=[work.family.pk]) + "?saved=1")


def ask(request: HttpRequest, work: Work, title: str, *questions: forms.Form, label: str = "", words: WordingVersion | None = None, is_grave: bool = False) -> HttpResponse:
    """The page with one or several forms about this record."""
    context = {"title": title, "family": work.family, "forms": questions, "label": label or _("Save"), "words": words, "is_grave": is_grave}
    return render(request, "register/admin/ask.html", context)


@at_work
def change(request: HttpRequest, work: Work, step: str) -> HttpResponse:
    if step not in OF_A_FAMILY:
        raise Http404
    form = _form(request, work, step, family_answers(work.family))
    if request.method == "POST" and form.is_valid():
        if step == "contact":
            return _change_contact(request, work, form)
        try:
            correcting.change(work, step, form.cleaned_data)
            return saved(work)
        except actions.NotOneself:
            form.add_error("relationship", _("A young person who joins for themselves is 16 or over and tells of nobody else. This record says otherwise."))
    return ask(request, work, str(correcting.QUESTION_NAMES[step]).capitalize(), form)


def _change_contact(request: HttpRequest, work: Work, form: forms.Form) -> HttpResponse:
    try:
        waits = correcting.change_contact(work, **form.cleaned_data)
    except correcting.AddressStays:
        form.add_error("email", _("The family signs in with this address. You can change it, but not take it away."))
    except (correcting.NobodyCouldWrite, actions.LastContact):
        form.add_error(None, _("Then nobody could write to this family. Leave one of the two, or write down its postal address first."))
    except correcting.NumberTaken:
        form.add_error("phone", _("Another family signs in with this number. If both are one family, put the records together."))
    else:
        return redirect(reverse("register_family", args=[work.family.pk]) + "?waits=1") if waits else saved(work)
    return ask(request, work, str(correcting.QUESTION_NAMES["contact"]).capitalize(), form)


@at_work
def change_child(request: HttpRequest, work: Work, child_id: uuid.UUID, step: str) -> HttpResponse:
    child = get_object_or_404(work.family.children, pk=child_id)
    if step not in OF_A_CHILD:
        raise Http404
    answers = child_answers(child)
    form = _form(request, work, step, answers)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.change_child(work, child, step, child_of(answers | form.cleaned_data))
        except actions.ChildGone:
            raise Http404 from None
        return saved(work)
    return ask(request, work, str(correcting.QUESTION_NAMES[step]).capitalize(), form)


@at_work
def add_child(request: HttpRequest, work: Work) -> HttpResponse:
    page = Questions(OF_A_CHILD, request.POST if request.method == "POST" else None, told=told_by(work.family), left_out=left_out())
    if not actions.can_add_child(work.family):
        raise Http404
    if request.method == "POST" and page.is_valid():
        correcting.add_child(work, child_of(page.cleaned_data))
        return saved(work)
    return ask(request, work, _("One more child or young person"), *page.forms)


@at_work
def remove_child(request: HttpRequest, work: Work, child_id: uuid.UUID) -> HttpResponse:
    child = get_object_or_404(work.family.children, pk=child_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            correcting.remove_child(work, child)
        except actions.ChildGone:
            raise Http404 from None
        except actions.LastChild:
            form.add_error(None, _("This is the only child here. If the family wants to leave, erase its record instead."))
        else:
            return saved(work)
    title = _("Take out %(name)s, born in %(when)s?") % {"name": child.nickname or _("this child"), "when": born_in(child.birth_month, child.birth_year)}
    return ask(request, work, title, form, label=_("Yes, take out"), is_grave=True)


@at_work
def choose(request: HttpRequest, work: Work, slug: str) -> HttpResponse:
    choice = _choice(slug)
    form = ChoiceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            correcting.choose(work, choice, is_given=said["given"] == "yes", how=said["how"], on=said["paper_date"])
        except correcting.CanNotReachThem:
            form.add_error("given", _("The record has no address or number to send this to. Write it down first."))
        except correcting.SaidSomethingNewer:
            form.add_error("paper_date", _("The family has said something about this after that day. What it said last counts."))
        else:
            return saved(work)
    version = WordingVersion.objects.current([choice.key]).get()
    return ask(request, work, f"{choice.purpose.label}, {choice.channel.label}", form, words=version)


@at_work
def code(request: HttpRequest, work: Work) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            correcting.confirm_by_code(work, form.cleaned_data["code"])
        except confirming.CodeWrong:
            form.add_error("code", _("That is not the newest code, or it was tried too often. Ask them to read it again, or send another one."))
        except confirming.AddressTaken:
            form.add_error(None, _("Another family has joined with this address or number. Look for it: both may be one family."))
        else:
            return saved(work)
    return ask(request, work, _("Confirm on the phone"), form, label=_("Confirm"))


@require_POST
@at_work
def press(request: HttpRequest, work: Work, what: str) -> HttpResponse:
    """One of the buttons on the record."""
    if what not in PRESSES:
        raise Http404
    PRESSES[what](work)
    return saved(work)


def _choice(slug: str) -> Choice:
    found = next((choice for choice in CHOICES if choice.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _form(request: HttpRequest, work: Work, step: str, answers: dict[str, Any]) -> Question:
    form = ContactByOfficerForm if step == "contact" else QUESTIONS[step]
    return form(request.POST if request.method == "POST" else None, told=told_by(work.family), initial=answers)
