"""What undoing a merge needs: both records as they were, and what the merge made of them. Kept for a while, as one encrypted text."""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core import serializers
from django.db import models

from accounts.models import User
from register import messages_sent, terms
from register.models import Card, CardState, Consent, Family, FamilyMerge, KnownApart

# What is chosen together, by the question it answers. The e-mail address stays with the sign-in: it is the kept record's own.
GROUPS: dict[str, tuple[str, ...]] = {
    "about-you": ("first_name", "last_name", "relationship"),
    "contact": ("phone", "phone_hash", "can_be_texted", "phone_confirmed_at"),
    "home": ("postcode", "borough_id"),
    "reaching-you": ("reach", "language_id", "other_language", "needs_interpreter", "reading_format"),
    "address": ("address",),
}
# What the family asked of us or said last counts for the one record, whichever it said it on.
WORD = ("said_at", "asked_again_at", "stopped_at")  # and these three go together
LAST_WORDS = (*WORD, "paused_until", "wants_less", "no_letters")
FIELDS = [*(name for names in GROUPS.values() for name in names), *LAST_WORDS]


class Copy:
    """Taken before the two become one.

    `same`: of the children of the record that goes, by key, the child that is the same. `newer`: of these, whose answers are taken over.
    """

    def __init__(self, stays: Family, goes: Family, *, same: Mapping[UUID, UUID], newer: Collection[UUID]) -> None:
        self.stays = stays
        self.went = {"old_reference": goes.reference, "gone_id": goes.pk, "account_id": goes.account_id}
        self.twins = children_as_texts(stays, [twin for child, twin in same.items() if child in newer])
        self.was = _both(stays, goes) | {"same": {str(child): str(twin) for child, twin in same.items()}}

    def keep(self, by: User) -> FamilyMerge:
        """Written down once the two are one."""
        cancelled = {pk: state for pk, state in self.was["live"].items() if self.stays.cards.filter(pk=pk, state=CardState.CANCELLED).exists()}
        twins = [self.twins, children_as_texts(self.stays, self.twins)]
        now = {"after": as_is(self.stays), "last_consent": _last_consent(), "twins": twins, "cancelled": cancelled}
        swallowed = json.dumps(self.was | now, default=str)
        return FamilyMerge.objects.create(kept=self.stays, kept_reference=self.stays.reference, swallowed=swallowed, by=by.staff_email, **self.went)


def as_is(family: Family) -> dict[str, Any]:
    return {name: getattr(family, name) for name in FIELDS} | {"taking_part": family.taking_part, "topics": sorted(topic.pk for topic in family.topics.all())}


def _both(stays: Family, goes: Family) -> dict[str, Any]:
    """Both records as they are, as texts that `serializers` reads back."""
    apart = KnownApart.objects.filter(models.Q(first=goes) | models.Q(second=goes))
    whole = [goes, *goes.children.all(), *goes.consents.all(), *goes.notes.all(), *goes.confirmations.all(), *apart]
    return {
        "goes": serializers.serialize("json", whole),
        "consents": serializers.serialize("json", stays.consents.all()),
        "before": as_is(stays),
        "notes": [note.pk for note in goes.notes.all()],
        "complaints": [str(complaint.pk) for complaint in goes.complaints.all()],
        "messages": messages_sent.keys_of(goes),
        "cards": {str(card.pk): str(card.child_id) for card in goes.cards.all()},
        "children": [str(child.pk) for child in goes.children.all()],
        "live": {str(card.pk): card.state for card in Card.objects.live().filter(family__in=[stays, goes])},
        "terms": terms.named_by(stays, goes),
        "earlier": list(goes.merges.values_list("pk", flat=True)),
        "second_number": stays.account.phone if stays.account and stays.account.email else None,
    }


def children_as_texts(family: Family, keys: Iterable[Any]) -> dict[str, str]:
    """Children of a family as texts, by key."""
    return {str(child.pk): serializers.serialize("json", [child]) for child in family.children.filter(pk__in=list(keys))}


def _last_consent() -> int:
    return Consent.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
