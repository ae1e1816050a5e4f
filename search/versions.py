"""Versions of the index in Elasticsearch: one is read through the alias `settings.SEARCH_INDEX`, others are being made or were left behind."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any, TypeVar

from django.conf import settings
from django.utils import timezone
from elasticsearch import Elasticsearch

from search import documents
from search.engines.wire import FAULTS, TooLate, server, within

logger = logging.getLogger(__name__)
# Seconds a worker or a command waits for one answer.
PATIENCE = 20.0
CONFLICT, GONE, BAD = 409, 404, 400
PAGE = 5_000

Json = dict[str, Any]
T = TypeVar("T")


class NotTaken(Exception):
    """Elasticsearch does not answer, or did not take what it was sent."""


def ask(do: Callable[[Elasticsearch], T], seconds: float = PATIENCE) -> T:
    """What the server answers. Raises NotTaken."""
    try:
        return within(seconds, lambda: do(server(seconds)))
    except (*FAULTS, TooLate) as fault:
        raise NotTaken(type(fault).__name__) from fault


def all_versions(seconds: float = PATIENCE) -> list[str]:
    """Oldest first."""
    return sorted(name for name in _aliases(seconds) if documents.is_version(name))


def is_read() -> bool:
    """Whether families' searches reach a version, and it keeps documents as we do."""
    indexes = ask(lambda wire: wire.indices.get_mapping(index=f"{settings.SEARCH_INDEX}-*"))
    forms = {name: index["mappings"].get("_meta", {}).get("form") for name, index in indexes.items()}
    return any(settings.SEARCH_INDEX in index["aliases"] and forms.get(name) == documents.form() for name, index in _aliases(PATIENCE).items())


def create() -> str:
    """A new and empty version, which nobody reads yet."""
    name = documents.name_of_version(timezone.now())
    ask(lambda wire: wire.indices.create(index=name, **documents.version_body(name)))
    return name


def change_over(version: str) -> None:
    """Let families read this version from now on, and remove the older ones."""
    ask(lambda wire: wire.indices.refresh(index=version))
    aliases = _aliases(PATIENCE)
    steps = [{"remove": {"index": name, "alias": settings.SEARCH_INDEX}} for name, index in aliases.items() if settings.SEARCH_INDEX in index["aliases"]]
    if ask(lambda wire: wire.indices.get(index=settings.SEARCH_INDEX, ignore_unavailable=True, expand_wildcards="none")).get(settings.SEARCH_INDEX):
        steps.append({"remove_index": {"index": settings.SEARCH_INDEX}})  # something else made an index where the alias belongs
    ask(lambda wire: wire.indices.update_aliases(actions=[*steps, {"add": {"index": version, "alias": settings.SEARCH_INDEX}}]))
    for old in all_versions():
        if old < version:
            remove(old)


def remove(version: str) -> None:
    with suppress(NotTaken):
        ask(lambda wire: wire.indices.delete(index=version, ignore_unavailable=True))


def put(version: str, identity: str, number: int, document: Json) -> list[Json]:
    return [{"index": _target(version, identity, number)}, document]


def take_away(version: str, identity: str, number: int) -> list[Json]:
    return [{"delete": _target(version, identity, number)}]


def send(steps: Iterable[list[Json]], seconds: float = PATIENCE, *, at_once: bool = False) -> None:
    """`at_once`: searches find it when this returns, not a second later. Raises NotTaken when anything may be lost.

    A document that no server could take is logged and left out; one with a newer number stays.
    """
    if not (operations := [line for step in steps for line in step]):
        return
    answer = ask(lambda wire: wire.bulk(operations=operations, require_alias=True, refresh=at_once), seconds)
    try:
        done = [next(iter(item.values())) for item in answer["items"]]
        refused = [item for item in done if item["status"] >= 300 and item["status"] not in {CONFLICT, GONE}]
    except FAULTS as strange:
        raise NotTaken(type(strange).__name__) from strange
    if busy := [item["status"] for item in refused if item["status"] != BAD]:
        raise NotTaken(f"status {busy[0]}")
    for item in refused:
        logger.error("Search: Elasticsearch can't keep %s: %s", item["_id"], item["error"]["type"])


def count(index: str) -> int:
    return int(ask(lambda wire: wire.count(index=index))["count"])


def fingerprints() -> dict[str, str]:
    """Of every document that families' searches reach, by its identity."""
    ask(lambda wire: wire.indices.refresh(index=settings.SEARCH_INDEX))
    found: dict[str, str] = {}
    body: Json = {"size": PAGE, "_source": ["fingerprint"], "sort": ["key", "language"]}
    while hits := _page(body):
        found |= {hit["_id"]: hit["_source"].get("fingerprint", "") for hit in hits}
        body["search_after"] = hits[-1]["sort"]
    return found


def _page(body: Json) -> list[Json]:
    answer = ask(lambda wire: wire.search(index=settings.SEARCH_INDEX, body=body, allow_partial_search_results=False))
    return list(answer["hits"]["hits"])


def _aliases(seconds: float) -> dict[str, Json]:
    return dict(ask(lambda wire: wire.indices.get_alias(index=f"{settings.SEARCH_INDEX}-*"), seconds))


def _target(version: str, identity: str, number: int) -> Json:
    return {"_index": documents.writing_alias(version), "_id": identity, "version": number, "version_type": "external"}
