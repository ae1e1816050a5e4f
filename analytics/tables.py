"""Tables that the overview shows beside its own: each app says what it counts over a range of days."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wagtail.models import Site


@dataclass(frozen=True)
class Table:
    """A table as it is read: the first of each row is its name. `empty` stands in its place where there are no rows, `note` under it."""

    title: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    empty: str = ""
    note: str = ""

    @property
    def labelled(self) -> list[list[tuple[str, str]]]:
        """Each cell with the head of its column, for a phone, where rows stand under each other."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


Provider = Callable[[Site, dt.date, dt.date], Table]
_providers: list[Provider] = []
_for_everybody: list[Provider] = []


def add_table(provider: Provider, *, is_for_everybody: bool = False) -> None:
    """Let an app above this one show a table of its own, on the public page too where it may; called once when the apps are ready."""
    _providers.append(provider)
    if is_for_everybody:
        _for_everybody.append(provider)


def tables_of_others(site: Site, start: dt.date, end: dt.date) -> list[Table]:
    """What the other apps count from `start` to `end`, both counted."""
    return [provider(site, start, end) for provider in _providers]


def tables_for_everybody(site: Site, start: dt.date, end: dt.date) -> list[Table]:
    """Of these, those that everybody may read."""
    return [provider(site, start, end) for provider in _for_everybody]
