"""Records that may be one family: the same e-mail address, phone number, or last name, or half of a double one, at the same postcode. A person decides."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from django.core.cache import cache
from django.db import transaction
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from register.models import Family, KnownApart
from register.models.alike import NAME_HASHES

SAME: dict[str, Promise] = {"email_hash": _("same e-mail address"), "phone_hash": _("same phone number"), "household_hash": _("same last name and postcode")}
SAME_HALF = _("one half of a double last name, and postcode")
TITLE = _("Likely duplicates")
WHY = _("To see if two records are one family")
# A group larger than this is no family: a school's or a support worker's number. Its newest are shown.
MOST_ALIKE = 6
# How many wait is a number on the desk: it is counted anew after so long, and when somebody has decided about two records.
COUNT, COUNT_KEPT = "register:likely-duplicates", dt.timedelta(minutes=10)


@dataclass(frozen=True)
class Pair:
    """Two records, the older first, and what is the same."""

    first: Family
    second: Family
    same: list[Promise]

    @property
    def likeness(self) -> str:
        """What is the same, as a sentence."""
        return capfirst(", ".join(map(str, self.same))) + "."

    def other(self, family: Family) -> Family:
        return self.second if self.first == family else self.first


def likely_of(family: Family) -> list[Pair]:
    """The records that may be this family too."""
    found: dict[uuid.UUID, Family] = {}
    for name in SAME:
        if value := getattr(family, name):
            found |= {other.pk: other for other in Family.objects.filter(**{name: value}).but(family).newest_first()[:MOST_ALIKE]}
    found |= {other.pk: other for other in Family.objects.called(family.name_hashes).but(family).newest_first()[:MOST_ALIKE]}
    return _not_known_apart(_pair(family, other) for other in found.values())


def why_compared(family: Family, other_id: uuid.UUID) -> str:
    """The reason to look at both, when they look alike; else there is none."""
    other = Family.objects.filter(pk=other_id).first()
    return str(WHY) if other and _pair(family, other).same else ""


def likely(most: int) -> list[Pair]:
    """The pairs that nobody has looked at yet, at most so many, the newest record first. The same cost for one and for many."""
    room = most + KnownApart.objects.count()  # so that what was looked at takes up the room of nothing else
    halves = {value for name in NAME_HASHES[1:] for value in Family.objects.shared_halves(name)[:room]}
    keys: dict[frozenset[uuid.UUID], None] = {}
    for names, values in [((name,), set(Family.objects.shared(name)[:room])) for name in SAME] + [(NAME_HASHES, halves)]:
        keys |= dict.fromkeys(_alike(names, values))
    apart = KnownApart.objects.pairs_of(pk for pair in keys for pk in pair)
    wanted = [pair for pair in keys if pair not in apart]
    families = Family.objects.select_related("borough").in_bulk({pk for pair in wanted for pk in pair})
    pairs = [_pair(*(families[pk] for pk in pair)) for pair in wanted if all(pk in families for pk in pair)]
    return sorted(pairs, key=lambda pair: pair.second.created_at, reverse=True)[:most]


def how_many(most: int) -> int:
    """How many pairs wait, at most so many; up to ten minutes old, for to count them the index of all families is read."""
    known: int | None = cache.get(COUNT)
    if known is None:
        known = len(likely(most))
        cache.set(COUNT, known, COUNT_KEPT.total_seconds())
    return known


def count_again() -> None:
    """Call it in the transaction that says what two records are to each other."""
    transaction.on_commit(lambda: cache.delete(COUNT))


def _alike(names: Iterable[str], values: set[str]) -> Iterator[frozenset[uuid.UUID]]:
    """The keys of families with one of these values in one of these fields, two and two. Of a value that very many share, the newest."""
    groups: dict[str, dict[uuid.UUID, dt.datetime]] = {value: {} for value in values}
    for name in names:
        for value, pk, created_at in Family.objects.newest_of_each(name, values, MOST_ALIKE).values_list(name, "pk", "created_at"):
            groups[value][pk] = created_at
    for group in groups.values():
        newest = sorted(group, key=group.__getitem__, reverse=True)[:MOST_ALIKE]
        yield from map(frozenset, combinations(newest, 2))


def _pair(one: Family, other: Family) -> Pair:
    first, second = sorted((one, other), key=lambda family: (family.created_at, family.pk))
    same = [words for name, words in SAME.items() if getattr(one, name) and getattr(one, name) == getattr(other, name)]
    is_half = one.household_hash != other.household_hash and one.name_hashes & other.name_hashes
    return Pair(first, second, [*same, SAME_HALF] if is_half else same)


def _not_known_apart(pairs: Iterable[Pair]) -> list[Pair]:
    found = list(pairs)
    apart = KnownApart.objects.pairs_of(family.pk for pair in found for family in (pair.first, pair.second))
    return [pair for pair in found if frozenset((pair.first.pk, pair.second.pk)) not in apart]
