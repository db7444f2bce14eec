"""The journal's triggers."""

from django.db import migrations

from disclosures.models.append_only import allow_changes, refuse_changes

TABLE = "disclosures_journalentry"


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: refuse_changes(editor.connection, TABLE),
            lambda apps, editor: allow_changes(editor.connection, TABLE),
        )
    ]
