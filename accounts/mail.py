"""Mail leaves by the worker: a web request only writes a row, so no visitor waits and no answer's time tells who is known."""

import datetime as dt
import logging
import smtplib
import time
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from accounts.models import QueuedMail

FIRST_WAIT = dt.timedelta(minutes=2)
LONGEST_WAIT = dt.timedelta(hours=4)
KEEP_UNDELIVERED = dt.timedelta(days=7)
MOST_TRIES = 16  # about a day and a half
TURN_SECONDS = 5.0  # the worker has other work, and may be asked to end
log = logging.getLogger(__name__)


class QueueBackend(BaseEmailBackend):
    """Django's door for mail: one row for each recipient, so that nobody sees another's address."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [row for message in email_messages for row in _rows(message)]
        QueuedMail.objects.bulk_create(rows)
        return len(rows)


def send_due(*, limit: int = 100, seconds: float = TURN_SECONDS) -> int:
    """Send the mails that are due, each claimed and committed before the world is touched; how many went out.

    No mail is begun after so many `seconds`: a slow server holds up the worker's other jobs, or its end, no longer than that and one mail.
    A crash between claim and deletion leaves that one mail claimed: it may be lost, it is never sent twice.
    """
    sent, end = 0, time.monotonic() + seconds
    transport = get_connection(settings.MAIL_TRANSPORT)
    try:
        while sent < limit and time.monotonic() < end and (mail := _claim()):
            try:
                transport.open()  # does nothing while the connection of the mail before is open
                transport.send_messages([_message(mail)])
            except Exception as error:  # noqa: BLE001 - whatever the transport raises, the next mail must go out
                _try_later(mail, error)
                transport.close()  # the next mail begins with a new connection
            else:
                mail.delete()
                sent += 1
    finally:
        transport.close()
    return sent


def forget_undelivered() -> int:
    """Delete the mails that could not be sent a week ago: they hold an address, and are too old to help. How many."""
    count = QueuedMail.objects.undelivered_since(timezone.now() - KEEP_UNDELIVERED).delete()[0]
    if count:
        log.warning("%s mails were never delivered and are now deleted.", count)
    return count


@transaction.atomic
def _claim() -> QueuedMail | None:
    """The mail that is due longest, marked as on its way; None when none is due."""
    now = timezone.now()
    mail = QueuedMail.objects.due(now).select_for_update(skip_locked=True).first()
    if mail:
        mail.is_sending, mail.claimed_at = True, now
        mail.save(update_fields=["is_sending", "claimed_at"])
    return mail


def _try_later(mail: QueuedMail, error: Exception) -> None:
    """Wait twice as long each time. A refusal that the server calls final is the end of it."""
    now = timezone.now()
    mail.try_after = now + min(FIRST_WAIT * 2**mail.tries, LONGEST_WAIT)
    mail.tries += 1
    mail.problem = type(error).__name__
    mail.is_sending = False
    mail.gave_up_at = now if mail.tries >= MOST_TRIES or _is_final(error) else None
    mail.save(update_fields=["tries", "problem", "is_sending", "try_after", "gave_up_at"])
    log.warning("Mail %s was not taken (%s), try %s of %s.", mail.pk, mail.problem, mail.tries, MOST_TRIES)


def _is_final(error: Exception) -> bool:
    """SMTP says 5xx when trying again won't help (RFC 5321, 4.2.1). Being refused as a sender may be mended on our side."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def _rows(message: EmailMessage) -> list[QueuedMail]:
    """One row for each recipient. Raises ValueError for what could reach, or show, more than that one person."""
    if message.attachments:
        raise ValueError("Mail here carries no attachments: link to the file instead.")
    headers = dict(message.extra_headers)
    if message.reply_to:
        headers["Reply-To"] = ", ".join(message.reply_to)
    if any(_breaks_lines(f"{name}{value}") for name, value in headers.items()) or _breaks_lines(message.from_email or ""):
        raise ValueError("A mail's header has a line break in it.")
    html = next((str(content) for content, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
    return [
        QueuedMail(
            recipient=recipient,
            subject=_one_line(str(message.subject)),
            text=str(message.body),
            html=html,
            sender=message.from_email or settings.DEFAULT_FROM_EMAIL,
            headers=headers,
            try_after=timezone.now(),
        )
        for recipient in _recipients(message)
    ]


def _recipients(message: EmailMessage) -> list[str]:
    """Each address once, however it is written."""
    addresses = {address.lower(): address for address in reversed(message.recipients())}
    for address in addresses.values():
        try:
            validate_email(address)
        except ValidationError as problem:
            raise ValueError("A recipient is not one e-mail address.") from problem
    return list(reversed(addresses.values()))


def _one_line(words: str) -> str:
    printable = "".join(letter if letter.isprintable() else " " for letter in words)
    return " ".join(printable.split())[:250]


def _breaks_lines(words: str) -> bool:
    return any(mark in words for mark in "\r\n\0")


def _message(mail: QueuedMail) -> EmailMessage:
    message = EmailMultiAlternatives(mail.subject, mail.text, mail.sender, [mail.recipient], headers=mail.headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
