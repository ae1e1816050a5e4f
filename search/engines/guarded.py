"""Elasticsearch with the database behind it: families get an answer whatever happens to the first."""

import time
from typing import Any

from search.engines import breaker
from search.engines.base import Results
from search.engines.database import DatabaseEngine
from search.engines.elasticsearch import ElasticsearchEngine, Partial, Strange
from search.engines.wire import FAULTS, TooLate, server, within
from search.query import SearchQuery

# How long all questions to Elasticsearch for one search may last together.
SECONDS = 0.8


class GuardedEngine:
    def __init__(self, behind: DatabaseEngine) -> None:
        self._behind = behind

    def search(self, query: SearchQuery) -> Results:
        """Nothing found is never taken on trust: an index that lost its things says the same. So the database also counts what else there would be."""
        if query.limits_apart or not breaker.may_ask():
            return self._behind.search(query)
        found = _ask(query)
        return found if found and found.total else self._behind.search(query)


def probe() -> None:
    """After a fault, find out whether it is over, even when nobody searches."""
    if not breaker.is_closed() and breaker.may_ask():
        _ask(SearchQuery((), per_page=1))


def _ask(query: SearchQuery) -> Results | None:
    """What Elasticsearch says; None when it is at fault, which the breaker is told. To be almost too late is a fault too: a page may ask several times."""
    clock = Clock(SECONDS)
    try:
        found = ElasticsearchEngine(clock.ask).search(query)
    except (*FAULTS, TooLate, Partial, Strange) as fault:
        breaker.failed(fault)
        return None
    if clock.left < SECONDS / 4:
        breaker.failed(TooLate())
    else:
        breaker.succeeded()
    return found


class Clock:
    """Gives each question what is left of the time."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(self._end - time.monotonic(), 0.01)

    def ask(self, index: str, body: dict[str, Any]) -> dict[str, Any]:
        left = self.left
        return within(left, lambda: dict(server(left).search(index=index, body=body | {"timeout": f"{int(left * 1000)}ms"}, allow_partial_search_results=False)))
