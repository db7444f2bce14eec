"""What can be searched for, and the index of each database; see ``public.search``."""

import django.db.models.deletion
from django.db import migrations, models

INDEX = {
    "postgresql": (
        "ALTER TABLE public_entry ADD COLUMN words tsvector",
        "CREATE INDEX public_entry_words ON public_entry USING gin (words) WITH (fastupdate = off)",
        # Rare pairs are told from common ones: the order of a search depends on it.
        "ALTER TABLE public_entry ALTER COLUMN words SET STATISTICS 1000",
    ),
    "sqlite": (
        "CREATE VIRTUAL TABLE public_entry_words USING "
        'fts5(n, t, k, tokenize = "unicode61 remove_diacritics 0")',
    ),
}
UNDONE = {
    "postgresql": ("ALTER TABLE public_entry DROP COLUMN words",),
    "sqlite": ("DROP TABLE public_entry_words",),
}


def make(apps, editor):
    for statement in INDEX[editor.connection.vendor]:
        editor.execute(statement)


def unmake(apps, editor):
    for statement in UNDONE[editor.connection.vendor]:
        editor.execute(statement)


def read_anew(apps, editor):
    """What was read before there was a search is read anew by the worker's next sweep."""
    apps.get_model("public", "Paper").objects.filter(indexed=True).update(indexed=False)


class Migration(migrations.Migration):
    dependencies = [
        ("public", "0003_bulk"),
    ]

    operations = [
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("body", "部门和单位"),
                            ("function", "支出功能科目"),
                            ("project", "项目"),
                            ("paper", "预算和决算"),
                            ("term", "名词解释"),
                        ],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                ("key", models.CharField(max_length=100, verbose_name="标识")),
                ("name", models.CharField(max_length=300, verbose_name="名称")),
                ("plain", models.CharField(max_length=300, verbose_name="名称（比较用）")),
                ("code", models.CharField(blank=True, max_length=32, verbose_name="编码")),
                ("text", models.TextField(blank=True, verbose_name="内容")),
                ("year", models.PositiveSmallIntegerField(null=True, verbose_name="年度")),
                ("rank", models.BigIntegerField(verbose_name="先后")),
                (
                    "body",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="public.body",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="public.paper",
                    ),
                ),
            ],
            options={
                "verbose_name": "查找条目",
                "verbose_name_plural": "查找条目",
                "indexes": [
                    models.Index(fields=["plain", "-rank", "-id"], name="public_entry_plain"),
                    models.Index(fields=["-rank", "-id"], name="public_entry_rank"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key"), name="public_entry_once")
                ],
            },
        ),
        migrations.RunPython(make, unmake),
        migrations.RunPython(read_anew, migrations.RunPython.noop),
    ]
