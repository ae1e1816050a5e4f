"""What was not delivered, for a person to decide: sent once more, or left."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from campaigns.models import Delivery, DeliveryEvent, DeliveryState, Mailing, MailingState
from campaigns.signing import NotNow


class ResolvedAlready(Exception):
    """Somebody has decided about it, or a receipt has told meanwhile that it arrived."""


@transaction.atomic
def send_again(delivery: Delivery, *, by: User) -> None:
    """Try it once more from the beginning. Raises ResolvedAlready, and NotNow when its mailing is over."""
    _check_still_sent(delivery)
    _resolve(delivery, by, "sent again", state=DeliveryState.READY, tries=0, attempted_at=None, over_at=None, problem="", try_after=timezone.now())


@transaction.atomic
def leave(delivery: Delivery, *, by: User) -> None:
    """Nothing more is done about it. Raises ResolvedAlready."""
    _resolve(delivery, by, "left", resolved_at=timezone.now(), resolved_by=by.staff_email)


def _check_still_sent(delivery: Delivery) -> None:
    """One that was sent goes on being sent for this one."""
    mailing = Mailing.objects.select_for_update().get(pk=delivery.mailing_id)
    if mailing.state == MailingState.SENT and mailing.send_until and mailing.send_until > timezone.now():
        mailing.state = MailingState.SENDING
        mailing.save(update_fields=["state", "changed_at"])
    elif mailing.state not in {MailingState.SENDING, MailingState.PAUSED}:
        raise NotNow(mailing.state)


def _resolve(delivery: Delivery, by: User, how: str, **values: object) -> None:
    if not Delivery.objects.dead_letters().filter(pk=delivery.pk).update(epoch=F("epoch") + 1, **values):
        raise ResolvedAlready
    epoch = Delivery.objects.values_list("epoch", flat=True).get(pk=delivery.pk)
    DeliveryEvent.objects.create(delivery_id=delivery.pk, what=DeliveryEvent.What.RESOLVED, epoch=epoch, detail=f"{how} by {by.staff_email}")
