"""The triggers of what is frozen: publications, and when they were made public or withdrawn."""

from django.db import migrations

from disclosures.models.append_only import allow_changes, refuse_changes

TABLES = ("disclosures_publication", "disclosures_release")


def guard(apps, editor):
    for table in TABLES:
        refuse_changes(editor.connection, table)


def unguard(apps, editor):
    for table in TABLES:
        allow_changes(editor.connection, table)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0003_document")]
    operations = [migrations.RunPython(guard, unguard)]
