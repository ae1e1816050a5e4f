"""Files that people open in a spreadsheet."""

import csv
from collections.abc import Iterable
from typing import Any, Protocol

# A spreadsheet takes a cell that begins with one of these for a formula and runs it (OWASP: CSV injection).
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Written(Protocol):
    def write(self, text: str, /) -> object: ...

    def flush(self) -> None: ...


class SafeCsv:
    """Rows written one by one, each at once on its way to the disk, so that a crash loses none of those before it."""

    def __init__(self, file: Written) -> None:
        self._file = file
        self._writer = csv.writer(file)

    def write(self, cells: Iterable[Any]) -> None:
        self._writer.writerow([safe_cell(cell) for cell in cells])
        self._file.flush()


def safe_cell(value: Any) -> Any:
    """The value so that no spreadsheet runs it: an apostrophe goes before a dangerous text. Numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(DANGEROUS) else value
