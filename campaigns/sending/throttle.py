"""How fast a carrier is used, by all workers together: one bucket in the database for each."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from campaigns.models import Throttle


@transaction.atomic
def take(carrier: str, wanted: int) -> int:
    """How many of the messages that are wanted may go now: none while the carrier is held or stopped. What is not used is given back (`give_back`)."""
    throttle, now = _held(carrier), timezone.now()
    if throttle.is_stopped or (throttle.held_until and throttle.held_until > now):
        return 0
    full = _filled(throttle, now)
    taken = min(wanted, int(full))
    throttle.bucket, throttle.filled_at = full - taken, now
    throttle.save(update_fields=["bucket", "filled_at"])
    return taken


@transaction.atomic
def give_back(carrier: str, unused: int) -> None:
    throttle = _held(carrier)
    throttle.bucket = min(throttle.a_second, throttle.bucket + unused)
    throttle.save(update_fields=["bucket"])


@transaction.atomic
def speeds() -> list[Throttle]:
    """One of each carrier, also of those that nothing went by yet."""
    return [_held(channel) for channel in settings.MESSAGES_A_SECOND]


@transaction.atomic
def hold(carrier: str, *, until: dt.datetime, why: str) -> None:
    """Nothing goes this way before then."""
    throttle = _held(carrier)
    throttle.held_until, throttle.held_because = until, why[:250]
    throttle.save(update_fields=["held_until", "held_because"])


@transaction.atomic
def stop(carrier: str, *, why: str) -> None:
    """Nothing goes this way before a person has looked."""
    throttle = _held(carrier)
    throttle.is_stopped, throttle.held_because = True, why[:250]
    throttle.save(update_fields=["is_stopped", "held_because"])


@transaction.atomic
def go_on(carrier: str) -> None:
    """A person has looked."""
    throttle = _held(carrier)
    throttle.is_stopped, throttle.held_until, throttle.held_because = False, None, ""
    throttle.save(update_fields=["is_stopped", "held_until", "held_because"])


@transaction.atomic
def set_speed(carrier: str, a_second: float) -> None:
    throttle = _held(carrier)
    throttle.a_second, throttle.bucket = a_second, min(throttle.bucket, a_second)
    throttle.save(update_fields=["a_second", "bucket"])


def _held(carrier: str) -> Throttle:
    """Its row, held until the transaction ends; made with the speed of the settings at first."""
    Throttle.objects.get_or_create(carrier=carrier, defaults={"a_second": settings.MESSAGES_A_SECOND.get(carrier, 40)})
    return Throttle.objects.select_for_update().get(carrier=carrier)


def _filled(throttle: Throttle, now: dt.datetime) -> float:
    """What is in the bucket now; a clock that was set back fills nothing."""
    seconds = max((now - throttle.filled_at).total_seconds(), 0)
    return min(throttle.a_second, throttle.bucket + seconds * throttle.a_second)
