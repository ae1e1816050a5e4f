"""Lines over days, drawn as our own SVG: no script, a title, a description, and a table beside it in the template."""

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from analytics.holidays import Holiday

WIDTH: Final = 760
HEIGHT: Final = 300
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 16, 44
STEPS: Final = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
DATES: Final = 6
LINE_HEIGHT: Final = 18


@dataclass(frozen=True)
class Line:
    """One number by day; None leaves a gap, since a day that was not measured is not a day without visits.

    `in_part` holds the numbers of days that were not measured in whole, as today is: the line does not fall to them.
    """

    name: str
    numbers: Sequence[int | None]
    in_part: Sequence[int | None] = ()
    dashes: str = ""
    colour: str = "#178079"


@dataclass(frozen=True)
class Shade:
    """Days that belong together, first and last, with the word written over them."""

    name: str
    start: dt.date
    end: dt.date
    colour: str = "#2A9D8F"


@dataclass(frozen=True)
class Mark:
    """Something that happened on some days, first and last: a number over the lines, which a list under the chart explains."""

    label: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True)
class Free:
    """Days on which families live otherwise, as they are drawn on the axis: school holidays a strip, a bank holiday a triangle with these points."""

    left: float
    width: float
    points: str = ""


@dataclass(frozen=True)
class Drawn:
    """A line as it is drawn: a path for each run of measured days, a dot for a day that stands alone, a ring for one measured in part."""

    line: Line
    runs: list[str]
    dots: list[tuple[float, float]]
    rings: list[tuple[float, float]]


@dataclass(frozen=True)
class Chart:
    """What `analytics/chart.html` draws. `gap` says what a gap in a line means, where it is not a day without measurement."""

    title: str
    description: str
    lines: list[Drawn]
    gap: str = ""
    shades: list[tuple[Shade, float, float]] = field(default_factory=list)
    marks: list[tuple[Mark, float, float, int]] = field(default_factory=list)
    school_holidays: list[Free] = field(default_factory=list)
    bank_holidays: list[Free] = field(default_factory=list)
    levels: list[tuple[str, float]] = field(default_factory=list)
    dates: list[tuple[str, float]] = field(default_factory=list)
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM

    @property
    def gap_said(self) -> str:
        """What a gap in a line means, and a ring where there is one."""
        if any(drawn.rings for drawn in self.lines):
            return self.gap or _("A gap in a line is a day that was not measured. A ring is a day measured in part, as today is.")
        return self.gap or _("A gap in a line is a day that was not measured, or not in whole.")


def draw(title: str, description: str, days: Sequence[dt.date], lines: Sequence[Line], shades: Sequence[Shade] = (), *, marks: Sequence[Mark] = ()) -> Chart:
    """The chart of one or more lines over the same days, which follow each other without a hole. Raises ValueError without days."""
    if not days:
        raise ValueError("A chart needs at least one day.")
    highest = round_up(max((number for line in lines for number in (*line.numbers, *line.in_part) if number is not None), default=0))
    return Chart(
        title=title,
        description=description,
        lines=[_draw_line(line, highest) for line in lines],
        shades=[(shade, *_place(shade, days)) for shade in shades if shade.start <= days[-1] and shade.end >= days[0]],
        marks=[(mark, *_place(mark, days), TOP + LINE_HEIGHT * (n % 3 + bool(shades))) for n, mark in enumerate(marks) if mark.start <= days[-1] and mark.end >= days[0]],
        levels=[(formats.number_format(level, force_grouping=True), _y(level, highest)) for level in _levels(highest)],
        dates=[(formats.date_format(days[n], "j M Y" if n == 0 else "j M"), _x(n, len(days))) for n in _some(len(days))],
    )


def with_holidays(chart: Chart, days: Sequence[dt.date], holidays: Sequence[Holiday]) -> Chart:
    """The chart of these days with the holidays on its axis."""
    found = [(each, *_place(each, days)) for each in holidays if each.first_day <= days[-1] and each.last_day >= days[0]]
    return replace(
        chart,
        school_holidays=[Free(left, width) for each, left, width in found if not each.is_bank],
        bank_holidays=[Free(left, width, _triangle(left + width / 2)) for each, left, width in found if each.is_bank],
    )


def _triangle(middle: float) -> str:
    floor = HEIGHT - BOTTOM
    return f"{middle - 6:.1f},{floor} {middle + 6:.1f},{floor} {middle:.1f},{floor - 11}"


def _draw_line(line: Line, highest: int) -> Drawn:
    runs: list[list[tuple[float, float]]] = [[]]
    for n, number in enumerate(line.numbers):
        if number is None:
            runs.append([])
        else:
            runs[-1].append((_x(n, len(line.numbers)), _y(number, highest)))
    paths = [" ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in runs if len(run) > 1]
    rings = [(_x(n, len(line.numbers)), _y(number, highest)) for n, number in enumerate(line.in_part) if number is not None]
    return Drawn(line, paths, [run[0] for run in runs if len(run) == 1], rings)


def _place(shade: Shade | Mark | Holiday, days: Sequence[dt.date]) -> tuple[float, float]:
    """Left edge and width, half a day beyond the first and the last."""
    ends = (shade.first_day, shade.last_day) if isinstance(shade, Holiday) else (shade.start, shade.end)
    half = (_x(1, len(days)) - _x(0, len(days))) / 2 if len(days) > 1 else 0
    first, last = (min(max((day - days[0]).days, 0), len(days) - 1) for day in ends)
    left = max(LEFT, _x(first, len(days)) - half)
    return left, min(WIDTH - RIGHT, _x(last, len(days)) + half) - left


def _x(n: int, count: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (n / (count - 1) if count > 1 else 0.5)


def _y(number: float, highest: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - number / highest)


def round_up(number: int) -> int:
    """The next number that can be cut into four round parts; at least 1, so that a line of zeros has a place."""
    if number < 4:
        return max(number, 1)
    power = 10 ** math.floor(math.log10(number / 4))
    return int(next(step * power for step in STEPS if step * power * 4 >= number and (step * power) % 1 == 0) * 4)


def _levels(highest: int) -> list[int]:
    return [highest * n // 4 for n in range(5)] if highest >= 4 else [0, highest]


def _some(count: int) -> list[int]:
    """At most six places, evenly spread, the first and the last among them."""
    wanted = min(count, DATES)
    return sorted({round(n * (count - 1) / (wanted - 1)) for n in range(wanted)}) if wanted > 1 else [0]
