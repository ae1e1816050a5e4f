"""Hits checked against the database: a stale one shows nothing, and what is shown is the database's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import Document
from wagtail.models import Page, PageViewRestriction

from localoffer.models import Service
from search import indexing
from search.engines import Hit
from search.extracts import extract, mark
from search.models import SearchEntry


@dataclass(frozen=True)
class Result:
    """One thing as the page shows it. `thing` comes from the database just now; `summary` is plain. `may_fit`: it doesn't say something that was asked for."""

    key: str
    thing: Page | Service | Document
    kind: SearchEntry.Kind
    title: SafeString
    extract: SafeString
    summary: str
    url: str
    miles: float | None = None
    may_fit: bool = False

    @property
    def label(self) -> str:
        """What kind of thing this one is."""
        return label(self.kind)

    @property
    def service(self) -> Service | None:
        return self.thing if isinstance(self.thing, Service) else None

    @property
    def name(self) -> str:
        return self.thing.name if isinstance(self.thing, Service) else self.thing.title


ONE_OF = {SearchEntry.Kind.SERVICE: _("Service"), SearchEntry.Kind.EVENT: _("Event"), SearchEntry.Kind.DOCUMENT: _("Document")}


def check(hits: Iterable[Hit], stems: frozenset[str], request: HttpRequest) -> list[Result]:
    """The hits that families may see at this moment, each as the database has it. At most 4 queries."""
    hits = list(hits)
    keys = [hit.key for hit in hits]
    things: dict[str, Any] = {f"page:{page.pk}": page for page in _pages(indexing.page_ids(keys))}
    things |= {f"service:{row.pk}": row for row in _services(indexing.service_ids(keys))}
    things |= {f"document:{row.pk}": row for row in _documents(indexing.document_ids(keys))}
    results = [_result(hit, things[hit.key], stems, request) for hit in hits if hit.key in things]
    return [result for result in results if result.url]


def label(kind: SearchEntry.Kind) -> str:
    """What kind of thing one of these is."""
    return str(ONE_OF.get(kind, kind.label))


def shown(keys: Iterable[str]) -> set[str]:
    """Those of the keys that families may see at this moment. At most 3 queries."""
    keys = list(keys)
    pages = _pages(indexing.page_ids(keys)).values_list("pk", flat=True)
    services = Service.objects.listed().filter(pk__in=indexing.service_ids(keys)).values_list("pk", flat=True)
    documents = indexing.open_documents().filter(pk__in=indexing.document_ids(keys)).values_list("pk", flat=True)
    return {*(f"page:{pk}" for pk in pages), *(f"service:{pk}" for pk in services), *(f"document:{pk}" for pk in documents)}


def _result(hit: Hit, thing: Any, stems: frozenset[str], request: HttpRequest) -> Result:
    title = thing.name if isinstance(thing, Service) else thing.title
    return Result(hit.key, thing, SearchEntry.Kind(hit.kind), mark(title, stems), _words_of(hit, stems), hit.summary, _url(thing, request), hit.miles, hit.may_fit)


def _url(thing: Page | Service | Document, request: HttpRequest) -> str:
    if isinstance(thing, Page):
        return thing.get_url(request) or ""
    return thing.get_absolute_url() if isinstance(thing, Service) else thing.url


def _words_of(hit: Hit, stems: frozenset[str]) -> SafeString:
    """The summary when it has a word that was asked for, else the place in the text that has, else the summary as it is."""
    return extract(hit.summary, stems) or extract(hit.body, stems) or mark(hit.summary or hit.body[:200], stems)


def _pages(ids: list[int]) -> QuerySet[Page]:
    """Live pages that no password or sign-in stands before, in one query."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    closed = PageViewRestriction.objects.annotate(inside=path).filter(inside__startswith=F("page__path"))
    return Page.objects.live().filter(~Exists(closed), pk__in=ids)


def _services(ids: list) -> Iterable[Service]:
    return Service.objects.listed().filter(pk__in=ids).with_one_line() if ids else []


def _documents(ids: list[int]) -> Iterable[Document]:
    return indexing.open_documents().filter(pk__in=ids) if ids else []
