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


Source = Callable[[Family, dt.datetime | None], Iterable[MessageSent]]
SHOWN_FOR = relativedelta(months=12)
_sources: list[Source] = []


def add_source(source: Source) -> None:
    """Let an app say what it sent to a family, all of it or since a moment; called once when the apps are ready."""
    _sources.append(source)


def sent_to(family: Family, since: dt.datetime | None = None) -> list[MessageSent]:
    """The newest first."""
    return sorted((message for source in _sources for message in source(family, since)), key=lambda message: message.at, reverse=True)


def lately(family: Family) -> list[MessageSent]:
    """Of the last twelve months: what pages show."""
    return sent_to(family, timezone.now() - SHOWN_FOR)
