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

from django.utils.translation import gettext_lazy as _

from analytics.definitions import SESSION_GAP, Reason, local_day, visitor_key
from analytics.models.imports import Problem
from analytics.readings import Reading
from analytics.screening import LONGEST_AGENT, is_robot

QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
LINE: Final = re.compile(
    r'(?P<address>\S+) \S+ .+? \[(?P<time>[^\]]{20,30})\] "(?P<method>[A-Z]+) (?P<target>\S+)(?: HTTP/[0-9.]+)?" (?P<status>\d{3}) \S+ '
    rf"{QUOTED} (?P<agent>{QUOTED})"
)
TIME: Final = re.compile(r"(\d{2})/([A-Z][a-z]{2})/(\d{4}):(\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2})")
MONTHS: Final = {name: number for number, name in enumerate(("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), start=1)}
NOT_PAGES: Final = re.compile(
    r"^/(?:static|media|assets|admin|wp-admin|documents|stats|health|accounts|_util|go|api)(?:/|$)|\.(?!html?$|aspx?$|php$)[a-z0-9]{1,5}$",
    re.IGNORECASE,
)
LONGEST_LINE: Final = 16_384
GZIP: Final = b"\x1f\x8b"
FORGET_EVERY: Final = 10_000
NOT_A_PAGE: Final = "not-a-page"
LEFT_OUT: Final = dict(Reason.choices) | {NOT_A_PAGE: _("Pictures, styles, the editors’ admin, and addresses that showed no page")}


def left_out_in_words(left_out: dict[str, int]) -> list[tuple[str, int]]:
    """Why lines of a log are no page view, in words, with how many; the most first."""
    return [(str(LEFT_OUT.get(reason, reason)), number) for reason, number in sorted(left_out.items(), key=lambda pair: (-pair[1], pair[0]))]


def read_log(file: BinaryIO) -> Reading:
    """Views and sessions by local day. Constant memory: nobody is remembered for longer than a session lasts.

    A day on which the log has no line at all is missing; one with lines but no view is 0.
    """
    log = _Log()
    for number, line in _lines(file):
        log.take(number, line)
    return log.reading()


class _Log:
    def __init__(self) -> None:
        self.secret = secrets.token_bytes(32)
        self.last_seen: dict[str, dt.datetime] = {}
        self.forget_at = FORGET_EVERY
        self.views: Counter[dt.date] = Counter()
        self.sessions: Counter[dt.date] = Counter()
        self.days: set[dt.date] = set()
        self.left_out: Counter[str] = Counter()
        self.result = Reading()

    def take(self, number: int, line: bytes) -> None:
        self.result.lines += 1
        found = LINE.match(line.decode("utf-8", "replace")) if len(line) <= LONGEST_LINE else None
        moment = _moment(found["time"]) if found else None
        if found is None or moment is None:
            self.left_out[Reason.MALFORMED] += 1
            self.result.note(Problem(number, "This is not a line of an access log in the combined format."))
            return
        day = _day(moment)
        self.days.add(day)
        agent = found["agent"][1:-1][:LONGEST_AGENT]
        if not _is_page(found["method"], found["target"], found["status"]):
            self.left_out[NOT_A_PAGE] += 1
        elif is_robot(agent):
            self.left_out[Reason.ROBOT] += 1
        else:
            self._count(visitor_key(self.secret, "log", found["address"], agent), moment, day)

    def _count(self, key: str, moment: dt.datetime, day: dt.date) -> None:
        self.views[day] += 1
        seen = self.last_seen.get(key)
        if seen is None or moment - seen > SESSION_GAP:
            self.sessions[day] += 1
        if seen is None or moment > seen:
            self.last_seen[key] = moment
        if len(self.last_seen) >= self.forget_at:
            self.last_seen = {other: last for other, last in self.last_seen.items() if moment - last <= SESSION_GAP}
            self.forget_at = len(self.last_seen) + FORGET_EVERY

    def reading(self) -> Reading:
        self.result.rows = [(0, day, self.views[day], self.sessions[day]) for day in sorted(self.days)]
        self.result.left_out = dict(self.left_out)
        return self.result


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    is_zipped = file.read(2) == GZIP
    file.seek(0)
    source = gzip.GzipFile(fileobj=file) if is_zipped else file
    while line := source.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            _read_away(source)
        number += 1
        if line.strip():
            yield number, line


def _read_away(source: "BinaryIO | gzip.GzipFile") -> None:
    """The rest of a line that is longer than any of a log: so that a file without line ends fills no memory."""
    while (rest := source.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
        continue


def _is_page(method: str, target: str, status: str) -> bool:
    """True for a page that was shown: asked for, found, and neither a file nor the editors' own."""
    return method == "GET" and status == "200" and not NOT_PAGES.search(unquote(target.partition("?")[0]))


def _moment(text: str) -> dt.datetime | None:
    found = TIME.fullmatch(text)
    if found is None:
        return None
    day, month, year, hour, minute, second, sign, off_hours, off_minutes = found.groups()
    try:
        local = dt.datetime(int(year), MONTHS[month], int(day), int(hour), int(minute), min(int(second), 59), tzinfo=dt.UTC)
    except (KeyError, ValueError):
        return None
    offset = dt.timedelta(hours=int(off_hours), minutes=int(off_minutes))
    return local - offset if sign == "+" else local + offset


def _day(moment: dt.datetime) -> dt.date:
    return _day_of_hour(moment.replace(minute=0, second=0))


@lru_cache(maxsize=1_000)
def _day_of_hour(hour: dt.datetime) -> dt.date:
    """Every moment of one hour is on the same local day: London is whole hours from UTC."""
    return local_day(hour)
