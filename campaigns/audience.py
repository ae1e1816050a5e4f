"""Who gets a mailing, by which channel and in which words, and why others do not."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.manifest import message_key
from campaigns.models.mailing import CHANNELS
from campaigns.rules import audience
from register.models import Channel, Consent, Family, Format, Purpose, Reach

# The way a family likes best, where messages go that way.
LIKED: Final = {Reach.EMAIL: Channel.EMAIL, Reach.TEXT: Channel.TEXT, Reach.POST: Channel.POST}
AT_ONCE: Final = 2_000


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

    @property
    def channels(self) -> list[Channel]:
        """Of the first message, in the order in which we choose where a family likes none best."""
        return [channel for channel in CHANNELS if any(key.startswith(f"{channel}-") and key.endswith("-0") for key in self.keys)]


class Audience:
    """Goes once through the families of a group. `left_out` is whole when that is done."""

    def __init__(self, group: Group, *, wave: int = 0) -> None:
        self.group, self.wave = group, wave
        self.left_out: Counter[Why] = Counter()

    def recipients(self) -> Iterator[Recipient]:
        for row in self._rows():
            may = [channel for channel in self.group.channels if row[f"may_{channel}"]]
            if may:
                channel = _liked(may, row["reach"])
                yield Recipient(row["pk"], channel, self._key(channel, row["language__code"] or "", row["reading_format"]))
            else:
                self.left_out[self._why(row)] += 1

    def _rows(self) -> Iterable[dict[str, Any]]:
        families = audience(self.group.include, self.group.leave_out)
        same = Family.objects.filter(pk=OuterRef("pk"))
        may = {f"may_{channel}": Exists(same.agreeing_to(self.group.purpose, channel)) for channel in self.group.channels}
        agreed = Consent.objects.standing().filter(family=OuterRef("pk"), purpose=self.group.purpose, channel__in=[*self.group.channels, Channel.ANY])
        asked = families.annotate(**may, agrees=Exists(agreed)).order_by()
        return asked.values("pk", "reach", "language__code", "reading_format", "stopped_at", "paused_until", "agrees", *may).iterator(chunk_size=AT_ONCE)

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


def _liked(may: list[Channel], reach: str) -> Channel:
    liked = LIKED.get(Reach(reach)) if reach else None
    return liked if liked in may else may[0]


def count(group: Group) -> tuple[int, Counter[Why]]:
    """How many families get it, and how many others do not by the reason."""
    found = Audience(group)
    return sum(1 for _recipient in found.recipients()), found.left_out
