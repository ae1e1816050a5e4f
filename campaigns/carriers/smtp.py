"""A connection to a mail server, and what the server's answers mean. An answer's words may repeat an address, so only its numbers are passed on."""

import contextlib
import datetime as dt
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from functools import partial
from typing import Final

from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.utils.translation import gettext as _

from campaigns.carriers.base import Accepted, Answer, Later, NotAllowed, Refused, Unknown

PAUSE: Final = dt.timedelta(minutes=5)  # how long a server is left alone that says it is closing
MOST_ON_ONE: Final = 500  # mails: some servers take no more than a thousand on one connection
NO_MORE: Final = (-1, 421)  # an answer that smtplib can't read, and a server that is closing
STEPS: Final = ("MAIL", "RCPT", "DATA")
WHO_ARE_YOU: Final = (530, 534, 535, 538)  # a name and a password, or better ones (RFC 4954, 6): some servers ask only at the recipient
NUMBER_IN_WORDS = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")
QUEUED_AS = re.compile(rb"(?:queued as|id=)\s*([A-Za-z0-9.-]{4,60})")


class Line:
    """One connection, opened by the first mail and again after an error. Answers, and never raises for what the server does."""

    def __init__(self) -> None:
        self._server: smtplib.SMTP | None = None
        self._carried = 0

    def carry(self, mail: bytes, *, sender: str, to: str, reference: str) -> Answer:
        """`mail`: all of it, with no line that begins with a full stop, and the last one ended.

        A connection that was kept may have been closed meanwhile: as long as the mail itself was not begun, it goes over a new one.
        """
        while True:
            was_open = self._server is not None
            try:
                server = self._opened()
            except (OSError, ValueError) as error:  # all of smtplib's are an OSError
                self.drop()
                return not_opened(error)
            try:
                refusal = self._asked(server, sender, to, reference)
            except OSError:
                self.drop()
                if was_open:
                    continue
                return Later(_("The connection to the mail server was lost before the mail was sent."))
            return refusal or self._sent(server, mail)

    def close(self) -> None:
        """Politely, where there is a connection."""
        if self._server:
            with contextlib.suppress(OSError):
                self._server.quit()
            self.drop()

    def drop(self) -> None:
        if self._server:
            self._server.close()
        self._server = None

    def _opened(self) -> smtplib.SMTP:
        if self._server and self._carried >= MOST_ON_ONE:
            self.close()
        if self._server is None:
            self._server, self._carried = _connection(), 0
            self._server.ehlo_or_helo_if_needed()
            if settings.EMAIL_USE_TLS:
                self._server.starttls(context=ssl.create_default_context())
                self._server.ehlo_or_helo_if_needed()
            if settings.EMAIL_HOST_USER and settings.EMAIL_HOST_PASSWORD:
                self._server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        return self._server

    def _asked(self, server: smtplib.SMTP, sender: str, to: str, reference: str) -> Answer | None:
        """Ask whether this mail may come; None when the server waits for it. A report of a bounce will name the reference and repeat no words (RFC 3461)."""
        self._carried += 1
        to_be_told_of = f" RET=HDRS ENVID={reference}" if server.has_extn("dsn") else ""
        replies = _replies(server, [f"MAIL FROM:<{sender}>{to_be_told_of}", f"RCPT TO:<{to}>", "DATA"])
        first = next((place for place, (code, _words) in enumerate(replies) if not _goes_on(code)), None)
        if first is None:
            return None
        self._put_back(server, replies)
        return meaning(STEPS[first], *replies[first])

    def _put_back(self, server: smtplib.SMTP, replies: list[tuple[int, bytes]]) -> None:
        """Make the connection ready for the next mail after a refusal, or give it up."""
        try:
            if replies[-1][0] == 354:  # it refused the recipient and waits all the same: nothing goes to nobody
                server.send(".\r\n")
                server.getreply()
            is_ready = replies[-1][0] not in NO_MORE and _goes_on(server.docmd("RSET")[0])
        except OSError:
            is_ready = False
        if not is_ready:
            self.drop()

    def _sent(self, server: smtplib.SMTP, mail: bytes) -> Answer:
        """From the last full stop on the server may have taken it, whatever we hear; before, it has not (RFC 5321, 4.1.1.4)."""
        try:
            server.send(mail + b".\r\n")
        except OSError:
            self.drop()
            return Later(_("The connection to the mail server was lost in the middle of the mail."))
        try:
            code, words = server.getreply()
        except OSError:
            self.drop()
            return Unknown(_("The mail server gave no answer after the mail."))
        if code in NO_MORE:
            self.drop()
        return meaning("", code, words)


def _connection() -> smtplib.SMTP:
    if settings.EMAIL_USE_SSL:
        kind: Callable[..., smtplib.SMTP] = partial(smtplib.SMTP_SSL, context=ssl.create_default_context())
    else:
        kind = smtplib.SMTP
    server = kind(settings.EMAIL_HOST, settings.EMAIL_PORT, local_hostname=DNS_NAME.get_fqdn(), timeout=settings.EMAIL_TIMEOUT)
    if server.sock:
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the last piece of a mail waits for nothing
    return server


def _replies(server: smtplib.SMTP, commands: list[str]) -> list[tuple[int, bytes]]:
    """What it says to each, up to one after which it says no more: in one go where it can read ahead (RFC 2920), else up to its first refusal."""
    reads_ahead = server.has_extn("pipelining")
    if reads_ahead:
        server.send("\r\n".join(commands) + "\r\n")
    replies: list[tuple[int, bytes]] = []
    for command in commands:
        if not reads_ahead:
            server.send(f"{command}\r\n")
        code, words = server.getreply()
        replies.append((code, words))
        if code in NO_MORE or (not reads_ahead and not _goes_on(code)):
            break
    return replies


def _goes_on(code: int) -> bool:
    return 200 <= code < 400


def meaning(step: str, code: int, words: bytes) -> Answer:
    """What an answer to a step of STEPS says, or to the mail itself (an empty step)."""
    found = NUMBER_IN_WORDS.search(words)
    number = f"{code} {found[0].decode()}" if found else str(code)
    if code == 421:
        return Later(_("The mail server is closing (421)."), PAUSE)
    if 400 <= code < 500:
        return Later(_("The mail server does not take it now (%(number)s).") % {"number": number})
    if code >= 500 and (step == "MAIL" or code in WHO_ARE_YOU):
        return NotAllowed(_("The mail server takes no mail from our address (%(number)s).") % {"number": number})
    if code >= 500:
        return Refused(_("The mail server refuses this address or this mail (%(number)s).") % {"number": number})
    if not step and 200 <= code < 300:
        queued = QUEUED_AS.search(words)
        return Accepted(queued[1].decode() if queued else "")
    return Unknown(_("The mail server’s answer can’t be read.")) if not step else Later(_("The mail server’s answer can’t be read."))


def not_opened(error: Exception) -> Answer:
    """Why there is no connection. Nothing was sent."""
    if isinstance(error, smtplib.SMTPResponseException):  # a greeting, a name, or a password that it did not like
        if error.smtp_code >= 500 or error.smtp_code < 200:
            return NotAllowed(_("The mail server does not let us in (%(number)s).") % {"number": error.smtp_code})
        return Later(_("The mail server does not let us in now (%(number)s).") % {"number": error.smtp_code}, PAUSE if error.smtp_code == 421 else None)
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return Later(_("The mail server ended the connection."))
    if isinstance(error, ssl.SSLCertVerificationError):
        return NotAllowed(_("The mail server’s certificate is not valid."))
    if isinstance(error, (smtplib.SMTPException, ValueError)):
        return NotAllowed(_("The mail server can’t be used as EMAIL_URL says: %(kind)s.") % {"kind": type(error).__name__})
    return Later(_("The mail server can’t be reached."))
