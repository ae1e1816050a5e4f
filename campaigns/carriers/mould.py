"""An e-mail made once, with holes: for each recipient only their fields are encoded and put in."""

import hashlib
import html
import re
import time
from collections.abc import Callable, Iterator, Mapping
from email.utils import formatdate, parseaddr, unquote
from functools import lru_cache
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from campaigns.carriers import holes
from campaigns.carriers.base import Words
from campaigns.carriers.encoded import header, one_line, quoted

# Before `@` what needs no quotes in a header (RFC 5322, 3.2.3).
ADDRESS = re.compile(r"([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)@([^\s@<>()\[\],;:\\\"]+)")
NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>\s]+@[^<>\s]+)>|(?P<alone>[^<>\s,]+@[^<>\s,]+)")
# What one click sends a request to (RFC 8058, 3.1).
LINK = re.compile(r"https?://[!-;=?-~]+")
LONGEST_ADDRESS = 254
# No text that is quoted-printable can hold it: there a hexadecimal digit or a line's end follows each `=`.
BOUNDARY = "=_part"
PART = "\r\n--{}\r\nContent-Type: text/{}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
Change = Callable[[str], bytes]


class NoAddress(ValueError):
    """This is not one e-mail address that can be written to, or no web address where one must stand; the words say so to an operator."""


class Mould:
    """One message. `fill` gives the whole mail for one recipient, `as_django` the same for a backend of Django's. Raises ValueError for words that can't be a mail."""

    def __init__(self, words: Words) -> None:
        holes.check(words)
        self.words = words
        self.host = urlsplit(settings.SITE_URL).hostname or "localhost"
        self._from = _mailbox(sender_of(words))
        self.sender = parseaddr(self._from)[1]
        self._subject = holes.split(_header_words(words.subject))
        self._fixed = b"".join(header(name, value) for name, value in self._fixed_headers().items()) + self._last_headers()
        self._changes: list[tuple[str, Change]] = []
        self._body = list(self._in_order())

    def fill(self, *, reference: UUID, to: str, fields: Mapping[str, str]) -> bytes:
        """The mail as it goes over the wire, with no line that begins with a full stop. Raises NoAddress, holes.Missing."""
        own = f"To: {address(to)}\r\nMessage-ID: {self.message_id(reference)}\r\nDate: {_date(int(time.time()))}\r\n".encode()
        values = [change(holes.value_of(name, fields)) for name, change in self._changes]
        body = [piece if isinstance(piece, bytes) else values[piece] for piece in self._body]
        return b"".join((own, self._own_headers(fields), self._fixed, *body))

    def as_django(self, *, reference: UUID, to: str, fields: Mapping[str, str]) -> EmailMultiAlternatives:
        """Raises NoAddress, holes.Missing."""
        subject = one_line(holes.fill(self._subject, fields))
        text = holes.fill(holes.split(self.words.text), fields)
        headers = self._headers() | {"Message-ID": self.message_id(reference)} | self._unsubscribing(fields)
        reply_to = [self.words.reply_to] if self.words.reply_to else None
        message = EmailMultiAlternatives(subject, text, self._from.replace("\r\n", ""), [address(to)], headers=headers, reply_to=reply_to)
        if self.words.html:
            message.attach_alternative(holes.fill(holes.split(self.words.html), fields, html.escape), "text/html")
        return message

    def message_id(self, reference: UUID) -> str:
        """The same however often it is sent, so that a mail server, or a reader, sees that it is the same mail."""
        return f"<{reference}@{self.host}>"

    def _headers(self) -> dict[str, str]:
        """What is the same for everybody, besides who it is from. No machine should answer it, and feedback is counted by the message, never by the person."""
        digest = hashlib.sha256(f"{self.words.subject}\0{self.words.text}".encode(errors="replace")).hexdigest()[:12]
        return {
            "Auto-Submitted": "auto-generated",
            "Precedence": "bulk",
            "X-Auto-Response-Suppress": "OOF, AutoReply",
            "Feedback-ID": f"{digest}:mailing:{self.host}:localoffer",
            "Content-Language": self.words.language,
        }

    def _fixed_headers(self) -> dict[str, str]:
        fixed = {} if len(self._subject) > 1 else {"Subject": self._subject[0]}
        if self.words.unsubscribe:
            fixed["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return fixed | {name: _header_words(value) for name, value in self._headers().items()}

    def _last_headers(self) -> bytes:
        """Addresses, which are encoded in another way, and what kind of mail it is. The first part's own headers follow."""
        lines = [f"From: {self._from}"]
        if self.words.reply_to:
            lines.append(f"Reply-To: {_mailbox(self.words.reply_to)}")
        lines.append("MIME-Version: 1.0")
        if self.words.html:
            lines.append(f'Content-Type: multipart/alternative; boundary="{BOUNDARY}"')
        return "".join(f"{line}\r\n" for line in lines).encode()

    def _own_headers(self, fields: Mapping[str, str]) -> bytes:
        """The subject, where it has fields, and where to stop this mail."""
        lines = [header("Subject", holes.fill(self._subject, fields))] if len(self._subject) > 1 else []
        lines += [f"{name}: {value}\r\n".encode() for name, value in self._unsubscribing(fields).items() if name == "List-Unsubscribe"]
        return b"".join(lines)

    def _unsubscribing(self, fields: Mapping[str, str]) -> dict[str, str]:
        if not self.words.unsubscribe:
            return {}
        link = holes.value_of(self.words.unsubscribe, fields)
        if not LINK.fullmatch(link):
            raise NoAddress(_("The field “%(name)s” is not a web address.") % {"name": self.words.unsubscribe})
        return {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}

    def _in_order(self) -> Iterator[bytes | int]:
        """The body's pieces: bytes, or the place of a change in `_changes`."""
        if not self.words.html:
            yield PART.format("", "plain").removeprefix("\r\n--\r\n").encode()
            yield from self._part(self.words.text, quoted_field)
            yield b"\r\n"
            return
        yield PART.format(BOUNDARY, "plain").encode()
        yield from self._part(self.words.text, quoted_field)
        yield PART.format(BOUNDARY, "html").encode()
        yield from self._part(self.words.html, escaped_field)
        yield f"\r\n--{BOUNDARY}--\r\n".encode()

    def _part(self, text: str, change: Change) -> Iterator[bytes | int]:
        """Each hole has lines of its own, so that whatever stands there makes none too long."""
        pieces = holes.split(text)
        for place, piece in enumerate(pieces):
            if place % 2:
                if (piece, change) not in self._changes:
                    self._changes.append((piece, change))
                yield self._changes.index((piece, change))
            else:
                yield quoted(piece, goes_on=place < len(pieces) - 1)


def quoted_field(value: str) -> bytes:
    return quoted(value, goes_on=True)


def escaped_field(value: str) -> bytes:
    return quoted(html.escape(value), goes_on=True)


def address(to: str) -> str:
    """As it stands in a header and in the envelope: one address, all ASCII. Raises NoAddress."""
    found = ADDRESS.fullmatch(to)
    try:
        plain = f"{found[1]}@{punycode(found[2])}" if found else ""
    except UnicodeError:
        plain = ""
    if not plain.isascii() or not 0 < len(plain) <= LONGEST_ADDRESS or not plain.isprintable():
        raise NoAddress(_("This is not one e-mail address that mail can be sent to."))
    return plain


def sender_of(words: Words) -> str:
    """A name alone gets the address that all our mail comes from, to which bounces go."""
    if not words.sender or "@" in words.sender:
        return words.sender or settings.DEFAULT_FROM_EMAIL
    return f"{words.sender} <{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}>"


def _mailbox(words: str) -> str:
    """A name with an address, encoded; a comma in the name needs no quotes here. Raises ValueError."""
    found = NAMED.fullmatch(_header_words(words).strip())
    if not found:
        raise ValueError(_("“%(words)s” is not a name with an e-mail address.") % {"words": words})
    name = unquote(found["name"].strip()) if found["name"] else ""
    return sanitize_address((name, found["address"] or found["alone"]), "utf-8").replace("\n", "\r\n")


def _header_words(words: str) -> str:
    """Raises ValueError for words with a line's end: they would begin another header."""
    if any(mark in words for mark in "\r\n\0"):
        raise ValueError(_("What stands in an e-mail’s head can’t have a line break."))
    return words


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second)
