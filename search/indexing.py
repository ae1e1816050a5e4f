"""Which things can be found: the only place that knows models by name.

A page model is named by its label, so that the apps beside this one need not be imported.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from django.apps import apps
from django.db.models import CharField, Exists, ExpressionWrapper, F, Model, OuterRef, Q, QuerySet
from django.db.models.constants import LOOKUP_SEP
from django.utils.html import strip_tags
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction, Page

from localoffer.models import AgePhase, Service
from search import reading
from search.items import EVERY, NONE, Item
from search.models import SearchEntry
from search.query import FACETS
from search.reading import Phases, Reader

MOST_TEXT = 20_000
Kind = SearchEntry.Kind
# Files that families read; the words of a film, for one, are on its page.
READABLE = ("pdf", "doc", "docx", "odt", "rtf", "txt", "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp")


@dataclass(frozen=True)
class Source:
    """A model whose rows can be found. `joined` and `looked_up` are what reading a row needs of other tables."""

    kind: Kind
    read: Reader
    joined: tuple[str, ...] = ()
    looked_up: tuple[str, ...] = ()


PAGES = {
    "localoffer.guidancepage": Source(Kind.GUIDANCE, reading.guidance, ("topics", "ages", "boroughs")),
    "localoffer.sectionpage": Source(Kind.GUIDANCE, reading.introduction),
    "localoffer.newtosendpage": Source(Kind.GUIDANCE, reading.introduction),
    "localoffer.eventpage": Source(Kind.EVENT, reading.event, ("ages",), ("borough", "location")),
    "home.informationpage": Source(Kind.INFORMATION, reading.information),
    "home.newspage": Source(Kind.NEWS, reading.news, (), ("borough",)),
    "feedback.yousaidwedidpage": Source(Kind.YOU_SAID, reading.you_said_we_did, (), ("borough",)),
}
SERVICE = Source(
    Kind.SERVICE,
    reading.service,
    ("needs", "categories__parent", "boroughs", "at_locations__location", "cost_options", "access_facts", "schedules"),
    ("provider",),
)
DOCUMENT = Source(Kind.DOCUMENT, reading.document, ("tags",))


def key(model: type[Model], pk: object) -> str:
    """The key of a page, service or document; empty for anything that can't be found."""
    if issubclass(model, Service):
        return f"service:{pk}"
    if issubclass(model, Document):
        return f"document:{pk}"
    return f"page:{pk}" if issubclass(model, Page) else ""


def page_ids(keys: Iterable[str]) -> list[int]:
    return [int(key[5:]) for key in keys if key.startswith("page:")]


def service_ids(keys: Iterable[str]) -> list[uuid.UUID]:
    return [uuid.UUID(key[8:]) for key in keys if key.startswith("service:")]


def document_ids(keys: Iterable[str]) -> list[int]:
    return [int(key[9:]) for key in keys if key.startswith("document:")]


def visible_keys() -> list[str]:
    """Of everything that families may see now."""
    pages = [f"page:{pk}" for model, _source in _pages() for pk in _public(model).values_list("pk", flat=True)]
    services = [f"service:{pk}" for pk in Service.objects.listed().values_list("pk", flat=True)]
    return pages + services + [f"document:{pk}" for pk in open_documents().values_list("pk", flat=True)]


def items(keys: Iterable[str]) -> list[Item]:
    """What can be found of those of the keys that families may see now."""
    keys = list(keys)
    made = []
    phases = Phases(AgePhase.objects.all())
    if ids := page_ids(keys):
        for model, source in _pages():
            pages = _public(model).filter(pk__in=ids).select_related("locale", *source.looked_up).prefetch_related(*source.joined)
            made += [_item(page, page.title, page.locale.language_code, source, phases) for page in pages]
    if services := service_ids(keys):
        rows = Service.objects.listed().filter(pk__in=services).select_related(*SERVICE.looked_up).prefetch_related(*SERVICE.joined)
        made += [_item(row, row.name, "", SERVICE, phases) for row in rows]
    if documents := document_ids(keys):
        made += [_item(row, row.title, "", DOCUMENT, phases) for row in open_documents().filter(pk__in=documents).prefetch_related(*DOCUMENT.joined)]
    return made


def open_documents() -> QuerySet:
    """Files to read that stand in no collection that is closed to anybody, nor inside one."""
    path = ExpressionWrapper(OuterRef("collection__path"), output_field=CharField())
    closed = CollectionViewRestriction.objects.annotate(inside=path).filter(inside__startswith=F("collection__path"))
    readable = Q()
    for ending in READABLE:
        readable |= Q(file__iendswith=f".{ending}")
    return Document.objects.filter(~Exists(closed), readable).order_by("pk")


def documents_in(collection: Collection) -> list[str]:
    """Keys of the files in a collection, or in one inside it."""
    return [f"document:{pk}" for pk in Document.objects.filter(collection__path__startswith=collection.path).values_list("pk", flat=True)]


def keys_around(row: Model) -> list[str]:
    """Keys of the things that show words of this row, or are chosen by it."""
    # A service has no phases of its own: they follow from its ages.
    by_age = [f"service:{pk}" for pk in Service.objects.listed().values_list("pk", flat=True)] if isinstance(row, AgePhase) else []
    return by_age + [key for model, lookup in _shown_in().get(row._meta.label_lower, []) for key in _joined(model, lookup, row)]


@cache
def _shown_in() -> dict[str, list[tuple[type[Model], str]]]:
    """For each model on a way from a thing that can be found to what its reader needs: (the thing's model, the way). From the sources alone."""
    found: dict[str, list[tuple[type[Model], str]]] = defaultdict(list)
    for model, source in [*_pages(), (Service, SERVICE), (Document, DOCUMENT)]:
        ways = dict.fromkeys(way for whole in (*source.joined, *source.looked_up) for way in _steps(whole))
        for way in ways:
            found[_at_the_end(model, way)._meta.label_lower].append((model, way))
    return dict(found)


def _steps(way: str) -> list[str]:
    """The way and each beginning of it: "categories" and "categories__parent"."""
    names = way.split(LOOKUP_SEP)
    return [LOOKUP_SEP.join(names[:length]) for length in range(1, len(names) + 1)]


def _at_the_end(model: type[Model], way: str) -> type[Model]:
    for name in way.split(LOOKUP_SEP):
        step: Any = model._meta.get_field(name)
        model = step.related_model
    return model


def _joined(model: type[Model], lookup: str, row: Model) -> list[str]:
    return [key(model, pk) for pk in model._default_manager.filter(**{lookup: row.pk}).values_list("pk", flat=True)]


def _pages() -> Iterator[tuple[type[Page], Source]]:
    return ((apps.get_model(label), source) for label, source in PAGES.items())


def _public(model: type[Page]) -> QuerySet:
    return model.objects.live().public().order_by("pk")


def _item(row: Model, title: str, language: str, source: Source, phases: Phases) -> Item:
    facts = source.read(row, phases)
    facets = dict.fromkeys(FACETS, NONE) | {"borough": EVERY, "phase": EVERY} | dict(facts.facets)
    return Item(
        key=key(type(row), row.pk),
        language=language,
        kind=source.kind,
        title=title,
        summary=_plain(facts.summary),
        keywords=", ".join(filter(None, facts.keywords)),
        body=_plain(facts.body)[:MOST_TEXT],
        facets=facets | {"type": frozenset([str(source.kind)])},
        ages=facts.ages,
        places=facts.places,
        no_place=facts.no_place,
        checked_on=facts.checked_on,
        verify_by=facts.verify_by,
        hide_on=facts.hide_on,
    )


def _plain(text: str) -> str:
    """Without markup that came along, NUL, and doubled spaces."""
    return " ".join(unescape(strip_tags(text)).replace("\0", " ").split())
