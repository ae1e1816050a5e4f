"""A family's own page: everything held, one press for each choice, and the ways on to the rest."""

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from home.prose import Heading
from register import actions, child_actions, contacting, messages_sent, questions, to_come
from register.looks import ON_A_PAGE, visits_in
from register.models import CHOICES, AccessLogEntry, Child, Family
from register.questions import MOST_CHILDREN
from register.summary import Link, child_named, child_rows, own_rows, standings
from register.telling import not_asked, not_asked_about
from register.views.own_page import give, saved
from register.views.pressed import by_button
from register.views.private import of_family, words

# What was done before the page is shown, by the name in its address: the page says so.
TOLD = {"saved": "is_saved", "gone": "is_gone", "changed": "words_changed", "no-texts": "no_texts"}
WORDS = ("my-family", "my-messages", "my-how-long", "my-bounced", "my-card-back", "my-card-taken-back", "my-less", "my-less-asked", "promise")


@of_family
def overview(request: HttpRequest, family: Family) -> HttpResponse:
    told = {name: key in request.GET for key, name in TOLD.items()}
    return render(request, "register/my_family.html", _held(family) | _answers(request, family) | told | words(request, *WORDS))


def _held(family: Family) -> dict[str, Any]:
    """How things stand with the family: its choices, its cards, and what waits for it."""
    cards = list(family.cards.newest_first())
    return {
        "family": family,
        "headings": _headings(family),
        "can_add_child": child_actions.can_add_child(family),
        "most": MOST_CHILDREN,
        "standings": standings(family),
        "unanswered": contacting.unanswered(family),
        "notes": family.notes.newest_first(),
        "cards": [(card, child_named(card.child)) for card in cards],
        "messages_sent": messages_sent.lately(family),
        "asks_card": not any(card.is_waiting or card.is_out for card in cards),
    }


def _answers(request: HttpRequest, family: Family) -> dict[str, Any]:
    """What the family told us, each with the way to change it; what is not asked, and was not answered, is not there."""
    left_out = questions.left_out()
    gone = not_asked(family, left_out)
    children = list(family.children.prefetch_related("needs"))
    return {
        "to_come": to_come.lines(words(request, *to_come.KEYS, is_own=family.is_young_person), family, children),
        "person_rows": own_rows(family, lambda step: reverse("my_family_change", args=[step]), gone),
        "has_several": len(children) > 1,
        "children": [(child, child_rows(child, child.needs.all(), _child_link(child), not_asked_about(child, left_out), is_own=family.is_young_person)) for child in children],
        "asks_reaching": "reaching-you" not in gone,
    }


def _headings(family: Family) -> list[Heading]:
    about = _("About your age and your help") if family.is_young_person else _("Your children")
    return [
        Heading("choices", _("Your choices")),
        Heading("messages", _("How much we write")),
        Heading("sent", _("What we sent you")),
        Heading("about-you", _("About you")),
        Heading("children", about),
        Heading("how-long", _("How long we keep this")),
        Heading("more", _("Your data, your card, and leaving")),
    ]


def _child_link(child: Child) -> Link:
    return lambda step: reverse("my_family_child", args=[child.pk, step])


@by_button("my_family")
@of_family
def choose(request: HttpRequest, family: Family, slug: str) -> HttpResponse:
    """One press gives or takes back one consent; giving what needs an address or a number first leads there, and is given with it."""
    choice = next((choice for choice in CHOICES if choice.slug == slug), None)
    if choice is None or request.POST.get("given") not in {"yes", "no"}:
        raise Http404
    if request.POST["given"] == "yes":
        return give(family, choice, request.POST.get("words", ""))
    actions.choose(family, choice, is_given=False)
    return saved(f"choice-{slug}")


@by_button("my_family")
@of_family
def say_still_right(request: HttpRequest, family: Family) -> HttpResponse:
    actions.say_still_right(family)
    return saved()


@of_family
def looks(request: HttpRequest, family: Family) -> HttpResponse:
    """Who has looked, when and why; never an officer's name."""
    page = Paginator(visits_in(AccessLogEntry.objects.about(family.reference)), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "register/looks.html", {"page": page} | words(request, "my-looks"))
