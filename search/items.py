"""What can be found, as every engine keeps it: plain values that know no engine and no database."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

# A facet's codes of one thing. None: it is for every one of them. Empty: it has none, and choosing any leaves it out.
# NOT_SAID: nobody has said. Choosing any leaves it out too, but it may fit, and a family can ask for such things.
Codes = frozenset[str] | None
EVERY: Codes = None
NONE: Codes = frozenset()
NO_WORD = "?"
NOT_SAID: Codes = frozenset([NO_WORD])


def not_said(code: str) -> str:
    """Stands among codes of which some may be said and others not, as with access facts: nobody has said this one."""
    return f"{code}{NO_WORD}"


@dataclass(frozen=True)
class Item:
    """One thing that can be found, once a language ("" is every language). `keywords` are found but not shown.

    `facets` has a value for every name of `query.FACETS`; a category comes with the one it is part of. `ages` are whole years
    from 0 to 61 (None: every age; `query.NO_AGE` alone: nobody has said). `places` are (latitude, longitude) as anybody may know them;
    `no_place`: it is somewhere, and nobody has said where. From `hide_on` on it is not shown.
    """

    key: str
    language: str
    kind: str
    title: str
    summary: str
    keywords: str
    body: str
    facets: Mapping[str, Codes]
    ages: frozenset[int] | None = None
    places: tuple[tuple[float, float], ...] = field(default=())
    no_place: bool = False
    checked_on: dt.date | None = None
    verify_by: dt.date | None = None
    hide_on: dt.date | None = None
