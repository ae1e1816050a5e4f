"""What the pages of "my family" have in common."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy

from register import actions
from register.forms.question import Question
from register.in_force import in_force
from register.models import CHOICES, Choice, Family, Lack, Purpose, WordingVersion
from register.questions import QUESTIONS
from register.telling import told_by
from register.views.private import words

# The page that asks for what a choice needs. Nobody can be asked for what the portal itself lacks.
ASKING_FOR = {
    Lack.ADDRESS: reverse_lazy("my_family_change", args=["address"]),
    Lack.MOBILE: reverse_lazy("my_family_change", args=["contact"]),
    Lack.ANSWER: reverse_lazy("my_family_phone"),
}


def question_form(request: HttpRequest, family: Family, kind: str, answers: dict[str, Any]) -> Question:
    return QUESTIONS[kind](request.POST if request.method == "POST" else None, told=told_by(family), initial=answers)


def question_page(request: HttpRequest, family: Family, kind: str, form: forms.Form, **more: Any) -> HttpResponse:
    """A question as it was asked on the way in, in the words for whom it is asked."""
    found = words(request, f"question-{kind}", is_own=family.is_young_person)
    context = {"form": form, "kind": kind, "question": next(iter(found.values())), "waiting": waiting_words(request, family)}
    return render(request, "register/change.html", context | more)


def give(family: Family, choice: Choice, read: str, *, then: str = "") -> HttpResponse:
    """Give what was read in the words with this code; what it needs is asked for first, and it is given with the answer. `then`: the page after that."""
    if in_force()[choice.key].code != read:
        return words_changed(choice.slug)
    lack = family.lacks_for(choice)
    if lack == Lack.TEXTS:
        return redirect(reverse("my_family") + f"?no-texts=1#choice-{choice.slug}")
    if lack:
        return redirect(ASKING_FOR[lack] + said_yes_to(family, choice, read))
    try:
        actions.choose(family, choice, is_given=True, read=read)
    except actions.WordsChanged:
        return words_changed(choice.slug)
    return redirect(then) if then else saved(f"choice-{choice.slug}")


def said_yes_to(family: Family, choice: Choice, read: str) -> str:
    """What an address carries of a choice that needs an answer first: the words that were read, signed for this family, so that no link can agree for it.

    It ends with what the family next says of this choice: an address in a browser's history gives nothing that was taken back.
    """
    return "?" + urlencode({"choice": _signer(family, choice).sign(read)})


def _signer(family: Family, choice: Choice) -> Signer:
    last = family.consents.about(choice).newest_first().first()
    return Signer(salt=f"register.choice.{family.pk}.{last.pk if last else 0}")


def _waiting(request: HttpRequest, family: Family) -> tuple[Choice, str] | None:
    """The choice (`?choice=`) that needs an answer first, and the code of the words in which this family said yes to it; None once it has said something else."""
    carried = request.GET.get("choice", "")
    choice = next((choice for choice in CHOICES if choice.key == carried.partition(":")[0]), None)
    try:
        return (choice, _signer(family, choice).unsign(carried)) if choice else None
    except BadSignature:
        return None


def waiting_choice(request: HttpRequest, family: Family) -> Choice | None:
    """The choice that somebody said yes to and that needs an answer first."""
    waiting = _waiting(request, family)
    return waiting[0] if waiting else None


def waiting_words(request: HttpRequest, family: Family) -> WordingVersion | None:
    """The words that this family said yes to, while they are the words of now."""
    waiting = _waiting(request, family)
    if waiting is None:
        return None
    choice, read = waiting
    version = in_force()[choice.key]
    return version if version.code == read else None


def carried(request: HttpRequest, family: Family, address: str) -> str:
    """The address of the next page about the same choice."""
    waiting = _waiting(request, family)
    return address + said_yes_to(family, *waiting) if waiting else address


def give_waiting(request: HttpRequest, family: Family) -> HttpResponse:
    """Back to the own page; the choice that waited for an answer is given with it, once there is nothing more that it needs."""
    waiting = _waiting(request, family)
    if waiting is None:
        return saved()
    choice, read = waiting
    return give(family, choice, read, then=reverse("my_family_card") if choice.purpose == Purpose.CARD else "")


def words_changed(slug: str) -> HttpResponse:
    """Nothing was given: back to the choice, in its new words."""
    return redirect(reverse("my_family") + f"?changed=1#choice-{slug}")


def saved(anchor: str = "") -> HttpResponse:
    return redirect(reverse("my_family") + "?saved=1" + (f"#{anchor}" if anchor else ""))
