"""What becomes of printed letters: fetched, posted, and some that come back."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.models import Delivery, DeliveryEvent, DeliveryState, PrintBatch
from campaigns.sending import printing


class NoSuchLetter(Exception):
    """The batch has no letter with this number that could have come back."""


def note_fetched(batch: PrintBatch) -> None:
    """The first time counts."""
    PrintBatch.objects.filter(pk=batch.pk, fetched_at=None).update(fetched_at=timezone.now())


@transaction.atomic
def note_posted(batch: PrintBatch) -> int:
    """Its letters are delivered as far as we can know; how many. Twice changes nothing."""
    held = PrintBatch.objects.select_for_update().get(pk=batch.pk)
    if held.posted_at:
        return 0
    now = timezone.now()
    held.posted_at = now
    held.save(update_fields=["posted_at"])
    rows = list(Delivery.objects.filter(provider_id=held.name, state=DeliveryState.ACCEPTED).values_list("pk", "epoch"))
    Delivery.objects.filter(pk__in=[pk for pk, _epoch in rows]).update(state=DeliveryState.DELIVERED, over_at=now, epoch=F("epoch") + 1)
    DeliveryEvent.objects.bulk_create([DeliveryEvent(delivery_id=pk, what=DeliveryState.DELIVERED, epoch=epoch + 1, detail="posted", at=now) for pk, epoch in rows])
    return len(rows)


@transaction.atomic
def note_returned(batch: PrintBatch, *, number: str) -> None:
    """Raises NoSuchLetter."""
    letters = list(printing.references_of(batch.name))
    place = int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0
    if not 1 <= place <= len(letters):
        raise NoSuchLetter
    back = Delivery.objects.filter(pk=letters[place - 1], state__in=[DeliveryState.ACCEPTED, DeliveryState.DELIVERED])
    if not back.update(state=DeliveryState.RETURNED, epoch=F("epoch") + 1, over_at=timezone.now(), problem="came back"):
        raise NoSuchLetter
    DeliveryEvent.objects.create(delivery_id=letters[place - 1], what=DeliveryState.RETURNED, detail="came back")
