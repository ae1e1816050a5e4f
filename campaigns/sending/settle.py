"""What is written of a delivery, each a transaction of its own: fenced by the claim's number, so that whoever lost its lease writes nothing."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from campaigns.carriers.base import Accepted, Later, Refused, Unknown
from campaigns.models import Delivery, DeliveryEvent, DeliveryState, Mailing
from campaigns.models.delivery import DeliveryQuerySet
from campaigns.sending.claim import Claimed

# Two steps that every message takes are SQL made once: through the ORM they cost ten times the CPU (docs/decisions/messages-claimed-by-row.md).
ATTEMPTED: Final = "attempted_at = %s, tries = tries + 1, provider_id = %s"
MAY_BE_TRIED: Final = (
    f"AND attempted_at IS NULL AND lease_until > %s AND EXISTS (SELECT 1 FROM {Mailing._meta.db_table} AS mailing WHERE mailing.id = mailing_id AND mailing.state = 'sending')"  # noqa: S608
)
ACCEPTED: Final = "state = 'accepted', lease_until = NULL, accepted_at = %s, provider_id = %s, problem = ''"
EVENT: Final = f"INSERT INTO {DeliveryEvent._meta.db_table} (delivery_id, what, epoch, detail, at)"
MOST_TRIES = 8
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=6)


def attempt(row: Claimed, *, provider_id: str = "") -> bool:
    """Write down that the carrier is called next, and under which name of its own if we choose that.

    False when the row is not ours any more, or somebody has pressed pause: then it must not be.
    """
    now = _moment(timezone.now())
    return _step(row, DeliveryEvent.What.ATTEMPT, ATTEMPTED, [now, provider_id], MAY_BE_TRIED, [now])


def settle(row: Claimed, answer: Accepted | Refused | Later | Unknown) -> bool:
    """Write down what the carrier answered; False when the row was somebody else's by then, who asks the carrier again."""
    now = timezone.now()
    if isinstance(answer, Later):
        return _try_again(row, answer)
    if isinstance(answer, Accepted):
        return _step(row, DeliveryState.ACCEPTED, ACCEPTED, [_moment(now), answer.provider_id[:120]])
    if isinstance(answer, Refused):
        return _end(row, DeliveryState.PERMANENT, problem=answer.why[:250], over_at=now)
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


@transaction.atomic
def _try_again(row: Claimed, answer: Later) -> bool:
    """Wait twice as long each time, or as long as the carrier asks; after MOST_TRIES a person decides."""
    tries = Delivery.objects.values_list("tries", flat=True).get(pk=row.pk)
    if tries >= MOST_TRIES:
        return _end(row, DeliveryState.TEMPORARY, problem=answer.why[:250], over_at=timezone.now())
    wait = max(answer.wait or dt.timedelta(), min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT))
    return _end(row, DeliveryState.READY, problem=answer.why[:250], try_after=timezone.now() + wait, attempted_at=None)


@transaction.atomic
def _end(row: Claimed, state: DeliveryState, **values: object) -> bool:
    if not _ours(row).update(state=state, lease_until=None, **values):
        return False
    _note(row, state, str(values.get("problem", "")))
    return True


def _step(row: Claimed, what: str, changes: str, values: list[Any], only: str = "", only_values: Sequence[Any] = ()) -> bool:
    """Change the row, if it is ours, and add the event, both or neither. PostgreSQL does so in one statement, which is a transaction by itself."""
    update = f"UPDATE {Delivery._meta.db_table} SET {changes} WHERE id = %s AND epoch = %s AND state = 'sending' {only}"  # noqa: S608 - our own words
    key = row.pk if connection.features.has_native_uuid_field else row.pk.hex
    given, event = [*values, key, row.epoch, *only_values], [what, row.epoch, "", _moment(timezone.now())]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"WITH changed AS ({update} RETURNING id) {EVENT} SELECT id, %s, %s, %s, %s FROM changed", [*given, *event])  # noqa: S608
            return bool(cursor.rowcount)
        with transaction.atomic():
            cursor.execute(update, given)
            if is_ours := bool(cursor.rowcount):
                cursor.execute(f"{EVENT} VALUES (%s, %s, %s, %s, %s)", [key, *event])
            return is_ours


def _moment(value: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _ours(row: Claimed) -> DeliveryQuerySet:
    return Delivery.objects.filter(pk=row.pk, epoch=row.epoch, state=DeliveryState.SENDING)


def _note(row: Claimed, what: str, detail: str = "") -> None:
    DeliveryEvent.objects.create(delivery_id=row.pk, what=what, epoch=row.epoch, detail=detail)
