"""What a search means: pure values, made from the words somebody typed and the words editors keep."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import hypot, log1p

from localoffer.nearby import MILES_A_DEGREE, squeeze
from search.words import stem, telling_of, words

MOST_WORDS = 16
# In so many entries a number is taken to be.
MANY = 30
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
    """Where from. `miles` None: no limit. `is_exact` False: the middle of a sector or of an outward code, or a rounded place. `ward`: its code, when it is known.

    A place that a browser told has no label.
    """

    latitude: float
    longitude: float
    label: str
    miles: float | None = None
    is_exact: bool = True
    ward: str = ""

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
    doesn't say whether it fits is found too, after what does. With `limits_apart` what there would be without the age or the
    distance is counted too. What is to be hidden on `today` or before is not found, and what should have been checked before
    `today` comes lower.
    """

    groups: tuple[Group, ...]
    chosen: Mapping[str, frozenset[str]] = field(default_factory=dict)
    age: int | None = None
    near: Near | None = None
    may_fit: bool = False
    limits_apart: bool = False
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

    Each row is (words that mean the same, words to look for too): the first kind works both ways, the second one way only. A phrase
    that only leads to others is looked for by what it leads to, as if that had been typed: “can't sit still” by ADHD.
    """

    def __init__(self, rows: Iterable[tuple[Sequence[str], Sequence[str]]] = ()) -> None:
        self._also: dict[Phrase, dict[Phrase, None]] = defaultdict(dict)
        self._leading: set[Phrase] = set()
        for same, besides in rows:
            leading = [text for text in same if len(words(text)) > 1 and (besides or _is_bare(words(text)))]
            looked_for = [_telling(words(text)) for text in (*besides, *(text for text in same if not _is_bare(words(text))))]
            self._leading.update(phrase for text in leading for phrase in recognised(text))
            for phrase in {phrase for text in same for phrase in recognised(text)}:
                self._also[phrase] |= dict.fromkeys(filter(None, looked_for))
        self.longest = max(map(len, self._also), default=1)

    def knows(self, stem_of_word: str) -> bool:
        """Whether editors have written this word anywhere."""
        return any(stem_of_word in phrase for phrase in self._also)

    def group(self, typed: Sequence[str]) -> tuple[Group, int]:
        """The group that the words begin with, and how many of them it takes: the longest phrase somebody keeps, else the first word alone."""
        for length in range(min(self.longest, len(typed)), 0, -1):
            phrase, own = tuple(map(stem, typed[:length])), _telling(typed[:length])
            if kept := self._also.get(phrase):
                first, *rest = dict.fromkeys((*kept, own) if phrase in self._leading else (own, *kept))
                return Group(first, tuple(rest)), length
        return Group((stem(typed[0]),)), 1


def recognised(text: str) -> set[Phrase]:
    """How somebody may type a phrase that editors keep: as it is written, and without its little words."""
    every = words(text)
    return {tuple(map(stem, every)), *([] if _is_bare(every) else [_telling(every)])} - {()}


def understand(typed: Sequence[str], synonyms: Synonyms, documents: Mapping[str, int]) -> tuple[Group, ...]:
    """The groups that folded words stand for, each once, in the order they were typed: little words count inside a kept phrase, or when there are no others.

    `documents` says of a stem in how many entries it is: the rarer, the more it weighs, and a kept phrase weighs most. Numbers are
    not counted there, and are in many.
    """
    telling = {*telling_of(typed)}
    groups: dict[Group, None] = {}
    left = list(typed)
    while left and len(groups) < MOST_WORDS:
        group, length = synonyms.group(left)
        if length > 1 or left[0] in telling:
            rarest = 0 if length > 1 else documents.get(group.typed[0], 0 if group.typed[0].isalpha() else MANY)
            groups[replace(group, weight=(1 + log1p(rarest)) ** -2)] = None
        left = left[length:]
    return tuple(groups)


def _telling(phrase: Sequence[str]) -> Phrase:
    """What the index has of a phrase."""
    return tuple(map(stem, telling_of(phrase)))[:MOST_WORDS]


def _is_bare(phrase: Sequence[str]) -> bool:
    """Whether a phrase would be one common word without its little ones, as “not talking”: nothing can be found by that word alone."""
    return len(phrase) > 1 and len(telling_of(phrase)) == 1
