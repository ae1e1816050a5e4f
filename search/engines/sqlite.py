"""SQLite's FTS5 on our own search table."""

from collections.abc import Sequence

from django.db import DatabaseError, connection, transaction

from search.engines.base import KEYWORDS, MOST_NAMES, TITLE, TYPED
from search.engines.database import DatabaseEngine
from search.engines.places import Sql
from search.query import Group, Phrase


class SQLiteEngine(DatabaseEngine):
    """bm25 over title, families' words, summary and body. Triggers of migration 0002 keep the index and the table together."""

    TOGETHER = "group_concat({row}, ',')"
    # What was typed counts for more than other words for it, and a name that has it for more again: bm25 alone is soon sated by a long text.
    SCORED = """
        SELECT id, sum(score) AS score, max(complete) AS complete FROM (
            SELECT rowid AS id, {weight} * bm25(search_index, 10.0, 8.0, 4.0, 1.0) AS score, {complete} AS complete FROM search_index WHERE search_index MATCH %s
            {more}
        ) AS parts GROUP BY id HAVING max(complete) >= 0
    """
    MORE = "UNION ALL SELECT rowid, {weight} * bm25(search_index, 10.0, 8.0, 4.0, 1.0), -1 FROM search_index WHERE search_index MATCH %s "
    HAS_EVERY_WORD = "search_index.rowid IN (SELECT rowid FROM search_index WHERE search_index MATCH %s)"
    IN_TITLE = """
        SELECT id, score FROM (SELECT rowid AS id, bm25(search_index) AS score FROM search_index WHERE search_index MATCH %s LIMIT {most}) AS named
        ORDER BY score LIMIT 50
    """.replace("{most}", str(MOST_NAMES))

    def _every_word(self, groups: tuple[Group, ...]) -> Sql:
        return self._scored(groups, "1", [" AND ".join(map(_match, groups))])

    def _some_words(self, groups: tuple[Group, ...]) -> Sql:
        return self._scored(groups, self.HAS_EVERY_WORD, [" AND ".join(map(_match, groups)), " OR ".join(map(_match, groups))])

    def _scored(self, groups: tuple[Group, ...], complete: str, matches: list[str]) -> Sql:
        """Without other words for any group, what was typed is all there is, and need not be read twice."""
        typed = " OR ".join(_quote((stem,)) for group in groups for stem in group.typed)
        more = [(KEYWORDS, f"keywords_stems : ({typed})"), (TITLE, f"title_stems : ({typed})")]
        has_others = any(group.also for group in groups)
        if has_others:
            more.append((TYPED, typed))
        weight = 1 if has_others else 1 + TYPED
        parts = "".join(self.MORE.replace("{weight}", str(factor)) for factor, _words in more)
        sql = self.SCORED.replace("{weight}", str(weight)).replace("{complete}", complete).replace("{more}", parts)
        return sql, [*matches, *(words for _factor, words in more)]

    def _in_title(self, words: Sequence[Sequence[str]]) -> Sql:
        every = " AND ".join(f"({' OR '.join(_quote((stem,)) for stem in stems)})" for stems in words)
        return self.IN_TITLE, [f"title_stems : ({every})"]

    def tidy(self) -> None:
        """Merge the index into one part, after many rows were written."""
        _command("optimize")

    def is_sound(self) -> bool:
        """Whether the index says the same as the table. Reads everything."""
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("INSERT INTO search_index(search_index, rank) VALUES ('integrity-check', 1)")
        except DatabaseError:
            return False
        return True

    def mend(self) -> None:
        """Make the index anew from the table."""
        _command("rebuild")


def _command(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_index(search_index) VALUES (%s)", [name])


def _match(group: Group) -> str:
    typed = " AND ".join(_quote((stem,)) for stem in group.typed)
    return f"(({typed}){''.join(f' OR {_quote(phrase)}' for phrase in group.also)})"


def _quote(phrase: Phrase) -> str:
    """Words are letters and digits only (`search.words`), so there is nothing to escape inside the quotes."""
    return f'"{" ".join(phrase)}"'
