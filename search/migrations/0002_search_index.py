"""The database's own index over the stems of the search table: FTS5 with triggers on SQLite, generated tsvectors with GIN on PostgreSQL.

PostgreSQL would move a vector out of its row from two kilobytes on, and fetch it again, unpacked, for each rank: it stays in its row
as long as a page holds that, and the body moves out first. Names have a vector of their own, for whoever looks for names alone would
read the whole one of every row that has the word anywhere.
"""

from django.db import migrations

COLUMNS = ("title_stems", "keywords_stems", "summary_stems", "body_stems")
NAMES = ", ".join(COLUMNS)
NEW = ", ".join(f"new.{name}" for name in COLUMNS)
OLD = ", ".join(f"old.{name}" for name in COLUMNS)
TAKE_OUT = f"INSERT INTO search_index(search_index, rowid, {NAMES}) VALUES ('delete', old.id, {OLD});"
PUT_IN = f"INSERT INTO search_index(rowid, {NAMES}) VALUES (new.id, {NEW});"

SQLITE = [
    f"CREATE VIRTUAL TABLE search_index USING fts5({NAMES}, content='search_searchentry', content_rowid='id', tokenize='unicode61 remove_diacritics 0')",
    f"CREATE TRIGGER search_entry_added AFTER INSERT ON search_searchentry BEGIN {PUT_IN} END",
    f"CREATE TRIGGER search_entry_deleted AFTER DELETE ON search_searchentry BEGIN {TAKE_OUT} END",
    f"CREATE TRIGGER search_entry_changed AFTER UPDATE ON search_searchentry BEGIN {TAKE_OUT} {PUT_IN} END",
    "INSERT INTO search_index(search_index) VALUES ('rebuild')",
]
NOT_SQLITE = [f"DROP TRIGGER search_entry_{name}" for name in ("added", "deleted", "changed")] + ["DROP TABLE search_index"]

VECTOR = " || ".join(f"setweight(to_tsvector('simple', {name}), '{weight}')" for name, weight in zip(COLUMNS, "ABCD", strict=True))
POSTGRESQL = [
    f"ALTER TABLE search_searchentry ADD COLUMN vector tsvector GENERATED ALWAYS AS ({VECTOR}) STORED",
    "ALTER TABLE search_searchentry ADD COLUMN names tsvector GENERATED ALWAYS AS (to_tsvector('simple', title_stems)) STORED",
    "ALTER TABLE search_searchentry SET (toast_tuple_target = 8160)",
    "ALTER TABLE search_searchentry ALTER COLUMN vector SET STORAGE MAIN",
    "CREATE INDEX search_entry_vector ON search_searchentry USING gin (vector)",
    "CREATE INDEX search_entry_names ON search_searchentry USING gin (names)",
]
NOT_POSTGRESQL = [
    "ALTER TABLE search_searchentry RESET (toast_tuple_target)",
    "ALTER TABLE search_searchentry DROP COLUMN names",
    "ALTER TABLE search_searchentry DROP COLUMN vector",
]


def make(apps, schema_editor):
    run(schema_editor, sqlite=SQLITE, postgresql=POSTGRESQL)


def unmake(apps, schema_editor):
    run(schema_editor, sqlite=NOT_SQLITE, postgresql=NOT_POSTGRESQL)


def run(schema_editor, **statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
