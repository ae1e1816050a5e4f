"""What every carrier promises: a message is prepared once, filled in for each recipient, and each sending has one answer."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True)
class Words:
    """What all recipients of one message get, with `((name))` where a field of theirs stands. A text has no subject, a letter no HTML.

    `unsubscribe`: the field with the address that stops this kind of mail, for RFC 8058; empty where the message is not one that can be stopped.
    `sender`: a name, which then has the address of DEFAULT_FROM_EMAIL, or a name with an address; `reply_to` an address, with or without a name.
    """

    subject: str
    text: str
    html: str = ""
    sender: str = ""
    reply_to: str = ""
    unsubscribe: str = ""
    language: str = "en"


@dataclass(frozen=True)
class Accepted:
    """The other side has taken it and will deliver it. `provider_id` is what it calls it, `template_version` the words it put ours into."""

    provider_id: str = ""
    template_version: int | None = None


@dataclass(frozen=True)
class Refused:
    """This one will never be taken: an address that does not exist, words that are too long. Others may be."""

    why: str


@dataclass(frozen=True)
class Later:
    """Not taken, and surely not sent: trying again is safe. `wait` is how long the other side asked for, if it did."""

    why: str
    wait: dt.timedelta | None = None


@dataclass(frozen=True)
class Unknown:
    """No answer, or one that says nothing: it may have been taken."""

    why: str


@dataclass(frozen=True)
class Held:
    """Not taken, and no other will be before `until`: too many this minute, or today."""

    why: str
    until: dt.datetime


@dataclass(frozen=True)
class NotAllowed:
    """Not taken, nor will any other: the key is wrong, or the sender may not send. A person must mend it."""

    why: str


Answer = Accepted | Refused | Later | Unknown | Held | NotAllowed


class CannotLookUp(Exception):
    """Nobody could be asked, or there was no answer: what we don't know stays so."""


@dataclass(frozen=True)
class Receipt:
    """What the other side says became of a message it took: `status` in its own word (`receipts.state_of` has ours), `at` when.

    `reference` is empty where it only knows its own `provider_id`.
    """

    reference: str
    provider_id: str
    status: str
    at: dt.datetime | None = None
    template_version: int | None = None


class Carrier(Protocol):
    """`prepare` is called once for a message, `send` for each recipient. `can_look_up`: whether it can be asked what became of a reference."""

    can_look_up: bool

    def prepare(self, words: Words, /) -> Any:
        """What `send` needs of the words. Raises ValueError for what looks like a field and is none, or words that it can't carry."""

    def send(self, prepared: Any, /, *, reference: UUID, to: str, fields: Mapping[str, str]) -> Answer:
        """Never raises for what the other side does. `to`: an e-mail address, a number in E.164, or an address's lines. A field that is missing is Refused."""

    def find(self, reference: UUID, /) -> Receipt | None:
        """What the other side knows of it; None when it never took it. Raises CannotLookUp."""

    def sweep(self, since: dt.datetime, /) -> Iterable[Receipt]:
        """What the other side knows of everything since then, in its own words; nothing where it can't be asked. Raises CannotLookUp."""

    def close(self) -> None:
        """End the connection, if there is one."""
