"""What nobody answered: asked about by its reference, or decided as the campaign chose where a carrier can't be asked."""

import datetime as dt
import logging
from collections.abc import Mapping
from typing import Final, Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaigns.carriers.base import CannotLookUp, Receipt
from campaigns.models import Delivery, DeliveryEvent, DeliveryState, Mailing
from register.models import Channel

# Longer than the slowest commit of a carrier: before that "not found" says nothing.
SETTLES_IN: Final = dt.timedelta(seconds=120)
ASK_AGAIN: Final = dt.timedelta(minutes=5)
MOST_SENDS: Final = 3
AT_ONCE: Final = 200
log = logging.getLogger(__name__)


class Asked(Protocol):
    """A carrier, as far as it can be asked."""

    can_look_up: bool

    def find(self, reference: UUID, /) -> Receipt | None: ...


def take_over() -> int:
    """Look after what dead workers left: what no carrier was called for waits again, of the rest nobody knows. How many."""
    now = timezone.now()
    with transaction.atomic():
        lost = list(Delivery.objects.lost_by_workers(now).select_for_update(skip_locked=True).values_list("pk", "epoch", "attempted_at")[:AT_ONCE])
        untouched = [pk for pk, _epoch, attempted in lost if attempted is None]
        doubtful = [pk for pk, _epoch, attempted in lost if attempted is not None]
        Delivery.objects.filter(pk__in=untouched).update(state=DeliveryState.READY, lease_until=None, epoch=F("epoch") + 1)
        Delivery.objects.filter(pk__in=doubtful).update(state=DeliveryState.UNKNOWN, lease_until=None, epoch=F("epoch") + 1)
        whats = dict.fromkeys(untouched, DeliveryState.READY) | dict.fromkeys(doubtful, DeliveryState.UNKNOWN)
        DeliveryEvent.objects.bulk_create([DeliveryEvent(delivery_id=pk, what=whats[pk], epoch=epoch + 1, detail="lease over") for pk, epoch, _at in lost])
    return len(lost)


def ask_about_unknown(carriers: Mapping[Channel, Asked]) -> int:
    """Ask about what is unknown for long enough; how many are known now."""
    before = timezone.now() - SETTLES_IN
    known = 0
    for channel, carrier in carriers.items():
        waiting = Delivery.objects.filter(state=DeliveryState.UNKNOWN, channel=channel, attempted_at__lte=before, try_after__lte=timezone.now())
        for row in waiting.select_related("mailing").order_by("attempted_at")[:AT_ONCE]:
            known += _ask(row, carrier) if carrier.can_look_up else _decide(row)
    return known


def _ask(row: Delivery, carrier: Asked) -> bool:
    try:
        found = carrier.find(row.pk)
    except CannotLookUp as problem:
        _settle(row, DeliveryState.UNKNOWN, f"not answered: {problem}", try_after=timezone.now() + ASK_AGAIN)
        return False
    if found:
        return _settle(row, DeliveryState.ACCEPTED, "found by its reference", accepted_at=timezone.now(), provider_id=found.provider_id[:120])
    if row.tries >= MOST_SENDS:
        return _settle(row, DeliveryState.TECHNICAL, "the carrier never took it", over_at=timezone.now())
    return _settle(row, DeliveryState.READY, "the carrier does not have it", attempted_at=None)


def _decide(row: Delivery) -> bool:
    """As the campaign chose. What is sent again bears the same Message-ID, by which many mailboxes show it once."""
    if row.mailing.on_doubt == Mailing.OnDoubt.AT_LEAST_ONCE and row.tries < MOST_SENDS:
        return _settle(row, DeliveryState.READY, "sent again, as chosen", attempted_at=None)
    return _settle(row, DeliveryState.TECHNICAL, "no answer: it may have arrived", over_at=timezone.now())


@transaction.atomic
def _settle(row: Delivery, state: DeliveryState, detail: str, **values: object) -> bool:
    """Only while it is as we read it: another worker may have been faster."""
    same = Delivery.objects.filter(pk=row.pk, epoch=row.epoch, state=DeliveryState.UNKNOWN)
    if not same.update(state=state, epoch=F("epoch") + 1, problem=detail if state == DeliveryState.TECHNICAL else "", asked_times=F("asked_times") + 1, **values):
        return False
    DeliveryEvent.objects.create(delivery_id=row.pk, what=state, epoch=row.epoch + 1, detail=detail)
    return state != DeliveryState.UNKNOWN
