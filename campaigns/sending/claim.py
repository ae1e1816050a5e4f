"""Claiming deliveries: one statement takes the rows and asks anew whether each may still be sent (docs/decisions/messages-claimed-by-row.md)."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Value, When
from django.db.models.query import QuerySet

from campaigns.models import Delivery, DeliveryEvent, DeliveryState, Mailing, MailingVersion
from feedback.models import Invitation
from register.models import Channel, Family, Purpose, Suppression

LEASE: Final = dt.timedelta(minutes=5)
TABLE: Final = Delivery._meta.db_table
TAKE: Final = (
    f"WITH due(id, verdict) AS MATERIALIZED ({{due}}) UPDATE {TABLE} SET state = due.verdict, epoch = epoch + 1, lease_until = %s, attempted_at = NULL, "  # noqa: S608 - names from our own model
    f"over_at = CASE WHEN due.verdict = 'sending' THEN NULL ELSE %s END FROM due WHERE {TABLE}.id = due.id "
    f"RETURNING {TABLE}.id, {TABLE}.state, {TABLE}.epoch, mailing_id, version_id, message_key, family_id, invitation"
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that is this worker's until its lease ends: whoever writes must name its `epoch`."""

    pk: UUID
    epoch: int
    mailing_id: int
    version_id: int
    key: str
    family_id: UUID
    invitation: UUID | None
    lease_until: dt.datetime


@transaction.atomic
def claim(channel: Channel, purpose: Purpose, *, limit: int, now: dt.datetime, is_quiet_day: bool) -> list[Claimed]:
    """Take up to so many deliveries of messages about `purpose`; those that may not be sent any more are settled by the same statement. `now` is local time.

    Taken is only what belongs to a mailing that is being sent, within its hours, in the version that every organisation has signed: the digests are made
    of the very words in the statement, so nobody's shell, form or SQL sends what was not signed.
    """
    due = _due(channel, purpose, now, is_quiet_day=is_quiet_day)[:limit]
    sql, params = due.query.sql_with_params()
    lease = now + LEASE
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(due=sql), [*params, _moment(lease), _moment(now)])
        rows = cursor.fetchall()
    over = [row for row in rows if row[1] != DeliveryState.SENDING]
    DeliveryEvent.objects.bulk_create([DeliveryEvent(delivery_id=_uuid(row[0]), what=row[1], epoch=row[2], at=now) for row in over])
    return [_claimed(row, lease) for row in rows if row[1] == DeliveryState.SENDING]


def _due(channel: Channel, purpose: Purpose, now: dt.datetime, *, is_quiet_day: bool) -> QuerySet[Any, Any]:
    mailings = Mailing.objects.may_send(now, is_quiet_day=is_quiet_day).filter(purpose=purpose)
    ready = Delivery.objects.filter(state=DeliveryState.READY, channel=channel, try_after__lte=now, mailing__in=mailings.values("pk"))
    signed = ready.filter(version=F("mailing__version"), version__in=MailingVersion.objects.signed().values("pk"))
    return signed.annotate(verdict=_verdict(channel, purpose)).values_list("pk", "verdict").order_by().select_for_update(of=("self",), skip_locked=True)


def _verdict(channel: Channel, purpose: Purpose) -> Case:
    """What becomes of a row when it is claimed: a family that has left, agrees no more, or has answered what it would be reminded of, gets nothing."""
    same = Family.objects.filter(pk=OuterRef("family"))
    left = Suppression.objects.filter(contact_hash=OuterRef("family__email_hash" if channel == Channel.EMAIL else "family__phone_hash"))
    return Case(
        When(family=None, then=Value(DeliveryState.CANCELLED)),
        When(~Q(Exists(same.agreeing_to(purpose, channel))), then=Value(DeliveryState.SUPPRESSED)),
        When(Q(Exists(left)) | Q(Exists(Invitation.objects.over().filter(pk=OuterRef("invitation")))), then=Value(DeliveryState.SUPPRESSED)),
        default=Value(DeliveryState.SENDING),
        output_field=CharField(),
    )


def _moment(value: dt.datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _uuid(value: Any) -> UUID:
    """SQLite keeps it as a text."""
    return value if isinstance(value, UUID) else UUID(value)


def _claimed(row: tuple[Any, ...], lease: dt.datetime) -> Claimed:
    pk, _state, epoch, mailing, version, key, family, invitation = row
    return Claimed(_uuid(pk), epoch, mailing, version, key, _uuid(family), _uuid(invitation) if invitation else None, lease)
