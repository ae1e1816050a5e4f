"""The network addresses of a host, asked for with an end to the waiting."""

import queue
import socket
import threading
import time

MOST_AT_ONCE = 8
_free = threading.BoundedSemaphore(MOST_AT_ONCE)

Answer = list[str] | Exception


def addresses(host: str, port: int, *, seconds: float) -> list[str]:
    """Every address of the host, asked for once. Raises OSError and UnicodeError; of the first, TimeoutError after so many seconds.

    The system's resolver knows no limit, and nothing can stop it: it is asked in a thread, which is left behind when it takes too long.
    Of those there are MOST_AT_ONCE at most; who comes then waits for one of them to end, as long as for an answer.
    """
    until = time.monotonic() + seconds
    if not _free.acquire(timeout=max(0.0, seconds)):
        raise TimeoutError
    answer: queue.SimpleQueue[Answer] = queue.SimpleQueue()
    try:
        threading.Thread(target=_ask, args=(host, port, answer), daemon=True, name="lookup").start()
    except BaseException:
        _free.release()
        raise
    try:
        found = answer.get(timeout=max(0.0, until - time.monotonic()))
    except queue.Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise found
    return found


def _ask(host: str, port: int, answer: "queue.SimpleQueue[Answer]") -> None:
    try:
        answer.put([str(row[4][0]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
    except Exception as problem:  # noqa: BLE001 - whatever it is, it is raised where somebody waits for it
        answer.put(problem)
    finally:
        _free.release()
