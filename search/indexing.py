"""What of each thing can be found: the only place that knows models by name.

A page model is named by its label, so that the apps beside this one need not be imported.
"""

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.html import strip_tags
from wagtail.blocks import StreamValue
from wagtail.models import Page
from wagtail.rich_text import get_text_for_indexing

from localoffer.models import Service
from search.models import SearchEntry
from search.words import stems

MOST_TEXT = 20_000
Kind = SearchEntry.Kind


@dataclass(frozen=True)
class Text:
    """What there is to read of one thing. `keywords` are found but not shown."""

    summary: str = ""
    body: str = ""
    keywords: str = ""
    boroughs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Source:
    """A model whose rows can be found. `joined` is what reading a row needs of other tables."""

    kind: Kind
    read: Callable[[Any], Text]
    joined: tuple[str, ...] = ()


def guidance(page: Any) -> Text:
    keywords = [page.keywords, *(topic.name for topic in page.topics.all()), *(phase.name for phase in page.ages.all())]
    return Text(page.summary, stream_text(page.body), ", ".join(filter(None, keywords)), tuple(borough.pk for borough in page.boroughs.all()))


def introduction(page: Any) -> Text:
    return Text(page.summary, get_text_for_indexing(page.intro))


def information(page: Any) -> Text:
    return Text(page.summary, stream_text(page.body))


def news(page: Any) -> Text:
    return Text(page.summary, stream_text(page.body), boroughs=_one(page.borough_id))


def you_said_we_did(page: Any) -> Text:
    said, *rest = [get_text_for_indexing(getattr(page, part)) for part in ("you_said", "we_did", "what_next")]
    body = "\n".join(filter(None, [*rest, page.not_possible_because]))
    return Text(said, body, page.get_topic_display(), _one(page.borough_id))


def service(row: Service) -> Text:
    """A masked address stays out; so does a contact for staff only."""
    words = [row.keywords, row.provider.name if row.provider else "", *(need.name for need in row.needs.all()), *(category.name for category in row.categories.all())]
    if row.is_free:
        words.append("free")
    if row.route:
        words.append(row.get_route_display())
    places = [", ".join(place.lines) for place in row.places]
    costs = [option.description for option in row.cost_options.all()]
    body = "\n".join(filter(None, [row.description, row.route_details, *costs, *places]))
    return Text(row.summary, body, ", ".join(filter(None, words)), tuple(borough.pk for borough in row.boroughs.all()))


PAGES = {
    "localoffer.guidancepage": Source(Kind.GUIDANCE, guidance, ("topics", "ages", "boroughs")),
    "localoffer.sectionpage": Source(Kind.GUIDANCE, introduction),
    "localoffer.newtosendpage": Source(Kind.GUIDANCE, introduction),
    "home.informationpage": Source(Kind.INFORMATION, information),
    "home.newspage": Source(Kind.NEWS, news),
    "feedback.yousaidwedidpage": Source(Kind.YOU_SAID, you_said_we_did),
}
SERVICE = Source(Kind.SERVICE, service, ("needs", "categories", "boroughs", "at_locations__location", "cost_options"))
# When a row of one of these changes, so do the things that show its words: (model, its field).
SHOWN_IN = {
    "localoffer.provider": ("localoffer.service", "provider"),
    "localoffer.location": ("localoffer.service", "at_locations__location"),
    "localoffer.serviceatlocation": ("localoffer.service", "at_locations"),
    "localoffer.need": ("localoffer.service", "needs"),
    "localoffer.category": ("localoffer.service", "categories"),
    "localoffer.costoption": ("localoffer.service", "cost_options"),
    "localoffer.topic": ("localoffer.guidancepage", "topics"),
    "localoffer.agephase": ("localoffer.guidancepage", "ages"),
}


def key(model: type[Model], pk: object) -> str:
    """The key of a page or service; empty for anything that can't be found."""
    if issubclass(model, Service):
        return f"service:{pk}"
    return f"page:{pk}" if issubclass(model, Page) else ""


def page_ids(keys: Iterable[str]) -> list[int]:
    return [int(key[5:]) for key in keys if key.startswith("page:")]


def service_ids(keys: Iterable[str]) -> list[uuid.UUID]:
    return [uuid.UUID(key[8:]) for key in keys if key.startswith("service:")]


def visible_keys() -> list[str]:
    """Of everything that families may see now."""
    pages = [f"page:{pk}" for label in PAGES for pk in _public(label).values_list("pk", flat=True)]
    return pages + [f"service:{pk}" for pk in Service.objects.listed().values_list("pk", flat=True)]


def entries(keys: Iterable[str]) -> list[SearchEntry]:
    """Entries, not yet kept, for those of the keys that families may see now."""
    keys = list(keys)
    made = []
    if ids := page_ids(keys):
        for label, source in PAGES.items():
            pages = _public(label).filter(pk__in=ids).select_related("locale").prefetch_related(*source.joined)
            made += [_entry(page, page.title, page.locale.language_code, source) for page in pages]
    if services := service_ids(keys):
        rows = Service.objects.listed().filter(pk__in=services).select_related("provider").prefetch_related(*SERVICE.joined)
        made += [_entry(row, row.name, "", SERVICE) for row in rows]
    return made


def keys_around(row: Model) -> list[str]:
    """Keys of the things that show words of this row."""
    label, lookup = SHOWN_IN.get(row._meta.label_lower, ("", ""))
    if not label:
        return []
    model = apps.get_model(label)
    return [key(model, pk) for pk in model._default_manager.filter(**{lookup: row.pk}).values_list("pk", flat=True)]


def keys_in_borough(pk: int) -> list[str]:
    """Keys of the things that the index keeps for a borough."""
    return list(SearchEntry.objects.filter(boroughs__contains=f" {pk} ").values_list("key", flat=True))


def stream_text(stream: StreamValue) -> str:
    """All the words of a page's body."""
    return "\n".join(filter(None, stream.stream_block.get_searchable_content(stream)))


def _public(label: str) -> QuerySet:
    return apps.get_model(label).objects.live().public().order_by("pk")


def _one(pk: int | None) -> tuple[int, ...]:
    return () if pk is None else (pk,)


def _entry(row: Model, title: str, language: str, source: Source) -> SearchEntry:
    text = source.read(row)
    parts = {"title": title, "keywords": text.keywords, "summary": _plain(text.summary), "body": _plain(text.body)[:MOST_TEXT]}
    stemmed = {f"{name}_stems": " ".join(stems(words)) for name, words in parts.items()}
    boroughs = f" {' '.join(map(str, sorted(text.boroughs)))} " if text.boroughs else ""
    return SearchEntry(key=key(type(row), row.pk), language=language, kind=source.kind, boroughs=boroughs, **parts, **stemmed)


def _plain(text: str) -> str:
    """Without markup that came along, NUL, and doubled spaces."""
    return " ".join(unescape(strip_tags(text)).replace("\0", " ").split())
