"""The database itself refuses to change what was written down of windows; PostgreSQL refuses to delete it too (docs/decisions/register-rows-that-only-grow.md)."""

from django.db import migrations

from accounts import triggers

TABLES = ("campaigns_windowstep",)


def add_triggers(apps, schema_editor):
    triggers.refuse_changes(schema_editor, "campaigns", TABLES, TABLES)


def drop_triggers(apps, schema_editor):
    triggers.allow_changes(schema_editor, "campaigns", TABLES, TABLES)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
