"""The kinds of file we read: known by what is in them, whatever they are called."""

from typing import BinaryIO, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.importing import ga4, goatcounter, matomo, totals
from analytics.importing.dates import Dates
from analytics.importing.layouts import PageOf, Reader
from analytics.importing.logs import is_line, read_log
from analytics.importing.readings import Reading, Unreadable
from analytics.importing.sources import Tick, head_of, no_tick
from analytics.importing.tables import table_of
from analytics.models.imports import Import

Kind = Import.Kind
READERS: Final[dict[Import.Kind, type[Reader]]] = {
    Kind.TOTALS: totals.Totals,
    Kind.GA4_DAYS: ga4.Ga4Days,
    Kind.GA4_PAGES: ga4.Ga4Pages,
    Kind.MATOMO_DAYS: matomo.MatomoDays,
    Kind.MATOMO_PAGES: matomo.MatomoPages,
}
LINES_TRIED: Final = 100
ROWS_TRIED: Final = 60

# What each program means by its numbers, where that is not what we mean.
MEANINGS: Final = {
    Kind.GA4_DAYS: gettext_lazy("Google counts only people whose browser runs its script and who accepted its cookie. Its sessions, too, end after 30 minutes."),
    Kind.GA4_PAGES: gettext_lazy("This file says how often each page was shown. It cannot say how many sessions a day had: import Google’s report by day as well."),
    Kind.MATOMO_DAYS: gettext_lazy("Matomo’s visits are our sessions: both end after 30 minutes. But Matomo starts a new one at midnight, and with each campaign."),
    Kind.MATOMO_PAGES: gettext_lazy("This file says how often each page was shown. It cannot say how many sessions a day had: import Matomo’s visits by day as well."),
    Kind.GOATCOUNTER: gettext_lazy("GoatCounter’s views are cut into sessions by our own rule. Its events and robots are left out."),
    Kind.ACCESS_LOG: gettext_lazy("Counted by our own rules, without robots. A log often starts and ends in the middle of a day: look at the first and the last day."),
}


def recognise(file: BinaryIO) -> Import.Kind:
    """What kind of file this is, by its first 64 kB. Raises Unreadable, with the kinds that we know."""
    head = head_of(file)
    if any(is_line(line) for line in head.splitlines()[:LINES_TRIED]):
        return Kind.ACCESS_LOG
    first = ""
    with table_of(file) as table:
        for number, cells in enumerate(table):
            found = _kind_of(cells, has_remarks=bool(table.remarks)) if cells else None
            if found is not None:
                return found
            first = first or table.separator.join(cells)
            if number >= ROWS_TRIED:
                break
    raise Unreadable(
        _(
            "We do not know this kind of file. Its first line is “%(line)s”. We read reports of Google Analytics 4 and Matomo "
            "(by day, or by page and day, in English), GoatCounter’s export, access logs in the combined format, and day,views,sessions."
        )
        % {"line": first[:80]}
    )


def read(file: BinaryIO, kind: Import.Kind, *, dates: Dates, page_of: PageOf, tick: Tick = no_tick) -> Reading:
    """What a file of this kind holds. Raises Unreadable."""
    if kind == Kind.ACCESS_LOG:
        return read_log(file, tick)
    with table_of(file, tick) as table:
        if kind == Kind.GOATCOUNTER:
            return goatcounter.read_goatcounter(table)
        return READERS[kind](table, dates, page_of).read()


def _kind_of(cells: list[str], *, has_remarks: bool) -> Import.Kind | None:
    if goatcounter.is_header(cells):
        return Kind.GOATCOUNTER
    kinds = [Kind.GA4_PAGES, Kind.MATOMO_PAGES, Kind.GA4_DAYS, Kind.MATOMO_DAYS]
    if not has_remarks:
        kinds.insert(0, Kind.TOTALS)
    return next((kind for kind in kinds if READERS[kind].layout.columns(cells)), None)
