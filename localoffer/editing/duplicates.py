"""Services that are probably one service, found without comparing each with each."""

import re
import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from localoffer.models import NotTheSame, Service, ServiceAtLocation, ServiceContact

ALIKE = 0.55  # of the three-letter pieces of two names, how much must be shared
NEIGHBOURS = 12  # with how many others of a large group each is compared
LARGE_GROUP = 60
EMPTY_WORDS = {"the", "a", "an", "of", "and", "for", "at", "in", "ltd", "limited", "cic"}
REASONS = {
    "provider": _("same name and provider"),
    "postcode": _("same name and postcode"),
    "phone": _("same name and phone number"),
    "website": _("same name and website"),
    "similar": _("similar names at one postcode"),
}
Key = uuid.UUID


@dataclass
class Facts:
    """What is compared of one service."""

    key: Key
    title: str
    name: str
    provider: set[str] = field(default_factory=set)
    website: set[str] = field(default_factory=set)
    postcode: set[str] = field(default_factory=set)
    phone: set[str] = field(default_factory=set)
    pieces: frozenset[str] = frozenset()


@dataclass
class Pair:
    """Two services and why they may be one, the strongest reasons first."""

    first: Key
    second: Key
    title: str
    reasons: list[str] = field(default_factory=list)

    @property
    def words(self) -> list[str]:
        return [str(REASONS[reason]) for reason in self.reasons]


def find() -> list[Pair]:
    """Pairs that nobody has called two, those with most reasons first. Four queries; time grows with the services, not with their square."""
    facts = list(_facts().values())
    pairs: dict[tuple[Key, Key], Pair] = {}
    for what in ("provider", "postcode", "phone", "website"):
        for one, other in _groups(facts, what, with_name=True):
            _add(pairs, one, other, what)
    for one, other in _groups(facts, "postcode", with_name=False):
        if one.name != other.name and _are_alike(one, other):
            _add(pairs, one, other, "similar")
    for said in NotTheSame.objects.values_list("first", "second"):
        pairs.pop(said, None)
    return sorted(pairs.values(), key=lambda pair: (-len(pair.reasons), pair.reasons == ["similar"], pair.title, pair.first, pair.second))


def normal(name: str) -> str:
    """The name as people mean it: no accents, capitals, punctuation or small words."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ")).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return " ".join(word for word in words if word not in EMPTY_WORDS) or " ".join(words) or name.casefold()


def phone(number: str) -> str:
    """The digits of a British number as they are dialled here; empty when it is too short to say anything."""
    digits = re.sub(r"\D", "", re.sub(r"^\s*(\+|00)44(\s*\(0\))?", "0", number))
    return digits if len(digits) >= 10 else ""


def site(address: str) -> str:
    return re.sub(r"^https?://(www\.)?", "", address.casefold()).rstrip("/")


def _facts() -> dict[Key, Facts]:
    found: dict[Key, Facts] = {}
    services = Service.objects.exclude(status=Service.Status.ENDED).order_by("name", "pk")
    for key, title, provider, website, number in services.values_list("pk", "name", "provider", "website", "provider__phone"):
        name = normal(title)
        found[key] = Facts(key, title, name, _some(provider and str(provider)), _some(site(website)), phone=_some(phone(number or "")), pieces=_pieces(name))
    for key, postcode in ServiceAtLocation.objects.exclude(location__postcode="").values_list("service", "location__postcode"):
        if key in found:
            found[key].postcode.add(re.sub(r"\s", "", postcode.upper()))
    for key, number in ServiceContact.objects.exclude(phone="").values_list("service", "phone"):
        if key in found:
            found[key].phone |= _some(phone(number))
    return found


def _some(value: str | None) -> set[str]:
    return {value} if value else set()


def _pieces(name: str) -> frozenset[str]:
    return frozenset(f" {name} "[place : place + 3] for place in range(len(name)))


def _groups(facts: Iterable[Facts], what: str, *, with_name: bool) -> Iterator[tuple[Facts, Facts]]:
    """Each two of one group; in a large group, in the order of their names, each with the next few only."""
    groups: dict[tuple[str, str], list[Facts]] = defaultdict(list)
    for fact in facts:
        for value in getattr(fact, what):
            groups[value, fact.name if with_name else ""].append(fact)
    for group in groups.values():
        group.sort(key=lambda fact: fact.name)
        reach = len(group) if len(group) <= LARGE_GROUP and not with_name else NEIGHBOURS
        for place, one in enumerate(group):
            for other in group[place + 1 : place + 1 + reach]:
                yield one, other


def _are_alike(one: Facts, other: Facts) -> bool:
    """Whether the names share most pieces. Names with other numbers (ages, years, terms) are two services."""
    if re.findall(r"\d+", one.name) != re.findall(r"\d+", other.name):
        return False
    shared = len(one.pieces & other.pieces)
    return shared >= ALIKE * (len(one.pieces) + len(other.pieces) - shared)


def _add(pairs: dict[tuple[Key, Key], Pair], one: Facts, other: Facts, reason: str) -> None:
    first, second = sorted((one.key, other.key))
    pair = pairs.setdefault((first, second), Pair(first, second, one.title))
    if reason not in pair.reasons:
        pair.reasons.append(reason)
