"""Addresses that the mail server refuses for good: read off the mails that were given up, and marked on the family's record."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q

from accounts.models import QueuedMail
from accounts.outgoing import MOST_TRIES
from register.models import Child, Family

# How `accounts.outgoing` names the server's refusal of the recipient. Refused for good, it ends before all tries are used up (RFC 5321, 4.2.1: 5xx).
REFUSED = Q(problem="SMTPRecipientsRefused", gave_up_at__isnull=False, tries__lt=MOST_TRIES)


def write_again(family: Family) -> None:
    """The mailbox is there again. What could not be delivered is too old to send; of a complaint it stays, for whoever has to answer in another way."""
    QueuedMail.objects.that_end_with(family.email).filter(gave_up_at__isnull=False).delete()
    family.bounced_at = None
    family.save(update_fields=["bounced_at"])


def mark_bounced() -> int:
    """Mark the families whose address sends our mail back; how many are new. Those mails stay where they are until they are forgotten.

    Nobody knows which of our mails arrived: who was asked if all is still right was not, and the clocks leave it alone until it is asked in another way.
    So it is with young people who were asked for their own choice since the family's last word: an officer tells them.
    """
    marked = 0
    for recipient, when in QueuedMail.objects.filter(REFUSED).values_list("recipient", "gave_up_at").iterator():
        marked += _mark(recipient, when) if when else 0
    return marked


@transaction.atomic
def _mark(recipient: str, when: dt.datetime) -> int:
    bounced = list(Family.objects.newly_bounced(recipient, when).select_for_update(of=("self",)).values_list("pk", flat=True))
    Child.objects.filter(family__in=bounced, own_choice_asked_at__gt=F("family__said_at")).update(own_choice_asked_at=None)
    return Family.objects.filter(pk__in=bounced).update(bounced_at=when, asked_again_at=None, stopped_at=None)
