"""The database itself refuses to change the log of roles; PostgreSQL refuses to delete from it too (docs/decisions/register-rows-that-only-grow.md)."""

from django.db import migrations

from accounts import triggers

TABLES = ("accounts_rolechange",)


def add_triggers(apps, schema_editor):
    triggers.refuse_changes(schema_editor, "accounts", TABLES, TABLES)


def drop_triggers(apps, schema_editor):
    triggers.allow_changes(schema_editor, "accounts", TABLES, TABLES)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
