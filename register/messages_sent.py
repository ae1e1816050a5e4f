"""What was sent to a family, for its page, its data pack and its record: the app that sends it says so, for the register knows nothing of campaigns."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta
from django.utils import timezone

from register.models import Family


@dataclass(frozen=True)
class MessageSent:
    """`signed_by`: organisations by name. `became`: what is known of its arrival, in words.

    `address`: the same words on the web, for the family alone, as it opens its wishes too. `check`: where everybody can read whether it is real.
    """

    subject: str
    at: dt.datetime
    channel: str
    signed_by: tuple[str, ...]
    became: str
    address: str = ""
    check: str = ""


@dataclass(frozen=True)
class Sender:
    """What an app that sends does for the register. `messages`: what a family got, all of it or since a moment.

    `keys`: of all rows about a family. `move`: those with such keys are about this family from now on, where it has none of the same message.
    """

    messages: Callable[[Family, dt.datetime | None], Iterable[MessageSent]]
    keys: Callable[[Family], list[str]]
    move: Callable[[Iterable[str], Family], None]


SHOWN_FOR = relativedelta(months=12)
_senders: list[Sender] = []


def add_sender(sender: Sender) -> None:
    """Called once when the apps are ready."""
    _senders.append(sender)


def sent_to(family: Family, since: dt.datetime | None = None) -> list[MessageSent]:
    """The newest first."""
    return sorted((message for sender in _senders for message in sender.messages(family, since)), key=lambda message: message.at, reverse=True)


def keys_of(family: Family) -> list[str]:
    """Of what was sent to it, and of what waits."""
    return [key for sender in _senders for key in sender.keys(family)]


def move(keys: Iterable[str], to: Family) -> None:
    """A record takes over what was sent to another, so that the links in it still work."""
    wanted = list(keys)
    for sender in _senders:
        sender.move(wanted, to)


def lately(family: Family) -> list[MessageSent]:
    """Of the last twelve months: what pages show."""
    return sent_to(family, timezone.now() - SHOWN_FOR)
