"""The database itself refuses to change what may only be added: the access log, consents, versions of the wording and their sign-offs, reports of the clocks, erasures,
figures, baselines, exports, and what was reported of unusual hours.

Deleting, row by row or by TRUNCATE: PostgreSQL refuses it for the access log, versions, sign-offs, reports, erasures, figures and baselines. Consents go with their family when it is erased.
On SQLite anyone who can open the file can do anything, and tests empty tables by deleting, so only changes are refused there.
"""

from django.db import migrations

from accounts import triggers

OFFICERS = ("register_export", "register_anomaly")
TOTALS = ("register_figures", "register_baseline")
UPDATE = ("register_accesslogentry", "register_consent", "register_wordingversion", "register_wordingsignoff", "register_retentionrun", "register_erasure", *TOTALS, *OFFICERS)
DELETE = ("register_accesslogentry", "register_wordingversion", "register_wordingsignoff", "register_retentionrun", "register_erasure", *TOTALS, *OFFICERS)


def add_triggers(apps, schema_editor):
    triggers.refuse_changes(schema_editor, "register", UPDATE, DELETE)


def refuse_truncate(schema_editor):
    """Again, for the test that asks for it (tests/conftest.py drops these)."""
    triggers.refuse_truncate(schema_editor, "register", DELETE)


def drop_triggers(apps, schema_editor):
    triggers.allow_changes(schema_editor, "register", UPDATE, DELETE)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(add_triggers, drop_triggers)]
