"""From one page of the form to the next: what is asked, where "back" leads, and what is read before it is sent."""

from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from register import joining
from register.answers import SignUp
from register.forms.staying import ReferenceAndCodeForm
from register.journey import Journey
from register.questions import AFTER_CHILDREN, MOST_CHILDREN, OF_A_CHILD, kind_of, number_of
from register.summary import Link, Section, child_rows, children_told, person_rows
from register.views.private import View, one_by_one, private, words
from register.views.refusals import closed


def on_the_way(view: View) -> View:
    """Hand the view the form that this browser has open. Whoever has none is told why; what they typed is kept."""

    @wraps(view)
    def with_journey(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        journey = Journey(request.session)
        return view(request, journey, *args, **kwargs) if journey.is_open else closed(request, journey, *args, **kwargs)

    return private(one_by_one(with_journey))


# In the address of a page that says what is wrong with what was typed there.
WRONG = "wrong"


def form(request: HttpRequest, step: str, journey: Journey) -> forms.Form:
    """Bound to what was refused, or to stored answers that do not hold any more, so that the page says why."""
    refused = journey.refused(step)
    if refused and WRONG in request.GET:
        return journey.form(step, refused)
    stored = journey.answers.get(step)
    if stored is not None and not journey.typed(step) and not refused and not (again := journey.form(step, stored)).is_valid():
        return again
    return journey.form(step, initial=(stored or {}) | journey.typed(step) | refused)


def says_why(request: HttpRequest, step: str) -> str:
    """The page again, at what is wrong: an address of its own, so that neither "back" nor "load again" sends the form once more."""
    return reverse("register_question", args=[step]) + f"?{WRONG}=1" + ("&change=1" if "change" in request.GET else "") + "#problems"


def not_asked(step: str) -> str:
    """Where a page leads that is none of this form: from an answer about a child who was taken out meanwhile (`Journey.step_of`) to the list, which says so."""
    return reverse("register_children") + "?gone=1" if step.endswith("-0") else reverse("register_check")


def context(request: HttpRequest, step: str, form: forms.Form, journey: Journey) -> dict:
    steps = _with_one_more(step, journey.steps)
    counted = [each for each in steps if each != "address"]  # asked with the choices, and only of some: it would move the end away
    is_change = "change" in request.GET
    key = f"question-{kind_of(step)}"
    said = words(request, key, "promise", "kept", is_own=journey.is_own)
    return {
        "form": form,
        "kind": kind_of(step),
        "steps": counted,
        "number": len([each for each in steps[: steps.index(step) + 1] if each in counted]),
        "back": reverse("register_check") if is_change and journey.holds(step) else _back_from(step, steps, journey),
        "is_change": is_change,
        "question": said[key.replace("-", "_")],
        "promise": said["promise"],
        "kept": said["kept"] if "kept" in request.GET and not form.is_bound else None,
        "which_child": _which(step, journey),
        "child_key": journey.key_of(step),
        "asks_who": journey.is_own and kind_of(step) == "child",
    }


def _with_one_more(step: str, steps: list[str]) -> list[str]:
    """A child that nobody has told about yet comes after the others."""
    if step in steps:
        return steps
    place = next(index for index, each in enumerate(steps) if kind_of(each) in AFTER_CHILDREN)
    return [*steps[:place], step, *steps[place:]]


def _which(step: str, journey: Journey) -> int:
    """Which child a page is about, counted from 1, where there are several; else 0."""
    numbers = sorted({*journey.children, number_of(step)} - {0})
    return numbers.index(number_of(step)) + 1 if number_of(step) and len(numbers) > 1 else 0


def _back_from(step: str, steps: list[str], journey: Journey) -> str:
    place = steps.index(step)
    if place == 0:
        return reverse("register")
    if _ends_a_child(steps[place - 1], step) and not journey.is_own:
        return reverse("register_children")
    return reverse("register_question", args=[steps[place - 1]])


def after(request: HttpRequest, step: str, journey: Journey) -> str:
    """The next page. After the last question about a child comes the list of children, for there may be one more."""
    steps = journey.steps
    following = next(iter(steps[steps.index(step) + 1 :]), "")
    if "change" in request.GET:
        unfinished = journey.first_open_question()
        return change(unfinished) if unfinished else reverse("register_check")
    if _ends_a_child(step, following) and not journey.is_own:
        return reverse("register_children")
    return reverse("register_question", args=[following]) if following else reverse("register_check")


def _ends_a_child(step: str, following: str) -> bool:
    return number_of(step) != 0 and number_of(following) != number_of(step)


def after_children(journey: Journey) -> str:
    """Where the list of children leads on to: what is still open of a child comes first."""
    last = next(step for step in reversed(journey.steps) if kind_of(step) in OF_A_CHILD)
    following = journey.steps[journey.steps.index(last) + 1]
    return reverse("register_question", args=[journey.first_open_question(before=following) or following])


def nearly_there(request: HttpRequest, reference: str, *, is_by_text: bool, is_own: bool) -> dict:
    """What stands on the page after a sign-up was sent, or its mail was asked for again."""
    form = ReferenceAndCodeForm(initial={"reference": reference})
    return {"reference": reference, "is_by_text": is_by_text, "form": form} | words(request, "sent", "sent-text", "promise", is_own=is_own)


def change(step: str) -> str:
    return reverse("register_question", args=[step]) + "?change=1"


def children(request: HttpRequest, journey: Journey) -> dict:
    """Everyone told about so far, and whether one more can be."""
    told = children_told(journey.children, journey.answers, journey.steps)
    next_step = f"child-{journey.next_child}" if journey.next_child else ""
    found = {"told": told, "next_step": next_step, "most": MOST_CHILDREN, "on": after_children(journey), "is_gone": "gone" in request.GET}
    return found | words(request, "children", "promise", is_own=journey.is_own)


def to_take_out(request: HttpRequest, journey: Journey) -> dict:
    """The child that the address names, with its place among the others; empty for one that is not there, or is the only one."""
    told = children_told(journey.children, journey.answers, journey.steps)
    found = next(((place, child) for place, child in enumerate(told, 1) if str(child.number) == request.GET["out"]), None)
    return {"place": found[0], "child": found[1]} | words(request, "child-out") if found and len(told) > 1 else {}


def to_read(request: HttpRequest, journey: Journey, sign_up: SignUp) -> dict:
    """All that is sent, and a mark that only these answers have: what comes back with another one was not read."""
    return {
        "sections": _sections(journey, sign_up),
        "choices": sign_up.choices,
        "change_choices": change("choices"),
        "change_equality": "" if "equality" in journey.left_out else change("equality"),
        "has_children": not journey.is_own,
        "shown": joining.marks_of(sign_up)[0],
        "is_changed": request.method == "POST",
    } | words(request, "check", "check-equality", "check-send", "promise", is_own=journey.is_own)


def _sections(journey: Journey, sign_up: SignUp) -> list[Section]:
    """The answers as they are read before they are sent, each with the way to change it; what is not asked is not shown."""
    left_out = journey.left_out
    about_children = [
        Section(_child_title(place, sign_up), child_rows(child, child.needs, _change_of(number), left_out, is_own=journey.is_own), _which_of(place, sign_up))
        for place, (number, child) in enumerate(zip(journey.children, sign_up.children, strict=True), 1)
    ]
    return [Section(_("You"), person_rows(sign_up.person, change, left_out)), *about_children]


def _change_of(number: int) -> Link:
    return lambda kind: change(f"{kind}-{number}")


def _which_of(place: int, sign_up: SignUp) -> str:
    """What tells a child from the others: its name, or else its place; empty where there are no others."""
    return (sign_up.children[place - 1].nickname or str(place)) if len(sign_up.children) > 1 else ""


def _child_title(number: int, sign_up: SignUp) -> str:
    if len(sign_up.children) > 1:
        name = sign_up.children[number - 1].nickname
        return _("Child %(number)s") % {"number": number} + (f": {name}" if name else "")
    return _("About your age and your help") if sign_up.person.is_young_person else _("Your child")
