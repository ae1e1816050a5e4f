"""Whether Elasticsearch is asked at all: after a fault it is left alone for a while, and longer after several.

The state is in the cache, for all processes; when the cache is gone, each process keeps its own. The worse of the two counts.
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
# Faults longer ago are forgotten, in seconds; a line is logged once in so many; a trial may last so long.
MEMORY = 600
SAY_EVERY = 60
TRIAL = 5
_own = LocMemCache("search.breaker", {})


def may_ask() -> bool:
    """True while all is well. After a rest for one asker at a time, until one of them succeeds."""
    if not _count():
        return True
    return _kept(RESTING) <= time.time() and _claim(TRYING, TRIAL)


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
    _keep(FAULTS, faults)
    _keep(RESTING, time.time() + (LONG_REST if faults >= MANY else SHORT_REST))
    _forget(TRYING)
    if _claim(SAID, SAY_EVERY):
        logger.warning("Search: Elasticsearch fails (%s); the database answers instead.", type(fault.__cause__ or fault).__name__)


def forget() -> None:
    """As if there had been no fault."""
    _forget(FAULTS, RESTING, TRYING)


def _count() -> int:
    return int(_kept(FAULTS))


def _keep(name: str, value: float) -> None:
    """In the cache; in this process when the cache has not kept it, of which a forgiving one says nothing."""
    with suppress(*CACHE_GONE):
        cache.set(name, value, MEMORY)
        if cache.get(name) is not None:
            return
    _own.set(name, value, MEMORY)


def _kept(name: str) -> float:
    shared = None
    with suppress(*CACHE_GONE):
        shared = cache.get(name)
    return max(shared or 0, _own.get(name) or 0)


def _claim(name: str, seconds: int) -> bool:
    """True for the first who asks within that time."""
    try:
        return bool(cache.add(name, 1, seconds))
    except CACHE_GONE:
        return bool(_own.add(name, 1, seconds))


def _forget(*names: str) -> None:
    with suppress(*CACHE_GONE):
        cache.delete_many(names)
    _own.delete_many(names)
