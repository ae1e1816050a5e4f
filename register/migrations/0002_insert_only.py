"""The database itself refuses to change what may only be added: the access log, consents, versions of the wording and their sign-offs, reports of the clocks, erasures,
figures, baselines, exports, and what was reported of unusual hours.

Deleting, row by row or by TRUNCATE: PostgreSQL refuses it for the access log, versions, sign-offs, reports, erasures, figures and baselines. Consents go with their family when it is erased.
On SQLite anyone who can open the file can do anything, and tests empty tables by deleting, so only changes are refused there.
"""

from django.db import migrations

OFFICERS = ("register_export", "register_anomaly")
TOTALS = ("register_figures", "register_baseline")
UPDATE = ("register_accesslogentry", "register_consent", "register_wordingversion", "register_wordingsignoff", "register_retentionrun", "register_erasure", *TOTALS, *OFFICERS)
DELETE = ("register_accesslogentry", "register_wordingversion", "register_wordingsignoff", "register_retentionrun", "register_erasure", *TOTALS, *OFFICERS)


def add_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for table in UPDATE:
            schema_editor.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'this table is insert-only'); END")
        return
    schema_editor.execute(
        "CREATE FUNCTION register_insert_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'this table is insert-only' USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    for event, tables in (("UPDATE", UPDATE), ("DELETE", DELETE)):
        for table in tables:
            schema_editor.execute(f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION register_insert_only()")
    refuse_truncate(schema_editor)


def refuse_truncate(schema_editor):
    """A trigger for each row hears nothing of TRUNCATE. Tests on PostgreSQL empty their tables by it, and drop these (tests/conftest.py)."""
    for table in DELETE:
        schema_editor.execute(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION register_insert_only()")


def drop_triggers(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for event, tables in (("update", UPDATE), ("delete", DELETE), ("truncate", () if sqlite else DELETE)):
        for table in tables:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:
        schema_editor.execute("DROP FUNCTION IF EXISTS register_insert_only()")


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
