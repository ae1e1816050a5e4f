"""The database itself refuses to change rows that only grow: triggers, made by a migration of each app that has such rows (docs/decisions/register-rows-that-only-grow.md).

`app` names the triggers' function, `update` the tables whose rows stay as they are, `delete` those whose rows also stay there.
"""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def refuse_changes(editor: BaseDatabaseSchemaEditor, app: str, update: Sequence[str], delete: Sequence[str]) -> None:
    """On SQLite anyone who can open the file can do anything, and tests empty tables by deleting, so only changes are refused there."""
    if editor.connection.vendor == "sqlite":
        for table in update:
            editor.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'this table is insert-only'); END")
        return
    refusal = "BEGIN RAISE EXCEPTION 'this table is insert-only' USING ERRCODE = 'insufficient_privilege'; END"
    editor.execute(f"CREATE FUNCTION {app}_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$ {refusal} $$")
    for event, tables in (("UPDATE", update), ("DELETE", delete)):
        for table in tables:
            editor.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {app}_insert_only()")
    refuse_truncate(editor, app, delete)


def refuse_truncate(editor: BaseDatabaseSchemaEditor, app: str, tables: Sequence[str]) -> None:
    """A trigger for each row hears nothing of TRUNCATE. Tests on PostgreSQL empty their tables by it, and drop these (tests/conftest.py)."""
    for table in tables:
        editor.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {app}_insert_only()")


def allow_changes(editor: BaseDatabaseSchemaEditor, app: str, update: Sequence[str], delete: Sequence[str]) -> None:
    is_sqlite = editor.connection.vendor == "sqlite"
    for event, tables in (("update", update), ("delete", delete), ("truncate", () if is_sqlite else delete)):
        for table in tables:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}" + ("" if is_sqlite else f" ON {table}"))
    if not is_sqlite:
        editor.execute(f"DROP FUNCTION IF EXISTS {app}_insert_only()")
