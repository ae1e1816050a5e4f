"""What a process holds of the page cache itself: asking Redis costs more than answering does."""

import time
from collections.abc import Callable
from typing import Any

# How long a process trusts the stamp it read: a change made by another process is seen this much later at most.
TRUST_SECONDS = 0.2
MOST_THINGS = 500


class Nearby:
    """Kept things by their key, and the stamp as it was read last."""

    def __init__(self) -> None:
        self.things: dict[str, Any] = {}
        self._stamp: tuple[str, float] = ("", 0.0)
        self._brief: dict[str, tuple[Any, float]] = {}

    def stamp(self, read: Callable[[], str]) -> str:
        """The stamp, asked for with `read` when the last answer is older than TRUST_SECONDS."""
        stamp, until = self._stamp
        if time.monotonic() >= until:
            stamp = read()
            self._stamp = (stamp, time.monotonic() + TRUST_SECONDS)
        return stamp

    def hold(self, key: str, thing: Any) -> None:
        """Hold what the cache had; when there is too much, start afresh."""
        if thing is not None:
            if len(self.things) >= MOST_THINGS:
                self.things.clear()
            self.things[key] = thing

    def briefly(self, key: str, make: Callable[[], Any]) -> Any:
        """What `make` returns, or returned less than TRUST_SECONDS ago: for when no stamp can be read."""
        thing, until = self._brief.get(key, (None, 0.0))
        if time.monotonic() >= until:
            thing = make()
            self._brief[key] = (thing, time.monotonic() + TRUST_SECONDS)
        return thing

    def forget(self) -> None:
        """Hold nothing, and ask for the stamp anew."""
        self.things.clear()
        self._brief.clear()
        self._stamp = ("", 0.0)
