"""Very many hits are read in their order from one index, which holds all that is compared."""

from django.db import migrations

WALK = (
    "CREATE INDEX public_entry_walk ON public_entry (rank DESC, id DESC)"
    " INCLUDE (plain, code, kind)"
)


def make(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(WALK)


def unmake(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP INDEX public_entry_walk")


class Migration(migrations.Migration):
    dependencies = [
        ("public", "0004_search"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="entry", name="public_entry_rank"),
        migrations.RunPython(make, unmake),
    ]
