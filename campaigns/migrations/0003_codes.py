"""A code belongs to one campaign or one link for ever: the database writes down each that is given out, refuses one that was given before, and refuses to change one."""

from django.db import migrations

TABLES = ("campaigns_campaign", "campaigns_trackedlink")
ON_SQLITE = (
    "CREATE TRIGGER {table}_gives_code AFTER INSERT ON {table} BEGIN INSERT INTO campaigns_givencode (code) VALUES (NEW.code); END",
    "CREATE TRIGGER {table}_keeps_code BEFORE UPDATE OF code ON {table} WHEN NEW.code <> OLD.code BEGIN SELECT RAISE(ABORT, 'a code is never changed'); END",
)
FUNCTIONS = (
    "CREATE FUNCTION campaigns_give_code() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO campaigns_givencode (code) VALUES (NEW.code); RETURN NULL; END $$",
    "CREATE FUNCTION campaigns_keep_code() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'a code is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$",
)
ON_POSTGRESQL = (
    "CREATE TRIGGER {table}_gives_code AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION campaigns_give_code()",
    "CREATE TRIGGER {table}_keeps_code BEFORE UPDATE OF code ON {table} FOR EACH ROW WHEN (NEW.code <> OLD.code) EXECUTE FUNCTION campaigns_keep_code()",
)


def add_triggers(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for function in () if is_sqlite else FUNCTIONS:
        schema_editor.execute(function)
    for table in TABLES:
        schema_editor.execute(f"INSERT INTO campaigns_givencode (code) SELECT code FROM {table}")
        for trigger in ON_SQLITE if is_sqlite else ON_POSTGRESQL:
            schema_editor.execute(trigger.format(table=table))


def drop_triggers(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == "sqlite"
    for table in TABLES:
        for name in ("gives_code", "keeps_code"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_{name}" + ("" if is_sqlite else f" ON {table}"))
    for name in () if is_sqlite else ("give_code", "keep_code"):
        schema_editor.execute(f"DROP FUNCTION IF EXISTS campaigns_{name}()")


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_insert_only")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
