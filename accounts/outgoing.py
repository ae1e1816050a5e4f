"""The worker's loop over what waits to be sent, mails or texts: each is claimed and committed before the world is touched."""

import datetime as dt
import logging
import time
from typing import Any, Protocol

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction
from django.utils import timezone

from accounts.models import Outgoing

FIRST_WAIT = dt.timedelta(minutes=2)
LONGEST_WAIT = dt.timedelta(hours=4)
KEEP_UNDELIVERED = dt.timedelta(days=7)
MOST_TRIES = 16  # about a day and a half
TURN_SECONDS = 5.0  # the worker has other work, and may be asked to end
log = logging.getLogger(__name__)


class NobodyKnows(Exception):
    """There was no answer: it may have been taken. Trying again could send it twice."""


class NothingIsTaken(Exception):
    """The other side takes nothing from us before `until`, for the reason `why`; this one it has not taken."""

    def __init__(self, why: str, until: dt.datetime) -> None:
        super().__init__(why)
        self.why, self.until = why, until


class Carrier(Protocol):
    """What takes rows out into the world."""

    def carry(self, row: Any, /) -> None:
        """Raises NobodyKnows, NothingIsTaken, or anything when the row was not taken."""

    def close(self) -> None:
        """End the connection, if there is one: the next row begins with a new one."""

    def is_final(self, error: Exception) -> bool:
        """Whether trying this row again is of no use."""


def send_due(kind: type[Outgoing], carrier: Carrier, *, limit: int = 100, seconds: float = TURN_SECONDS) -> int:
    """Send the rows that are due; how many went out.

    None is begun after so many `seconds`: a slow server holds up the worker's other jobs, or its end, no longer than that and one row.
    A crash between claim and deletion leaves that one row claimed: it may be lost, it is never sent twice.
    """
    sent, end = 0, time.monotonic() + seconds
    try:
        while sent < limit and time.monotonic() < end and (row := _claim(kind)):
            try:
                sent += _is_sent(row, carrier)
            except NothingIsTaken as refusal:
                _hold_all(row, refusal)
                break
    finally:
        carrier.close()
    return sent


def _is_sent(row: Outgoing, carrier: Carrier) -> bool:
    """Carry a claimed row out; False when it was not taken, and waits or is given up. Raises NothingIsTaken."""
    try:
        row.refresh_from_db(fields=row.words)
        carrier.carry(row)
    except NothingIsTaken:
        raise
    except ObjectDoesNotExist:
        log.info("%s %s was deleted meanwhile.", type(row).__name__, row.pk)
    except NobodyKnows:
        log.warning("%s %s got no answer: it may have arrived, and is not sent again.", type(row).__name__, row.pk)
        carrier.close()
    except Exception as error:  # noqa: BLE001 - whatever the other side raises, the next row must go out
        _try_later(row, error, is_final=carrier.is_final(error))
        carrier.close()
    else:
        row.delete()
        return True
    return False


def forget_undelivered(kind: type[Outgoing]) -> int:
    """Delete the rows that could not be sent a week ago: they say who was written to, and are too old to help. How many."""
    count = int(kind.objects.undelivered_since(timezone.now() - KEEP_UNDELIVERED).delete()[0])
    if count:
        log.warning("%s of %s were never delivered and are now deleted.", count, kind.__name__)
    return count


@transaction.atomic
def _claim(kind: type[Outgoing]) -> Outgoing | None:
    """The row that is due longest, marked as on its way; None when none is due. Its words are not read yet: one that no key opens must not hold up the others."""
    now = timezone.now()
    row = kind.objects.due(now).defer(*kind.words).select_for_update(skip_locked=True).first()
    if row:
        row.is_sending, row.claimed_at = True, now
        row.save(update_fields=["is_sending", "claimed_at"])
    return row


def _try_later(row: Outgoing, error: Exception, *, is_final: bool) -> None:
    """Wait twice as long each time. A refusal that the other side calls final is the end of it."""
    now, tries = timezone.now(), row.tries + 1
    same = type(row).objects.filter(pk=row.pk)  # none, when it was deleted meanwhile: then nobody waits for it
    same.update(
        tries=tries,
        problem=type(error).__name__,
        is_sending=False,
        try_after=now + min(FIRST_WAIT * 2**row.tries, LONGEST_WAIT),
        gave_up_at=now if tries >= MOST_TRIES or is_final else None,
    )
    log.warning("%s %s was not taken (%s), try %s of %s.", type(row).__name__, row.pk, type(error).__name__, tries, MOST_TRIES)


@transaction.atomic
def _hold_all(row: Outgoing, refusal: NothingIsTaken) -> None:
    """The row was not taken and goes back as it was; it and all that wait are tried after that time. It counts as no try of theirs."""
    kind, until = type(row), refusal.until
    kind.objects.filter(pk=row.pk).update(is_sending=False)
    kind.objects.filter(is_sending=False, gave_up_at=None, try_after__lt=until).update(try_after=until, problem=refusal.why)
    log.error("Nothing of %s is taken from us (%s); all of it waits until %s.", kind.__name__, refusal.why, until.isoformat(timespec="minutes"))
