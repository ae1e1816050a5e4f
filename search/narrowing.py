"""What a page of results can be narrowed by, and what it was narrowed by."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.choices import LABELS, Choice, Choices, parameter, written
from search.forms import Asked
from search.query import Sort

# So many options are seen at once; a longer list is folded.
SEEN = 8


@dataclass(frozen=True)
class Option:
    """One value to choose, with how many results it would give and those that are a part of it."""

    value: str
    name: str
    count: int
    is_chosen: bool
    parts: list["Option"] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.is_chosen or any(part.is_chosen for part in self.parts)


@dataclass(frozen=True)
class Facet:
    """One list of options: those to see at once, and the rest."""

    parameter: str
    name: str
    options: list[Option]

    @property
    def seen(self) -> list[Option]:
        return self.options if len(self.options) <= SEEN + 1 else [*self.options[:SEEN], *(option for option in self.options[SEEN:] if option.is_open)]

    @property
    def folded(self) -> list[Option]:
        return [option for option in self.options if option not in self.seen]

    @property
    def is_chosen(self) -> bool:
        return any(option.is_open for option in self.options)


@dataclass(frozen=True)
class Chip:
    """Something that was chosen, and the address without it. `whole` takes away all of the same facet."""

    facet: str
    name: str
    address: str
    all_names: str = ""
    all_address: str = ""

    @property
    def whole(self) -> "Chip":
        return replace(self, name=self.all_names or self.name, address=self.all_address or self.address)


@dataclass(frozen=True)
class Sorting:
    """A way to sort, and the address that does."""

    name: str
    address: str
    is_chosen: bool


def facets(asked: Asked, choices: Choices, counts: Mapping[str, Mapping[str, int]], *, total: int) -> list[Facet]:
    """Every facet that has something to choose: an option that would find nothing is left out unless it is chosen, and so is one that all results have."""
    made = []
    for facet, name in LABELS.items():
        options = _options(facet, asked.chosen.get(facet, ()), choices.of(facet), counts.get(facet, {}))
        is_chosen = any(option.is_open for option in options)
        if facet == "type" and asked.only:
            continue
        if is_chosen or len(options) > 1 or (options and options[0].count < total):
            made.append(Facet(parameter(facet), str(name), options))
    return made


def chips(asked: Asked, choices: Choices) -> list[Chip]:
    """What was chosen, in the order of the page."""
    made = []
    for facet, codes in asked.chosen.items():
        names = [choices.of(facet)[code].name for code in codes]
        everything = asked.without(parameter(facet))
        made += [Chip(facet, name, asked.without(parameter(facet), written(code)), ", ".join(names), everything) for code, name in zip(codes, names, strict=True)]
    if asked.age is not None:
        made.append(Chip("age", _("Age %(age)s") % {"age": asked.age}, asked.without("age")))
    if asked.near:
        made.append(Chip("near", _place(asked), asked.without("near"), _place(asked), asked.without("within")))
    return made


def sorts(asked: Asked) -> list[Sorting]:
    """The ways to sort these results; by distance only from somewhere."""
    ways = {Sort.BEST: _("Best match") if asked.words else _("Name"), Sort.NEAREST: _("Nearest"), Sort.CHECKED: _("Checked last")}
    return [Sorting(name, asked.with_one("sort", way.value), way == asked.order) for way, name in ways.items() if way != Sort.NEAREST or asked.near]


def _place(asked: Asked) -> str:
    if not asked.within:
        return _("Near %(place)s") % {"place": asked.place}
    return ngettext("Within %(miles)s mile of %(place)s", "Within %(miles)s miles of %(place)s", asked.within) % {"miles": asked.within, "place": asked.place}


def _options(facet: str, chosen: Collection[str], known: Mapping[str, Choice], counts: Mapping[str, int]) -> list[Option]:
    """The options, each with its parts under it. A part whose whole is not shown stands by itself."""
    shown = {code: choice for code, choice in known.items() if counts.get(code) or code in chosen}
    made = {code: Option(written(code), choice.name, counts.get(code, 0), code in chosen) for code, choice in shown.items()}
    for code, choice in shown.items():
        if choice.parent in made:
            made[choice.parent].parts.append(made[code])
    return [made[code] for code, choice in shown.items() if choice.parent not in made]
