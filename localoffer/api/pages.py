"""One page of a list, with the eight things that the standard says about it."""

from collections.abc import Callable
from typing import Any, Protocol

from localoffer.api.parameters import most_a_page
from localoffer.openreferral.publish.made import Record


class Counted(Protocol):
    def count(self) -> int: ...

    def __getitem__(self, part: slice, /) -> Any: ...


def page_of(rows: Counted | list[Any], asked: dict[str, Any], write: Callable[[Any], Record]) -> dict[str, Any]:
    """The page that was asked for; one after the last is empty. A first page is there even when nothing is on it."""
    total = len(rows) if isinstance(rows, list) else rows.count()
    number, per_page = asked.get("page", 1), asked.get("per_page", most_a_page(asked))
    pages = max(1, -(-total // per_page))
    contents = [write(row) for row in rows[(number - 1) * per_page : number * per_page]]
    return {
        "total_items": total,
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }
