"""Addresses that the mail server refuses for good: read off the mails that were given up, and marked on the family's record."""

from django.db.models import Q

from accounts.models import QueuedMail
from accounts.outgoing import MOST_TRIES
from register.models import Family

# How `accounts.outgoing` names the server's refusal of the recipient. Refused for good, it ends before all tries are used up (RFC 5321, 4.2.1: 5xx).
REFUSED = Q(problem="SMTPRecipientsRefused", gave_up_at__isnull=False, tries__lt=MOST_TRIES)


def write_again(family: Family) -> None:
    """The mailbox is there again. What could not be delivered is too old to send, and would mark it anew."""
    QueuedMail.objects.to(family.email).filter(gave_up_at__isnull=False).delete()
    family.bounced_at = None
    family.save(update_fields=["bounced_at"])


def mark_bounced() -> int:
    """Mark the families whose address sends our mail back; how many are new. Those mails stay where they are until they are forgotten.

    Nobody knows which of our mails arrived: who was asked if all is still right was not, and the clocks leave it alone until it is asked in another way.
    """
    marked = 0
    for recipient, when in QueuedMail.objects.filter(REFUSED).values_list("recipient", "gave_up_at").iterator():
        marked += Family.objects.with_email(recipient).filter(bounced_at=None).update(bounced_at=when, asked_again_at=None, stopped_at=None)
    return marked
