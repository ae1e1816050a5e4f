"""What families looked for and did not find: what is counted of a search, and the report made of the daily totals."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from localoffer.models import AgePhase, Ward
from search.choices import Choices
from search.counting import Counted
from search.days import FEWEST_SHOWN
from search.finding import Found
from search.forms import Asked
from search.models import SearchDay

MOST_WORDS = 100
LITTLE = 5
# An area that is longer than the first half of a postcode is the code of a ward.
LONGEST_OUTWARD = 4


@dataclass(frozen=True)
class Line:
    """How many searches there were for one thing, and how many of them found nothing or little."""

    name: str
    searches: int
    nothing: int
    little: int

    @property
    def missed(self) -> int:
        return self.nothing + self.little


@dataclass(frozen=True)
class Part:
    """One table of the report. `kept_back` is how many of its lines stand for so few searches that they are not shown."""

    name: str | Promise
    lines: list[Line]
    kept_back: int = 0


@dataclass
class Sums:
    searches: int = 0
    nothing: int = 0
    little: int = 0

    def add(self, row: Mapping[str, int]) -> None:
        self.searches += row["searches"]
        self.nothing += row["nothing"]
        self.little += row["little"]


@dataclass(frozen=True)
class Totals:
    """The searches of a stretch of days, by what they chose."""

    by_filters: list[dict]
    choices: Choices = field(default_factory=Choices.read)

    def of(self, facet: str) -> dict[str, Sums]:
        sums: dict[str, Sums] = defaultdict(Sums)
        for row in self.by_filters:
            for name, code in parse_qsl(row["filters"]):
                if name == facet:
                    known = self.choices.of(facet).get(code)
                    sums[known.name if known else code].add(row)
        return sums


def how_much(found: Found) -> SearchDay.Found:
    """Whether a search found nothing, little or enough."""
    return SearchDay.Found.NOTHING if not found.total else SearchDay.Found.LITTLE if found.fitting < LITTLE else SearchDay.Found.ENOUGH


def counted(asked: Asked, found: Found) -> Counted:
    """What is kept of a search. An age becomes the phase it is in, a postcode its ward, or its first half when nobody knows that."""
    filters = asked.filters
    if asked.age is not None and "phase" not in asked.chosen:
        phases = AgePhase.objects.filter(min_age__lte=asked.age, max_age__gte=asked.age).values_list("code", flat=True)
        filters = "&".join(filter(None, [filters, urlencode([("phase", code) for code in phases])]))
    area, ward = (asked.near.label, asked.near.ward) if asked.near else ("", "")
    return Counted(asked.text, found.known, borough=asked.borough, filters=filters, area=area, ward=ward, found=how_much(found))


def report(first: dt.date, last: dt.date) -> list[Part]:
    """Every table, for the searches from `first` to `last`; words count with whatever else was chosen. Nothing that was asked for fewer than 5 times is in it."""
    days = SearchDay.objects.within(first, last)
    totals = Totals(list(days.totals("filters")))
    areas, boroughs = (_by(days.exclude(**{name: ""}).totals(name), name) for name in ("area", "borough"))
    words = _by(days.in_words().totals("words"), "words")
    known = totals.choices.of("borough")
    return [
        _part(_("Words that found nothing or little"), words, shows=lambda line: line.missed > 0, most=MOST_WORDS),
        _part(_("By need"), totals.of("need")),
        _part(_("By age"), totals.of("phase")),
        _part(_("By kind of help"), totals.of("category")),
        _part(_("By ward"), _named_wards({area: sums for area, sums in areas.items() if len(area) > LONGEST_OUTWARD})),
        _part(_("By the first half of a postcode, where we do not know the ward"), {area: sums for area, sums in areas.items() if len(area) <= LONGEST_OUTWARD}),
        _part(_("By borough"), {known[slug].name if slug in known else slug: sums for slug, sums in boroughs.items()}),
    ]


def _by(rows: Iterable[dict], name: str) -> dict[str, Sums]:
    sums: dict[str, Sums] = defaultdict(Sums)
    for row in rows:
        sums[row[name]].add(row)
    return sums


def _named_wards(sums: Mapping[str, Sums]) -> dict[str, Sums]:
    """By the names of the wards; the code stands with a name that several have."""
    names = {ward.code: str(ward) for ward in Ward.objects.filter(code__in=sums).select_related("borough")}
    times = Counter(names.values())
    return {names.get(code, code) if times[names.get(code, code)] < 2 else f"{names[code]}, {code}": one for code, one in sums.items()}


def _part(name: str | Promise, sums: Mapping[str, Sums], *, shows: Callable[[Line], bool] = bool, most: int | None = None) -> Part:
    """What found nothing or little most often comes first."""
    every = [Line(key, one.searches, one.nothing, one.little) for key, one in sums.items()]
    enough = [line for line in every if line.searches >= FEWEST_SHOWN and shows(line)]
    kept_back = sum(line.searches < FEWEST_SHOWN and shows(line) for line in every)
    return Part(name, sorted(enough, key=lambda line: (-line.missed, -line.searches, line.name))[:most], kept_back)
