"""The wire to Elasticsearch: one client a process, and a limit of time that nothing can stretch."""

import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from django.conf import settings
from elasticsearch import ApiError, Elasticsearch, TransportError

# What can be wrong with a server or its answer: it says no, it does not answer, it says something else.
FAULTS = (ApiError, TransportError, OSError, LookupError, TypeError, ValueError, AttributeError)
MOST_WAITING = 16
T = TypeVar("T")
_waiting = threading.BoundedSemaphore(MOST_WAITING)


class TooLate(Exception):
    """No answer within the time, or too many others are waiting for one."""


class Ask(Protocol):
    def __call__(self, index: str, body: dict[str, Any]) -> dict[str, Any]: ...


@lru_cache(maxsize=4)
def client(url: str) -> Elasticsearch:
    """It never tries twice: whoever asks has the database to ask, or will come again."""
    return Elasticsearch(url, max_retries=0, retry_on_timeout=False, connections_per_node=MOST_WAITING)


def server(seconds: float) -> Elasticsearch:
    """The server of the settings; a single read or connection of it may last `seconds`."""
    return client(settings.SEARCH_URL).options(request_timeout=seconds)


def within(seconds: float, do: Callable[[], T]) -> T:
    """What `do` returns or raises, or TooLate after `seconds`, whatever it still waits for: a name, a slow line, a server that drips.

    `do` must not touch the database: it runs in a thread of its own.
    """
    if not _waiting.acquire(blocking=False):
        raise TooLate
    answers: list[T] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(do())
        except BaseException as fault:  # noqa: BLE001 - it is raised again below, in the thread that asked
            faults.append(fault)
        finally:
            _waiting.release()

    asking = threading.Thread(target=run, daemon=True)
    asking.start()
    asking.join(max(seconds, 0))
    if faults:
        raise faults[0]
    if not answers:
        raise TooLate
    return answers[0]
