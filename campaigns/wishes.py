"""What a family says by the link in a message, without signing in.

Whoever a mail was forwarded to has the same link. So it only ever leads to less: something is taken back, never given; a pause gets longer, never shorter.
"""

import datetime as dt
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns import letters
from campaigns.models import Delivery
from campaigns.tokens import Forged, token_of
from home.caches import CACHE_GONE
from register import actions
from register.letters import contact_of
from register.models import CHOICES, Channel, Choice, Consent, Family, How, Purpose

# What brings messages. A card is asked for by itself.
MESSAGES: Final = tuple(choice for choice in CHOICES if choice.purpose != Purpose.CARD)
# What the button says, by the choice's slug.
STOP: Final = {
    "updates": _("Stop news about services and events by e-mail"),
    "updates-text": _("Stop news about services and events by text message"),
    "updates-post": _("Stop news about services and events by post"),
    "surveys": _("Stop surveys and ways to have a say"),
    "forum": _("Stop passing my details to the parent carer forum"),
    "nhs": _("Stop invitations from the NHS"),
}
CHANGEABLE: Final = {"reach", "language", "other_language", "reading_format", "topics"}
SALT: Final = "campaigns.wishes"
LINK_AGAIN: Final = 60 * 60


class LinkOld(Exception):
    """A link that was mailed anew is too old by now: `token`, where another can be had."""

    def __init__(self, token: str) -> None:
        super().__init__("old link")
        self.token = token


class NoMailbox(Exception):
    """No e-mail address that works is in the record."""


class AskedJustNow(Exception):
    """A link went out less than LINK_AGAIN seconds ago."""


def came_by(delivery: Delivery) -> list[Choice]:
    """What was agreed to that this message came by: one choice, or the one for every channel."""
    return [choice for choice in MESSAGES if choice.purpose == delivery.mailing.purpose and choice.channel in {delivery.channel, Channel.ANY}]


def standing(family: Family) -> list[Choice]:
    """What the family agrees to now that brings messages."""
    given = set(Consent.objects.standing().filter(family=family).values_list("purpose", "channel"))
    return [choice for choice in MESSAGES if (choice.purpose, choice.channel) in given]


@transaction.atomic
def stop(family: Family, choices: Iterable[Choice]) -> list[Choice]:
    """Take back, from now, those of `choices` that stand, and return them. Twice changes nothing (UK GDPR article 7(3)). Raises actions.GoneMeanwhile."""
    actions.hold(family)
    wanted = list(choices)
    stopped = [choice for choice in standing(family) if choice in wanted]
    for choice in stopped:
        actions.choose(family, choice, is_given=False, how=How.MESSAGE)
    return stopped


@transaction.atomic
def pause(family: Family, until: dt.date) -> None:
    """Raises actions.NoSuchPause, actions.GoneMeanwhile. One that lasts longer already stays."""
    actions.hold(family)
    if family.paused_until is None or family.paused_until < until:
        actions.pause(family, until)


def send_less(family: Family) -> None:
    """Raises actions.GoneMeanwhile."""
    actions.send_less(family, wants_less=True)


def change(family: Family, **answers: Any) -> None:
    """How messages come, and about what. Raises actions.GoneMeanwhile, and ValueError for anything else of the family's answers."""
    if unknown := answers.keys() - CHANGEABLE:
        raise ValueError(", ".join(sorted(unknown)))
    actions.change(family, **answers)


def is_old(delivery: Delivery) -> bool:
    """Whether its link opens the family's wishes no more. Those that stop something never end."""
    return (delivery.accepted_at or delivery.try_after) < timezone.now() - dt.timedelta(days=settings.MESSAGE_LINK_DAYS)


def send_new_link(delivery: Delivery, family: Family) -> None:
    """Raises NoMailbox, AskedJustNow."""
    email = contact_of(family).email
    if not email:
        raise NoMailbox
    with suppress(*CACHE_GONE):
        if not cache.add(f"wishes-link:{family.pk}", 1, LINK_AGAIN):
            raise AskedJustNow
    letters.send_wishes_link(email, signing.TimestampSigner(salt=SALT).sign(token_of(delivery.pk)))


def token_in(renewed: str) -> str:
    """The key of the delivery that a new link is for. Raises LinkOld, Forged."""
    signer = signing.TimestampSigner(salt=SALT)
    try:
        return signer.unsign(renewed, max_age=dt.timedelta(days=settings.MESSAGE_LINK_DAYS))
    except signing.SignatureExpired:
        raise LinkOld(signer.unsign(renewed)) from None
    except signing.BadSignature:
        raise Forged from None
