"""Bars beside each other, years under each other, and shares with what chance can do, drawn as our own SVG like the lines of `analytics.charts`."""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils import formats

from analytics.charts import LINE_HEIGHT, round_up
from analytics.intervals import Share
from analytics.phrases import percent

# As many letters of a name as stand beside each other on a phone.
LETTERS: Final = 34
BAR_HEIGHT, ROW_HEIGHT = 26, 34
Lines = list[tuple[str, int]]


@dataclass(frozen=True)
class ShareBar:
    """One group's row: its name in lines, each at its height; its share (None: hidden), both ends of the range and the share expected, in percent of the width."""

    lines: Lines
    share: float | None
    low: float
    high: float
    expected: float
    top: int


@dataclass(frozen=True)
class Shares:
    """What `analytics/shares.html` draws: a bar with its range for each group, and a mark for the share expected. `levels` are written under it."""

    title: str
    description: str
    rows: list[ShareBar]
    levels: list[tuple[str, int]]
    height: int


@dataclass(frozen=True)
class Bars:
    """What `analytics/bars.html` draws: the name in lines, each at its height; number (None: hidden, or `unknown`), its length in percent of the longest, and where the bar stands.

    Lengths are in percent, and the letters keep their size: it reads the same on a phone and on a desk.
    """

    title: str
    description: str
    bars: list[tuple[Lines, int | None, float, int]]
    height: int
    unknown: str = ""


@dataclass(frozen=True)
class YearBar:
    """One year: the words over its bar, its number (None: not shown), and both ends of its range where there is one."""

    words: str
    number: float | None
    low: float | None
    high: float | None
    is_baseline: bool = False


@dataclass(frozen=True)
class YearDrawn:
    """A year's row: its words in lines, each at its height; length of the bar and both ends of the range in percent of the width (None: none)."""

    lines: Lines
    length: float | None
    ends: tuple[float, float] | None
    top: int
    is_baseline: bool


@dataclass(frozen=True)
class Years:
    """What `analytics/years.html` draws: a bar with its range for each year, and a line down from what they are compared with (`mark`, in percent of the width)."""

    title: str
    description: str
    rows: list[YearDrawn]
    levels: list[tuple[str, int]]
    height: int
    mark: float | None = None
    mark_means: str = ""

    @property
    def has_ends(self) -> bool:
        return any(row.ends for row in self.rows)


def draw_years(title: str, description: str, bars: Sequence[YearBar], *, mark: float | None = None, mark_means: str = "", in_percent: bool = False) -> Years:
    """The scale begins at 0, so that a bar twice as long is twice as much; that of shares ends at 100% at most."""
    most = max((number for bar in bars for number in (bar.number, bar.high) if number is not None), default=0)
    end = min(100, _tens(max(most, mark or 0))) if in_percent else round_up(math.ceil(max(most, mark or 0)))
    rows: list[YearDrawn] = []
    top = 0
    for bar in bars:
        lines = _in_lines(bar.words, top)
        ends = None if bar.low is None or bar.high is None else (_part(bar.low, end), _part(bar.high, end))
        rows.append(YearDrawn(lines, None if bar.number is None else _part(bar.number, end), ends, lines[-1][1], bar.is_baseline))
        top = rows[-1].top + ROW_HEIGHT
    half = percent(end / 2) if in_percent else formats.number_format(end // 2 if end % 2 == 0 else end / 2, force_grouping=True)
    levels = [(percent(0) if in_percent else "0", 0), (half, 50), (percent(end) if in_percent else formats.number_format(end, force_grouping=True), 100)]
    return Years(title, description, rows, levels, top + LINE_HEIGHT, None if mark is None else _part(mark, end), mark_means)


def _part(number: float, end: int) -> float:
    return round(number / end * 100, 1)


def _tens(share: float) -> int:
    return max(10, math.ceil(share / 10) * 10)


def draw_bars(title: str, description: str, numbers: Sequence[tuple[str, int | None]], *, unknown: str = "") -> Bars:
    """`unknown`: what None means, where it is not a number that is hidden."""
    longest = max((number for _name, number in numbers if number is not None), default=0) or 1
    bars: list[tuple[Lines, int | None, float, int]] = []
    top = 0
    for name, number in numbers:
        lines = _in_lines(name, top)
        bars.append((lines, number, round((number or 0) / longest * 100, 1), lines[-1][1]))
        top = lines[-1][1] + BAR_HEIGHT
    return Bars(title, description, bars, top, unknown)


def _in_lines(name: str, top: int) -> Lines:
    """So that a long name can be read on a phone."""
    return [(line, top + LINE_HEIGHT * n) for n, line in enumerate(textwrap.wrap(name, LETTERS) or [""], 1)]


def draw_shares(title: str, description: str, groups: Sequence[tuple[str, Share | None, float]]) -> Shares:
    """Name, share with its range (None: hidden) and expected share (0 to 1) of each group. The scale ends at the next 10% over all of them."""
    most = max((end for _name, share, expected in groups for end in (expected, share.high if share else 0)), default=0)
    end = min(100, max(10, math.ceil(most * 10) * 10))
    rows: list[ShareBar] = []
    top = 0
    for name, share, expected in groups:
        lines = _in_lines(name, top)
        ends = [round(part * 10_000 / end, 1) for part in ((share.p, share.low, share.high) if share else (0, 0, 0))]
        rows.append(ShareBar(lines, ends[0] if share else None, ends[1], ends[2], round(expected * 10_000 / end, 1), lines[-1][1]))
        top = rows[-1].top + ROW_HEIGHT
    return Shares(title, description, rows, [(percent(end * n / 2), n * 50) for n in range(3)], top + LINE_HEIGHT)
