"""Addresses that the mail server refuses for good: read off the mails that were given up, and marked on the family's record."""

import datetime as dt
import logging
from collections.abc import Iterator

from cryptography.fernet import InvalidToken
from django.db import transaction
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast

from accounts import crypto
from accounts.models import QueuedMail
from accounts.outgoing import MOST_TRIES
from register.models import Child, Family

# How `accounts.outgoing` names the server's refusal of the recipient. Refused for good, it ends before all tries are used up (RFC 5321, 4.2.1: 5xx).
REFUSED = Q(problem="SMTPRecipientsRefused", gave_up_at__isnull=False, tries__lt=MOST_TRIES)
log = logging.getLogger(__name__)


def write_again(family: Family) -> None:
    """The mailbox is there again. What could not be delivered is too old to send; of a complaint it stays, for whoever has to answer in another way."""
    QueuedMail.objects.that_end_with(family.email).filter(gave_up_at__isnull=False).delete()
    family.bounced_at = None
    family.save(update_fields=["bounced_at"])


def mark_bounced() -> int:
    """Mark the families whose address sends our mail back; how many are new. Those mails stay where they are until they are forgotten.

    Nobody knows which of our mails arrived: who was asked if all is still right was not, and the clocks leave it alone until it is asked in another way.
    A recipient that no key opens is left out, and the log says how many there are.
    So it is with young people who were asked for their own choice since the family's last word: an officer tells them.
    """
    return sum(_mark(recipient, when) for recipient, when in _refused())


def _refused() -> Iterator[tuple[str, dt.datetime]]:
    """Who refused, and when. As they stand in the table, encrypted: one that can't be opened must not hide the others."""
    unreadable = 0
    for token, when in QueuedMail.objects.filter(REFUSED).values_list(Cast("recipient", TextField()), "gave_up_at").iterator():
        try:
            yield crypto.decrypt(token), when
        except InvalidToken:
            unreadable += 1
    if unreadable:
        log.error("No key in FIELD_KEYS opens the recipients of %s mails that were refused: their families are not marked.", unreadable)


@transaction.atomic
def _mark(recipient: str, when: dt.datetime) -> int:
    bounced = list(Family.objects.newly_bounced(recipient, when).select_for_update(of=("self",)).values_list("pk", flat=True))
    Child.objects.filter(family__in=bounced, own_choice_asked_at__gt=F("family__said_at")).update(own_choice_asked_at=None)
    return Family.objects.filter(pk__in=bounced).update(bounced_at=when, asked_again_at=None, stopped_at=None)
