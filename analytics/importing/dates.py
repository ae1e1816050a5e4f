"""Days as other programs write them. Which number is the month is never guessed."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from analytics.models.imports import DateOrder

ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
NUMBERS: Final = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})", re.ASCII)
DAY_AND_WORD: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})[ -](\d{4})", re.ASCII)
WORD_AND_DAY: Final = re.compile(r"([A-Za-z]{3,9}) (\d{1,2}),? (\d{4})", re.ASCII)
MONTHS: Final = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")


@dataclass(frozen=True)
class Seen:
    """A date as it stands in a line."""

    line: int
    text: str


@dataclass
class Dates:
    """Reads the dates of one file, and remembers what it learnt: one that could be two days, and those that show which number is the month."""

    order: DateOrder | None = None
    unclear: Seen | None = None
    proofs: dict[DateOrder, Seen] = field(default_factory=dict)

    def read(self, text: str, line: int) -> dt.date:
        """The day. Raises ValueError with a sentence. A date that could be two days is read as if the day came first, until it is asked about."""
        if found := ISO.fullmatch(text) or COMPACT.fullmatch(text):
            year, month, day = map(int, found.groups())
        elif found := NUMBERS.fullmatch(text):
            day, month, year = self._sort(int(found[1]), int(found[3]), int(found[4]), Seen(line, text))
        else:
            day, month, year = _with_word(text)
        try:
            return dt.date(year, month, day)
        except ValueError:
            raise ValueError(_("“%(text)s” is not a day of the calendar.") % {"text": text}) from None

    def _sort(self, first: int, second: int, year: int, seen: Seen) -> tuple[int, int, int]:
        if first == second:
            return first, second, year
        if first > 12 or second > 12:
            order = DateOrder.DAY_FIRST if first > 12 else DateOrder.MONTH_FIRST
            self.proofs.setdefault(order, seen)
        else:
            self.unclear = self.unclear or seen
            order = DateOrder.DAY_FIRST
        if (self.order or order) == DateOrder.MONTH_FIRST:
            return second, first, year
        return first, second, year


def _with_word(text: str) -> tuple[int, int, int]:
    if found := DAY_AND_WORD.fullmatch(text):
        day, word, year = found.groups()
    elif found := WORD_AND_DAY.fullmatch(text):
        word, day, year = found.groups()
    else:
        raise ValueError(_("“%(text)s” is not a date. Write it like this: 2026-03-31.") % {"text": text[:40]})
    months = [number for number, name in enumerate(MONTHS, start=1) if word.lower() in {name, name[:3]}]
    if not months:
        raise ValueError(_("“%(text)s” has no English month in it. Write it like this: 2026-03-31.") % {"text": text[:40]})
    return int(day), months[0], int(year)
