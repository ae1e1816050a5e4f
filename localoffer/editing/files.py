"""The editors' file of services, out and in: CSV or XLSX."""

from collections.abc import Iterable, Iterator, Mapping

from localoffer.editing.cells import written
from localoffer.editing.columns import KEY, NUMBERED, ONLY_TO_READ, STATE, layout
from localoffer.editing.state import State
from localoffer.models import Service

LONGEST_CELL = 32_767


def headings(widths: Mapping[str, int]) -> list[str]:
    return [KEY, *(column.heading for column in layout(widths)), STATE]


def blank_headings() -> list[str]:
    """Of a file for new services only, which have neither a key nor a state."""
    return [column.heading for column in layout({group.of: group.at_least for group in NUMBERED}) if column.kind != ONLY_TO_READ]


def table(services: Iterable[Service], widths: Mapping[str, int]) -> Iterator[list[str]]:
    """A row for each service, under the headings of these widths."""
    columns = layout(widths)
    for service, cells in written(services):
        yield [str(service.pk), *(cells.get(column.heading, "") for column in columns), State.made(cells).written]
