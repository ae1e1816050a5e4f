"""Who looked at a record, for an officer's page and for the family's own, a page of the log at a time.

The looks at lists of one person on one day are one line, or nobody would find the others. For a family, all that one person did in one go is one line too.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from register.models import AccessLogEntry
from register.models.access import NEUTRAL, TOLD_ALIKE, AccessLogQuerySet, told

# So many lines of the log are read for one page: what is told of them is no more, and mostly less.
ON_A_PAGE = 50
Kind = AccessLogEntry.Action
# What somebody did, as the family reads it.
DEEDS: Mapping[str, Promise] = {
    Kind.SEARCH: gettext_lazy("found your record in a search"),
    Kind.VIEW: gettext_lazy("opened your record"),
    Kind.COMPLAINT: gettext_lazy("opened your complaint about data"),
    Kind.CORRECT: gettext_lazy("wrote something down for you"),
    Kind.NOTE: gettext_lazy("wrote a note"),
    Kind.ASSISTED: gettext_lazy("wrote down your sign-up"),
    Kind.MERGE: gettext_lazy("looked at two records that may both be yours"),
    Kind.EXPORT: gettext_lazy("made a list that you are on"),
    Kind.PACK: gettext_lazy("made a file of all that we hold about you"),
    Kind.ERASE: gettext_lazy("erased a record"),
}
# Why, as an officer chose it, and as the family reads it. What is not here is told as it was written down.
REASONS: tuple[tuple[str | Promise, Promise], ...] = (
    (gettext_lazy("The family asked us to"), gettext_lazy("You asked us to")),
    (gettext_lazy("To help with joining or confirming"), gettext_lazy("To help you join")),
    (gettext_lazy("To answer a complaint or a request about data"), gettext_lazy("To answer your complaint, or what you asked about your data")),
    (gettext_lazy("The family asked for its data"), gettext_lazy("You asked for your data")),
    (gettext_lazy("To make a disability awareness card"), gettext_lazy("To make a disability awareness card")),
    (gettext_lazy("To see if two records are one family"), gettext_lazy("To see if two records are one family")),
    *((reason, NEUTRAL) for reason in TOLD_ALIKE),
)


@dataclass
class Look:
    """One line of the log or, of lists, all of one person on one day: the last moment, each reason once, how many."""

    at: dt.datetime
    who: str
    what: str
    reasons: list[str]
    is_list: bool
    times: int = 1

    @property
    def why(self) -> str:
        return "; ".join(self.reasons)

    def add(self, reason: str) -> None:
        self.times += 1
        if reason not in self.reasons:
            self.reasons.append(reason)


@dataclass
class Visit:
    """All that one person did with a record in one go, as its family reads it: when it began, what was done, why, each once."""

    at: dt.datetime
    done: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    is_list: bool = False

    def add(self, line: AccessLogEntry) -> None:
        """An earlier line of the same visit."""
        reason, more = _why(line)
        deed = str(DEEDS[line.action]) + (f" ({more})" if more else "")
        self.at = line.at
        self.done = list(dict.fromkeys((deed, *self.done)))
        self.reasons = list(dict.fromkeys(each for each in (reason, *self.reasons) if each))


def looks_in(lines: AccessLogQuerySet) -> "Paged":
    """The looks that these lines about one record tell of, in their order."""
    return Paged(lines, _looks)


def visits_in(lines: AccessLogQuerySet) -> "Paged":
    """As `looks_in`, as the family reads it: without a name, and without a suspicion."""
    return Paged(lines, _visits)


class Paged(Sequence[Any]):
    """Lines of a log, told a page at a time: `fold` makes what is told of some lines. A slice reads its own lines and no others."""

    def __init__(self, lines: AccessLogQuerySet, fold: Callable[[Iterable[AccessLogEntry]], list[Any]]) -> None:
        self._lines, self._fold = lines, fold

    def __len__(self) -> int:
        return self._lines.count()

    def __getitem__(self, part: Any) -> Any:
        return self._fold(self._lines[part])


def _looks(lines: Iterable[AccessLogEntry]) -> list[Look]:
    found: list[Look] = []
    on_lists: dict[tuple[dt.date, str], Look] = {}
    for line in lines:
        look = Look(line.at, line.who, str(line.get_action_display()), [line.why], line.action == Kind.LIST)
        same = _same(line)
        if look.is_list and same in on_lists:
            on_lists[same].add(line.why)
            continue
        found.append(look)
        if look.is_list:
            on_lists[same] = look
    return found


def _same(line: AccessLogEntry) -> tuple[dt.date, str]:
    return timezone.localdate(line.at), line.who


def _visits(lines: Iterable[AccessLogEntry]) -> list[Visit | Look]:
    """The newest first, as the lines are: each earlier line of one person goes to the visit that it began."""
    of_lists = [line for line in lines if line.action == Kind.LIST]
    found: list[Visit | Look] = [*_looks(of_lists)]
    last: dict[str, Visit] = {}
    pause = dt.timedelta(minutes=settings.REGISTER_REASON_MINUTES)
    for line in lines:
        if line.action == Kind.LIST:
            continue
        if line.who not in last or last[line.who].at - line.at > pause:
            last[line.who] = Visit(line.at)
            found.append(last[line.who])
        last[line.who].add(line)
    return sorted(found, key=lambda look: look.at, reverse=True)


def _why(line: AccessLogEntry) -> tuple[str, str]:
    """The reason in the family's words, empty where none was asked for, and what else the line says."""
    known = {str(reason): str(words) for reason, words in REASONS}
    first, _colon, more = line.why.partition(": ")
    if first in known:
        return known[first], more
    if more in known:  # a page of a record that was open already
        return known[more], first.partition("”")[0] + "”"
    return ("", line.why) if line.action in {Kind.SEARCH, Kind.ASSISTED} else (told(line.why), "")
