"""Surveys that messages ask families to answer: a link for each, made when its message is sent, and reminders to who has not answered (never by what was opened)."""

import datetime as dt
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from campaigns.audience import AT_ONCE, Audience
from campaigns.models import AudienceSnapshot, Delivery, DeliveryState, Mailing, MailingState, MailingVersion
from campaigns.sending import snapshot
from campaigns.sending.claim import Claimed
from campaigns.signing import group_of
from feedback.models import Invitation
from feedback.surveys import inviting
from home.batches import batches
from register.models import Channel

# As `feedback` calls the channels.
NAMES: Final = {Channel.EMAIL: "email", Channel.TEXT: "text", Channel.POST: "letter"}
BETWEEN: Final = dt.timedelta(days=7)
ARRIVED: Final = (DeliveryState.ACCEPTED, DeliveryState.DELIVERED)


@transaction.atomic
def address_for(row: Claimed, channel: Channel) -> str:
    """The link of this family, kept before its message leaves. Raises inviting.NotOpen: then the message asks for what nobody can answer."""
    delivery = Delivery.objects.select_related("mailing__survey").get(pk=row.pk)
    survey = delivery.mailing.survey
    if survey is None:
        return ""
    if delivery.invitation is None:
        invited = inviting.invite(survey, batch=batch_of(delivery.mailing), channel=NAMES[channel])
        Delivery.objects.filter(pk=row.pk).update(invitation=invited.id)
        return invited.address
    reminded = inviting.remind(delivery.invitation, wave=delivery.wave, channel=NAMES[channel]) if delivery.wave else None
    return (reminded or inviting.another_link(delivery.invitation, channel=NAMES[channel])).address


def batch_of(mailing: Mailing) -> str:
    """What its invitations are called together."""
    return f"messages-{mailing.pk}"


def remind_due() -> int:
    """Put on the list who got the last message a week ago and has not answered; how many deliveries. Twice adds nobody twice."""
    going = Mailing.objects.filter(state=MailingState.SENDING, survey__isnull=False).values_list("pk", flat=True)
    return sum(_remind(pk, wave) for pk in going for wave in (1, 2))


@transaction.atomic
def _remind(mailing_id: int, wave: int) -> int:
    mailing = Mailing.objects.select_for_update(of=("self",)).select_related("version", "survey").get(pk=mailing_id)
    version = mailing.version
    if mailing.state != MailingState.SENDING or version is None or wave not in version.planned["waves"]:
        return 0
    many = sum(_add(version, wave, dict(some)) for some in batches(_waiting(mailing, wave), AT_ONCE))
    if many:
        AudienceSnapshot.objects.create(mailing=mailing, version=version, size=many, families=many)
    return many


def _waiting(mailing: Mailing, wave: int) -> list[tuple[UUID, tuple[str, UUID]]]:
    """Families whose last message arrived a week ago, by which channel it came, and their invitation, which nobody has answered."""
    later = Delivery.objects.filter(mailing=mailing, wave=wave, family=OuterRef("family"))
    unanswered = Invitation.objects.unanswered(timezone.localdate()).filter(pk=OuterRef("invitation"))
    last = mailing.deliveries.filter(wave=wave - 1, state__in=ARRIVED, accepted_at__lte=timezone.now() - BETWEEN, family__isnull=False)
    rows = last.filter(Exists(unanswered), ~Exists(later)).values_list("family", "channel", "invitation")
    return [(family, (channel, invitation)) for family, channel, invitation in rows if invitation]


def _add(version: MailingVersion, wave: int, some: dict[UUID, tuple[str, UUID]]) -> int:
    """Those who still agree to it; how many."""
    found = Audience(group_of(version), wave=wave, reminded={family: channel for family, (channel, _invitation) in some.items()})
    invitations = {family: invitation for family, (_channel, invitation) in some.items()}
    return snapshot.write(version, found.recipients(), wave=wave, try_after=timezone.now(), invitations=invitations)
