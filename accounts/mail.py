"""Mail leaves by the worker: a web request only writes a row, so no visitor waits and no answer's time tells who is known."""

import datetime as dt
import logging
from collections.abc import Sequence

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone

from accounts.models import QueuedMail

WAIT = dt.timedelta(minutes=1)
MOST_TRIES = 8
log = logging.getLogger(__name__)


class QueueBackend(BaseEmailBackend):
    """Django's door for mail: one row for each recipient, so that nobody sees another's address."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [row for message in email_messages for row in _rows(message)]
        QueuedMail.objects.bulk_create(rows)
        return len(rows)


def send_due(*, limit: int = 100) -> int:
    """Send the mails that are due, each claimed and committed before the world is touched; how many went out.

    A crash between claim and deletion leaves the mail claimed: it may be lost, it is never sent twice.
    """
    sent = 0
    with get_connection(settings.MAIL_TRANSPORT) as transport:
        for mail in _claim(limit):
            try:
                transport.send_messages([_message(mail)])
            except Exception as error:  # noqa: BLE001 - whatever the transport raises, the next mail must go out
                _try_later(mail, error)
            else:
                mail.delete()
                sent += 1
    return sent


@transaction.atomic
def _claim(limit: int) -> list[QueuedMail]:
    due = list(QueuedMail.objects.due(timezone.now()).select_for_update(skip_locked=True)[:limit])
    QueuedMail.objects.filter(pk__in=[mail.pk for mail in due]).update(is_sending=True)
    return due


def _try_later(mail: QueuedMail, error: Exception) -> None:
    mail.tries += 1
    mail.problem = type(error).__name__
    mail.is_sending = mail.tries >= MOST_TRIES
    mail.try_after = timezone.now() + WAIT * 2**mail.tries
    mail.save(update_fields=["tries", "problem", "is_sending", "try_after"])
    log.warning("Mail %s was not taken (%s), try %s of %s.", mail.pk, mail.problem, mail.tries, MOST_TRIES)


def _rows(message: EmailMessage) -> list[QueuedMail]:
    alternatives = getattr(message, "alternatives", [])
    html = next((content for content, kind in alternatives if kind == "text/html"), "")
    now = timezone.now()
    return [
        QueuedMail(
            recipient=recipient,
            subject=" ".join(str(message.subject).split())[:250],
            text=message.body,
            html=html,
            sender=message.from_email or settings.DEFAULT_FROM_EMAIL,
            headers=dict(message.extra_headers),
            try_after=now,
        )
        for recipient in message.recipients()
    ]


def _message(mail: QueuedMail) -> EmailMessage:
    message = EmailMultiAlternatives(mail.subject, mail.text, mail.sender, [mail.recipient], headers=mail.headers)
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message
