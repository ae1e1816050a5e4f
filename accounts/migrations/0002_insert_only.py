"""The database itself refuses to change the log of roles; PostgreSQL refuses to delete from it too (docs/decisions/register-rows-that-only-grow.md)."""

from django.db import migrations

TABLE = "accounts_rolechange"


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} BEGIN SELECT RAISE(ABORT, 'this table is insert-only'); END")
        return
    schema_editor.execute(
        "CREATE FUNCTION accounts_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'this table is insert-only' USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    for event in ("UPDATE", "DELETE"):
        schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_{event.lower()} BEFORE {event} ON {TABLE} FOR EACH ROW EXECUTE FUNCTION accounts_insert_only()")
    schema_editor.execute(f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION accounts_insert_only()")


def drop_triggers(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for event in ("update", "delete", "truncate"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_{event}" + ("" if sqlite else f" ON {TABLE}"))
    if not sqlite:
        schema_editor.execute("DROP FUNCTION IF EXISTS accounts_insert_only()")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
