"""Who looked at a record, for an officer's page and for the family's own: the looks at lists of one person on one day are one line, or nobody would find the others."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone

from register.models import AccessLogEntry

ON_A_PAGE = 20


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


def looks_in(lines: Iterable[AccessLogEntry]) -> list[Look]:
    """The looks that these lines about one record tell of, in their order."""
    found: list[Look] = []
    on_lists: dict[tuple[dt.date, str], Look] = {}
    for line in lines:
        is_list = line.action == AccessLogEntry.Action.LIST
        same = timezone.localdate(line.at), line.who
        if is_list and same in on_lists:
            on_lists[same].add(line.why)
            continue
        look = Look(line.at, line.who, str(line.get_action_display()), [line.why], is_list)
        found.append(look)
        if is_list:
            on_lists[same] = look
    return found
