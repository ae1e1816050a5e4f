"""PostgreSQL's tsvector with a GIN index on our own search table."""

from typing import Any

from django.db import connection

from search.engines.base import DatabaseEngine
from search.query import Group, Phrase


class PostgreSQLEngine(DatabaseEngine):
    """ts_rank of each thing asked for, the rarer the heavier: PostgreSQL itself doesn't know how rare a word is."""

    _SCORED = """
        SELECT id, kind, -(SELECT sum(asked.weight * ts_rank('{0.1, 0.4, 0.8, 1.0}', vector, asked.words::tsquery, 1))
            FROM unnest(%s::text[], %s::float[]) AS asked(words, weight)) AS score, {complete} AS complete
        FROM search_searchentry WHERE vector @@ %s::tsquery{filters}
    """
    every_word_sql = _SCORED.replace("{complete}", "1")
    some_words_sql = _SCORED.replace("{complete}", "(vector @@ %s::tsquery)::int") + " ORDER BY complete DESC, score LIMIT {most}"

    def _every_word(self, groups: tuple[Group, ...]) -> list[Any]:
        return [*_asked(groups), " & ".join(map(_match, groups))]

    def _some_words(self, groups: tuple[Group, ...]) -> list[Any]:
        return [*_asked(groups), " & ".join(map(_match, groups)), " | ".join(map(_match, groups))]

    def tidy(self) -> None:
        """Fresh figures for the planner, after many rows were written."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE search_searchentry")

    def is_sound(self) -> bool:
        """The vector is a generated column: it can't differ from the row."""
        return True

    def mend(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("REINDEX INDEX search_entry_vector")


def _asked(groups: tuple[Group, ...]) -> list[Any]:
    return [[_match(group) for group in groups], [group.weight for group in groups]]


def _match(group: Group) -> str:
    typed = " & ".join(_quote((stem,)) for stem in group.typed)
    return f"(({typed}){''.join(f' | {_quote(phrase)}' for phrase in group.also)})"


def _quote(phrase: Phrase) -> str:
    """Words are letters and digits only (`search.words`), so there is nothing to escape inside the quotes."""
    return "(" + " <-> ".join(f"'{stem}'" for stem in phrase) + ")"
