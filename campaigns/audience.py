"""Who gets a mailing, by which channel and in which words, and why others do not."""

import datetime as dt
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.manifest import message_key
from campaigns.models import Delivery
from campaigns.models.mailing import CHANNELS
from campaigns.rules import audience
from home.batches import batches
from register.models import Channel, Consent, Family, Format, Purpose, Reach

# The way a family likes best, where messages go that way.
LIKED: Final = {Reach.EMAIL: Channel.EMAIL, Reach.TEXT: Channel.TEXT, Reach.POST: Channel.POST}
AT_ONCE: Final = 2_000
A_MONTH: Final = dt.timedelta(days=30)


class Why(StrEnum):
    """Why a family of the group gets nothing, the first that holds."""

    STOPPED = "stopped"
    PAUSED = "paused"
    NO_CONSENT = "no-consent"
    NO_ADDRESS = "no-address"
    OFTEN = "often"
    HOUSEHOLD = "household"


WORDS: Final = {
    Why.STOPPED: _("did not answer for two years, so we stopped writing"),
    Why.PAUSED: _("asked for a pause"),
    Why.NO_CONSENT: _("have not agreed to this kind of message in a way it is sent"),
    Why.NO_ADDRESS: _("agreed, but we have no address or number that works"),
    Why.OFTEN: _("had as many messages this month as we send"),
    Why.HOUSEHOLD: _("live where the same letter goes already"),
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """One family that gets the message `key` by `channel`."""

    family_id: Any
    channel: Channel
    key: str


@dataclass(frozen=True)
class Group:
    """The plan of a mailing as far as it says who: the purpose, the rules, and which messages there are (`message_key`)."""

    purpose: Purpose
    include: Mapping[str, list[str]]
    leave_out: Mapping[str, list[str]]
    keys: frozenset[str]

    def channels(self, wave: int) -> list[Channel]:
        """Of the messages of this wave, in the order in which we choose where a family likes none best."""
        return [channel for channel in CHANNELS if any(key.startswith(f"{channel}-") and key.endswith(f"-{wave}") for key in self.keys)]


class Audience:
    """Goes once through the families of a group. `left_out` is whole when that is done.

    `reminded`: of a reminder the families that it is for, each with the channel that its last message came by; another one is taken where there is one.
    """

    def __init__(self, group: Group, *, wave: int = 0, reminded: Mapping[Any, str] | None = None) -> None:
        self.group, self.wave, self.reminded = group, wave, reminded
        self.channels = group.channels(wave)
        self.left_out: Counter[Why] = Counter()

    def recipients(self) -> Iterator[Recipient]:
        homes = Homes()
        for some in batches(self._found(), AT_ONCE):
            twice = homes.again(each.family_id for each in some if each.channel == Channel.POST)
            self.left_out[Why.HOUSEHOLD] += len(twice)
            yield from (each for each in some if each.family_id not in twice)
        self.left_out = +self.left_out

    def _found(self) -> Iterator[Recipient]:
        """Before it is known where letters go."""
        for row in self._rows():
            may = [channel for channel in self.channels if row[f"may_{channel}"]]
            if not may:
                self.left_out[self._why(row)] += 1
            elif self.wave == 0 and row["lately"] >= _most(row):
                self.left_out[Why.OFTEN] += 1
            else:
                last = (self.reminded or {}).get(row["pk"])
                channel = _liked([channel for channel in may if channel != last] or may, row["reach"])
                yield Recipient(row["pk"], channel, self._key(channel, row["language__code"] or "", row["reading_format"]))

    def _rows(self) -> Iterable[dict[str, Any]]:
        families = audience(self.group.include, self.group.leave_out) if self.reminded is None else Family.objects.filter(pk__in=self.reminded)
        same = Family.objects.filter(pk=OuterRef("pk"))
        may = {f"may_{channel}": Exists(same.agreeing_to(self.group.purpose, channel)) for channel in self.channels}
        agreed = Consent.objects.standing().filter(family=OuterRef("pk"), purpose=self.group.purpose, channel__in=[*self.channels, Channel.ANY])
        asked = families.annotate(**may, agrees=Exists(agreed), lately=_lately()).order_by()
        about = ("pk", "reach", "language__code", "reading_format", "stopped_at", "paused_until", "wants_less")
        return asked.values(*about, "agrees", "lately", *may).iterator(chunk_size=AT_ONCE)

    def _why(self, row: Mapping[str, Any]) -> Why:
        if row["stopped_at"]:
            return Why.STOPPED
        if row["paused_until"] and row["paused_until"] > timezone.localdate():
            return Why.PAUSED
        return Why.NO_ADDRESS if row["agrees"] else Why.NO_CONSENT

    def _key(self, channel: Channel, language: str, reading_format: str) -> str:
        """The words that fit best: language before format, English and ordinary writing where there are no others."""
        for code, form in ((language, reading_format), (language, Format.STANDARD), ("", reading_format)):
            key = message_key(channel, code, form, self.wave)
            if key in self.group.keys:
                return key
        return message_key(channel, "", Format.STANDARD, self.wave)


class Homes:
    """Where letters go: one a home, however many families live there. What it remembers of an address can't be read back."""

    def __init__(self) -> None:
        self._known: set[bytes] = set()

    def again(self, keys: Iterable[Any]) -> set[Any]:
        """Of these families, those whose letter goes where one goes already. Only their addresses are decrypted, in one question."""
        wanted = list(keys)
        twice = set()
        for family in Family.objects.filter(pk__in=wanted).only("pk", "address", "postcode").order_by("pk") if wanted else ():
            home = hashlib.sha256(_home(family.address, family.postcode).encode()).digest()
            if home in self._known:
                twice.add(family.pk)
            self._known.add(home)
        return twice


def _home(address: str, postcode: str) -> str:
    """The same for one home, however it was written: signs, spaces and small letters do not count, and the postcode only once."""
    code, lines = _plain(postcode), _plain(address)
    return f"{lines.removesuffix(code) if code else lines}|{code}" if code else lines


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _lately() -> Coalesce:
    """How many first messages of all campaigns a family had in 30 days."""
    since = timezone.now() - A_MONTH
    had = Delivery.objects.filter(family=OuterRef("pk"), wave=0, accepted_at__gte=since).order_by().values("family").annotate(many=Count("pk"))
    return Coalesce(Subquery(had.values("many")), 0)


def _most(row: Mapping[str, Any]) -> int:
    return settings.MESSAGES_A_MONTH_FEWER if row["wants_less"] else settings.MESSAGES_A_MONTH


def _liked(may: list[Channel], reach: str) -> Channel:
    liked = LIKED.get(Reach(reach)) if reach else None
    return liked if liked in may else may[0]


def count(group: Group) -> tuple[int, Counter[Why]]:
    """How many families get it, and how many others do not by the reason."""
    found = Audience(group)
    return sum(1 for _recipient in found.recipients()), found.left_out
