"""What the page of totals shows of the numbers that were kept: tables, charts, and how like the whole those are who joined."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics.bars import Bars, Shares, draw_bars, draw_shares
from analytics.disclosure import ROUNDED_TO
from analytics.intervals import Share
from analytics.phrases import percent
from analytics.representativeness import Compared, compare, sentence
from register import baselines
from register.models import Baseline, Dimension, Figures
from register.totals import OTHERS

TITLES = {
    "state": gettext_lazy("Families"),
    "place": gettext_lazy("Families by borough and ward"),
    "joined": gettext_lazy("Families by how they joined"),
    "reach": gettext_lazy("Families by how they like to hear from us"),
    "consent": gettext_lazy("Families by what they agree to (a family can agree to several)"),
    "language": gettext_lazy("Families by language they asked for"),
    "interpreter": gettext_lazy("Families that need an interpreter"),
    "format": gettext_lazy("Families by format: what to print"),
    "source": gettext_lazy("Families by campaign code"),
    "phase": gettext_lazy("Children by age"),
    "stage": gettext_lazy("Children by help now"),
    "setting": gettext_lazy("Children by where they go"),
    "need": gettext_lazy("Children by need (a child can have several)"),
    "ethnic-group": gettext_lazy("Children by ethnic group (of those who answered)"),
    "why-left": gettext_lazy("Families that left: why"),
    "when-left": gettext_lazy("Families that left: by quarter, from its first day"),
}
# Where the numbers of each dimension stand, and what is not counted there.
COMPARED = {
    Dimension.PHASE: ("phase", {OTHERS}),
    Dimension.NEED: ("need", set[str]()),
    Dimension.ETHNIC_GROUP: ("ethnic-group", set[str]()),
    Dimension.WARD: ("place", set[str]()),
}
COMPARED_FILE = "compared-"


@dataclass(frozen=True)
class Table:
    key: str
    title: str
    whole: int | None
    rows: list[tuple[str, int | None, int]]
    is_withdrawn: bool
    chart: Bars | None


@dataclass(frozen=True)
class Comparison:
    """A dimension beside its baseline: group, number, share, range, expected share, sentence; and the same as a chart."""

    title: str
    baseline: Baseline
    of: int | None
    rows: list[tuple[str, Compared, str, str, str, str]]
    chart: Shares | None

    @property
    def file(self) -> str:
        """The name of its CSV in the address."""
        return f"{COMPARED_FILE}{self.baseline.dimension}"


def tables(figures: Figures) -> list[Table]:
    return [table(figures, key) for key in TITLES if key in figures.numbers["tables"]]


def table(figures: Figures, key: str) -> Table:
    """Raises KeyError for a table that is not there."""
    kept = figures.numbers["tables"][key]
    rows = [(name, number, level) for _code, name, number, level in kept["rows"]]
    top = [(name, number) for name, number, level in rows if level == 0]
    said = _("Numbers rounded to the nearest %(base)s; those under 5 are hidden. The table below has the same numbers.") % {"base": ROUNDED_TO}
    chart = draw_bars(str(TITLES[key]), said, top) if len(top) > 1 and any(number for _name, number in top) else None
    return Table(key, str(TITLES[key]), kept["whole"], rows, kept["is_withdrawn"], chart)


def comparisons(figures: Figures, in_force: Mapping[str, Baseline]) -> list[Comparison]:
    return [_comparison(figures, dimension, in_force[dimension]) for dimension in COMPARED if dimension in in_force]


def _comparison(figures: Figures, dimension: Dimension, baseline: Baseline) -> Comparison:
    key, left_out = COMPARED[dimension]
    kept = figures.numbers["tables"][key]
    numbers = {code: number for code, _name, number, _level in kept["rows"]}
    of = kept["whole"]
    if of is not None:
        of -= sum(number or 0 for code, number in numbers.items() if code in left_out or (dimension == Dimension.WARD and _is_nowhere(code)))
    names = baselines.groups(dimension)
    rows = [
        (names.get(one.code, one.code), one, *_shares(one.share), percent(one.expected * 100), sentence(one))
        for one in compare(numbers, of, baseline.numbers, everybody=baseline.of, to=ROUNDED_TO)
    ]
    return Comparison(str(dimension.label), baseline, of, rows, _chart(str(dimension.label), [(name, one.share, one.expected) for name, one, *_words in rows]))


def _chart(title: str, rows: list[tuple[str, Share | None, float]]) -> Shares | None:
    """None where every share is hidden."""
    if all(share is None for _name, share, _expected in rows):
        return None
    said = _("A bar for each group: its share of those who joined. The thin line is the range, the mark is its share of all families. The table below has the same numbers.")
    return draw_shares(title, said, rows)


def _is_nowhere(code: str) -> bool:
    return code == "" or code.endswith(f"-{OTHERS}")


def _shares(share: Share | None) -> tuple[str, str]:
    if share is None:
        return _("hidden"), ""
    return percent(share.p * 100), _("%(low)s to %(high)s") % {"low": percent(share.low * 100), "high": percent(share.high * 100)}


def expected(figures: Figures, in_force: Mapping[str, Baseline]) -> list[dict[str, Any]]:
    """The share of the families there are that has joined: in all, and of each borough whose number was entered."""
    baseline = in_force.get(Dimension.FAMILIES)
    if baseline is None:
        return []
    joined = _joined(figures)
    names = baselines.groups(Dimension.FAMILIES)
    rows = [{"name": names[code], "joined": joined.get(code), "of": many} for code, many in baseline.numbers.items() if code in names and len(names) > 1]
    rows.append(_in_all(figures, baseline))
    return [row | {"share": percent(row["joined"] / row["of"] * 100) if row["joined"] is not None and row["of"] else _("hidden")} for row in rows]


def _joined(figures: Figures) -> dict[str, int | None]:
    """How many joined, by borough."""
    return {code: number for code, _name, number, level in figures.numbers["tables"]["place"]["rows"] if level == 0}


def _in_all(figures: Figures, baseline: Baseline) -> dict[str, Any]:
    """Those of the boroughs whose number was entered; where one of them is hidden, everybody, and it says so."""
    joined = _joined(figures)
    shown = [number for code in baseline.numbers if (number := joined.get(code)) is not None]
    if len(shown) == len(baseline.numbers):
        return {"name": _("All"), "joined": sum(shown), "of": baseline.whole}
    return {"name": _("All, with those from elsewhere"), "joined": figures.numbers["tables"]["place"]["whole"], "of": baseline.whole}
