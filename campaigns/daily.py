"""The days of both windows as a chart: what was counted on each, and what else happened on them."""

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from wagtail.models import Site

from analytics.charts import Chart, Line, Mark, Shade, draw, with_holidays
from analytics.happenings import Happening, marked, notes_of
from analytics.holidays import Holiday
from analytics.models import Evaluation
from analytics.models.totals import series
from analytics.phrases import Metric, span
from analytics.windows import DayCount
from campaigns.surroundings import Surroundings

LONGEST_CHART: Final = 731


@dataclass(frozen=True)
class Daily:
    """`days` are those of the chart, in order; `marks` and `holidays` are on it, and explained under it."""

    chart: Chart
    days: list[DayCount]
    marks: list[tuple[Mark, Happening]]
    holidays: list[Holiday]

    @property
    def notes(self) -> list[str]:
        """What is on the chart, in words, for its file."""
        return [*notes_of(self.marks), *map(str, self.holidays)]


def daily(site: Site, evaluation: Evaluation, around: Surroundings, sentence: str) -> Daily | None:
    """None where only totals are known. `sentence` is the chart's description."""
    windows = evaluation.windows
    if windows is None:
        return None
    counts = series(site, windows[0][0], windows[1][1], Metric(evaluation.metric))[-LONGEST_CHART:]
    days = [day for day, _number in counts]
    start, end = days[0], days[-1]
    marks = marked(around.happened_in(start, end), end)
    shown = around.holidays_in(start, end)
    title = str(evaluation.get_metric_display())
    shades = [Shade(_("Before"), *windows[0], "#D9A441"), Shade(_("After"), *windows[1], "#2A9D8F")]
    heading = _("%(what)s by day, %(days)s") % {"what": title, "days": span(start, end)}
    chart = draw(heading, sentence, days, [Line(title, [number for _day, number in counts])], shades, marks=[mark for mark, _happening in marks])
    return Daily(with_holidays(chart, days, shown), counts, marks, shown)
