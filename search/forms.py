"""What we accept in the address of a search. A value nobody knows is left out; nothing raises."""

from collections.abc import Mapping
from dataclasses import dataclass

from search.models import SearchEntry
from search.query import FURTHEST_PAGE
from search.words import telling_words, typed


@dataclass(frozen=True)
class Asked:
    """What somebody asked: `text` as typed and fit to show, `words` folded."""

    text: str
    words: tuple[str, ...]
    kind: str
    page: int


def read(parameters: Mapping[str, str]) -> Asked:
    text = typed(parameters.get("q", ""))
    kind = parameters.get("type", "")
    return Asked(text, tuple(telling_words(text)), kind if kind in SearchEntry.Kind.values else "", _page(parameters.get("page", "")))


def _page(number: str) -> int:
    is_number = number.isascii() and number.isdigit() and len(number) <= 4
    return min(max(int(number), 1), FURTHEST_PAGE) if is_number else 1
