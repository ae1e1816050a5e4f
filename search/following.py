"""Elasticsearch follows the search table: notes are written with the entries, and sent after the commit.

A note's number is the number of what is sent for it, so that a late writer never puts an older state back, and two processes may send the
same note.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from home import page_cache
from search import documents, versions
from search.engines import breaker, guarded
from search.locks import lock_writing
from search.models import SearchEntry, SearchNote
from search.versions import NotTaken

logger = logging.getLogger(__name__)
AT_ONCE = 50
# Documents in one request: a few MB.
IN_ONE = 100
# An editor's request waits for each of two answers of the server so many seconds at most.
EDITORS_PATIENCE = 0.5

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Unlike:
    """Where Elasticsearch and the search table disagree: documents to send again, or no index to read at all."""

    identities: tuple[str, ...] = ()
    is_there: bool = True

    def __bool__(self) -> bool:
        return bool(self.identities) or not self.is_there


def is_wanted() -> bool:
    """Whether the site has an Elasticsearch."""
    return bool(settings.SEARCH_URL)


def note(entries: Iterable[SearchEntry], *, at_once: bool = True) -> None:
    """Say that these entries are new or gone, in the transaction that made them so. `at_once`: tell Elasticsearch after the commit, else the worker does."""
    _note((documents.identity(entry.key, entry.language) for entry in entries), at_once=at_once)


def catch_up() -> int:
    """Send all that was noted; returns how many notes. Makes the index when there is none to read. Raises NotTaken."""
    if not is_wanted():
        return 0
    if not versions.is_read():
        rebuild(_quietly)
    done = 0
    while some := _send_noted(IN_ONE, versions.PATIENCE):
        done += some
    return done


def rebuild(progress: Progress) -> int:
    """Make a new version while families read the old one, then change over; returns how many documents it has. Raises NotTaken.

    What changes meanwhile is noted as always, and sent to every version there is.
    """
    version = versions.create()
    try:
        floor = _floor()
        numbers = list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(numbers), IN_ONE):
            some = SearchEntry.objects.filter(pk__in=numbers[start : start + IN_ONE])
            versions.send(versions.put(version, identity, floor, document) for identity, document in _documents(some))
            progress(min(start + IN_ONE, len(numbers)), len(numbers))
        while _send_noted(IN_ONE, versions.PATIENCE, after=floor):
            continue
        versions.change_over(version)
        page_cache.drop_pages()  # from now on it is read, and lists of services were made from another
        SearchNote.objects.filter(pk__lte=floor).delete()
    except NotTaken:
        versions.remove(version)
        raise
    return versions.count(settings.SEARCH_INDEX)


def check() -> Unlike:
    """Compare every document with the search table; changes nothing, and leaves out what is noted. Raises NotTaken."""
    if not versions.is_read():
        return Unlike(is_there=False)
    there = versions.fingerprints()
    rows = _kept().values_list("key", "language", "fingerprint")
    here = {documents.identity(key, language): fingerprint for key, language, fingerprint in rows}
    waiting = set(SearchNote.objects.values_list("identity", flat=True))
    return Unlike(tuple(sorted({name for name in here.keys() | there.keys() if here.get(name) != there.get(name)} - waiting)))


def repair(unlike: Unlike) -> int:
    """Put right what `check` found; returns how many things were sent again. Raises NotTaken.

    An index that does not take them, because its numbers are higher (as after a backup was restored), is made anew.
    """
    _note(unlike.identities, at_once=False)
    catch_up()
    if check():
        rebuild(_quietly)
    return len(unlike.identities)


def follow() -> None:
    """A job of the worker: send what was noted, and find out whether a server that was away is back."""
    if not is_wanted():
        return
    try:
        catch_up()
    except NotTaken as fault:
        breaker.failed(fault)
    else:
        guarded.probe()


def count_again() -> None:
    """A job of the worker, each minute: an index with more or fewer documents than it should have is mended."""
    if is_wanted():
        with suppress(NotTaken):
            if not SearchNote.objects.exists() and versions.count(settings.SEARCH_INDEX) != _kept().count():
                mend()


def mend() -> None:
    """A job of the worker: find drift and repair it."""
    if is_wanted():
        with suppress(NotTaken):
            if unlike := check():
                logger.warning("Search: Elasticsearch differs from the search table in %s things; they are sent again.", len(unlike.identities))
                repair(unlike)


def _quietly(done: int, of: int) -> None:
    pass


def _note(identities: Iterable[str], *, at_once: bool) -> None:
    if is_wanted() and (changed := list(dict.fromkeys(identities))):
        SearchNote.objects.bulk_create([SearchNote(identity=identity) for identity in changed], batch_size=400)
        if at_once:
            transaction.on_commit(_soon, robust=True)


def _soon() -> None:
    """After a commit: a small change is sent now, unless the server is in trouble. The rest is left to the worker."""
    if breaker.is_closed() and SearchNote.objects.all()[: AT_ONCE + 1].count() <= AT_ONCE:
        try:
            _send_noted(AT_ONCE, EDITORS_PATIENCE)
        except NotTaken as fault:
            breaker.failed(fault)


def _floor() -> int:
    """A number higher than that of every note so far, whose changes whoever reads from now on sees, and lower than that of every later one."""
    with transaction.atomic():
        lock_writing()
        return SearchNote.objects.create().pk


def _send_noted(limit: int, seconds: float, *, after: int = 0) -> int:
    """Notes are read before versions, and versions before entries: so a version that is being made misses nothing."""
    noted = list(SearchNote.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "identity")[:limit])
    newest = {identity: number for number, identity in noted if identity}
    targets = versions.all_versions(seconds) if newest else []
    if newest and not targets:
        return 0
    entries = SearchEntry.objects.filter(key__in=[identity.rpartition("|")[0] for identity in newest])
    found = dict(_documents(entries))
    steps = [
        versions.put(target, identity, number, found[identity]) if identity in found else versions.take_away(target, identity, number)
        for target in targets
        for identity, number in newest.items()
    ]
    versions.send(steps, seconds, at_once=True)
    page_cache.drop_pages()  # a list of services may have been made since the commit, from what was there before
    return SearchNote.objects.filter(pk__in=[number for number, _identity in noted]).delete()[0]


def _kept() -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(facts__isnull=False)


def _documents(entries: QuerySet[SearchEntry]) -> Iterator[tuple[str, documents.Json]]:
    return documents.documents(entries.filter(facts__isnull=False).select_related("facts").prefetch_related("places"))
