"""From what somebody asked to what a page shows: understood, searched, and checked against the database."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from django.core.cache import cache
from django.core.paginator import Page as PageOfResults
from django.core.paginator import Paginator
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PageViewRestriction

from home.caches import CACHE_GONE
from home.models import Borough
from localoffer.models import Service
from search import indexing
from search.corrections import correct
from search.engines import Hit, Results, engine
from search.extracts import extract, mark
from search.forms import Asked
from search.models import SearchEntry, SynonymGroup
from search.query import FURTHEST_PAGE, PER_PAGE, SearchQuery, Synonyms, understand
from search.words import stem

SYNONYMS = "search.synonyms"
KEEP_SYNONYMS = 60 * 60


@dataclass(frozen=True)
class Result:
    """One thing as the page shows it. `thing` comes from the database just now."""

    thing: Page | Service
    kind: SearchEntry.Kind
    title: SafeString
    extract: SafeString
    url: str

    @property
    def label(self) -> str:
        """What kind of thing this one is."""
        return str(_("Service") if self.kind == SearchEntry.Kind.SERVICE else self.kind.label)


@dataclass(frozen=True)
class Found:
    """All that the page of results says. `changes` are misspelt words and what we searched for instead, `shorter` words that find something alone."""

    results: list[Result]
    total: int
    with_every_word: int | None
    kinds: list[tuple[str, str, int]]
    changes: dict[str, str]
    shorter: list[str]
    page: PageOfResults


def find(asked: Asked, *, borough: Borough | None, request: HttpRequest) -> Found:
    """The results for what was asked; a page beyond the last becomes the last."""
    synonyms = _synonyms()
    corrected = correct(asked.words, synonyms)
    query = SearchQuery(understand(corrected.words, synonyms, corrected.documents), asked.kind, borough.pk if borough else None, get_language() or "", asked.page)
    found = engine().search(query)
    pages = Paginator(range(min(found.total, FURTHEST_PAGE * PER_PAGE)), PER_PAGE)
    if found.total and not found.hits:
        found = engine().search(query := replace(query, page=pages.num_pages))
    return Found(
        results=_checked(found, query.stems, request),
        total=found.total,
        with_every_word=found.with_every_word,
        kinds=[(kind.value, str(kind.label), found.counts[kind]) for kind in SearchEntry.Kind if kind in found.counts],
        changes=corrected.changes,
        shorter=[word for word in corrected.words if stem(word) in corrected.documents][:4],
        page=pages.page(query.page if found.hits else 1),
    )


def forget_synonyms() -> None:
    """Editors changed their words: the next search reads them again."""
    with suppress(*CACHE_GONE):
        cache.delete(SYNONYMS)


def _synonyms() -> Synonyms:
    """All editors' words: from the cache, or from the database when the cache is empty or gone."""
    kept: Synonyms | None = None
    with suppress(*CACHE_GONE):
        kept = cache.get_or_set(SYNONYMS, SynonymGroup.objects.synonyms, KEEP_SYNONYMS)
    return kept or SynonymGroup.objects.synonyms()


def _checked(found: Results, stems: frozenset[str], request: HttpRequest) -> list[Result]:
    """The hits that families may see at this moment, each as the database has it: a stale entry shows nothing. At most 2 queries."""
    keys = [hit.key for hit in found.hits]
    things = {f"page:{page.pk}": page for page in _pages(indexing.page_ids(keys))} | {f"service:{row.pk}": row for row in _services(indexing.service_ids(keys))}
    results = [_result(hit, things[hit.key], stems, request) for hit in found.hits if hit.key in things]
    return [result for result in results if result.url]


def _result(hit: Hit, thing: Page | Service, stems: frozenset[str], request: HttpRequest) -> Result:
    title = thing.title if isinstance(thing, Page) else thing.name
    url = thing.get_url(request) if isinstance(thing, Page) else thing.get_absolute_url()
    return Result(thing, SearchEntry.Kind(hit.kind), mark(title, stems), _words_of(hit, stems), url or "")


def _words_of(hit: Hit, stems: frozenset[str]) -> SafeString:
    """The summary when it has a word that was asked for, else the place in the text that has, else the summary as it is."""
    return extract(hit.summary, stems) or extract(hit.body, stems) or mark(hit.summary or hit.body[:200], stems)


def _pages(ids: list[int]) -> Iterable[Page]:
    """Live pages that no password or sign-in stands before, in one query."""
    if not ids:
        return []
    closed = PageViewRestriction.objects.annotate(inside=ExpressionWrapper(OuterRef("path"), output_field=CharField())).filter(inside__startswith=F("page__path"))
    return Page.objects.live().filter(~Exists(closed), pk__in=ids)


def _services(ids: list) -> Iterable[Service]:
    return Service.objects.listed().filter(pk__in=ids).select_related("provider") if ids else []
