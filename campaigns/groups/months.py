"""What a family would get in a month: every message by the time in which it may be sent, and where that is more than we send."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date

from campaigns.audience import A_MONTH
from campaigns.groups.words import Names, sentence
from campaigns.models import Mailing, MailingState, Message

WEEK: Final = dt.timedelta(days=7)
DAY: Final = dt.timedelta(days=1)
# So long after the first message each reminder comes.
AFTER: Final = {Message.Wave.FIRST: dt.timedelta(0), Message.Wave.REMINDER: WEEK, Message.Wave.LAST: 2 * WEEK}
YEARS: Final = range(2000, 2100)


@dataclass(frozen=True)
class Month:
    first: dt.date

    @classmethod
    def read(cls, text: str) -> "Month":
        """From an address, such as "2027-03"; this month for what is none."""
        try:
            found = parse_date(f"{text}-01")
        except ValueError:
            found = None
        return cls(found if found and found.year in YEARS else timezone.localdate().replace(day=1))

    @property
    def last(self) -> dt.date:
        return self.after.first - DAY

    @property
    def after(self) -> "Month":
        return Month((self.first + dt.timedelta(days=32)).replace(day=1))

    @property
    def before(self) -> "Month":
        return Month((self.first - DAY).replace(day=1))

    def __str__(self) -> str:
        """As in addresses."""
        return f"{self.first:%Y-%m}"


@dataclass(frozen=True)
class Entry:
    """One message or reminder, from the first to the last day on which it may be sent."""

    mailing: Mailing
    wave: Message.Wave
    first: dt.date
    last: dt.date
    who: str

    @property
    def is_draft(self) -> bool:
        return self.mailing.state == MailingState.DRAFT


@dataclass(frozen=True)
class Crowd:
    """More first messages in 30 days than one family gets of us. `most`: how many it does get."""

    first: dt.date
    last: dt.date
    many: int
    most: int


def entries(month: Month) -> list[Entry]:
    """Of this month, in order of their first day. What is cancelled or has no dates is none."""
    names = Names()
    found = [entry for mailing in _around(month.first - 2 * WEEK, month.last) for entry in _of(mailing, names)]
    return sorted((each for each in found if each.first <= month.last and each.last >= month.first), key=lambda each: (each.first, each.wave, each.mailing.pk))


def by_week(month: Month, found: Iterable[Entry]) -> list[tuple[dt.date, list[Entry]]]:
    """Each week that has something, by its Monday; what began before the month stands in its first week."""
    weeks: dict[dt.date, list[Entry]] = {}
    for each in found:
        day = max(each.first, month.first)
        weeks.setdefault(day - dt.timedelta(days=day.weekday()), []).append(each)
    return sorted(weeks.items())


def crowds(month: Month) -> list[Crowd]:
    """The 30 days that touch this month in which a family of every group would get too much, those within others left out."""
    starts = sorted(_day(mailing.send_from) for mailing in _around(month.first - A_MONTH, month.last + A_MONTH) if mailing.send_from)
    found: list[Crowd] = []
    for place, start in enumerate(starts):
        within = [day for day in starts[place:] if day < start + A_MONTH]
        touches = within[-1] >= month.first and start <= month.last
        if len(within) > settings.MESSAGES_A_MONTH and touches and not (found and found[-1].last == within[-1]):
            found.append(Crowd(start, within[-1], len(within), settings.MESSAGES_A_MONTH))
    return found


def _around(first: dt.date, last: dt.date) -> Iterable[Mailing]:
    """Those whose time to be sent touches these days."""
    planned = Mailing.objects.filter(send_from__date__lte=last).filter(Q(send_until__date__gte=first) | Q(send_until=None, send_from__date__gte=first))
    return planned.exclude(state=MailingState.CANCELLED).select_related("campaign", "segment").prefetch_related("messages").order_by("send_from", "pk")


def _of(mailing: Mailing, names: Names) -> list[Entry]:
    """The first message, also while it is not written, and each reminder that is."""
    if mailing.send_from is None:
        return []
    group = mailing.segment
    who = sentence(group.include if group else {}, group.leave_out if group else {}, names)
    first, last = _day(mailing.send_from), _day(mailing.send_until or mailing.send_from)
    waves = {Message.Wave.FIRST} | {Message.Wave(message.wave) for message in mailing.messages.all()}
    return [Entry(mailing, wave, first + AFTER[wave], last + AFTER[wave], who) for wave in sorted(waves)]


def _day(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()
