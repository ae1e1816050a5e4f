"""The parts a sentence is put together from: what was counted, each caution, and sizes in words.

Sizes are rounded so that no sentence contradicts itself: a rise never reads as 0%, and a fall
short of everything never as 100%.
"""

import datetime as dt
import math
from enum import StrEnum
from typing import Final

from django.utils import formats
from django.utils.translation import gettext, gettext_lazy

from analytics.results import Caution

FEWEST_SHOWN: Final = 5


class Metric(StrEnum):
    SESSIONS = "sessions"
    PAGE_VIEWS = "page_views"


OPENING: Final = {
    Metric.SESSIONS: gettext_lazy("Sessions"),
    Metric.PAGE_VIEWS: gettext_lazy("Page views"),
}
WITHIN: Final = {
    Metric.SESSIONS: gettext_lazy("sessions"),
    Metric.PAGE_VIEWS: gettext_lazy("page views"),
}
CAUTIONS: Final = {
    Caution.MISSING_DAYS: gettext_lazy("Some days were not measured. We left out every week that has such a day: a day without a figure is not a day without visits."),
    Caution.PARTIAL_WEEKS_NOT_USED: gettext_lazy("Only whole weeks are compared, so some days at the far end of a period were not used."),
    Caution.SHORT_WINDOW: gettext_lazy("There are fewer than 4 whole weeks before or after, so the range is wide."),
    Caution.NOT_ENOUGH_WEEKS: gettext_lazy(
        "There are fewer than 2 whole weeks before or after, so we could not measure how much weeks differ from each other. The truth is at least as uncertain as the range says."
    ),
    Caution.WINDOWS_NOT_ADJACENT: gettext_lazy("There is a gap between the two periods. Something else may have changed in it."),
    Caution.ZERO_BEFORE: gettext_lazy("Nothing was counted before, so there is no percentage to give."),
    Caution.ZERO_AFTER: gettext_lazy("Nothing was counted after. Check that counting was working."),
    Caution.OVERDISPERSED: gettext_lazy("Weeks differ from each other by more than chance alone. We made the range wider for it."),
    Caution.LOW_COUNTS: gettext_lazy("Fewer than 50 were counted before or after, so a few visits more or less change the result."),
    Caution.NO_SEASONAL_CHECK: gettext_lazy("We could not check the season."),
    Caution.DEFINITION_CHANGED: gettext_lazy("The way we count changed between the two periods, so they may not be alike."),
    Caution.SHARED_SITE: gettext_lazy("Another council shares this site, so some of the change may be its own."),
    Caution.OTHER_CAMPAIGN_OVERLAPS: gettext_lazy("Another campaign ran in the same weeks. We cannot tell the two apart."),
    Caution.SCHOOL_HOLIDAY_DIFFERS: gettext_lazy("One period has more school holidays than the other, and families visit differently then."),
}


def words(caution: Caution) -> str:
    return str(CAUTIONS[caution])


def number(many: int) -> str:
    """10793 reads "10,793"."""
    return str(formats.number_format(many, force_grouping=True))


def span(first: dt.date, last: dt.date) -> str:
    """Days in words, both counted: "1 to 28 March 2027", "22 February to 21 March 2027", "1 March 2027"."""
    if first == last:
        return str(formats.date_format(first, "j F Y"))
    opening = "j F Y" if first.year != last.year else "j F" if first.month != last.month else "j"
    return gettext("%(first)s to %(last)s") % {"first": formats.date_format(first, opening), "last": formats.date_format(last, "j F Y")}


def few(many: int) -> str:
    """As `number`, where one to four could point at somebody: those are not told apart."""
    return gettext("fewer than 5") if 0 < many < FEWEST_SHOWN else number(many)


def percent(number: float) -> str:
    """`number` is in percent: 42.3 reads "42%"."""
    if 0 < number < 0.05:
        return gettext("less than 0.1%%") % {}
    if 0 < number < 1:
        return gettext("%(number)s%%") % {"number": f"{number:.1f}"}
    return gettext("%(number)s%%") % {"number": f"{number:,.0f}"}


def size(ratio: float) -> str:
    """How far a ratio is from 1, without its direction."""
    change = abs(ratio - 1) * 100
    if ratio < 1 and 99.5 <= change < 100:
        return gettext("more than 99%%") % {}
    return percent(change)


def direction(ratio: float) -> str:
    if ratio == 1:
        return gettext("no change")
    if ratio > 1:
        return gettext("a rise of %(size)s") % {"size": size(ratio)}
    return gettext("a fall of %(size)s") % {"size": size(ratio)}


def highest(ratio: float | None) -> str:
    """The upper end of a range. None: there is no end."""
    return gettext("a rise of any size") if ratio is None else direction(ratio)


def stretch(low: float, high: float | None) -> str:
    """A range of ratios in words; its direction is said once where both ends have the same."""
    if high is not None and low > 1:
        return gettext("a rise between %(low)s and %(high)s") % {"low": size(low), "high": size(high)}
    if high is not None and high < 1:
        return gettext("a fall between %(high)s and %(low)s") % {"low": size(low), "high": size(high)}
    return gettext("a change between %(low)s and %(high)s") % {"low": direction(low), "high": highest(high)}


def signed_percent(change: float) -> str:
    """A change for a table: 0.12 reads "+12%", -0.04 "−4%"; one that rounds to nothing has no sign."""
    rounded = round(change * 100)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return gettext("%(sign)s%(number)s%%") % {"sign": sign, "number": f"{abs(rounded):,}"}


def times(ratio: float) -> str:
    """Rounded down, for "at least so many times"."""
    return f"{math.floor(ratio):,}" if ratio >= 10 else f"{math.floor(ratio * 10) / 10:.1f}"
