"""PostgreSQL's tsvector with a GIN index on our own search table."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from search.engines.base import MOST_NAMES, TITLE, TYPED
from search.engines.database import DatabaseEngine
from search.engines.places import Sql
from search.query import Group, Phrase


class PostgreSQLEngine(DatabaseEngine):
    """ts_rank of each thing asked for, the rarer the heavier: PostgreSQL itself doesn't know how rare a word is."""

    TOGETHER = "string_agg({row}, ',')"
    # What was typed counts for more than other words for it, and a name that has it for more again.
    MATCHED_RANK = "%s * ts_rank('{0.1, 0.4, 0.8, 1.0}', vector, %s::tsquery, 1)"
    TITLE_RANK = "%s * ts_rank('{0, 0, 0.5, 1.0}', vector, %s::tsquery, 1)"
    SCORED = "SELECT id, -({rank}) AS score, {complete} AS complete FROM search_searchentry WHERE vector @@ %s::tsquery"
    HAS_EVERY_WORD = "(vector @@ %s::tsquery)::int"

    IN_TITLE = """
        SELECT id, -ts_rank(names, %s::tsquery, 1) AS score FROM (SELECT id, names FROM search_searchentry WHERE names @@ %s::tsquery LIMIT {most}) AS named
        ORDER BY score LIMIT 50
    """.replace("{most}", str(MOST_NAMES))

    def _every_word(self, groups: tuple[Group, ...]) -> Sql:
        rank, values = self._rank(groups)
        return self._scored(rank, "1"), [*values, " & ".join(map(_match, groups))]

    def _some_words(self, groups: tuple[Group, ...]) -> Sql:
        rank, values = self._rank(groups)
        return self._scored(rank, self.HAS_EVERY_WORD), [*values, " & ".join(map(_match, groups)), " | ".join(map(_match, groups))]

    def _scored(self, rank: str, complete: str) -> str:
        return self.SCORED.replace("{rank}", rank).replace("{complete}", complete)

    def _rank(self, groups: tuple[Group, ...]) -> Sql:
        """The sum over all groups. A word without other words for it is what was typed, and need not be ranked twice."""
        parts: list[str] = []
        values: list[Any] = []
        for group in groups:
            if group.also or len(group.typed) > 1:
                parts += [self.MATCHED_RANK, self.MATCHED_RANK, self.TITLE_RANK]
                values += [group.weight, _match(group), group.weight * TYPED, _typed(group), group.weight * TITLE, _typed(group)]
            else:
                parts += [self.MATCHED_RANK, self.TITLE_RANK]
                values += [group.weight * (1 + TYPED), _match(group), group.weight * TITLE, _typed(group)]
        return " + ".join(parts), values

    def _in_title(self, words: Sequence[Sequence[str]]) -> Sql:
        every = " & ".join("(" + " | ".join(f"'{stem}'" for stem in stems) + ")" for stems in words)
        return self.IN_TITLE, [every, every]

    def tidy(self) -> None:
        """Fresh figures for the planner, after many rows were written."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_searchentry, search_searchfacts, search_searchplace, search_searchword")

    def is_sound(self) -> bool:
        """The vectors are generated columns: they can't differ from the row."""
        return True

    def mend(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("REINDEX INDEX search_entry_vector")
            cursor.execute("REINDEX INDEX search_entry_names")


def _typed(group: Group) -> str:
    return " | ".join(_quote((stem,)) for stem in group.typed)


def _match(group: Group) -> str:
    typed = " & ".join(_quote((stem,)) for stem in group.typed)
    return f"(({typed}){''.join(f' | {_quote(phrase)}' for phrase in group.also)})"


def _quote(phrase: Phrase) -> str:
    """Words are letters and digits only (`search.words`), so there is nothing to escape inside the quotes."""
    return "(" + " <-> ".join(f"'{stem}'" for stem in phrase) + ")"
