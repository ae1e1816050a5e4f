"""What is written of a delivery, each a transaction of its own: fenced by the claim's number, so that whoever lost its lease writes nothing."""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from campaigns.carriers.base import Accepted, Later, Refused, Unknown
from campaigns.models import Delivery, DeliveryEvent, DeliveryState, Mailing, MailingState
from campaigns.models.delivery import DeliveryQuerySet
from campaigns.sending.claim import Claimed

MOST_TRIES = 8
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)


@transaction.atomic
def attempt(row: Claimed, *, provider_id: str = "") -> bool:
    """Write down that the carrier is called next, and under which name of its own if we choose that.

    False when the row is not ours any more, or somebody has pressed pause: then it must not be.
    """
    now = timezone.now()
    sending = Mailing.objects.filter(pk=OuterRef("mailing"), state=MailingState.SENDING)
    if not _ours(row).filter(Exists(sending), attempted_at=None, lease_until__gt=now).update(attempted_at=now, tries=F("tries") + 1, provider_id=provider_id):
        return False
    _note(row, DeliveryEvent.What.ATTEMPT)
    return True


@transaction.atomic
def settle(row: Claimed, answer: Accepted | Refused | Later | Unknown) -> bool:
    """Write down what the carrier answered; False when the row was somebody else's by then, who asks the carrier again."""
    if isinstance(answer, Later):
        return _try_again(row, answer)
    if isinstance(answer, Accepted):
        return _end(row, DeliveryState.ACCEPTED, accepted_at=timezone.now(), provider_id=answer.provider_id[:120])
    if isinstance(answer, Refused):
        return _end(row, DeliveryState.PERMANENT, problem=answer.why[:250], over_at=timezone.now())
    return _end(row, DeliveryState.UNKNOWN, problem=answer.why[:250])


@transaction.atomic
def release(rows: list[Claimed]) -> None:
    """Give rows back that no carrier was called for."""
    for row in rows:
        _ours(row).filter(attempted_at=None).update(state=DeliveryState.READY, lease_until=None)


@transaction.atomic
def put_back(row: Claimed) -> None:
    """The carrier has surely not taken it, for a reason that has nothing to do with it: it counts as no try."""
    if _ours(row).update(state=DeliveryState.READY, lease_until=None, attempted_at=None, tries=F("tries") - 1):
        _note(row, DeliveryState.READY)


def _try_again(row: Claimed, answer: Later) -> bool:
    """Wait twice as long each time, or as long as the carrier asks; after MOST_TRIES a person decides."""
    tries = Delivery.objects.values_list("tries", flat=True).get(pk=row.pk)
    if tries >= MOST_TRIES:
        return _end(row, DeliveryState.TEMPORARY, problem=answer.why[:250], over_at=timezone.now())
    wait = max(answer.wait or dt.timedelta(), min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT))
    return _end(row, DeliveryState.READY, problem=answer.why[:250], try_after=timezone.now() + wait, attempted_at=None)


def _end(row: Claimed, state: DeliveryState, **values: object) -> bool:
    if not _ours(row).update(state=state, lease_until=None, **values):
        return False
    _note(row, state, str(values.get("problem", "")))
    return True


def _ours(row: Claimed) -> DeliveryQuerySet:
    return Delivery.objects.filter(pk=row.pk, epoch=row.epoch, state=DeliveryState.SENDING)


def _note(row: Claimed, what: str, detail: str = "") -> None:
    DeliveryEvent.objects.create(delivery_id=row.pk, what=what, epoch=row.epoch, detail=detail)
