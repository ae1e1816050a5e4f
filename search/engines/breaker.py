"""Whether Elasticsearch is asked at all: after a fault it is left alone for a while, and longer after several.

The state is in the cache, for all processes. A cache that is gone does not always say so, so each process keeps its own state too,
for less long, and the worse of the two counts.
"""

import logging
import time
from contextlib import suppress

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache

from home.caches import CACHE_GONE

logger = logging.getLogger(__name__)
FAULTS = "search.elasticsearch.faults"
RESTING = "search.elasticsearch.resting"
TRYING = "search.elasticsearch.trying"
SAID = "search.elasticsearch.said"
# Faults in a row after which it counts as down.
MANY = 3
# Seconds it is left alone after one fault (longer than one page takes, which may ask several times), and when it is down.
SHORT_REST = 2.0
LONG_REST = 15.0
# Faults longer ago are forgotten, in seconds (sooner in a process's own state: it does not hear of others' success); a line is logged once in so many; a trial may last so long.
MEMORY = 600
OWN_MEMORY = 60
SAY_EVERY = 60
TRIAL = 5
_own = LocMemCache("search.breaker", {})


def may_ask() -> bool:
    """True while all is well. After a rest for one asker at a time, until one of them succeeds."""
    if not _count():
        return True
    return _worse(RESTING) <= time.time() and _claim(TRYING, TRIAL)


def is_closed() -> bool:
    """Whether the last question was answered."""
    return not _count()


def succeeded() -> None:
    if _count():
        forget()
        logger.warning("Search: Elasticsearch answers again.")


def failed(fault: BaseException) -> None:
    """Leave it alone for a while. One line a minute is logged, whoever fails."""
    faults = _count() + 1
    state = {FAULTS: faults, RESTING: time.time() + (LONG_REST if faults >= MANY else SHORT_REST)}
    _own.set_many(state, OWN_MEMORY)
    _own.delete(TRYING)
    with suppress(*CACHE_GONE):
        cache.set_many(state, MEMORY)
        cache.delete(TRYING)
    if _claim(SAID, SAY_EVERY):
        logger.warning("Search: Elasticsearch fails (%s); the database answers instead.", type(fault.__cause__ or fault).__name__)


def forget() -> None:
    """As if there had been no fault."""
    _own.clear()
    with suppress(*CACHE_GONE):
        cache.delete_many([FAULTS, RESTING, TRYING])


def _count() -> int:
    return int(_worse(FAULTS))


def _worse(key: str) -> float:
    shared: float | None = None
    with suppress(*CACHE_GONE):
        shared = cache.get(key)
    return max(shared or 0, _own.get(key) or 0)


def _claim(key: str, seconds: float) -> bool:
    """True for one asker in so many seconds: of all processes, or of this one when the cache is gone."""
    try:
        return bool(cache.add(key, 1, seconds))
    except CACHE_GONE:
        return bool(_own.add(key, 1, seconds))
