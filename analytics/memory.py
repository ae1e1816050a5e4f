"""What a process knows for a minute, so that each page view does not ask it again."""

import time
from collections.abc import Callable
from typing import Final, Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")
SECONDS: Final = 60.0
MOST: Final = 20_000


class Memory(Generic[K, V]):
    """Only what is there is kept: what a stranger makes up takes no room, and what is new is seen at once. Nothing of a person belongs in it."""

    def __init__(self) -> None:
        self._kept: dict[K, V] = {}
        self._until = 0.0

    def get(self, key: K, ask: Callable[[K], V]) -> V:
        """What `ask` answered within the last minute, or answers now."""
        now = time.monotonic()
        if now >= self._until or len(self._kept) >= MOST:
            self._kept, self._until = {}, now + SECONDS
        known = self._kept.get(key)
        if known is None:
            known = ask(key)
            if known:
                self._kept[key] = known
        return known

    def forget(self) -> None:
        self._until = 0.0
