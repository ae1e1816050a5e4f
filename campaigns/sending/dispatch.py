"""One turn of a worker: claim some deliveries, try each, and write down what its carrier answered. Any number of workers do so at once."""

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from campaigns import surveying
from campaigns.carriers.base import Accepted, Answer, Carrier, Held, NotAllowed, Refused
from campaigns.models import Mailing, MailingState
from campaigns.models.mailing import PURPOSES
from campaigns.sending import control, points, settle, throttle
from campaigns.sending.claim import Claimed, claim
from campaigns.sending.filling import NotAsSigned, families_of, fields_of, version_of, where_to, words_to_send
from campaigns.sending.hours import is_quiet
from feedback.surveys import inviting
from register.models import Channel, Family, Purpose

TURN_SECONDS: Final = 20.0
AT_ONCE: Final = 50
log = logging.getLogger(__name__)
# Set when the worker is to end: what is in hand is settled, nothing more is begun.
ending = threading.Event()


def send_due(carriers: Mapping[Channel, Carrier], *, seconds: float = TURN_SECONDS) -> int:
    """Send what is due by each channel that has a carrier; how many were taken. None is begun after so many seconds."""
    taken, end = 0, time.monotonic() + seconds
    for channel, carrier in carriers.items():
        sender = _Sender(channel, carrier)
        try:
            taken += sum(sender.send(rows, end) for rows in _batches(channel, end))
        finally:
            carrier.close()
    return taken


def _batches(channel: Channel, end: float) -> Iterator[list[Claimed]]:
    """Claimed rows, as many at a time as may go now, until there are none, or it is time to stop."""
    for purpose in _purposes_being_sent():
        while time.monotonic() < end and not ending.is_set() and (may := throttle.take(channel, AT_ONCE)):
            now = timezone.localtime()
            rows = claim(channel, purpose, limit=may, now=now, is_quiet_day=is_quiet(now.date()))
            if len(rows) < may:
                throttle.give_back(channel, may - len(rows))
            if not rows:
                break
            points.passed(points.CLAIMED)
            yield rows


def _purposes_being_sent() -> list[Purpose]:
    sending = set(Mailing.objects.filter(state=MailingState.SENDING).values_list("purpose", flat=True))
    return [purpose for purpose in PURPOSES if purpose in sending]


class _Sender:
    """Sends the rows of one channel, each message prepared once."""

    def __init__(self, channel: Channel, carrier: Carrier) -> None:
        self.channel, self.carrier = channel, carrier
        self.prepared: dict[tuple[int, str], Any] = {}
        self.asking = set(Mailing.objects.filter(state=MailingState.SENDING, survey__isnull=False).values_list("pk", flat=True))

    def send(self, rows: list[Claimed], end: float) -> int:
        """How many the carrier took. Those it was not asked about are given back."""
        families, waiting, taken = families_of(row.family_id for row in rows), rows[::-1], 0
        try:
            while waiting and time.monotonic() < end and not ending.is_set():
                row = waiting.pop()
                taken += self._send(row, families.get(row.family_id))
        except _CarrierTakesNothing:
            log.warning("Nothing more goes by %s for now.", self.channel)
        finally:
            settle.release(waiting)
        return taken

    def _send(self, row: Claimed, family: Family | None) -> bool:
        """Whether the carrier took it. One whose family has left meanwhile is given back: the next claim ends it."""
        prepared = self._prepared(row) if family else None
        if family is None or prepared is None:
            settle.release([row])
            return False
        try:
            fields, to = fields_of(row, family, survey=self._survey(row)), where_to(family, self.channel)
        except inviting.NotOpen:
            control.halt(row.mailing_id, _("The survey is not open, so nobody could answer. Nothing more has left."))
            settle.release([row])
            return False
        if not settle.attempt(row):
            settle.release([row])
            return False
        points.passed(points.ATTEMPTED)
        points.passed(points.BEFORE_CALL)
        answer = self.carrier.send(prepared, reference=row.pk, to=to, fields=fields)
        points.passed(points.ANSWERED)
        self._write_down(row, answer)
        points.passed(points.SETTLED)
        return isinstance(answer, Accepted)

    def _survey(self, row: Claimed) -> str:
        """This family's link, of a mailing that asks a survey; kept before the message leaves."""
        return surveying.address_for(row, self.channel) if row.mailing_id in self.asking else ""

    def _prepared(self, row: Claimed) -> Any:
        """The message ready for its carrier; None when it may not leave, or can't: then its mailing is paused."""
        key = row.version_id, row.key
        if key not in self.prepared:
            try:
                self.prepared[key] = self.carrier.prepare(words_to_send(version_of(row.version_id), row.key))
            except NotAsSigned:
                control.halt(row.mailing_id, _("What would be sent is not what was signed. Nothing of it has left."))
                return None
            except ValueError as problem:
                control.halt(row.mailing_id, _("A message can’t be sent as it is: %s") % problem)
                return None
        return self.prepared[key]

    def _write_down(self, row: Claimed, answer: Answer) -> None:
        """Raises _CarrierTakesNothing."""
        if isinstance(answer, Held | NotAllowed):
            settle.put_back(row)
            if isinstance(answer, Held):
                throttle.hold(self.channel, until=answer.until, why=answer.why)
            else:
                throttle.stop(self.channel, why=answer.why)
                control.halt_all(self.channel, answer.why)
            raise _CarrierTakesNothing
        settle.settle(row, answer)
        if isinstance(answer, Refused):
            control.halt_if_many_refused(row.mailing_id)


class _CarrierTakesNothing(Exception):
    """It takes nothing of anybody for now."""
