"""A family's own page: everything held, one press for each choice, and the ways on to the rest."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from home.prose import Heading
from register import actions, questions
from register.models import CHOICES, AccessLogEntry, Channel, Child, Choice, Family, Relationship
from register.questions import MOST_CHILDREN
from register.summary import child_rows, own_rows, standings
from register.telling import not_asked, not_asked_about
from register.views.own_page import said_yes_to, saved, words_changed
from register.views.private import of_family, words


@of_family
def overview(request: HttpRequest, family: Family) -> HttpResponse:
    left_out = questions.left_out()
    children = list(family.children.prefetch_related("needs"))
    is_young_person = family.relationship == Relationship.YOUNG_PERSON
    context = {
        "family": family,
        "headings": _headings(is_young_person=is_young_person),
        "is_young_person": is_young_person,
        "person_rows": own_rows(family, lambda step: reverse("my_family_change", args=[step]), not_asked(family, left_out)),
        "children": [(child, child_rows(child, child.needs.all(), _child_link(child), not_asked_about(child, left_out), is_own=is_young_person)) for child in children],
        "can_add_child": not is_young_person and len(children) < MOST_CHILDREN,
        "most": MOST_CHILDREN,
        "standings": standings(family),
        "is_paused": bool(family.paused_until and family.paused_until > timezone.localdate()),
        "asks_reaching": "reaching-you" not in not_asked(family, left_out),
        "notes": family.notes.newest_first(),
        "is_saved": "saved" in request.GET,
        "words_changed": "changed" in request.GET,
    }
    return render(request, "register/my_family.html", context | words(request, "my-family", "my-messages", "my-data", "promise"))


def _headings(*, is_young_person: bool) -> list[Heading]:
    about = _("About your age and your help") if is_young_person else _("Your children")
    return [
        Heading("choices", _("Your choices")),
        Heading("messages", _("How much we write")),
        Heading("about-you", _("About you")),
        Heading("children", about),
        Heading("more", _("Your data, your card, and leaving")),
    ]


def _child_link(child: Child):
    return lambda step: reverse("my_family_child", args=[child.pk, step])


@require_POST
@of_family
def choose(request: HttpRequest, family: Family, slug: str) -> HttpResponse:
    """One press gives or takes back one consent; giving what needs an address or a number first leads there, and is given with it."""
    choice = next((choice for choice in CHOICES if choice.slug == slug), None)
    if choice is None or request.POST.get("given") not in {"yes", "no"}:
        raise Http404
    is_given = request.POST["given"] == "yes"
    if is_given and (first := _needed_first(family, choice)):
        return redirect(first + said_yes_to(family, choice))
    try:
        actions.choose(family, choice, is_given=is_given, read=request.POST.get("words", ""))
    except actions.WordsChanged:
        return words_changed(slug)
    return saved(f"choice-{slug}")


def _needed_first(family: Family, choice: Choice) -> str:
    """The page that asks for what the choice needs; empty when it is there."""
    if choice.needs_address and not family.has_address:
        return reverse("my_family_change", args=["address"])
    if choice.channel == Channel.TEXT and not (family.can_be_texted and family.phone_confirmed_at):
        return reverse("my_family_phone") if family.can_be_texted else reverse("my_family_change", args=["contact"])
    return ""


@require_POST
@of_family
def say_still_right(request: HttpRequest, family: Family) -> HttpResponse:
    actions.say_still_right(family)
    return saved()


@of_family
def looks(request: HttpRequest, family: Family) -> HttpResponse:
    """Who has looked, when and why; never an officer's name."""
    return render(request, "register/looks.html", {"looks": AccessLogEntry.objects.about(family.reference)} | words(request, "my-looks"))
