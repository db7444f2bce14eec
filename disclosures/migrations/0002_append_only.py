"""The triggers of what is only ever added to: the journal, signatures, kept versions."""

from django.db import migrations

from disclosures.models.append_only import allow_changes, refuse_changes

TABLES = (
    "disclosures_journalentry",
    "disclosures_signature",
    "disclosures_snapshot",
)


def guard(apps, editor):
    for table in TABLES:
        refuse_changes(editor.connection, table)


def unguard(apps, editor):
    for table in TABLES:
        allow_changes(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
