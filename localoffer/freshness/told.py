"""The rows of a service as they are told, one by one under a name each: what its places and its contacts have in common."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from localoffer.models import ServiceAtLocation, ServiceContact

Row = TypeVar("Row", ServiceAtLocation, ServiceContact)


def put(rows: list[Row], known: dict[str, Row], said: Mapping[str, Any], *, new: Callable[[str, list[Row]], Row], fill: Callable[[Row, Any], None]) -> list[Row]:
    """The rows, unsaved and numbered in their order, after what was `said` of each: None takes one away, and an unknown name adds one.

    `known` holds the rows that have a name, and gets those that are added; `new` makes a row for a name beside the others, `fill` gives it what is said.
    """
    for name, value in said.items():
        row = known.get(name)
        if value is None:
            rows = [other for other in rows if other is not row]
            continue
        if row is None:
            row = known[name] = new(name, rows)
            rows = [*rows, row]
        fill(row, value)
    for order, row in enumerate(rows):
        row.sort_order = order
    return rows
