"""Very many things, some at a time."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The things in their order, `size` at a time and the rest at the end; no more than one lot is read ahead."""
    rest = iter(things)
    while some := list(islice(rest, size)):
        yield some
