"""The totals as files: the numbers, shares and ranges that stand on the page, rounded and hidden as there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from register import figures_page, sign_ups_page
from register.models import Baseline, Dimension, Figures

HIDDEN = "hidden"
EXPECTED = "expected"
Sheet = tuple[list[str], list[tuple[Any, ...]]]


def sheet(figures: Figures, in_force: Mapping[str, Baseline], key: str) -> Sheet:
    """Headings and rows; of sign-ups every week, month or quarter there is. Raises KeyError for a file that is not there."""
    if key == EXPECTED:
        return _expected(figures, in_force)
    if key.startswith(figures_page.COMPARED_FILE):
        return _compared(figures, in_force, key.removeprefix(figures_page.COMPARED_FILE))
    if key in sign_ups_page.FILES:
        return _numbers((code, number) for code, number, *_days in figures.numbers.get(key, []))
    return _numbers((f"{'– ' * level}{name}", number) for name, number, level in figures_page.table(figures, key).rows)


def _numbers(rows: Any) -> Sheet:
    return [_("Group"), _("Number (nearest 5)")], [(name, _shown(number)) for name, number in rows]


def _expected(figures: Figures, in_force: Mapping[str, Baseline]) -> Sheet:
    source = _said(in_force[Dimension.FAMILIES])
    rows = [(row["name"], _shown(row["joined"]), row["of"], row["share"], *source) for row in figures_page.expected(figures, in_force)]
    return [_("Where"), _("Joined (nearest 5)"), _("Families there are"), _("Share"), *_source()], rows


def _compared(figures: Figures, in_force: Mapping[str, Baseline], dimension: str) -> Sheet:
    found = next((each for each in figures_page.comparisons(figures, in_force) if each.baseline.dimension == dimension), None)
    if found is None:
        raise KeyError(dimension)
    source = _said(found.baseline)
    rows = [(name, share, span, everybody, said, *source) for name, _one, share, span, everybody, said in found.rows]
    return [_("Group"), _("Register"), _("Range"), _("All families"), _("In words"), *_source()], rows


def _source() -> list[str]:
    return [_("Source of the number of families"), _("Counted on")]


def _said(baseline: Baseline) -> tuple[str, str]:
    return baseline.source, baseline.counted_on.isoformat()


def _shown(number: int | None) -> int | str:
    return HIDDEN if number is None else number
