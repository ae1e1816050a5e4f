"""The interface of an engine, and what the two database engines share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection

from search.query import PER_PAGE, Group, SearchQuery

# With fewer things than this that have all the words, things with some of them are shown after these.
ENOUGH = 5
MOST_LOOSE = 40
# A SELECT, and the values of its parameters.
Matches = tuple[str, list[Any]]
# How much of a body is read to find an extract in.
BODY_READ = 8_000


@dataclass(frozen=True)
class Hit:
    """One entry as the index has it. It may be stale: `search.finding` asks the database before anything is shown."""

    key: str
    kind: str
    title: str
    summary: str
    body: str
    miles: float | None = None


@dataclass(frozen=True)
class Results:
    """One page of hits, and for each facet how many there would be with each code: its own choice is left out, all others are kept.

    Codes with none are left out. `with_every_word` is None when all hits have every word; else how many of them have, and the rest have some.
    """

    hits: tuple[Hit, ...]
    total: int
    facets: Mapping[str, Mapping[str, int]]
    with_every_word: int | None = None


class Engine(Protocol):
    def search(self, query: SearchQuery) -> Results:
        """The best hits first. Never raises because of the words."""


class DatabaseEngine:
    """Asks for everything in one statement: the counts of all kinds and the hits of one page."""

    STATEMENT = """
        WITH hits AS MATERIALIZED ({matches})
        SELECT '' AS key, kind, '' AS title, '' AS summary, '' AS body, 0 AS complete, 0.0 AS score, count(*) AS n, sum(complete) AS whole FROM hits GROUP BY kind
        UNION ALL
        SELECT entry.key, entry.kind, entry.title, entry.summary, substr(entry.body, 1, %s), top.complete, top.score, 0, 0
        FROM (SELECT id, complete, score FROM hits WHERE %s IN ('', kind) ORDER BY complete DESC, score, id LIMIT %s OFFSET %s) AS top
        JOIN search_searchentry AS entry ON entry.id = top.id
        ORDER BY n DESC, complete DESC, score, key
    """
    FILTERS = " AND search_searchentry.language IN ('', %s)"
    IN_BOROUGH = " AND (search_searchentry.boroughs = '' OR search_searchentry.boroughs LIKE %s)"

    def search(self, query: SearchQuery) -> Results:
        if not query.groups:
            return Results((), 0, {})
        results, _complete = self._ask(query, *self._every_word(query.groups))
        if sum(results.counts.values()) >= ENOUGH or len(query.groups) == 1:
            return results
        loose, complete = self._ask(query, *self._some_words(query.groups))
        return results if loose.total == results.total else Results(loose.hits, loose.total, loose.counts, with_every_word=complete)

    def _ask(self, query: SearchQuery, matches: str, parameters: list[Any]) -> tuple[Results, int]:
        """The results, and how many of the chosen kind have every word."""
        filters, values = self.FILTERS, [query.language]
        if query.borough is not None:
            filters, values = filters + self.IN_BOROUGH, [*values, f"% {query.borough} %"]
        sql = self.STATEMENT.replace("{matches}", matches.replace("{filters}", filters).replace("{most}", str(MOST_LOOSE)))
        with connection.cursor() as cursor:
            cursor.execute(sql, [*parameters, *values, BODY_READ, query.kind, PER_PAGE, query.first])
            rows = cursor.fetchall()
        counts = {row[1]: row[7] for row in rows if row[7]}
        complete = {row[1]: int(row[8]) for row in rows if row[7]}
        hits = tuple(Hit(*row[:5]) for row in rows if not row[7])
        chosen = [query.kind] if query.kind else list(counts)
        return Results(hits, sum(counts.get(kind, 0) for kind in chosen), counts), sum(complete.get(kind, 0) for kind in chosen)

    def _every_word(self, groups: tuple[Group, ...]) -> Matches:
        """Which entries have every group: a SELECT of id, kind, score (the lowest is best) and complete (1), with its parameters.

        `{filters}` stands where the WHERE may go on.
        """
        raise NotImplementedError

    def _some_words(self, groups: tuple[Group, ...]) -> Matches:
        """The best `{most}` entries that have at least one group; complete says 1 for those that have every one."""
        raise NotImplementedError
