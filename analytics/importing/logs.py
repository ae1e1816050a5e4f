"""A web server's access log in the combined format, read line by line by the same rules as our own counter."""

import datetime as dt
import gzip
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO, Final
from urllib.parse import unquote

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from analytics.definitions import Reason, visitor_key
from analytics.importing.readings import Reading
from analytics.importing.sessions import Tally, day_of
from analytics.importing.sources import TICK_EVERY, Tick, careful, no_tick, unpacked
from analytics.models.imports import Problem
from analytics.screening import LONGEST_AGENT, is_robot

# A name and port in front is Apache's vhost_combined.
LINE: Final = re.compile(
    r"(?:[A-Za-z0-9.-]+:\d{1,5} )?(?P<address>\S+) \S+ [^\[]+\[(?P<minute>[^\]\s]{17}):(?P<second>\d\d) (?P<zone>[+-]\d{4})\] "
    r'"(?P<method>[A-Z]+) (?P<target>[^\s"]+)(?: HTTP/[0-9.]+)?" (?P<status>\d{3}) \S+ '
    r'"[^"\\]*(?:\\.[^"\\]*)*" "(?P<agent>[^"\\]*(?:\\.[^"\\]*)*)"'
)
MINUTE: Final = re.compile(r"(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d{2}):(\d{2})", re.ASCII)
MONTHS: Final = {name: number for number, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1)}
SECONDS: Final = [dt.timedelta(seconds=number) for number in range(60)]
NOT_PAGES: Final = re.compile(
    r"^/(?:static|media|assets|admin|wp-admin|documents|stats|health|accounts|_util|go|api)(?:/|$)|\.(?!html?$|aspx?$|php$)[a-z0-9]{1,5}$",
    re.IGNORECASE,
)
LONGEST_LINE: Final = 16_384
NOT_A_PAGE: Final = "not-a-page"
EVENT: Final = "event"
LEFT_OUT: Final = dict(Reason.choices) | {
    NOT_A_PAGE: _("Pictures, styles, the editors’ admin, and addresses that showed no page"),
    EVENT: _("Clicks and other events that GoatCounter counts apart"),
}


def left_out_in_words(left_out: dict[str, int]) -> list[tuple[str, int]]:
    """Why lines of a log are no page view, in words, with how many; the most first."""
    return [(str(LEFT_OUT.get(reason, reason)), number) for reason, number in sorted(left_out.items(), key=lambda pair: (-pair[1], pair[0]))]


def read_log(file: BinaryIO, tick: Tick = no_tick) -> Reading:
    """Views and sessions by local day. Constant memory. Raises Unreadable when the file is damaged.

    A day on which the log has no line at all is missing; one with lines but no view is 0.
    """
    log = _Log()
    with careful():
        for number, line in _lines(unpacked(file), tick):
            log.take(number, line)
    return log.reading()


def is_line(line: bytes) -> bool:
    """True for a line of an access log in the combined format."""
    return LINE.match(line.decode("utf-8", "replace")) is not None


class _Log:
    def __init__(self) -> None:
        self.no_line = gettext("This is not a line of an access log in the combined format.")
        self.secret = secrets.token_bytes(32)
        self.tally = Tally()
        self.left_out: Counter[str] = Counter()
        self.result = Reading()

    def take(self, number: int, line: bytes) -> None:
        self.result.lines += 1
        found = LINE.match(line.decode("utf-8", "replace")) if len(line) <= LONGEST_LINE else None
        minute = _minute(found["minute"], found["zone"]) if found else None
        if found is None or minute is None:
            self.left_out[Reason.MALFORMED] += 1
            self.result.note(Problem(number, self.no_line))
            return
        moment, day = minute
        self.tally.measured(day)
        agent = found["agent"][:LONGEST_AGENT]
        if found["method"] != "GET" or found["status"] != "200" or not _is_page(found["target"].partition("?")[0]):
            self.left_out[NOT_A_PAGE] += 1
        elif is_robot(agent):
            self.left_out[Reason.ROBOT] += 1
        else:
            moment += SECONDS[min(int(found["second"]), 59)]
            self.tally.view(visitor_key(self.secret, "log", found["address"], agent), moment, day)

    def reading(self) -> Reading:
        self.result.rows = self.tally.rows()
        self.result.left_out = dict(self.left_out)
        return self.result


def _lines(source: "BinaryIO | gzip.GzipFile", tick: Tick) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := source.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            _read_away(source)
        number += 1
        if number % TICK_EVERY == 0:
            tick()
        if line.strip():
            yield number, line


def _read_away(source: "BinaryIO | gzip.GzipFile") -> None:
    """The rest of a line that is longer than any of a log: so that a file without line ends fills no memory."""
    while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        continue


@lru_cache(maxsize=5_000)
def _is_page(path: str) -> bool:
    """True for an address of a page: neither a file nor the editors' own."""
    return not NOT_PAGES.search(unquote(path))


@lru_cache(maxsize=1_000)
def _minute(text: str, zone: str) -> tuple[dt.datetime, dt.date] | None:
    """The minute of a line in UTC, and the local day it is in; None where it is no time."""
    found = MINUTE.fullmatch(text)
    if found is None:
        return None
    day, month, year, hour, minute = found.groups()
    try:
        local = dt.datetime(int(year), MONTHS[month], int(day), int(hour), int(minute), tzinfo=dt.UTC)
        offset = dt.timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
        moment = local - offset if zone[0] == "+" else local + offset
        return moment, day_of(moment)
    except (KeyError, ValueError, OverflowError):
        return None
