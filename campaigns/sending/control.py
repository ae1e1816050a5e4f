"""What people, and faults, do with a mailing that is sent: it begins, pauses, goes on, is cancelled, ends."""

import datetime as dt
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import letters
from campaigns.models import REACHED_FROM, Delivery, DeliveryEvent, DeliveryState, Mailing, MailingState, MailingVersion
from campaigns.sending import snapshot
from campaigns.signing import NotNow
from register.models import Channel

FEWEST_REFUSED: Final = 20
MOST_REFUSED: Final = 0.02
TAKEN: Final = (DeliveryState.ACCEPTED, DeliveryState.DELIVERED)


class NotSigned(Exception):
    """Not every organisation has signed these words and this plan."""


@transaction.atomic
def schedule(mailing: Mailing) -> None:
    """It begins by itself when its time comes. Raises NotNow, NotSigned."""
    held = _held(mailing.pk)
    if held.version_id is None or not MailingVersion.objects.signed().filter(pk=held.version_id).exists():
        raise NotSigned
    _go(held, MailingState.SCHEDULED)


@transaction.atomic
def take_off(mailing: Mailing) -> None:
    """Not yet after all: signed, and nobody is written to. Raises NotNow."""
    _go(_held(mailing.pk), MailingState.APPROVED)


@transaction.atomic
def pause(mailing: Mailing, *, because: str = "") -> None:
    """Nothing is begun any more from now on; what a carrier has is on its way. Raises NotNow."""
    held = _held(mailing.pk)
    held.paused_because = because
    _go(held, MailingState.PAUSED)


@transaction.atomic
def resume(mailing: Mailing) -> None:
    """Raises NotNow. What is known of refusals now does not stop it again."""
    held = _held(mailing.pk)
    held.paused_because, held.refusals_seen = "", held.deliveries.filter(state=DeliveryState.PERMANENT).count()
    _go(held, MailingState.SENDING)


@transaction.atomic
def cancel(mailing: Mailing) -> int:
    """Whoever has not got it gets nothing; how many. What is with a carrier can't be called back. Raises NotNow."""
    held = _held(mailing.pk)
    _go(held, MailingState.CANCELLED)
    return _end(held, DeliveryState.CANCELLED)


@transaction.atomic
def close(mailing: Mailing) -> None:
    """Nobody writes of it any more, and its numbers stay. Raises NotNow."""
    _go(_held(mailing.pk), MailingState.CLOSED)


def begin_due() -> int:
    """Begin what is scheduled and whose time has come; how many. One whose list of recipients is far longer than what was signed stays, and its senders hear of it."""
    now = timezone.now()
    return sum(_begin(mailing) for mailing in Mailing.objects.filter(state=MailingState.SCHEDULED, send_from__lte=now))


def end_due() -> int:
    """Give up what is too late to send, and call sent what has nothing open; how many mailings."""
    now = timezone.now()
    going = Mailing.objects.filter(state__in=[MailingState.SENDING, MailingState.PAUSED])
    return sum(_end_if_over(mailing.pk, now) for mailing in going)


def halt(mailing_id: int, because: str) -> None:
    """Pause it for a fault that a person has to look at, and tell whoever can; once."""
    with transaction.atomic():
        held = _held(mailing_id)
        if held.state != MailingState.SENDING:
            return
        held.paused_because = because[:300]
        _go(held, MailingState.PAUSED)
        letters.say_paused(held)


def halt_all(channel: Channel, because: str) -> None:
    """Pause every mailing that goes by this channel."""
    open_by_channel = Delivery.objects.open().filter(channel=channel).values("mailing")
    for pk in Mailing.objects.filter(state=MailingState.SENDING, pk__in=open_by_channel).values_list("pk", flat=True):
        halt(pk, because)


def halt_if_many_refused(mailing_id: int) -> None:
    """Pause it when the first twenty are refused, or more than two in a hundred: then the fault is ours."""
    states = Delivery.objects.filter(mailing=mailing_id).by_state()
    refused = states.get(DeliveryState.PERMANENT, 0)
    new = refused - Mailing.objects.values_list("refusals_seen", flat=True).get(pk=mailing_id)
    settled = refused + sum(states.get(state, 0) for state in TAKEN)
    if new >= FEWEST_REFUSED and new > MOST_REFUSED * settled:
        halt(mailing_id, _("%(count)s addresses were refused, more than two in a hundred. Look at the reasons before you go on.") % {"count": refused})


def _begin(mailing: Mailing) -> bool:
    try:
        with transaction.atomic():
            if not MailingVersion.objects.signed().filter(pk=mailing.version_id).exists():
                raise NotSigned
            snapshot.take(mailing)
            _go(_held(mailing.pk), MailingState.SENDING)
    except snapshot.ManyMore as problem:
        told = _("%(now)s families would get it, and it was signed for %(signed)s. Ask for sign-off again.") % {"now": problem.now, "signed": problem.signed_for}
        _hold_back(mailing.pk, told)
        return False
    except NotSigned:
        _hold_back(mailing.pk, _("Not every organisation has signed these words."))
        return False
    return True


@transaction.atomic
def _hold_back(mailing_id: int, because: str) -> None:
    held = _held(mailing_id)
    if held.state == MailingState.SCHEDULED:
        held.paused_because = because[:300]
        _go(held, MailingState.APPROVED)
        letters.say_paused(held)


@transaction.atomic
def _end_if_over(mailing_id: int, now: dt.datetime) -> bool:
    held = _held(mailing_id)
    if held.send_until and held.send_until <= now:
        _end(held, DeliveryState.EXPIRED)
    if held.state != MailingState.SENDING or held.deliveries.open().exists() or held.waits_for_reminders(now):
        return False
    _go(held, MailingState.SENT)
    return True


def _end(mailing: Mailing, state: DeliveryState) -> int:
    """End what waits; how many. What a worker has in hand is its own to settle."""
    ready = mailing.deliveries.filter(state=DeliveryState.READY).select_for_update()
    keys = list(ready.values_list("pk", "epoch"))
    now = timezone.now()
    mailing.deliveries.filter(state=DeliveryState.READY, pk__in=[pk for pk, _epoch in keys]).update(state=state, over_at=now)
    DeliveryEvent.objects.bulk_create([DeliveryEvent(delivery_id=pk, what=state, epoch=epoch, at=now) for pk, epoch in keys], batch_size=2_000)
    return len(keys)


def _held(mailing_id: int) -> Mailing:
    return Mailing.objects.select_for_update(of=("self",)).select_related("version").get(pk=mailing_id)


def _go(mailing: Mailing, state: MailingState) -> None:
    """Raises NotNow."""
    if mailing.state not in REACHED_FROM[state]:
        raise NotNow(mailing.state)
    mailing.state = state
    mailing.save(update_fields=["state", "paused_because", "refusals_seen", "changed_at"])
