"""Changes: notes in the outbox, the index brought up to the database, and what is forgotten."""

import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from home import page_cache
from home.batches import batches
from localoffer.models import Service
from localoffer.signals import Moved
from search import following, indexing, rows
from search.engines import database_engine
from search.locks import lock_writing
from search.models import BestBet, SearchDay, SearchEntry, SearchOutbox, SearchWord
from search.words import stem

logger = logging.getLogger(__name__)
AT_ONCE = 50
KEEP_RARE = dt.timedelta(days=90)

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Drift:
    """Where the index and the database disagree: keys to look at again, and whether the database's own index is whole."""

    keys: tuple[str, ...]
    index_is_sound: bool

    def __bool__(self) -> bool:
        return bool(self.keys) or not self.index_is_sound


def note(keys: Iterable[str]) -> None:
    """Say that these things changed: kept with the change itself, and looked at as soon as that is committed."""
    SearchOutbox.objects.bulk_create([SearchOutbox(key=key) for key in dict.fromkeys(keys)], batch_size=400)
    transaction.on_commit(_soon, robust=True)


def catch_up(limit: int = 500) -> int:
    """Bring the index up to the database for the oldest notes; returns how many were dealt with. Cheap when there is none."""
    done = 0
    while done < limit and (batch := _catch_up_some(min(AT_ONCE, limit - done))):
        done += batch
    return done


def rebuild(progress: Progress) -> int:
    """Make every entry anew while families go on searching; `progress` hears (done, of how many). Returns how many entries there are.

    What changes meanwhile is noted as always, and caught up at the end.
    """
    keys = indexing.visible_keys()
    done = 0
    for batch in batches(keys, AT_ONCE):
        with transaction.atomic():
            lock_writing()
            _write(batch, count_words=False)
        done += len(batch)
        progress(done, len(keys))
    note(set(SearchEntry.objects.values_list("key", flat=True)).difference(keys))
    while catch_up():
        continue
    with transaction.atomic():
        lock_writing()
        rows.forget_unused()
        _count_words_anew()
    database_engine().mend()
    database_engine().tidy()
    return SearchEntry.objects.count()


def check(progress: Progress) -> Drift:
    """Compare every entry with the database; changes nothing."""
    shown = SearchEntry.objects.shown(timezone.localdate())
    visible = indexing.visible_keys()
    wrong = sorted(set(shown.values_list("key", flat=True)).difference(visible))
    done = 0
    for batch in batches(visible, AT_ONCE):
        old = dict(SearchEntry.objects.filter(key__in=batch, facts__isnull=False).values_list("key", "fingerprint"))
        wrong += [item.key for item in indexing.items(batch) if old.get(item.key) != rows.fingerprint(item)]
        done += len(batch)
        progress(done, len(visible))
    return Drift(tuple(wrong), database_engine().is_sound())


def repair(drift: Drift) -> int:
    """Put right what `check` found; returns how many things were looked at again."""
    if not drift.index_is_sound:
        database_engine().mend()
    note(drift.keys)
    done = 0
    while some := catch_up():
        done += some
    return done


def mend() -> int:
    """Compare the whole index with the database and put right what differs, which is logged; returns how many things were looked at again."""
    if not (drift := check(_unheard)):
        return 0
    logger.warning("Search: %s things differed from the database, index sound: %s. They are put right.", len(drift.keys), drift.index_is_sound)
    return repair(drift)


def follow_merged(kept: Service, other: Service, **signal: object) -> Moved:
    """Two services became one: what editors show first for some words is the one that is kept."""
    bets = list(BestBet.objects.filter(service=other).values_list("pk", flat=True))
    BestBet.objects.filter(pk__in=bets).update(service=kept)
    page_cache.drop_pages()  # what editors show first is kept like a page
    return Moved(rows={"search.BestBet.service": bets})


def follow_undone(**signal: object) -> None:
    page_cache.drop_pages()  # what editors show first is kept like a page


def forget() -> int:
    """Delete totals older than 90 days that stayed too small to be shown; returns how many."""
    return SearchDay.objects.rare_before(timezone.localdate() - KEEP_RARE).delete()[0]


def _unheard(done: int, of: int) -> None:
    """For work at night, whose progress nobody watches."""


def _soon() -> None:
    """After a commit: a small change is dealt with now, so that an editor sees it at once. A large one, or one of many, is left to the worker."""
    if page_cache.is_held_back():
        return
    if SearchOutbox.objects.all()[: AT_ONCE + 1].count() <= AT_ONCE:
        _catch_up_some(AT_ONCE)


def _catch_up_some(limit: int) -> int:
    if not SearchOutbox.objects.exists():
        return 0
    try:
        return _write_noted(limit)
    except Exception as fault:
        if _passes(fault):
            raise
        # One thing that can't be read must not keep the others out.
        logger.exception("Search: a batch failed; its things are tried one at a time.")
        return sum(_write_noted_or_drop() for _ in range(limit))


@transaction.atomic
def _write_noted(limit: int) -> int:
    if not lock_writing(wait=False):
        return 0
    noted = list(SearchOutbox.objects.all()[:limit])
    _write(list(dict.fromkeys(row.key for row in noted)))
    SearchOutbox.objects.filter(pk__in=[row.pk for row in noted]).delete()
    return len(noted)


@transaction.atomic
def _write_noted_or_drop() -> int:
    """The oldest note, which goes even when its thing can't be indexed; it stays when the database is in trouble, which is raised."""
    if not lock_writing(wait=False) or (oldest := SearchOutbox.objects.first()) is None:
        return 0
    try:
        with transaction.atomic():
            _write([oldest.key])
    except Exception as fault:
        if _passes(fault):
            raise
        logger.exception("Search: %s can't be indexed. `manage.py search_index check` finds it again.", oldest.key)
    oldest.delete()
    return 1


def _passes(fault: Exception) -> bool:
    """Whether the same may go well later: a lock, a lost connection. PostgreSQL's class 54, as a text that is too long for its index, stays."""
    is_limit = str(getattr(fault.__cause__, "sqlstate", None) or "").startswith("54")
    return isinstance(fault, (OperationalError, InterfaceError)) and not is_limit


def _write(keys: Sequence[str], *, count_words: bool = True) -> None:
    """Make the entries of these things say what the database says now; a thing families may not see loses its entry."""
    new = {(item.key, item.language): item for item in indexing.items(keys)}
    prints = {name: rows.fingerprint(item) for name, item in new.items()}
    old = {(entry.key, entry.language): entry for entry in SearchEntry.objects.filter(key__in=keys)}
    gone = [entry for name, entry in old.items() if prints.get(name) != entry.fingerprint]
    SearchEntry.objects.filter(pk__in=[entry.pk for entry in gone]).delete()
    fresh = rows.keep([item for name, item in new.items() if name not in old or old[name].fingerprint != prints[name]])
    following.note([*gone, *fresh], at_once=count_words)
    if gone or fresh:
        page_cache.drop_pages()  # the list of services is kept, and made from the index
    if not count_words:
        return
    change = Counter(word for entry in fresh for word in entry.vocabulary())
    change.subtract(word for entry in gone for word in entry.vocabulary())
    _count_words({word: by for word, by in change.items() if by})


def _count_words(change: dict[str, int]) -> None:
    for some in batches(sorted(change), 500):
        now = dict(SearchWord.objects.filter(word__in=some).values_list("word", "documents"))
        counted = [SearchWord(word=word, stem=stem(word), documents=now.get(word, 0) + change[word]) for word in some]
        SearchWord.objects.bulk_create([row for row in counted if row.documents > 0], update_conflicts=True, unique_fields=["word"], update_fields=["documents"])
        SearchWord.objects.filter(word__in=[row.word for row in counted if row.documents <= 0]).delete()


def _count_words_anew() -> None:
    SearchWord.objects.all().delete()
    _count_words(Counter(word for entry in SearchEntry.objects.iterator(chunk_size=200) for word in entry.vocabulary()))
