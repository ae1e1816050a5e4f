"""Hits checked against the database: a stale one shows nothing, and what is shown is the database's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
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
    """One thing as the page shows it. `thing` comes from the database just now; `hit` is what was found, and `stems` are the words to mark.

    Marking costs more than all the rest of a file of many results, and only pages show it: it is done when one asks.
    """

    hit: Hit
    thing: Page | Service | Document
    stems: frozenset[str]
    url: str

    @property
    def key(self) -> str:
        return self.hit.key

    @property
    def kind(self) -> SearchEntry.Kind:
        return SearchEntry.Kind(self.hit.kind)

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

    @property
    def summary(self) -> str:
        """Plain, as the index has it."""
        return self.hit.summary

    @property
    def miles(self) -> float | None:
        return self.hit.miles

    @property
    def may_fit(self) -> bool:
        """Whether it doesn't say something that was asked for."""
        return self.hit.may_fit

    @property
    def title(self) -> SafeString:
        """The name with the words marked."""
        return mark(self.name, self.stems)

    @cached_property
    def extract(self) -> SafeString:
        """The summary when it has a word that was asked for, else the place in the text that has, else the summary as it is."""
        summary, body = self.hit.summary, self.hit.body
        return extract(summary, self.stems) or extract(body, self.stems) or mark(summary or body[:200], self.stems)


ONE_OF = {SearchEntry.Kind.SERVICE: _("Service"), SearchEntry.Kind.EVENT: _("Event"), SearchEntry.Kind.DOCUMENT: _("Document")}


def check(hits: Iterable[Hit], stems: frozenset[str], request: HttpRequest) -> list[Result]:
    """The hits that families may see at this moment, each as the database has it. At most 4 queries."""
    hits = list(hits)
    keys = [hit.key for hit in hits]
    things: dict[str, Any] = {f"page:{page.pk}": page for page in _pages(indexing.page_ids(keys))}
    things |= {f"service:{row.pk}": row for row in _services(indexing.service_ids(keys))}
    things |= {f"document:{row.pk}": row for row in _documents(indexing.document_ids(keys))}
    results = [Result(hit, thing, stems, _url(thing, request)) for hit in hits if (thing := things.get(hit.key))]
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


def _url(thing: Page | Service | Document, request: HttpRequest) -> str:
    if isinstance(thing, Page):
        return thing.get_url(request) or ""
    return thing.get_absolute_url() if isinstance(thing, Service) else thing.url


def _pages(ids: list[int]) -> QuerySet[Page]:
    """Live pages that no password or sign-in stands before, in one query."""
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    closed = PageViewRestriction.objects.annotate(inside=path).filter(inside__startswith=F("page__path"))
    return Page.objects.live().filter(~Exists(closed), pk__in=ids)


def _services(ids: list) -> Iterable[Service]:
    return Service.objects.listed().filter(pk__in=ids).with_one_line() if ids else []


def _documents(ids: list[int]) -> Iterable[Document]:
    return indexing.open_documents().filter(pk__in=ids) if ids else []
