"""Feeds read again each night, and what became of each of their records."""

import logging
import uuid
from collections import Counter
from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from localoffer.importing import ImportedRow, import_services
from localoffer.models import Feed, FeedRow, Service
from localoffer.openreferral import storable
from localoffer.sources import NotReadable, Source

GONE = FeedRow.Outcome.GONE.value
BROKEN_WORDS = gettext_lazy("Something in it stopped us. What came before was kept; the worker’s log says more.")
log = logging.getLogger(__name__)


def read_next_due() -> Feed | None:
    """Read one feed whose time has come, and return it; None when none is due. Two workers never read the same one."""
    for feed in Feed.objects.due():
        if Feed.objects.due().filter(pk=feed.pk).update(last_run=timezone.now()):
            read(feed)
            return feed
    return None


def read(feed: Feed) -> None:
    """Bring the feed's services in, and keep what became of each record until the next time. Never raises for what the feed does."""
    source = Source(feed.source, asks_each=feed.asks_each)
    rows: list[ImportedRow] = []
    try:
        rows.extend(import_services(source.records(), source=feed.name))
    except NotReadable as problem:
        log.warning("The feed %r could not be read.", feed.name)
        _note(feed, rows, Feed.Result.FAILED, str(problem))
        return
    except Exception:
        log.exception("The feed %r broke its reading off.", feed.name)
        _note(feed, rows, Feed.Result.FAILED, str(BROKEN_WORDS))
        return
    is_feed = any(row.outcome != "refused" for row in rows)
    gone = list(_gone(feed, rows)) if is_feed else []
    counts = Counter(row.outcome for row in (*rows, *gone))
    words = ", ".join(f"{counts[outcome]} {outcome.label}" for outcome in FeedRow.Outcome)
    _note(feed, [*rows, *gone], Feed.Result.READ if is_feed else Feed.Result.NO_FEED, words)


def read_soon(feed: Feed) -> None:
    """Let the worker read it at its next look, without waiting for the night."""
    Feed.objects.filter(pk=feed.pk).update(last_run=None)


def _gone(feed: Feed, rows: list[ImportedRow]) -> Iterator[ImportedRow]:
    """Services that came from this feed and stand in it no more. They stay: who decides that one has ended is an editor."""
    seen: set[uuid.UUID | None] = {row.service_id for row in rows}
    for pk, name in Service.objects.published().filter(imported__source=feed.name).values_list("pk", "name"):
        if pk not in seen:
            yield ImportedRow(0, name, GONE, [_("It is no longer in the feed. Has it ended?")], pk)


@transaction.atomic
def _note(feed: Feed, rows: list[ImportedRow], result: Feed.Result, words: str) -> None:
    feed.rows.all().delete()
    feed.rows.bulk_create(
        (
            FeedRow(feed=feed, number=number, name=storable(row.name)[:255], outcome=row.outcome, reasons=storable("; ".join(row.reasons)))
            for number, row in enumerate(rows, start=1)
        ),
        batch_size=500,
    )
    feed.last_run, feed.last_result, feed.last_words = timezone.now(), result, storable(words)[:500]
    feed.save(update_fields=["last_run", "last_result", "last_words"])
