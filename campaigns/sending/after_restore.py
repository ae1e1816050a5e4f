"""After a backup was restored nothing is sent by itself: what went out since then is not in it."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns.models import Delivery, DeliveryState, Mailing, MailingState


@transaction.atomic
def pause_all() -> int:
    """Pause every mailing, and call unknown what waits of them: it may have been sent since the backup, so carriers are asked first. How many mailings."""
    going = list(Mailing.objects.select_for_update().filter(state__in=[MailingState.SENDING, MailingState.SCHEDULED]).values_list("pk", flat=True))
    waiting = Delivery.objects.filter(mailing__in=going, state__in=[DeliveryState.READY, DeliveryState.SENDING])
    waiting.update(state=DeliveryState.UNKNOWN, epoch=F("epoch") + 1, lease_until=None, attempted_at=timezone.now())
    told = _("A backup was restored. Look at what is unknown before you go on.")
    Mailing.objects.filter(pk__in=going).update(state=MailingState.PAUSED, paused_because=told)
    return len(going)


def pause_all_and_say(**_signal: object) -> str:
    """For whoever restores: how many were paused; empty when nothing was being sent."""
    many = pause_all()
    if not many:
        return ""
    return f"Mailings paused until somebody has looked: {many:,}. What waited of them is asked about first."
