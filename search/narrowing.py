"""What a page of results can be narrowed by, and what it was narrowed by."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from search.choices import LABELS, Choice, Choices, parameter, written
from search.forms import Asked
from search.query import Sort

# So many options are seen at once; a longer list is folded.
SEEN = 5


@dataclass(frozen=True)
class Option:
    """One value to choose, with how many results it would give. A part stands right after what it is a part of."""

    value: str
    name: str
    count: int
    is_chosen: bool
    is_part: bool = False


@dataclass(frozen=True)
class Facet:
    """One list of options: those to see at once, and the rest."""

    parameter: str
    name: str
    options: list[Option]

    @property
    def seen(self) -> list[Option]:
        """All of a short list; of a long one the first and the chosen ones."""
        return self.options if len(self.options) <= SEEN + 1 else [option for number, option in enumerate(self.options) if number < SEEN or option.is_chosen]

    @property
    def folded(self) -> list[Option]:
        seen = self.seen
        return [option for option in self.options if option not in seen]

    @property
    def is_chosen(self) -> bool:
        return any(option.is_chosen for option in self.options)


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
        shown = Facet(parameter(facet), str(name), options)
        is_useful = shown.is_chosen or len(options) > 1 or any(option.count < total for option in options)
        if is_useful and not (facet == "type" and asked.only):
            made.append(shown)
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
    if asked.may_fit:
        made.append(Chip("may_fit", _("Also what may fit"), asked.without("may_fit")))
    return made


def sorts(asked: Asked) -> list[Sorting]:
    """The ways to sort these results; by distance only from somewhere."""
    ways = {Sort.BEST: _("Best match") if asked.words else _("Name"), Sort.NEAREST: _("Nearest"), Sort.CHECKED: _("Checked last")}
    return [Sorting(name, asked.with_one("sort", way.value), way == asked.order) for way, name in ways.items() if way != Sort.NEAREST or asked.near]


def _place(asked: Asked) -> str:
    if asked.is_where_you_are and asked.within:
        return ngettext("Within %(miles)s mile of where you are", "Within %(miles)s miles of where you are", asked.within) % {"miles": asked.within}
    if asked.is_where_you_are:
        return _("Near where you are")
    if not asked.within:
        return _("Near %(place)s") % {"place": asked.place}
    return ngettext("Within %(miles)s mile of %(place)s", "Within %(miles)s miles of %(place)s", asked.within) % {"miles": asked.within, "place": asked.place}


def _options(facet: str, chosen: Collection[str], known: Mapping[str, Choice], counts: Mapping[str, int]) -> list[Option]:
    """The options in their order. A part whose whole is not shown stands by itself."""
    shown = {code: choice for code, choice in known.items() if counts.get(code) or code in chosen}
    parts: dict[str, list[Choice]] = defaultdict(list)
    for choice in shown.values():
        parts[choice.parent if choice.parent in shown else ""].append(choice)
    ordered = [one for choice in parts[""] for one in (choice, *parts[choice.code])]
    return [Option(written(one.code), one.name, counts.get(one.code, 0), one.code in chosen, is_part=one.parent in shown) for one in ordered]
