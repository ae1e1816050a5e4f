"""Receipts: kept as they come, whatever they say, and then applied; late, twice and out of order change nothing that is known better."""

import logging
from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from campaigns.carriers.base import Receipt
from campaigns.carriers.receipts import state_of
from campaigns.models import Delivery, DeliveryEvent, DeliveryState, StoredReceipt
from campaigns.sending import points
from register.models import Channel, Family

AT_ONCE: Final = 500
# What a carrier says once it has said the last thing about a delivery; one that comes after tells nothing new.
FINAL: Final = (DeliveryState.DELIVERED, DeliveryState.PERMANENT, DeliveryState.RETURNED)
# A receipt is the proof that the carrier has it, also while we did not know, and when the worker that sent it is dead.
MAY_BECOME: Final = (DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.ACCEPTED, DeliveryState.TEMPORARY, DeliveryState.TECHNICAL)
TAKEN: Final = (DeliveryState.ACCEPTED, DeliveryState.DELIVERED)
log = logging.getLogger(__name__)


def keep(receipts: Iterable[Receipt]) -> int:
    """Keep what came, before anything is done with it; how many."""
    rows = StoredReceipt.objects.bulk_create(
        [StoredReceipt(reference=each.reference[:120], provider_id=each.provider_id[:120], status=each.status[:40], said_at=each.at) for each in receipts]
    )
    points.passed(points.RECEIPT_KEPT)
    return len(rows)


def apply_kept() -> int:
    """Apply what is kept and not applied yet, the oldest first; how many. One that is about nothing of ours stays as it came."""
    keys = list(StoredReceipt.objects.filter(applied_at=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    return sum(_apply(key) for key in keys)


@transaction.atomic
def _apply(key: int) -> bool:
    receipt = StoredReceipt.objects.select_for_update(skip_locked=True).filter(pk=key, applied_at=None).first()
    if receipt is None:  # another worker was faster
        return False
    row, state = _delivery_of(receipt), state_of(receipt.status)
    if row is not None and state:
        _become(row, DeliveryState(state), receipt)
    receipt.applied_at = timezone.now()
    receipt.save(update_fields=["applied_at"])
    points.passed(points.RECEIPT_APPLIED)
    return True


def _delivery_of(receipt: StoredReceipt) -> Delivery | None:
    """By our reference or, where a carrier tells its own number alone, by that."""
    rows = Delivery.objects.select_for_update(of=("self",))
    try:
        return rows.filter(pk=UUID(receipt.reference)).first()
    except ValueError:
        return rows.filter(provider_id=receipt.provider_id).first() if receipt.provider_id else None


def _become(row: Delivery, state: DeliveryState, receipt: StoredReceipt) -> None:
    if row.state not in MAY_BECOME or (state == DeliveryState.ACCEPTED and row.state in TAKEN):
        return
    now = timezone.now()
    taken = {"accepted_at": row.accepted_at or now} if state in TAKEN else {}
    over = {"over_at": now} if state != DeliveryState.ACCEPTED else {}
    # A new epoch: the worker that has it in hand, if one does, writes nothing more.
    Delivery.objects.filter(pk=row.pk).update(
        state=state, epoch=row.epoch + 1, lease_until=None, provider_id=receipt.provider_id or row.provider_id, problem="" if state in TAKEN else receipt.status, **taken, **over
    )
    DeliveryEvent.objects.create(delivery_id=row.pk, what=state, epoch=row.epoch + 1, detail="receipt")
    if state == DeliveryState.PERMANENT and row.channel == Channel.EMAIL and row.family_id:
        Family.objects.filter(pk=row.family_id, bounced_at=None).update(bounced_at=now)
