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


Provider = Callable[[Site, dt.date, dt.date], Table]
_providers: list[Provider] = []


def add_table(provider: Provider) -> None:
    """Let an app above this one show a table of its own; called once when the apps are ready."""
    _providers.append(provider)


def tables_of_others(site: Site, start: dt.date, end: dt.date) -> list[Table]:
    """What the other apps count from `start` to `end`, both counted."""
    return [provider(site, start, end) for provider in _providers]
