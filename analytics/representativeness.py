"""Whether those who joined, or who answered, are like the families there are: share by share, with what chance alone can do.

For the register and for surveys alike. Small counts are hidden as `analytics.disclosure` says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.utils.translation import gettext

from analytics.disclosure import LEAST, Cell, protect, shown
from analytics.intervals import Share, wilson
from analytics.phrases import percent

FEW: Final = 100


class Verdict(Enum):
    SAME = "same"
    MORE = "more"
    FEWER = "fewer"


@dataclass(frozen=True)
class Compared:
    """One group. `count` and `share` are None where the number is hidden; `expected` is its share (0 to 1) of the families there are."""

    code: str
    count: int | None
    of: int
    share: Share | None
    expected: float
    is_rounded: bool = False

    @property
    def verdict(self) -> Verdict | None:
        if self.share is None:
            return None
        if not self.share.excludes(self.expected):
            return Verdict.SAME
        return Verdict.MORE if self.share.low > self.expected else Verdict.FEWER


def representativeness(counts: Mapping[str, int], baseline: Mapping[str, int]) -> list[Compared]:
    """Each group of the baseline, in its order, from the true `counts` of a group of people who are counted once. Small counts come back hidden."""
    whole = Cell("all", "", sum(counts.values()))
    cells = {code: Cell(code, "", count) for code, count in counts.items()}
    split = whole.cut(list(cells.values()))
    protect(whole, to=1)
    numbers = {code: None if split.is_withdrawn else shown(cell, to=1) for code, cell in cells.items()}
    return compare(numbers, whole.count if whole.count >= LEAST else None, baseline)


def compare(numbers: Mapping[str, int | None], of: int | None, baseline: Mapping[str, int], *, everybody: int | None = None, to: int = 1) -> list[Compared]:
    """The same from numbers that are hidden (None) or rounded to multiples of `to` already. A rounded number may be lower or higher: the range takes it in.

    `everybody`: how many people the baseline is about, where they can be in several groups.
    """
    everybody = everybody or sum(baseline.values())
    if not everybody or not of:
        return []
    return [_compared(code, numbers.get(code), of, many / everybody, to) for code, many in baseline.items()]


def _compared(code: str, number: int | None, of: int, expected: float, to: int) -> Compared:
    if number is None:
        return Compared(code, None, of, None, expected, to > 1)
    slack = to // 2
    middle = wilson(min(number, of), of)
    low = wilson(max(number - slack, 0), of + slack)
    high = wilson(min(number + slack, max(of - slack, 1)), max(of - slack, 1))
    return Compared(code, number, of, Share(middle.p, low.low, high.high), expected, to > 1)


def sentence(compared: Compared) -> str:
    """What the numbers say, and no more: "8 of 21 is 38%, but with so few answers it could be 21% to 59%: this can’t be told from 35%"."""
    if compared.share is None:
        return gettext("Too few to show.")
    share = compared.share
    named = {
        "x": f"{compared.count:,}",
        "n": f"{compared.of:,}",
        "share": percent(share.p * 100),
        "low": percent(share.low * 100),
        "high": percent(share.high * 100),
        "expected": percent(compared.expected * 100),
    }
    return f"{_start(compared) % named}{_end(compared) % named}"


def _start(compared: Compared) -> str:
    if compared.is_rounded and compared.of < FEW:
        return gettext("About %(x)s of %(n)s is %(share)s, but with so few answers it could be %(low)s to %(high)s")
    if compared.is_rounded:
        return gettext("About %(x)s of %(n)s is %(share)s, and chance alone could make it %(low)s to %(high)s")
    if compared.of < FEW:
        return gettext("%(x)s of %(n)s is %(share)s, but with so few answers it could be %(low)s to %(high)s")
    return gettext("%(x)s of %(n)s is %(share)s, and chance alone could make it %(low)s to %(high)s")


def _end(compared: Compared) -> str:
    if compared.verdict is Verdict.MORE:
        return gettext(". Even so it is more than %(expected)s")
    if compared.verdict is Verdict.FEWER:
        return gettext(". Even so it is less than %(expected)s")
    return gettext(": this can’t be told from %(expected)s")
