"""CSV files as Google, Matomo and spreadsheets write them: commas, semicolons or tabs, remarks on top, any order of columns."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Final, TextIO

from django.utils.translation import gettext as _

from analytics.importing.readings import Unreadable
from analytics.importing.sources import TICK_EVERY, Tick, encoding_of, head_of, no_tick, text_of

LONGEST_LINE: Final = 65_536
REMARK: Final = "#"
SEPARATORS: Final = ",;\t"


class Table:
    """Iterates over the rows as stripped cells; an empty line is an empty row. `line` is that of the row, `remarks` those seen so far."""

    def __init__(self, text: TextIO, separator: str, tick: Tick = no_tick) -> None:
        self.text = text
        self.separator = separator
        self.tick = tick
        self.line = 0
        self.remarks: list[str] = []

    def __iter__(self) -> Iterator[list[str]]:
        """Raises Unreadable."""
        try:
            for cells in csv.reader(self._lines(), delimiter=self.separator):
                row = [cell.strip() for cell in cells]
                yield row if any(row) else []
        except csv.Error as problem:
            raise Unreadable(_("The file is not a CSV file: it cannot be read after line %(line)s.") % {"line": self.line}) from problem

    def _lines(self) -> Iterator[str]:
        while line := self.text.readline(LONGEST_LINE + 1):
            self.line += 1
            if "\0" in line or len(line) > LONGEST_LINE:
                raise Unreadable(_("The file is not a CSV file: line %(line)s is not text, or has no end.") % {"line": self.line})
            if self.line % TICK_EVERY == 0:
                self.tick()
            if line.startswith(REMARK):
                self.remarks.append(line.strip(f"{REMARK} \r\n,;\t"))
                line = "\n"
            yield line


@contextmanager
def table_of(file: BinaryIO, tick: Tick = no_tick) -> Iterator[Table]:
    """The file as a table. Raises Unreadable."""
    head = head_of(file)
    separator = _separator(head.decode(encoding_of(head), "replace"))
    with text_of(file) as text:
        yield Table(text, separator, tick)


def _separator(head: str) -> str:
    """That of the first line that is no remark."""
    first = next((line for line in head.splitlines() if line.strip() and not line.startswith(REMARK)), "")
    return max(SEPARATORS, key=first.count)
