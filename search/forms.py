"""What we accept in the address of a search. A value nobody knows is left out, with a note; nothing raises."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from localoffer import geo
from search.choices import LABELS, Choices, parameter, written
from search.query import FURTHEST_PAGE, OLDEST_AGE, PER_PAGE, Near, Sort
from search.said import MILES, NEAR_ME, age_in, distance_in, locate, postcode_in
from search.words import typed, words

MOST_VALUES = 62
SORTS = {sort.value: sort for sort in Sort}


@dataclass(frozen=True)
class Asked:
    """What somebody asked: `text` as typed and fit to show, `words` folded, `chosen` the codes of each facet.

    `place` is what was typed for "near": `near` is None when nobody knows it, or when nothing was typed. `not_understood`
    are the names of the parameters of which a value was left out, `age_typed` an age that is none. `only`: nothing but this kind is looked for. `is_exact`: the
    words are not put right; an address says it with exact=1, a form with the words it was meant for, and other words end it.
    `may_fit`: what doesn't say whether it fits is wanted too. `is_near_me`: it was said among the words, which don't have it any more.
    """

    text: str = ""
    words: tuple[str, ...] = ()
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    age: int | None = None
    age_typed: str = ""
    place: str = ""
    near: Near | None = None
    within: int | None = None
    sort: Sort | None = None
    page: int = 1
    not_understood: tuple[str, ...] = ()
    only: str = ""
    is_exact: bool = False
    may_fit: bool = False
    is_near_me: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked at all: the borough alone is only where somebody lives."""
        return not (self.text or self.place or self.age is not None or self.chosen.keys() - {"borough"})

    @property
    def is_new(self) -> bool:
        """Whether it is a question to learn from, and not another look at the same one: the first page, not sorted or widened anew."""
        is_another_look = self.page > 1 or self.sort or self.may_fit or self.is_exact
        return not is_another_look and bool(self.text or self.filters or self.place or self.age is not None)

    @property
    def filters(self) -> str:
        """What was chosen of our own lists, always written alike, without the borough."""
        return urlencode([(facet, code) for facet, codes in self.chosen.items() if facet != "borough" for code in codes])

    @property
    def is_narrowed(self) -> bool:
        """Whether more was chosen than a borough, or the results are sorted in another way than usual."""
        return bool(self.chosen.keys() - {"borough"} or self.age is not None or self.within or self.only or self.order != Sort.BEST)

    @property
    def per_page(self) -> int:
        """Somebody who looks through the directory sees more at once."""
        return 2 * PER_PAGE if self.only else PER_PAGE

    @property
    def borough(self) -> str:
        return next(iter(self.chosen.get("borough", ())), "")

    @property
    def is_no_word(self) -> bool:
        """Whether something was typed that is no word, such as a sign."""
        return bool(self.text) and not self.words

    @property
    def left_out(self) -> str:
        """What was not understood beside the age, by the names of its lists."""
        names = {parameter(facet): str(name) for facet, name in LABELS.items()} | {"within": _("How far?"), "sort": _("the order"), "may_fit": _("what may fit")}
        return ", ".join(names[name] for name in self.not_understood if name in names)

    @property
    def is_place_unknown(self) -> bool:
        return bool(self.place) and self.near is None

    @property
    def is_place_wanted(self) -> bool:
        """Whether what is near was asked for, and nobody said near what."""
        return self.is_near_me and not self.place

    @property
    def is_where_you_are(self) -> bool:
        """Whether the place is one that a browser told, so that it has no name and nobody typed it."""
        return geo.is_rounded(self.place)

    @property
    def for_others(self) -> "Asked":
        """The same for an address that goes to other people or their programs: without where somebody is."""
        return replace(self, place="", near=None, within=None) if self.is_where_you_are else self

    @property
    def order(self) -> Sort:
        """How the results are sorted: without words there is no best match, so the nearest come first."""
        if self.sort == Sort.NEAREST and self.near is None:
            return Sort.BEST
        return self.sort or (Sort.NEAREST if self.near and not self.words else Sort.BEST)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """What was understood, as an address says it. The page is left out: another question begins at the first."""
        return list(self._pairs())

    @property
    def address(self) -> str:
        return _address(self.pairs)

    @property
    def file_address(self) -> str:
        """The address for these results as a file, which says the kind too."""
        return _address([*self.pairs, ("type", self.only)]) if self.only else self.address

    @property
    def exactly(self) -> str:
        """The address for just these words, as they were typed."""
        return self.with_one("exact", "1")

    @property
    def more(self) -> str:
        """The address with what doesn't say whether it fits."""
        return self.with_one("may_fit", "1")

    @property
    def inexactly(self) -> str:
        """The address for these words, put right where they are misspelt."""
        return self.without("exact")

    @property
    def distances(self) -> tuple[int, ...]:
        return MILES

    def without(self, name: str, value: str = "") -> str:
        """The address without one value of a parameter, or without the whole parameter."""
        gone = {"near", "within"} if name == "near" else {name}
        return _address([pair for pair in self.pairs if not (pair[0] in gone and value in ("", pair[1]))])

    def with_one(self, name: str, value: str) -> str:
        """The address with the parameter saying this alone; empty takes it away."""
        return _address([pair for pair in self.pairs if pair[0] != name] + ([(name, value)] if value else []))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        if self.text:
            yield "q", self.text
        for facet, codes in self.chosen.items():
            for code in codes:
                yield parameter(facet), written(code)
        if self.age is not None:
            yield "age", str(self.age)
        if self.place:
            yield "near", self.place
        if self.within:
            yield "within", str(self.within)
        if self.sort:
            yield "sort", self.sort.value
        if self.is_exact:
            yield "exact", "1"
        if self.may_fit:
            yield "may_fit", "1"


def read(parameters: QueryDict, choices: Choices, *, only: str = "") -> Asked:
    """At most 2 queries, to find out where a postcode is."""
    text, place = typed(parameters.get("q", "")), _last(parameters.getlist("near"))[:30]
    exact = typed(parameters.get("exact", ""))
    chosen = {facet: _codes(parameters.getlist(parameter(facet)), facet, choices) for facet in LABELS if not (only and facet == "type")}
    age, within = _number(parameters.get("age", ""), range(OLDEST_AGE + 1)), _number(parameters.get("within", ""), MILES)
    sort = parameters.get("sort", "")
    wrong = [parameter(facet) for facet, (_known, unknown) in chosen.items() if unknown]
    wrong += [name for name, value in (("age", age), ("within", within)) if value is None and parameters.get(name, "").strip()]
    wrong += [name for name, known in (("sort", SORTS), ("may_fit", ("1",))) if (value := parameters.get(name, "")) and value not in known]
    asked = Asked(
        chosen={facet: known for facet, (known, _unknown) in chosen.items() if known},
        age=age,
        age_typed="" if age is not None else typed(parameters.get("age", ""))[:10],
        within=within,
        sort=SORTS.get(sort),
        page=_number(parameters.get("page", ""), range(1, 10_000)) or 1,
        not_understood=tuple(dict.fromkeys(wrong)),
        only=only,
        may_fit=parameters.get("may_fit", "") == "1",
    )
    asked = replace(asked, page=min(asked.page, FURTHEST_PAGE))
    if not parameters.get("age", "").strip():
        text, age = age_in(text)
        asked = replace(asked, age=age)
    if not within:
        text, within = distance_in(text)
        asked = replace(asked, within=within)
    asked = _somewhere(asked, text, place)
    return replace(asked, is_exact=bool(exact) and exact in ("1", asked.text))


def _somewhere(asked: Asked, text: str, place: str) -> Asked:
    """With the words and the place; a postcode among the words is a place."""
    if not place:
        text, place, near = postcode_in(text)
    else:
        near = locate(place)
    bare = " ".join(NEAR_ME.sub(" ", text).split())
    asked = replace(asked, is_near_me=bool(NEAR_ME.search(text)))
    text = bare if bare or near else text  # alone, and near nothing, it is all there is to look for
    near = replace(near, miles=float(asked.within)) if near and asked.within else near
    return replace(asked, text=text, words=tuple(words(text)), place=(near and near.label) or place, near=near)


def _codes(values: list[str], facet: str, choices: Choices) -> tuple[tuple[str, ...], bool]:
    """The codes that are known, each once and in our order, and whether there were others."""
    asked = {value.strip() for value in values[:MOST_VALUES] if value.strip()}
    known = tuple(code for code in choices.of(facet) if written(code) in asked)
    return known, len(known) < len(asked) or len(values) > MOST_VALUES


def _last(values: list[str]) -> str:
    """What was typed last: a postcode in one of two fields, or instead of the place that the address had."""
    return next(filter(None, map(typed, reversed(values))), "")


def _number(text: str, allowed: range | tuple[int, ...]) -> int | None:
    text = text.strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None
    return number if number in allowed else None


def _address(pairs: list[tuple[str, str]]) -> str:
    return f"?{urlencode(pairs)}" if pairs else "?"
