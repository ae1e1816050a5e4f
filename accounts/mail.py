"""Mail leaves by the worker: a web request only writes a row, so no visitor waits and no answer's time tells who is known."""

import smtplib
from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email

from accounts import outgoing
from accounts.models import QueuedMail


class QueueBackend(BaseEmailBackend):
    """Django's door for mail: one row for each recipient, so that nobody sees another's address."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        rows = [row for message in email_messages for row in _rows(message)]
        QueuedMail.objects.bulk_create(rows)
        return len(rows)


class _Carrier:
    """The mail server of the settings. One connection carries the mails of a turn."""

    def __init__(self) -> None:
        self.transport = get_connection(settings.MAIL_TRANSPORT)

    def carry(self, mail: QueuedMail) -> None:
        self.transport.open()  # does nothing while the connection of the mail before is open
        self.transport.send_messages([_message(mail)])

    def close(self) -> None:
        self.transport.close()

    def is_final(self, error: Exception) -> bool:
        """SMTP says 5xx when trying again won't help (RFC 5321, 4.2.1). Being refused as a sender may be mended on our side."""
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            return all(code >= 500 for code, _words in error.recipients.values())
        return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500


def send_due(*, limit: int = 100, seconds: float = outgoing.TURN_SECONDS) -> int:
    """Send the mails that are due; how many went out."""
    return outgoing.send_due(QueuedMail, _Carrier(), limit=limit, seconds=seconds)


def forget_undelivered() -> int:
    """Delete the mails that could not be sent a week ago: they hold an address, and are too old to help. How many."""
    return outgoing.forget_undelivered(QueuedMail)


def _rows(message: EmailMessage) -> list[QueuedMail]:
    """One row for each recipient. Raises ValueError for what could reach, or show, more than that one person."""
    if message.attachments:
        raise ValueError("Mail here carries no attachments: link to the file instead.")
    headers = _headers(message)
    html = next((str(content) for content, kind in getattr(message, "alternatives", []) if kind == "text/html"), "")
    return [
        QueuedMail(
            recipient=recipient,
            subject=_one_line(str(message.subject)),
            text=str(message.body),
            html=html,
            sender=message.from_email or settings.DEFAULT_FROM_EMAIL,
            headers=headers,
            about=getattr(message, "about", None),
        )
        for recipient in _recipients(message)
    ]


def _headers(message: EmailMessage) -> dict[str, str]:
    """Raises ValueError for one that would begin another."""
    headers = dict(message.extra_headers)
    if message.reply_to:
        headers["Reply-To"] = ", ".join(message.reply_to)
    if any(_breaks_lines(f"{name}{value}") for name, value in headers.items()) or _breaks_lines(message.from_email or ""):
        raise ValueError("A mail's header has a line break in it.")
    return headers


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
