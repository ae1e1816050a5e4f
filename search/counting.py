"""Searches counted: one total a day for what was asked alike, and nothing in it that may be about a person."""

import datetime as dt
import hashlib
import hmac
import logging
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from localoffer import geo
from search import persons
from search.days import FEWEST_SHOWN, LONGEST_FILTERS, UNREAD
from search.finding import synonyms
from search.models import SearchDay
from search.words import STOP_WORDS, stem

logger = logging.getLogger(__name__)
MOST_WORDS_A_DAY = 5_000
PATIENCE_MS = 200
# Words that nobody knows are kept in letters once they were searched for FEWEST_SHOWN times within so long.
REMEMBERED = dt.timedelta(days=30)


@dataclass(frozen=True)
class Counted:
    """One search as it is counted: words as typed, the codes that were chosen of our lists, at most the ward or the first half of a postcode, and what it found.

    `known` are the stems of its words that the index has.
    """

    words: str
    known: frozenset[str] = frozenset()
    borough: str = ""
    filters: str = ""
    area: str = ""
    ward: str = ""
    found: str = SearchDay.Found.ENOUGH


def count_search(counted: Counted) -> None:
    """Add one to today's total of this search.

    A search with an e-mail address or a long number counts without its words, and a house number goes with its street. Words of
    which the index and the editors don't know each may hold a name: they are kept as a mark that nobody can read, and in letters
    only when so many searched for the same that it is nobody's name.
    Never waits for another writer: a total may miss a search, a family may not wait for one.
    """
    kept = persons.left_out(counted.words)[:100].rstrip()
    area = counted.ward or geo.outward(counted.area)
    if not (kept or counted.filters or area):
        return
    values = {"borough": counted.borough, "filters": _whole(counted.filters), "area": area, "found": counted.found}
    try:
        with _impatient(), transaction.atomic():
            _add_one(kept, values, is_known=_are_known(kept.split(), counted.known))
    except DatabaseError as problem:
        logger.warning("A search was not counted: %s", type(problem).__name__)


# One statement, so that two searches at once are both counted, and none costs a question more. New words stop being added when a day has very
# many: robots make those. Words that may be a name stay a mark until enough searched for the same.
COUNT_SQL = """
    WITH counted AS (
        SELECT CASE WHEN %(mark)s = '' OR (
            SELECT coalesce(sum(n), 0) + 1 FROM search_searchday WHERE words IN (%(mark)s, %(words)s) AND day >= %(since)s
        ) >= %(fewest)s THEN %(words)s ELSE %(mark)s END AS words
    )
    INSERT INTO search_searchday (day, words, borough, filters, area, found, n)
    SELECT %(day)s, counted.words, %(borough)s, %(filters)s, %(area)s, %(found)s, 1 FROM counted
    WHERE (SELECT count(*) FROM search_searchday WHERE day = %(day)s) < %(most)s
        OR EXISTS (
            SELECT 1 FROM search_searchday AS old
            WHERE old.day = %(day)s AND old.words = counted.words AND old.borough = %(borough)s AND old.filters = %(filters)s AND old.area = %(area)s AND old.found = %(found)s
        )
    ON CONFLICT (day, words, borough, filters, area, found) DO UPDATE SET n = search_searchday.n + 1
    RETURNING words, n
"""


def _add_one(kept: str, values: dict[str, str], *, is_known: bool) -> None:
    """Under the words, or under a mark that stands for them. Marks of the last days become words with the search that makes them enough."""
    today = timezone.localdate()
    mark = "" if is_known else UNREAD + hmac.new(settings.SECRET_KEY.encode(), f"search {kept}".encode(), hashlib.sha256).hexdigest()[:32]
    since = today - REMEMBERED
    asked: dict[str, Any] = {"day": today, "since": since, "mark": mark, "words": kept, "fewest": FEWEST_SHOWN, "most": MOST_WORDS_A_DAY, **values}
    with connection.cursor() as cursor:
        cursor.execute(COUNT_SQL, asked)
        if mark and cursor.fetchone() == (kept, 1):  # the first that may be read: what was marked goes with it
            SearchDay.objects.filter(day=today, words=kept, **values).delete()
            with suppress(IntegrityError), transaction.atomic():  # words that were known once have a total of their own: then the marks stay
                SearchDay.objects.since(since).filter(words=mark).update(words=kept)
            cursor.execute(COUNT_SQL, asked | {"mark": ""})


def _are_known(words: Iterable[str], known: Container[str]) -> bool:
    """Whether each is a little word, half a postcode, or one that the index or the editors have. A number may be that of a house."""
    return all(word in STOP_WORDS or geo.outward(word.upper()) == word.upper() or stem(word) in known or synonyms().knows(stem(word)) for word in words)


def _whole(filters: str) -> str:
    """As many choices as fit, and none cut in the middle: half a code would be one that nobody has."""
    return filters if len(filters) <= LONGEST_FILTERS else filters[: LONGEST_FILTERS + 1].rpartition("&")[0]


@contextmanager
def _impatient() -> Iterator[None]:
    """On SQLite a writer waits for another one's whole transaction; here only a moment. PostgreSQL locks no more than the row."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    connection.connection.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {int(connection.settings_dict['OPTIONS']['timeout'] * 1000)}")
