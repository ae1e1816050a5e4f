"""Whether Elasticsearch is asked at all: after a fault it is left alone for a while, and longer after several.

The state is in the cache, for all processes; when the cache is gone, each process keeps its own.
"""

import logging
import time
from typing import Any

from django.core.cache import cache
from django.core.cache.backends.locmem import LocMemCache

from home.page_cache import CACHE_GONE

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
    return (_kept("get", RESTING) or 0) <= time.time() and bool(_kept("add", TRYING, 1, TRIAL))


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
    _kept("set", FAULTS, faults, MEMORY)
    _kept("set", RESTING, time.time() + (LONG_REST if faults >= MANY else SHORT_REST), MEMORY)
    _kept("delete", TRYING)
    if _kept("add", SAID, 1, SAY_EVERY):
        logger.warning("Search: Elasticsearch fails (%s); the database answers instead.", type(fault.__cause__ or fault).__name__)


def forget() -> None:
    """As if there had been no fault."""
    _kept("delete_many", [FAULTS, RESTING, TRYING])
    _own.clear()


def _count() -> int:
    return int(_kept("get", FAULTS) or 0)


def _kept(method: str, *arguments: Any) -> Any:
    try:
        return getattr(cache, method)(*arguments)
    except CACHE_GONE:
        return getattr(_own, method)(*arguments)
