"""The interface of an engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from search.query import SearchQuery

# With fewer things than this that have all the words, things with some of them are shown after these.
ENOUGH = 10
MOST_LOOSE = 100
# Of so many names that have what was typed the best are suggested: more of them say that it was typed too little to tell.
MOST_NAMES = 2_000
# How much the score of something that should have been checked already is worth.
OVERDUE = 0.6
# How much more the score of something right where it was asked for is worth: less with every mile, and nothing from so many on.
NEARBY, NEARBY_MILES = 0.5, 10
# How much what was typed counts besides, among families' words and in a name: bm25 alone is soon sated by a long text.
TYPED, KEYWORDS, TITLE = 0.5, 0.5, 1.0
# News and answers pass; guidance and services are what families look for.
PASSING_KINDS = ("news", "you-said-we-did")
PASSING = 0.5


@dataclass(frozen=True)
class Hit:
    """One entry as the index has it. It may be stale: `search.finding` asks the database before anything is shown.

    `may_fit`: it doesn't say something that was asked for.
    """

    key: str
    kind: str
    title: str
    summary: str
    body: str
    miles: float | None = None
    may_fit: bool = False


@dataclass(frozen=True)
class Title:
    """The name of one entry, as the index has it."""

    key: str
    kind: str
    title: str


@dataclass(frozen=True)
class Results:
    """One page of hits, and for each facet how many there would be with each code: its own choice is left out, all others are kept.

    Codes with none are left out. `without` says for each facet that was chosen how many there would be without that choice, and for "age"
    and "near" when the query has its limits apart.
    `is_cut`: more have some of the words than the `MOST_LOOSE` that were looked at, so `total` is no count of them.
    `with_every_word` is None when all hits have every word; else how many of them have, and the rest have some. `may_fit` says how
    many fit but for something that they don't say: they are among the results only when the query asked for them.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    with_every_word: int | None = None
    is_cut: bool = False
    without: Mapping[str, int] = field(default_factory=dict)
    may_fit: int = 0


class Engine(Protocol):
    def search(self, query: SearchQuery) -> Results:
        """The best hits first. Never raises because of the words."""
