"""What a section of the pack is made of."""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from dateutil.relativedelta import relativedelta
from django.utils import formats, timezone
from django.utils.functional import Promise
from wagtail.models import Site

from analytics.tables import Table
from home.models import SiteSettings

BEFORE_A_STOP = re.compile(r" (?=[.,;:!?)”])")


@dataclass(frozen=True)
class Part:
    """Sentences and then at most one table. Without a title it belongs to the section's own beginning."""

    title: str = ""
    sentences: Sequence[str] = ()
    table: Table | None = None


@dataclass(frozen=True)
class Section:
    title: str
    parts: list[Part]


@dataclass(frozen=True)
class Occasion:
    """For which site the pack is made, when, and by which role: never by whom."""

    site: Site
    role: str
    at: dt.datetime = field(default_factory=timezone.now)

    @property
    def today(self) -> dt.date:
        return timezone.localdate(self.at)

    @property
    def year_ago(self) -> dt.date:
        """The first of the twelve months that the pack looks back on."""
        return self.today - relativedelta(years=1) + dt.timedelta(days=1)

    @property
    def name(self) -> str:
        """What the council calls its Local Offer."""
        return SiteSettings.for_site(self.site).name


@dataclass(frozen=True)
class Chapter:
    """A section before it is made: its heading stands in the pack even where making it fails."""

    title: str | Promise
    make: Callable[[Occasion], list[Part]]


def of_table(table: Table, *sentences: str) -> Part:
    """A part that is called as its table is."""
    return Part(table.title, sentences, table)


def plain(html: object) -> str:
    """The words of a rich text, in one line."""
    return words_of(BeautifulSoup(str(html or ""), "html.parser"))


def words_of(tag: Tag) -> str:
    """What stands in it, in one line: a space where a mark ended, and none before a full stop."""
    return BEFORE_A_STOP.sub("", " ".join(tag.get_text(" ").split()))


def day(date: dt.date | None, missing: str = "") -> str:
    return formats.date_format(date, "j F Y") if date else missing
