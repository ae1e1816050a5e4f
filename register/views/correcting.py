"""An officer changes what a family told us, with the family's own questions."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from register import actions, child_actions, confirming, contacting, correcting, foreseeing
from register.correcting import Work
from register.forms.person import BY_OFFICER
from register.forms.question import Question, Questions
from register.forms.told import ChoiceForm, NewChildForm, ReadOutCodeForm
from register.in_force import in_force
from register.models import CHOICES, Choice, Purpose, WordingVersion
from register.questions import OF_A_CHILD, OF_A_FAMILY, QUESTIONS, left_out
from register.summary import born_in
from register.telling import child_answers, child_of, family_answers, told_by
from register.views.opened import at_work
from register.views.pressed import by_button

# What one press of a button on the record does.
PRESSES = {
    "still-right": correcting.say_still_right,
    "no-answer": correcting.nobody_answered,
    "own-choice": correcting.told_of_own_choice,
    "end": correcting.told_of_the_end,
    "write-again": correcting.write_again,
    "no-letters": correcting.post_nothing,
    "letters-again": correcting.post_again,
    "send-again": correcting.send_again,
    "ask-again": correcting.ask_again,
}
NOBODY_COULD_WRITE = gettext_lazy("Then nobody could write to this family. Leave one of the two, or write down its postal address first.")
CODE_IS_OLD = gettext_lazy("This code does not work any more. Send another one, and ask them to read that one out.")
# Beside which question an officer reads which words, by what the register refused.
REFUSALS: dict[type[Exception], tuple[str | None, Promise]] = {
    actions.NotOneself: ("relationship", gettext_lazy("A young person who joins for themselves is 16 or over and tells of nobody else. This record says otherwise.")),
    child_actions.ChildGone: (None, gettext_lazy("The family has taken this child out meanwhile.")),
    child_actions.TooManyChildren: (None, gettext_lazy("No more children fit into this record.")),
    child_actions.LastChild: (None, gettext_lazy("This is the only child here. If the family wants to leave, erase its record instead.")),
    actions.LastContact: (None, NOBODY_COULD_WRITE),
    actions.WordsChanged: ("given", gettext_lazy("The words have just changed. Read the new ones out, and choose what they say to these.")),
    correcting.AddressStays: ("email", gettext_lazy("The family signs in with this address. You can change it, but not take it away.")),
    correcting.NobodyCouldWrite: (None, NOBODY_COULD_WRITE),
    correcting.NumberTaken: ("phone", gettext_lazy("Another family signs in with this number. If both are one family, put the records together.")),
    correcting.CanNotReachThem: ("given", gettext_lazy("The record has no address or number to send this to. Write it down first.")),
    actions.SaidSomethingNewer: ("paper_date", gettext_lazy("The family has said something about this after that day. What it said last counts.")),
    contacting.TooManyToday: (
        None,
        gettext_lazy("So many messages went to this address or number today that no more may go. Nothing is saved: please try again tomorrow."),
    ),
    confirming.CodeWrong: ("code", gettext_lazy("That is not the newest code, or it was tried too often. Ask them to read it again, or send another one.")),
    confirming.LinkUnknown: ("code", CODE_IS_OLD),
    confirming.LinkExpired: ("code", CODE_IS_OLD),
    confirming.AddressTaken: (None, gettext_lazy("Another family has joined with this address or number. Look for it: both may be one family.")),
}


def saved(work: Work, *, told: str = "saved") -> HttpResponse:
    """Back to the record, which says what was done."""
    return redirect(reverse("register_family", args=[work.family.pk]) + f"?{told}=1")


def is_done(request: HttpRequest, form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was sent and valid, and what it asks for was done; else it says why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except tuple(REFUSALS) as refusal:
        field, words = REFUSALS[type(refusal)]
        form.add_error(field, str(words))
        return False
    return True


@dataclass(frozen=True)
class Asking:
    """What a page about a record asks. `told`: what will come of it, in sentences; `words`: to be read out; `is_grave`: it can't be undone."""

    title: str
    label: str = ""
    words: WordingVersion | None = None
    told: Sequence[str] = ()
    is_grave: bool = False


def ask(request: HttpRequest, work: Work, asking: Asking, *questions: forms.Form) -> HttpResponse:
    """The page with one or several forms about this record."""
    return render(request, "register/admin/ask.html", {"family": work.family, "asking": asking, "forms": questions, "has_errors": any(form.errors for form in questions)})


@at_work
def change(request: HttpRequest, work: Work, step: str) -> HttpResponse:
    if step not in OF_A_FAMILY:
        raise Http404
    form = _form(request, work, step, family_answers(work.family))
    if step == "contact":
        return _change_contact(request, work, form)
    if is_done(request, form, lambda: correcting.change(work, step, form.cleaned_data)):
        return saved(work)
    return ask(request, work, Asking(_title(step)), form)


def _change_contact(request: HttpRequest, work: Work, form: forms.Form) -> HttpResponse:
    waits: list[bool] = []
    if is_done(request, form, lambda: waits.append(correcting.change_contact(work, **form.cleaned_data))):
        return saved(work, told="waits" if any(waits) else "saved")
    return ask(request, work, Asking(_title("contact")), form)


@at_work
def change_child(request: HttpRequest, work: Work, child_id: uuid.UUID, step: str) -> HttpResponse:
    child = get_object_or_404(work.family.children, pk=child_id)
    if step not in OF_A_CHILD:
        raise Http404
    form = _form(request, work, step, child_answers(child))
    if is_done(request, form, lambda: correcting.change_child(work, child, step, form.cleaned_data)):
        return saved(work)
    return ask(request, work, Asking(_title(step)), form)


@at_work
def add_child(request: HttpRequest, work: Work) -> HttpResponse:
    """The page brings the key that the child will have: its button pressed twice is one child."""
    key = NewChildForm(request.POST.get("new_child", ""))
    page = Questions(OF_A_CHILD, request.POST if request.method == "POST" else None, told=told_by(work.family), left_out=left_out())
    if work.family.has_child(key.child_id):
        return saved(work)
    if not child_actions.can_add_child(work.family):
        raise Http404
    if page.is_valid() and is_done(request, key, lambda: correcting.add_child(work, key.child_id, child_of(page.cleaned_data))):
        return saved(work)
    return ask(request, work, Asking(_("One more child or young person")), key, *page.forms)


@at_work
def remove_child(request: HttpRequest, work: Work, child_id: uuid.UUID) -> HttpResponse:
    child = get_object_or_404(work.family.children, pk=child_id)
    form = forms.Form(request.POST if request.method == "POST" else None)
    if is_done(request, form, lambda: correcting.remove_child(work, child)):
        return saved(work)
    title = _("Take out %(name)s, born in %(when)s?") % {"name": child.nickname or _("this child"), "when": born_in(child.birth_month, child.birth_year)}
    told = foreseeing.cards_that_end(child.cards.live())
    return ask(request, work, Asking(title, label=_("Yes, take out"), told=told, is_grave=True), form)


@at_work
def choose(request: HttpRequest, work: Work, slug: str) -> HttpResponse:
    """The page shows the words to read out; a POST has their code with it. Words that have changed meanwhile are asked again."""
    choice = _choice(slug)
    form = ChoiceForm(request.POST if request.method == "POST" else None, wording=choice.key)
    if is_done(request, form, lambda: _choose(work, choice, form, request.POST.get("words", ""))):
        return saved(work)
    told = foreseeing.cards_if_taken_back(work.family) if choice.purpose == Purpose.CARD else []
    return ask(request, work, Asking(choice.label, words=in_force()[choice.key], told=told), form)


def _choose(work: Work, choice: Choice, form: ChoiceForm, shown: str) -> None:
    said = form.cleaned_data
    try:
        correcting.choose(work, choice, is_given=said["given"] == "yes", how=said["how"], on=said["paper_date"], read=form.read(shown))
    except actions.WordsChanged:
        form.ask_again()
        raise


@at_work
def code(request: HttpRequest, work: Work) -> HttpResponse:
    form = ReadOutCodeForm(request.POST if request.method == "POST" else None)
    if is_done(request, form, lambda: correcting.confirm_by_code(work, form.cleaned_data["code"])):
        return saved(work, told="confirmed")
    return ask(request, work, Asking(_("Confirm on the phone"), label=_("Confirm")), form)


@by_button("register_family", "family_id")
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


def _title(step: str) -> str:
    return str(correcting.QUESTION_NAMES[step]).capitalize()


def _form(request: HttpRequest, work: Work, step: str, answers: dict[str, Any]) -> Question:
    form = BY_OFFICER.get(step, QUESTIONS[step])
    return form(request.POST if request.method == "POST" else None, told=told_by(work.family), initial=answers)
