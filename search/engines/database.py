"""What the two database engines share: one statement that matches, filters, counts and sorts."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import sqrt
from typing import Any

import numpy as np
from django.db import connection

from search.engines.base import ENOUGH, MOST_LOOSE, OVERDUE, PASSING, PASSING_KINDS, Hit, Results, Title
from search.engines.places import NEARER, WITHIN, Sql, around, box, far, square
from search.items import NO_WORD as NO_WORD_MARK
from search.items import not_said
from search.models import SearchFacet
from search.query import BODY_READ, FACETS, Group, SearchQuery, Sort
from search.rows import NO_WORD_BIT

BITS_A_KEY = 62
# The sign of a mask is set only in that of what is for every one.
EVERY = -(1 << 63)
NO_WORD = 1 << NO_WORD_BIT
# `fails` has the first bit of a choice when a row says something else, and the second when nobody has said. The age and the distance come after the facets.
SAYS_NOTHING = 16
FAILS = (1 << SAYS_NOTHING) - 1
LIMITS = {"age": len(FACETS), "near": len(FACETS) + 1}


class DatabaseEngine:
    """Every facet is a mask (see `SearchFacts`). `fails` of a row has a bit for each facet whose choice it fails.

    A facet is counted over the rows that fail no other one. All rows come as one long text of numbers, each row's masks packed
    into as few as will hold them, because a hundred thousand numbers come much faster so than as rows; they are counted here.
    """

    # How the database puts the texts of all rows together: with commas, NULL when there is no row.
    TOGETHER = ""
    ASKED = """
        WITH asked AS MATERIALIZED (
            SELECT facts.entry_id AS id, found.complete, facts.checked_on, facts.name,
                found.score * CASE WHEN facts.verify_by < %s THEN {overdue} ELSE 1 END * CASE WHEN facts.type & {passing} != 0 THEN {less} ELSE 1 END{nearer} AS score,
                {fails} AS fails, {of_any_age} AS of_any_age, {keys}
            FROM {found}{around} WHERE facts.language IN ('', %s) AND (facts.hide_on IS NULL OR facts.hide_on > %s){filters}{most}
        ), fitting AS (SELECT asked.*, {far} AS far FROM asked WHERE fails & {fatal} = 0)
    """
    PAGE = """
        SELECT NULL AS id, NULL AS far, 0 AS place, 0 AS fails, '' AS key, '' AS kind, '' AS title, '' AS summary, {together} AS body FROM asked
        UNION ALL
        SELECT top.id, {far_shown}, top.place, top.fails, entry.key, entry.kind, entry.title, entry.summary, substr(entry.body, 1, %s)
        FROM (
            SELECT id, fails, row_number() OVER (ORDER BY {order}) AS place
            FROM (SELECT * FROM fitting ORDER BY {order} LIMIT %s OFFSET %s) AS page
        ) AS top
        JOIN search_searchentry AS entry ON entry.id = top.id
        ORDER BY place
    """
    EVERY_KEY = """
        SELECT entry.key FROM (SELECT id, row_number() OVER (ORDER BY {order}) AS place FROM fitting) AS top
        JOIN search_searchentry AS entry ON entry.id = top.id ORDER BY place
    """
    MATCHED = "({matches}) AS found JOIN search_searchfacts AS facts ON facts.entry_id = found.id"
    EVERYTHING = "(SELECT 0.0 AS score, 1 AS complete) AS found CROSS JOIN search_searchfacts AS facts"
    TITLES = """
        SELECT entry.key, entry.kind, entry.title
        FROM ({found}) AS found JOIN search_searchfacts AS facts ON facts.entry_id = found.id JOIN search_searchentry AS entry ON entry.id = found.id
        WHERE facts.language IN ('', %s) AND (facts.hide_on IS NULL OR facts.hide_on > %s)
        ORDER BY found.score, length(entry.title), entry.title LIMIT %s
    """
    ORDERS = {
        Sort.BEST: "complete DESC, fails != 0, of_any_age, score, name, id",
        Sort.NEAREST: "complete DESC, fails != 0, far IS NULL, far, score, name, id",
        Sort.CHECKED: "complete DESC, fails != 0, checked_on IS NULL, checked_on DESC, score, name, id",
    }

    @cached_property
    def _masks(self) -> "Masks":
        """Read once: an engine lives as long as the answer to one question."""
        return Masks(SearchFacet.objects.values_list("facet", "code", "bit"))

    def search(self, query: SearchQuery) -> Results:
        results, matching, _complete = self._ask(query, self._matched(query, self._every_word))
        if len(query.groups) < 2 or (matching >= ENOUGH and results.total):
            return results
        loose, looked_at, complete = self._ask(query, self._matched(query, self._some_words), _best_of_some())
        return results if loose.total == results.total else replace(loose, with_every_word=complete, is_cut=looked_at >= MOST_LOOSE)

    def every_key(self, query: SearchQuery) -> list[str]:
        """The keys of all that `search` would find page after page, read at once: with one statement more than a search takes."""
        is_strict = self.search(replace(query, page=1, per_page=1)).with_every_word is None
        matched = self._matched(query, self._every_word if is_strict else self._some_words)
        with connection.cursor() as cursor:
            cursor.execute(*self._asked(query, matched, "" if is_strict else _best_of_some(), then=self.EVERY_KEY))
            return [key for (key,) in cursor.fetchall()]

    def titles(self, words: Sequence[Sequence[str]], *, language: str, today: dt.date, most: int) -> list[Title]:
        """Names that have every word; a word is given as the stems that will do for it."""
        found, values = self._in_title(words)
        with connection.cursor() as cursor:
            cursor.execute(self.TITLES.replace("{found}", found), [*values, language, today.isoformat(), most])
            return [Title(*row) for row in cursor.fetchall()]

    def _ask(self, query: SearchQuery, matched: Sql, most: str = "") -> tuple[Results, int, int]:
        """The results, how many there are whatever facets were chosen, and how many of the results have every word."""
        masks, far_shown = self._masks, far(query.near, "top.id")
        together = self.TOGETHER.replace("{row}", " || ',' || ".join(["fails", "complete", *(f"key{number}" for number in range(len(masks.keys)))]))
        statement, values = self._asked(query, matched, most, then=_put_in(self.PAGE, {"far_shown": far_shown[0], "together": together}))
        with connection.cursor() as cursor:
            cursor.execute(statement, [*values, *far_shown[1], BODY_READ, query.per_page, query.first])
            rows = cursor.fetchall()
        numbers = next(row[-1] for row in rows if row[0] is None) or ""
        matching = np.fromstring(numbers, dtype=np.int64, sep=",").reshape(-1, 2 + len(masks.keys))
        fails, complete = matching[:, 0], matching[:, 1]
        may_fit = int(((fails != 0) & (fails & FAILS == 0)).sum())
        matching[:, 0] &= _fatal(query)
        choices = {facet: number for number, facet in enumerate(FACETS) if query.chosen.get(facet)} | (LIMITS if query.limits_apart else {})
        without = {choice: int(_passes(fails, number).sum()) for choice, number in choices.items()}
        hits = tuple(_hit(row) for row in rows if row[0] is not None)
        results = Results(hits, int((fails == 0).sum()), masks.count(matching), without=without, may_fit=may_fit)
        return results, len(matching), int(complete[fails == 0].sum())

    def _matched(self, query: SearchQuery, matches: Callable[[tuple[Group, ...]], Sql]) -> Sql:
        """What has the words, as `matches` finds them; everything when there are none."""
        if not query.groups:
            return self.EVERYTHING, []
        sql, parameters = matches(query.groups)
        return self.MATCHED.replace("{matches}", sql), parameters

    def _asked(self, query: SearchQuery, matched: Sql, most: str, *, then: str) -> Sql:
        """What is asked for, and what is `then` done with it, whose parameters come after these."""
        today, masks = query.today.isoformat(), self._masks
        failing, filters = masks.fails(query), _filters(query)
        nearby = around(query.near) if query.near and query.groups and query.sort == Sort.BEST else ("", [])
        distance = far(query.near if query.sort == Sort.NEAREST else None, "asked.id")
        pieces = {
            "found": matched[0],
            "overdue": str(OVERDUE),
            "passing": str(masks.mask("type", PASSING_KINDS)),
            "less": str(PASSING),
            "nearer": NEARER if nearby[0] else "",
            "around": nearby[0],
            "fails": failing[0],
            "fatal": str(_fatal(query)),
            "of_any_age": _of_any_age(query),
            "far": distance[0],
            "keys": ", ".join(f"{key} AS key{number}" for number, key in enumerate(masks.keys)),
            "filters": filters[0],
            "most": most,
            "order": self.ORDERS[query.sort],
        }
        return _put_in(self.ASKED + then, pieces), [today, *failing[1], *matched[1], *nearby[1], query.language, today, *filters[1], *distance[1]]

    def _every_word(self, groups: tuple[Group, ...]) -> Sql:
        """Which entries have every group: a SELECT of id, score (the lowest is best) and complete (1)."""
        raise NotImplementedError

    def _some_words(self, groups: tuple[Group, ...]) -> Sql:
        """The entries that have at least one group; complete says 1 for those that have every one."""
        raise NotImplementedError

    def _in_title(self, words: Sequence[Sequence[str]]) -> Sql:
        """The best 50 entries whose title has one of the stems of every word: a SELECT of id and score."""
        raise NotImplementedError


@dataclass(frozen=True)
class Packed:
    """Where in which key a facet's bits are."""

    key: int
    shift: int
    width: int


class Masks:
    """The facets' bits, as SQL and back."""

    def __init__(self, rows: Iterable[tuple[str, str, int]]) -> None:
        self._bits: dict[str, dict[str, int]] = {facet: {} for facet in FACETS}
        for facet, code, bit in rows:
            self._bits[facet][code] = bit
        self._packed: dict[str, Packed] = {}
        keys: list[tuple[int, list[str]]] = []
        for facet, bits in self._bits.items():
            width = max(bits.values(), default=0) + 1
            at = next((number for number, (used, _parts) in enumerate(keys) if used + width <= BITS_A_KEY), len(keys))
            if at == len(keys):
                keys.append((0, []))
            used, parts = keys[at]
            self._packed[facet] = Packed(at, used, width)
            keys[at] = (used + width, [*parts, f"((facts.{facet} & {(1 << width) - 1}) << {used})"])
        self.keys = [" | ".join(parts) for _used, parts in keys]

    def fails(self, query: SearchQuery) -> Sql:
        """Which choices a row fails, as `FAILS` says. A code that nothing has is failed by whatever has not all."""
        tests, values = [], []
        for number, facet in enumerate(FACETS):
            if codes := query.chosen.get(facet):
                tests.append(_test(number, f"facts.{facet} & %s != 0", f"facts.{facet} & %s != 0"))
                values += [self.mask(facet, codes) + EVERY, self.mask(facet, map(not_said, codes)) | NO_WORD]
        for choice, (sql, limit) in _limits(query).items():
            if query.limits_apart:
                tests.append(_test(LIMITS[choice], sql, SILENT[choice]))
                values += limit
            else:
                tests.append(_says_nothing(LIMITS[choice], SILENT[choice]))
        return " + ".join(tests) or "0", values

    def mask(self, facet: str, codes: Iterable[str]) -> int:
        """The bits of those of the codes that anything has."""
        return sum(1 << self._bits[facet][code] for code in codes if code in self._bits[facet])

    def count(self, matching: np.ndarray) -> dict[str, dict[str, int]]:
        """For every facet how many rows have each code: rows of (fails, complete, *keys)."""
        counts: dict[str, dict[str, int]] = {}
        for number, (facet, bits) in enumerate(self._bits.items()):
            packed = self._packed[facet]
            keys = matching[_passes(matching[:, 0], number), 2 + packed.key]
            many = {code: int(np.count_nonzero(keys & (1 << (packed.shift + bit)))) for code, bit in bits.items() if not code.endswith(NO_WORD_MARK)}
            counts[facet] = {code: n for code, n in many.items() if n}
        return counts


def _best_of_some() -> str:
    return f" ORDER BY complete DESC, score LIMIT {MOST_LOOSE}"


def _test(choice: int, passes: str, says_nothing: str) -> str:
    return f"CASE WHEN {passes} THEN 0 WHEN {says_nothing} THEN {1 << choice + SAYS_NOTHING} ELSE {1 << choice} END"


def _says_nothing(choice: int, says_nothing: str) -> str:
    """For rows that pass or say nothing."""
    return f"CASE WHEN {says_nothing} THEN {1 << choice + SAYS_NOTHING} ELSE 0 END"


def _fatal(query: SearchQuery) -> int:
    """The bits of `fails` that keep a row out."""
    return FAILS if query.may_fit else -1


def _passes(fails: np.ndarray, facet: int) -> np.ndarray:
    """Which rows fail no other facet than this one."""
    return fails & ~((1 << facet) | (1 << facet + SAYS_NOTHING)) == 0


def _hit(row: Sequence[Any]) -> Hit:
    square, fails, (key, kind, title, summary, body) = row[1], row[3], row[-5:]
    return Hit(key, kind, title, summary, body, miles=None if square is None else sqrt(square), may_fit=bool(fails))


def _put_in(statement: str, pieces: Mapping[str, str]) -> str:
    for name, piece in pieces.items():
        statement = statement.replace(f"{{{name}}}", piece)
    return statement


OF_AGE = "facts.ages & %s != 0"
SILENT = {"age": f"facts.ages = {NO_WORD}", "near": "facts.no_place"}


def _of_any_age(query: SearchQuery) -> str:
    """1 for what would be there whatever age was chosen, when nothing else says what is best: what names the age comes before it."""
    tests = [test for test, is_asked in (("facts.ages = -1", query.age is not None), ("facts.phase = -1", query.chosen.get("phase"))) if is_asked]
    return f"CASE WHEN {' OR '.join(tests)} THEN 1 ELSE 0 END" if tests and not query.groups else "0"


def _filters(query: SearchQuery) -> Sql:
    """What no facet counts: the age and the distance. What says nothing of it passes too."""
    limits = {} if query.limits_apart else _limits(query)
    return "".join(f" AND ({SILENT[choice]} OR {sql})" for choice, (sql, _values) in limits.items()), [value for _sql, values in limits.values() for value in values]


def _limits(query: SearchQuery) -> dict[str, Sql]:
    """The age and the distance that were chosen."""
    limits: dict[str, Sql] = {}
    if query.age is not None:
        limits["age"] = (OF_AGE, [(1 << query.age) + EVERY])
    if (near := query.near) and near.miles is not None:
        limits["near"] = (WITHIN, [*box(near, near.miles), *square(near), near.miles**2])
    return limits
