"""The site's caches: what is only remembered may be forgotten, what is counted is exact. See docs/decisions/caches.md."""

import logging
import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from django.core.files import locks
from redis.connection import Connection, ConnectionPool, SSLConnection
from redis.exceptions import ConnectionError as RedisGone
from redis.exceptions import RedisError

CACHE_GONE = (OSError, RedisError)
ANSWER_SECONDS = 0.5
# A Redis that did not answer is left alone so long: a page asks it many times, and its reader waits for each.
REST_SECONDS = 5
LOG_SECONDS = 60

log = logging.getLogger(__name__)
_quiet_until: dict[str, float] = {}


class _Forgiving:
    """While the cache is gone it remembers nothing, and that is all that a reader notices.

    `add` and `incr` still raise: who claims or counts something must know that nobody did.
    """

    def get(self, *args: Any, **kwargs: Any) -> Any:
        default = kwargs.get("default", args[1] if len(args) > 1 else None)
        return _or_else(default, super().get, *args, **kwargs)  # type: ignore[misc]

    def set(self, *args: Any, **kwargs: Any) -> None:
        _or_else(None, super().set, *args, **kwargs)  # type: ignore[misc]

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(_or_else(None, super().delete, *args, **kwargs))  # type: ignore[misc]

    def get_many(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return _or_else({}, super().get_many, *args, **kwargs)  # type: ignore[misc]

    def set_many(self, *args: Any, **kwargs: Any) -> list[str]:
        return _or_else([], super().set_many, *args, **kwargs)  # type: ignore[misc]

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        _or_else(None, super().delete_many, *args, **kwargs)  # type: ignore[misc]


class ExactFileCache(FileBasedCache):
    """The cache in files, where two processes that count or claim at the same moment lose nothing.

    Django reads and then writes; here one of them waits. And a count ends at the time it was given, as in Redis.
    """

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        with self._alone():
            is_new = not self.has_key(key, version)
            if is_new:
                FileBasedCache.set(self, key, value, timeout, version)
        return is_new

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """Raises ValueError when there is no such count."""
        with self._alone():
            count = FileBasedCache.get(self, key, None, version)
            if count is None:
                raise ValueError(key)
            FileBasedCache.set(self, key, count + delta, self._seconds_left(key, version), version)
        return count + delta

    def _seconds_left(self, key: str, version: int | None) -> float | None:
        with Path(self._key_to_file(key, version)).open("rb") as file:  # type: ignore[attr-defined]
            until = pickle.load(file)  # noqa: S301 - we wrote it
        return None if until is None else until - time.time()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._createdir()
        with Path(self._dir, "lock").open("a") as file:  # type: ignore[attr-defined]
            locks.lock(file, locks.LOCK_EX)
            yield

    def _createdir(self) -> None:
        with suppress(OSError):  # the first `set` or `add` says so
            super()._createdir()  # type: ignore[misc]


class ForgivingFileCache(_Forgiving, ExactFileCache):
    pass


class ForgivingRedisCache(_Forgiving, RedisCache):
    pass


class _Resting:
    """A connection that is not tried again for REST_SECONDS after it failed, in this process."""

    _rests_until = 0.0

    def connect(self) -> None:
        if time.monotonic() < _Resting._rests_until:
            raise RedisGone("Redis did not answer a moment ago")
        try:
            super().connect()  # type: ignore[misc]
        except RedisError:
            _Resting._rests_until = time.monotonic() + REST_SECONDS
            raise


class _RestingConnection(_Resting, Connection):
    pass


class _RestingSSLConnection(_Resting, SSLConnection):
    pass


class RestingPool(ConnectionPool):
    """Connections that give up early, and rest."""

    @classmethod
    def from_url(cls, url: str, **options: Any) -> "RestingPool":
        kind = _RestingSSLConnection if url.startswith("rediss:") else _RestingConnection
        return super().from_url(url, connection_class=kind, socket_connect_timeout=ANSWER_SECONDS, socket_timeout=ANSWER_SECONDS, **options)


def wake() -> None:
    """Ask Redis again at once."""
    _Resting._rests_until = 0.0


def tell(words: str, problem: Exception) -> None:
    """Log that the cache is gone, once a minute and process for the same words: each page would say it several times."""
    if time.monotonic() >= _quiet_until.get(words, 0.0):
        _quiet_until[words] = time.monotonic() + LOG_SECONDS
        log.error("%s The cache does not answer: %s.", words, type(problem).__name__)


def _or_else(otherwise: Any, ask: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    try:
        return ask(*args, **kwargs)
    except CACHE_GONE as problem:
        tell("Nothing is remembered.", problem)
        return otherwise
