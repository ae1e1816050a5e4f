"""What a search means: pure values, made from the words somebody typed and the words editors keep."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import hypot, log1p

from localoffer.nearby import MILES_A_DEGREE, squeeze
from search.words import stem, telling_words

MOST_WORDS = 16
PER_PAGE = 10
FURTHEST_PAGE = 100
# How much of a body is read to find an extract in.
BODY_READ = 8_000
# What results can be chosen by and are counted by. "cost" knows one value, "free"; "route" knows one, "self-referral".
FACETS = ("type", "need", "phase", "category", "borough", "access", "day", "delivery", "cost", "route")
# Ages are whole years, and whoever is older counts as this old.
OLDEST_AGE = 61
# Stands among ages where nobody has said any.
NO_AGE = OLDEST_AGE + 1
FREE = "free"
SELF_REFERRAL = "self-referral"

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """One thing that was asked for, and other ways to say it. A text has it when it has the typed words or one of the phrases.

    `weight` is for engines that can't tell a rare word from a common one themselves.
    """

    typed: Phrase
    also: tuple[Phrase, ...] = ()
    weight: float = 1.0

    @property
    def stems(self) -> set[str]:
        """Every stem that may be marked in an extract because of this group."""
        return {stem for phrase in (self.typed, *self.also) for stem in phrase}


class Sort(StrEnum):
    BEST = "best"
    NEAREST = "nearest"
    CHECKED = "checked"


@dataclass(frozen=True)
class Near:
    """Where from. `miles` None: no limit. `is_exact` False: the middle of a sector or of an outward code."""

    latitude: float
    longitude: float
    label: str
    miles: float | None = None
    is_exact: bool = True

    @property
    def east(self) -> float:
        """How many miles a degree of longitude is here."""
        return MILES_A_DEGREE * squeeze(self.latitude)

    def to(self, latitude: float, longitude: float) -> float:
        """Miles as the crow flies, as every engine counts them: flat, which over a county is right to a hundredth."""
        return hypot((latitude - self.latitude) * MILES_A_DEGREE, (longitude - self.longitude) * self.east)


@dataclass(frozen=True)
class SearchQuery:
    """What an engine is asked. Without groups: everything that fits, to look through.

    `chosen` says for a facet which codes will do: kinds, codes of needs, phases and categories, slugs of boroughs, kinds of
    access facts, MO to SU, in-person, online, phone, home, free, self-referral. `age` is in whole years. With `may_fit` what
    doesn't say whether it fits is found too, after what does. What is to be hidden on `today` or before is not found, and what
    should have been checked before `today` comes lower.
    """

    groups: tuple[Group, ...]
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    age: int | None = None
    near: Near | None = None
    may_fit: bool = False
    sort: Sort = Sort.BEST
    language: str = ""
    page: int = 1
    per_page: int = PER_PAGE
    today: dt.date = field(default_factory=dt.date.today)

    @property
    def first(self) -> int:
        """How many results come before this page."""
        return (self.page - 1) * self.per_page

    @property
    def stems(self) -> frozenset[str]:
        return frozenset().union(*(group.stems for group in self.groups))


class Synonyms:
    """Families' words for the same thing, as stems.

    Each row is (words that mean the same, words to look for too): the first kind works both ways, the second one way only.
    """

    def __init__(self, rows: Iterable[tuple[Sequence[str], Sequence[str]]] = ()) -> None:
        self._also: dict[Phrase, set[Phrase]] = defaultdict(set)
        for same, besides in rows:
            phrases, extra = _phrases(same), _phrases(besides)
            for phrase in phrases:
                self._also[phrase] |= (phrases | extra) - {phrase}
        self.longest = max(map(len, self._also), default=1)

    def knows(self, stem_of_word: str) -> bool:
        """Whether editors have written this word anywhere."""
        return any(stem_of_word in phrase for phrase in self._also)

    def group(self, stems: Sequence[str]) -> Group:
        """The group that `stems` begin with: the longest phrase somebody keeps, else the first word alone."""
        for length in range(min(self.longest, len(stems)), 0, -1):
            phrase = tuple(stems[:length])
            if phrase in self._also:
                return Group(phrase, tuple(sorted(self._also[phrase])))
        return Group((stems[0],))


def understand(words: Sequence[str], synonyms: Synonyms, documents: Mapping[str, int]) -> tuple[Group, ...]:
    """The groups that folded words stand for, each once, in the order they were typed.

    `documents` says of a stem in how many entries it is: the rarer, the more it weighs.
    """
    left = [stem(word) for word in words[:MOST_WORDS]]
    groups: dict[Group, None] = {}
    while left:
        group = synonyms.group(left)
        rarest = min(documents.get(stem, 0) for stem in group.typed)
        groups[replace(group, weight=(1 + log1p(rarest)) ** -2)] = None
        left = left[len(group.typed) :]
    return tuple(groups)


def _phrases(texts: Iterable[str]) -> set[Phrase]:
    return {tuple(map(stem, telling_words(text)))[:MOST_WORDS] for text in texts} - {()}
