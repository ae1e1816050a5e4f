"""How often a form that anyone may send is taken from one address."""

import hashlib
import hmac
import logging
import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from analytics.visitors import client_address
from home.caches import CACHE_GONE

log = logging.getLogger(__name__)


def is_within(limit: int, *, seconds: int, what: str, request: HttpRequest) -> bool:
    """Count one more of `what` from this address; False when there were more than `limit` in this stretch of time.

    Limits are set for a whole school behind one address. The address is kept only as a keyed hash, and only in the cache.
    While the cache does not answer everybody is let through: a family that needs us matters more than a limit.
    """
    try:
        return _one_more(f"count:{what}:{_mark(request)}:{int(time.time() // seconds)}", seconds) <= limit
    except CACHE_GONE as problem:
        log.warning("%r was not counted, since the cache does not answer: %s.", what, type(problem).__name__)
        return True


def seconds_left(seconds: int) -> int:
    """How long the stretch of time goes on in which `is_within` counts now."""
    return seconds - int(time.time() % seconds)


def is_first(what: str, *, seconds: int, request: HttpRequest) -> bool:
    """False when `what` came from this address within the last `seconds`: a button pressed twice. Everything is first while the cache does not answer."""
    try:
        return cache.add(f"first:{what}:{_mark(request)}", 1, seconds)
    except CACHE_GONE:
        return True


def _mark(request: HttpRequest) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), client_address(request).encode(), hashlib.sha256).hexdigest()[:24]


def _one_more(key: str, seconds: int) -> int:
    """Add one and return the count. The key names its stretch of time, so a count never runs on into the next one."""
    cache.add(key, 0, seconds)
    try:
        return cache.incr(key)
    except ValueError:  # it was thrown out between the two lines, to make room
        return 1
