"""What the worker does for messages, with the carriers that the settings name."""

import datetime as dt
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from django.utils import timezone

from campaigns import surveying
from campaigns.carriers import receipts
from campaigns.carriers.base import CannotLookUp, Carrier
from campaigns.carriers.chosen import by_channel
from campaigns.models import Delivery, DeliveryState
from campaigns.models.delivery import DeliveryQuerySet
from campaigns.sending import control, dispatch, printing, reconcile
from campaigns.sending.receipts import apply_kept, keep
from register.models import Channel

# Notify keeps what it knows for seven days; one that is taken for so long without a receipt is asked about.
SWEPT: Final = dt.timedelta(days=7)
NO_RECEIPT_FOR: Final = dt.timedelta(hours=1)
log = logging.getLogger(__name__)


@contextmanager
def open_carriers() -> Iterator[Mapping[Channel, Carrier]]:
    """Those of `by_channel`, closed at the end."""
    found = by_channel()
    try:
        yield found
    finally:
        for carrier in found.values():
            carrier.close()


def send() -> int:
    """Send what is due; how many were taken."""
    with open_carriers() as carriers:
        return dispatch.send_due(carriers)


def print_letters() -> int:
    """Write letters into batches for a print room, where no carrier takes them; how many."""
    with open_carriers() as carriers:
        return 0 if Channel.POST in carriers else printing.make_batches()


def begin_and_end() -> None:
    """Begin what is scheduled, remind who has not answered, give up what is too late, and call sent what is over."""
    control.begin_due()
    surveying.remind_due()
    control.end_due()


def reconcile_all() -> None:
    """Look after what dead workers left, and ask about what nobody answered."""
    reconcile.take_over()
    with open_carriers() as carriers:
        reconcile.ask_about_unknown({Channel.POST: printing.PrintRoom(), **carriers})


def apply_receipts() -> int:
    return apply_kept()


def sweep() -> int:
    """Ask Notify about what it took and never told us more of; how many receipts that brought."""
    now = timezone.now()
    waiting = Delivery.objects.filter(state=DeliveryState.ACCEPTED, accepted_at__range=(now - SWEPT, now - NO_RECEIPT_FOR))
    with open_carriers() as carriers:
        return sum(_sweep(carrier, waiting.filter(channel=channel)) for channel, carrier in carriers.items() if carrier.can_look_up)


def _sweep(carrier: Carrier, waiting: DeliveryQuerySet) -> int:
    """Nothing is kept that changes nothing: most of what Notify lists we know."""
    oldest = waiting.order_by("accepted_at").values_list("accepted_at", flat=True).first()
    if oldest is None:
        return 0
    ours = {str(key) for key in waiting.values_list("pk", flat=True)}
    try:
        told = [each for each in carrier.sweep(oldest - NO_RECEIPT_FOR) if each.reference in ours and receipts.state_of(each.status)]
    except CannotLookUp as problem:
        log.warning("The carrier could not be asked about messages without a receipt: %s", problem)
        return 0
    return keep(told)
