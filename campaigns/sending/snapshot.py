"""The list of recipients: made once when sending begins, and added to only by reminders."""

import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from campaigns.audience import AT_ONCE, Audience, Recipient
from campaigns.models import AudienceSnapshot, Delivery, Mailing, MailingState, MailingVersion
from campaigns.signing import group_of
from home.batches import batches

# So many more families than were signed for may get it: the register grows between sign-off and sending.
MOST_MORE = 0.1
ALWAYS_MORE = 20


class ManyMore(Exception):
    """Far more families would get it than the plan that was signed says: `now`, and `signed_for`."""

    def __init__(self, now: int, signed_for: int) -> None:
        super().__init__(f"{now} instead of {signed_for}")
        self.now, self.signed_for = now, signed_for


@transaction.atomic
def take(mailing: Mailing) -> AudienceSnapshot:
    """Fix who gets it. Raises ManyMore; nothing is kept then. A second time returns the one that was taken."""
    held = Mailing.objects.select_for_update(of=("self",)).select_related("version").get(pk=mailing.pk)
    version = held.version
    if version is None or held.state != MailingState.SCHEDULED:
        raise ValueError("Only what is scheduled has recipients.")
    if earlier := held.snapshots.filter(version=version).first():
        return earlier
    found = Audience(group_of(version))
    size = write(version, found.recipients(), wave=0, try_after=held.send_from or timezone.now())
    if size > (signed_for := version.planned["families"]) * (1 + MOST_MORE) + ALWAYS_MORE:
        raise ManyMore(size, signed_for)
    return AudienceSnapshot.objects.create(mailing=held, version=version, size=size, families=size, left_out=dict(found.left_out))


def write(version: MailingVersion, recipients: Iterable[Recipient], *, wave: int, try_after: dt.datetime, invitations: Mapping[UUID, UUID] | None = None) -> int:
    """How many deliveries were added. `invitations`: to a survey, by family."""
    size, asked = 0, invitations or {}
    for rows in batches(recipients, AT_ONCE):
        size += len(rows)
        Delivery.objects.bulk_create([_delivery(version, each, wave=wave, try_after=try_after, invitation=asked.get(each.family_id)) for each in rows])
    return size


def _delivery(version: MailingVersion, to: Recipient, *, wave: int, try_after: dt.datetime, invitation: UUID | None) -> Delivery:
    named = {"channel": to.channel, "message_key": to.key, "family_id": to.family_id}
    return Delivery(mailing_id=version.mailing_id, version=version, wave=wave, try_after=try_after, invitation=invitation, **named)
