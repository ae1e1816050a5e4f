"""From what somebody asked to what a page shows: understood, searched, and checked against the database."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from home.page_cache import remembered
from search import results
from search.choices import Choices
from search.corrections import as_typed, correct
from search.engines import Engine, Hit, Results, engine
from search.forms import Asked
from search.models import BestBet, SearchEntry, SynonymGroup
from search.narrowing import Chip, Facet, Sorting, chips, facets, sorts
from search.query import BODY_READ, FURTHEST_PAGE, SearchQuery, Synonyms, understand
from search.results import Result
from search.words import stem, telling_of

MOST_PICKED = 3


@dataclass(frozen=True)
class Understood:
    """What was asked, as an engine takes it.

    `changes` are misspelt words and what we search for instead, `shorter` words that find something alone, `words` the stems of all,
    `known` those stems that the index has.
    """

    query: SearchQuery
    changes: dict[str, str]
    shorter: list[str]
    words: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True)
class Found:
    """All that a page of results says.

    `picked` is what editors show first; it is not among the results again. `easier` is for a page without results: what to
    take away, and how many there would be then. `may_fit` is how many fit but for something that they don't say.
    `is_cut`: `total` is the best of more. `known` are the stems of what was asked that the index has.
    """

    results: list[Result]
    picked: list[Result]
    total: int
    with_every_word: int | None
    is_cut: bool
    may_fit: int
    facets: list[Facet]
    chips: list[Chip]
    sorts: list[Sorting]
    easier: list[tuple[Chip, int]]
    changes: dict[str, str]
    shorter: list[str]
    known: frozenset[str]
    page: PageOfResults

    @property
    def fitting(self) -> int:
        """How many have all of the words, and fit."""
        return self.total if self.with_every_word is None else self.with_every_word

    @property
    def said(self) -> str:
        """What was chosen, in words."""
        return ", ".join(chip.name for chip in self.chips)


def find(asked: Asked, choices: Choices, *, request: HttpRequest) -> Found:
    """The results for what was asked; a page beyond the last becomes the last."""
    understood = understand_all(asked)
    query, asking = understood.query, engine()
    found = asking.search(query)
    pages = Paginator(range(min(found.total, FURTHEST_PAGE * asked.per_page)), asked.per_page)
    if found.total and not found.hits:
        found = asking.search(query := replace(query, page=pages.num_pages))
    chosen = chips(asked, choices)
    picked = _picked(asked, understood)
    keys = {hit.key for hit in picked}
    shown = results.check([*picked, *(hit for hit in found.hits if hit.key not in keys)], query.stems, request)
    return Found(
        results=[result for result in shown if result.key not in keys],
        picked=[result for result in shown if result.key in keys],
        total=found.total,
        with_every_word=found.with_every_word,
        is_cut=found.is_cut,
        may_fit=found.may_fit,
        facets=facets(asked, choices, found.facets, total=found.total),
        chips=chosen,
        sorts=sorts(asked),
        easier=[] if found.total else _easier(chosen, query, found, asking),
        changes=understood.changes,
        shorter=understood.shorter,
        known=understood.known,
        page=pages.page(query.page if found.hits else 1),
    )


def list_all(asked: Asked, *, request: HttpRequest, most: int) -> tuple[list[Result], int]:
    """The first `most` results, and how many there are."""
    query = replace(understand_all(asked).query, page=1, per_page=most)
    found = engine().search(query)
    return results.check(found.hits, query.stems, request), found.total


def understand_all(asked: Asked) -> Understood:
    kept = synonyms()
    corrected = as_typed(asked.words) if asked.is_exact else correct(asked.words, kept)
    query = SearchQuery(
        understand(corrected.words, kept, corrected.documents),
        chosen={facet: frozenset(codes) for facet, codes in asked.chosen.items()} | ({"type": frozenset([asked.only])} if asked.only else {}),
        age=asked.age,
        near=asked.near,
        may_fit=asked.may_fit,
        sort=asked.order,
        language=get_language() or "",
        page=asked.page,
        per_page=asked.per_page,
        today=timezone.localdate(),
    )
    shorter = [word for word in corrected.words if stem(word) in corrected.documents][:4]
    return Understood(query, corrected.changes, shorter, frozenset(map(stem, telling_of(corrected.words))), frozenset(corrected.documents))


def synonyms() -> Synonyms:
    """All editors' words, as they are at this moment."""
    return remembered("search.synonyms", SynonymGroup.objects.synonyms)


def _picked(asked: Asked, understood: Understood) -> list[Hit]:
    """What editors show first for just these words, while nothing but a borough and a place to be near is chosen. A query when there is something, else none."""
    if not understood.words or asked.is_narrowed or asked.page > 1:
        return []
    bets = remembered("search.bets", BestBet.objects.by_words)
    keys = list(dict.fromkeys(bets.get(understood.words, [])))[:MOST_PICKED]
    entries = SearchEntry.objects.shown(understood.query.today).for_readers(understood.query.language, asked.borough) if keys else SearchEntry.objects.none()
    hits = {entry.key: Hit(entry.key, entry.kind, entry.title, entry.summary, entry.body[:BODY_READ]) for entry in entries.filter(key__in=keys)}
    return [hits[key] for key in keys if key in hits]


def _easier(chosen: Sequence[Chip], query: SearchQuery, found: Results, asking: Engine) -> list[tuple[Chip, int]]:
    """Of each facet that was chosen, one chip that takes all of it away; the same for the age and the distance. What would help most comes first."""
    by_facet: dict[str, Chip] = {}
    for chip in chosen:
        by_facet[chip.facet] = chip.whole
    many = dict(found.without)
    if query.age is not None or (query.near and query.near.miles is not None):
        many |= asking.search(replace(query, limits_apart=True)).without
    helpful = [(by_facet[facet], n) for facet, n in many.items() if n and facet in by_facet]
    return sorted(helpful, key=lambda pair: -pair[1])
