"""The database itself refuses to change what was signed, who signed it, each step of a delivery and of windows, and codes; PostgreSQL refuses to delete them too (docs/decisions/register-rows-that-only-grow.md)."""

from django.db import migrations

from accounts import triggers

TABLES = ("campaigns_windowstep", "campaigns_mailingversion", "campaigns_requiredsignature", "campaigns_signoff", "campaigns_deliveryevent", "campaigns_givencode")


def add_triggers(apps, schema_editor):
    triggers.refuse_changes(schema_editor, "campaigns", TABLES, TABLES)


def drop_triggers(apps, schema_editor):
    triggers.allow_changes(schema_editor, "campaigns", TABLES, TABLES)


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
