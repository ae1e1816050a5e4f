"""What Elasticsearch keeps of each search entry, and the versions of its index. The only module that imports elasticsearch.dsl.

A word is found by our own stems, cut at spaces and nothing else, so that it finds the same on every engine. Only the engine's basic
parts are used: the modules that many managed servers lack (mapper-extras, the synonyms API) are not needed.
"""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any

from django.conf import settings
from elasticsearch.dsl import Boolean, Date, Document, GeoPoint, Integer, Keyword, MetaField, Text, analyzer

from search.items import NO_WORD
from search.models import SearchEntry, SearchFacet, SearchFacts
from search.query import BODY_READ, FACETS, NO_AGE
from search.rows import NO_WORD_BIT

# Stands among a facet's codes for all of them, and among the ages for all ages.
EVERY = "*"
EVERY_AGE = -1
STEMS = analyzer("whitespace")
# A field counts as often as it weighs in the length of a text, so a long title would cost much: `b` lower than bm25's 0.75 makes lengths matter less.
SETTINGS = {
    "number_of_shards": 1,
    "auto_expand_replicas": "0-1",
    "refresh_interval": "1s",
    "gc_deletes": "10m",
    "similarity": {"default": {"type": "BM25", "k1": 1.2, "b": 0.3}},
}

Json = dict[str, Any]


class Entry(Document):
    """One search entry. `_id` is its key and its language; a facet's codes are in the field `in_` and the facet's name."""

    key = Keyword()
    language = Keyword()
    kind = Keyword()
    fingerprint = Keyword(index=False)
    title = Keyword(index=False, doc_values=False)
    summary = Keyword(index=False, doc_values=False)
    body = Keyword(index=False, doc_values=False)
    title_stems = Text(analyzer=STEMS)
    keywords_stems = Text(analyzer=STEMS)
    summary_stems = Text(analyzer=STEMS)
    body_stems = Text(analyzer=STEMS)
    name = Keyword()
    ages = Integer()
    places = GeoPoint()
    no_place = Boolean()
    checked_on = Date()
    verify_by = Date()
    hide_on = Date()

    class Meta:
        dynamic = MetaField("strict")


for facet in FACETS:
    Entry._doc_type.mapping.field(f"in_{facet}", Keyword())


def name_of_version(now: dt.datetime) -> str:
    return f"{settings.SEARCH_INDEX}-{now:%Y%m%d%H%M%S%f}"


def is_version(name: str) -> bool:
    return name.removeprefix(f"{settings.SEARCH_INDEX}-").isdigit()


def writing_alias(version: str) -> str:
    """Writing goes through an alias that must be there, so that a version that was taken away is never made again by a late writer."""
    return f"write-{version}"


def version_body(version: str) -> Json:
    """How a version is made: one part, because bm25 compares best within one and a directory is small."""
    return {"settings": SETTINGS, "mappings": _mapping() | {"_meta": {"form": form()}}, "aliases": {writing_alias(version): {}}}


def form() -> str:
    """A short name for how documents are kept. Another one, as after an upgrade, means that the index has to be made anew."""
    return blake2b(json.dumps([SETTINGS, _mapping()], sort_keys=True).encode(), digest_size=8).hexdigest()


def _mapping() -> Json:
    return dict(Entry._doc_type.mapping.to_dict())


def identity(key: str, language: str) -> str:
    return f"{key}|{language}"


def documents(entries: Iterable[SearchEntry]) -> Iterator[tuple[str, Json]]:
    """(identity, document) of entries that were read with their facts and places."""
    codes = Codes()
    for entry in entries:
        facts = entry.facts
        document = Entry(
            key=entry.key,
            language=entry.language,
            kind=entry.kind,
            fingerprint=entry.fingerprint,
            title=entry.title,
            summary=entry.summary,
            body=entry.body[:BODY_READ],
            title_stems=entry.title_stems,
            keywords_stems=entry.keywords_stems,
            summary_stems=entry.summary_stems,
            body_stems=entry.body_stems,
            name=facts.name,
            ages=_ages(facts.ages),
            places=[{"lat": place.latitude, "lon": place.longitude} for place in entry.places.all()],
            no_place=facts.no_place,
            checked_on=facts.checked_on,
            verify_by=facts.verify_by,
            hide_on=facts.hide_on,
            **codes.of(facts),
        )
        yield identity(entry.key, entry.language), document.to_dict()


class Codes:
    """The codes that the bits of the database's masks stand for."""

    def __init__(self) -> None:
        self._bits: dict[str, list[tuple[str, int]]] = {facet: [] for facet in FACETS}
        for facet, code, bit in SearchFacet.objects.values_list("facet", "code", "bit"):
            self._bits[facet].append((code, bit))

    def of(self, facts: SearchFacts) -> Json:
        return {f"in_{facet}": self._of_mask(facet, getattr(facts, facet)) for facet in FACETS}

    def known(self, facet: str) -> list[str]:
        return [code for code, _bit in self._bits[facet]]

    def _of_mask(self, facet: str, mask: int) -> list[str]:
        return [EVERY] if mask < 0 else [code for code, bit in [*self._bits[facet], (NO_WORD, NO_WORD_BIT)] if mask >> bit & 1]


def _ages(mask: int) -> list[int]:
    return [EVERY_AGE] if mask < 0 else [age for age in range(NO_AGE + 1) if mask >> age & 1]
