"""Disability awareness cards: asked for, checked, printed, posted, refused, cancelled. Each step is one transaction; what comes too late changes nothing."""

import datetime as dt

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from register import actions, ledger, letters
from register.in_force import in_force
from register.models import CHOICES, Card, CardRefusal, CardState, Child, Erasure, Family, Purpose, WordingVersion
from register.models.card import OUT, WAITING

CARD_CHOICE = next(choice for choice in CHOICES if choice.purpose == Purpose.CARD)


class NoAddress(Exception):
    """A card is posted: without a postal address there is nowhere to send it."""


class AlreadyAsked(Exception):
    """There is a card of this child, or one is being made."""


class WrongStep(Exception):
    """The card is not in the state that this step starts from: somebody else was faster."""


@transaction.atomic
def ask(family: Family, child: Child, *, name: str, lines: list[str], read: str) -> Card:
    """Ask for a card; asking agrees to what it needs, in the words whose code is `read`. A card whose day is over makes room.

    Raises NoAddress, AlreadyAsked, actions.WordsChanged, actions.GoneMeanwhile.
    """
    actions.hold(family)
    if not family.has_address:
        raise NoAddress
    child.cards.over(timezone.localdate()).update(state=CardState.CANCELLED)
    if child.cards.live().exists():
        raise AlreadyAsked
    actions.choose(family, CARD_CHOICE, is_given=True, read=read)
    return Card.objects.create(family=family, child=child, name=name, lines=lines)


def to_agree_to(family: Family) -> WordingVersion | None:
    """The words that the family says yes to by asking; None when it has."""
    if family.consents.standing().filter(purpose=Purpose.CARD).exists():
        return None
    return in_force()[CARD_CHOICE.key]


def free_children(family: Family, on: dt.date) -> list[Child]:
    """Whom a card can be asked for: nobody whose card is being made, or is valid on this day."""
    taken = family.cards.filter(models.Q(state__in=WAITING) | models.Q(state__in=OUT, valid_until__gte=on)).values("child")
    return list(family.children.exclude(pk__in=taken))


@transaction.atomic
def cancel(card: Card) -> None:
    """A lost card, or one that nobody wants any more: not valid from now on. Twice changes nothing."""
    if Card.objects.live().filter(pk=card.pk).update(state=CardState.CANCELLED):
        ledger.note(Erasure.Kind.CARD, card.family_id, other_id=card.pk)


@transaction.atomic
def check(card: Card) -> None:
    """All is there to print it. Raises WrongStep."""
    _from(card, CardState.ASKED, state=CardState.CHECKED)


@transaction.atomic
def refuse(card: Card, why: CardRefusal) -> None:
    """It can't be made, for a reason that the family reads. Raises WrongStep."""
    if not Card.objects.waiting().filter(pk=card.pk).update(state=CardState.REFUSED, refusal=why):
        raise WrongStep
    letters.say_news_of_card(card.family)


@transaction.atomic
def note_printed(cards: list[Card]) -> list[Card]:
    """Give each card its last day. Returns those that nobody else has printed meanwhile, as they are now. Raises WrongStep when there are none."""
    until = timezone.localdate() + relativedelta(years=settings.REGISTER_CARD_YEARS)
    values = {"state": CardState.PRINTED, "printed_at": timezone.now(), "valid_until": until}
    moved = [card.pk for card in cards if Card.objects.in_state(CardState.CHECKED).filter(pk=card.pk).update(**values)]
    if not moved:
        raise WrongStep
    return list(Card.objects.filter(pk__in=moved).select_related("family__borough"))


def printed(card: Card) -> Card:
    """The card to be printed once more; it keeps its last day. Raises WrongStep."""
    found = Card.objects.in_state(CardState.PRINTED).filter(pk=card.pk).select_related("family__borough").first()
    if found is None:
        raise WrongStep
    return found


@transaction.atomic
def post(card: Card) -> None:
    """It is on its way; the family hears so. Raises WrongStep."""
    _from(card, CardState.PRINTED, state=CardState.POSTED, posted_at=timezone.now())
    letters.say_news_of_card(card.family)


def _from(card: Card, before: CardState, **values: object) -> None:
    if not Card.objects.in_state(before).filter(pk=card.pk).update(**values):
        raise WrongStep
