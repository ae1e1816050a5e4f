"""The report's numbers as a table of three columns: those of its tables, those of the method as exactly as they were worked out, and each day."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from campaigns.parts import Part
from campaigns.reports import Report

Row = tuple[str, str, Any]


def headings() -> list[str]:
    return [_("Table"), _("What"), _("Number")]


def rows(report: Report) -> Iterator[Row]:
    """Table, what, number. A day that was not measured has no number, and is there."""
    yield (_("Campaign"), _("Name"), report.campaign.name)
    for part in report.parts:
        yield from _of_part(part)
    if report.split:
        yield from _flat(_("More visits, or more pages in each visit?"), vars(report.split))
    yield from ((_("What came with the code"), what, told) for what, told in report.brought)
    yield from ((_("By link"), f"{row.name} ({row.code}): {what}", told) for row in report.by_link for what, told in zip(report.link_headings[2:], row.cells[2:], strict=True))
    yield from ((_("What was sent"), what, told) for what, told in report.sent)
    yield from ((_("Other campaigns in these weeks"), other.name, other.ran) for other in report.others)
    yield from ((_("When the windows were chosen"), str(n), said) for n, said in enumerate([*report.fixing.cautions, *report.fixing.steps], 1))
    for part in report.parts:
        if part.daily:
            yield from ((_("%(what)s by day") % {"what": part.title}, day.isoformat(), "" if number is None else number) for day, number in part.daily.days)


def _of_part(part: Part) -> Iterator[Row]:
    if part.problem:
        yield (part.title, _("This could not be worked out."), part.problem)
    yield from ((part.title, _("In words"), said) for said in part.sentences)
    yield from ((part.title, fact.term, fact.value) for fact in part.facts)
    yield from ((part.title, _("Likely range if counts vary so many times as much as chance: %(times)s") % {"times": phi}, told) for phi, told in part.spreads)
    if part.result:
        yield from _flat(_("%(what)s: numbers of the method") % {"what": part.title}, part.result.as_dict())


def _flat(table: str, numbers: dict[str, Any], within: str = "") -> Iterator[Row]:
    """Names as docs/evaluation.md has them, with a dot between what holds and what is held. What does not exist is left out."""
    for name, value in numbers.items():
        if isinstance(value, dict):
            yield from _flat(table, value, f"{within}{name}.")
        elif isinstance(value, list | tuple):
            yield from ((table, f"{within}{name}.{n}", _plain(each)) for n, each in enumerate(value, 1) if not isinstance(each, dict))
        elif value is not None:
            yield (table, f"{within}{name}", _plain(value))


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float) else str(value)
