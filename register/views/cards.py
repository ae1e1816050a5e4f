"""The family's cards: how each stands, one more, and one that was lost. And the check that anybody can make."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from register import actions, cards
from register.forms.card import CardForm, CheckCardForm
from register.in_force import in_force
from register.models import Card, Family
from register.summary import child_named
from register.views.own_page import said_yes_to
from register.views.private import of_family, private, words
from register.views.refusals import busy, is_within_an_hour


@of_family
def my_card(request: HttpRequest, family: Family) -> HttpResponse:
    words_now = cards.to_agree_to(family)
    form = CardForm(
        request.POST if request.method == "POST" else None,
        children=cards.free_children(family, timezone.localdate()),
        own_name=family.first_name if family.is_young_person else "",
        words=words_now.code if words_now else "",
    )
    return _ask(request, family, form) if form.is_valid() else _card_page(request, family, form)


def _card_page(request: HttpRequest, family: Family, form: CardForm) -> HttpResponse:
    context = {
        "form": form,
        "cards": [(card, child_named(card.child)) for card in family.cards.newest_first()],
        "has_several": family.children.count() > 1,
        "can_ask": bool(form.children),
        "has_address": family.has_address,
        "choice": cards.to_agree_to(family),
        "is_asked": "asked" in request.GET,
        "is_cancelled": "cancelled" in request.GET,
        "address": _address_first(family),
    }
    return render(request, "register/my_card.html", context | words(request, "my-card", "my-card-needs"))


def _address_first(family: Family) -> str:
    """The page that asks for it shows the words of the choice, and says yes to them."""
    return reverse("my_family_change", args=["address"]) + said_yes_to(family, cards.CARD_CHOICE, in_force()[cards.CARD_CHOICE.key].code)


def _ask(request: HttpRequest, family: Family, form: CardForm) -> HttpResponse:
    """A second press of the button finds the card that the first one asked for."""
    try:
        cards.ask(family, form.chosen, name=form.cleaned_data["name"], lines=form.cleaned_data["lines"], read=form.words)
    except actions.WordsChanged:
        form.say_words_changed()
        return _card_page(request, family, form)
    except cards.NoAddress:
        return redirect(_address_first(family))
    except cards.AlreadyAsked:
        pass
    return redirect(reverse("my_family_card") + "?asked=1")


@of_family
def cancel(request: HttpRequest, family: Family, card_id: uuid.UUID) -> HttpResponse:
    """Says what becomes of the card; the button does it."""
    card = get_object_or_404(family.cards.select_related("child"), pk=card_id)
    if request.method == "POST":
        cards.cancel(card)
        return redirect(reverse("my_family_card") + "?cancelled=1")
    if not (card.is_out or card.is_waiting):  # in another window, or by whoever makes the cards
        return redirect("my_family_card")
    said = words(request, "my-card-cancel", "my-card-stop")
    context = {"card": card, "child": child_named(card.child), "words": said["my_card_cancel" if card.is_out else "my_card_stop"]}
    return render(request, "register/card_cancel.html", context | {"has_several": family.children.count() > 1})


@csrf_exempt  # nobody is signed in here, and looking changes nothing
@private
def check_start(request: HttpRequest) -> HttpResponse:
    """Where the code is typed. The answer is this page again, so that no code stands in an address."""
    form = CheckCardForm(request.POST if request.method == "POST" else None)
    code = form.cleaned_data["code"] if request.method == "POST" and form.is_valid() else ""
    return _answer(request, form, code)


@private
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Where the square on the card leads."""
    return _answer(request, CheckCardForm(), code)


def _answer(request: HttpRequest, form: CheckCardForm, code: str) -> HttpResponse:
    """Only whether the card is valid, and until when: nothing of whose it is."""
    if code and not is_within_an_hour(request, "card"):
        return busy(request, reverse("card_check_start"))
    card = Card.objects.out().with_code(code).first()
    context = {"form": form, "is_checked": bool(code), "card": card, "is_over": bool(card and card.valid_until and card.valid_until < timezone.localdate())}
    return render(request, "register/card_check.html", context | words(request, "card-check"))
