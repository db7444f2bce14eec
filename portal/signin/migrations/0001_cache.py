"""The table of the cache: above all, counted attempts to sign in.

Made by a migration, so that `migrate` is all there is to do.
"""

from django.core.cache.backends.db import BaseDatabaseCache
from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command(
        "createcachetable", "cache_entries", database=schema_editor.connection.alias, verbosity=0
    )


def drop(apps, schema_editor):
    model = BaseDatabaseCache("cache_entries", {}).cache_model_class
    schema_editor.delete_model(model)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [migrations.RunPython(make, drop)]
