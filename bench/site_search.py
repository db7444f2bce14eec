"""Words of two characters, common, rare and absent, against longer ones and against a scan.

Part of ``bench.site`` on PostgreSQL, and alone on SQLite: ``./run bench site_search [ENTRIES]``
searches that many names.  Every question is answered in full: the first twenty in their order,
and how many there are.  Medians, in turns.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

from bench.measure import table

WORDS = {
    "two characters, very common": "道路",
    "two characters, common": "温泉",
    "two characters, rare": "驿站",
    "two characters, absent": "鳄鱼",
    "four characters, very common": "道路养护",
    "four characters, common": "温泉勘探",
    "four characters, rare": "驿站修复",
    "four characters, absent": "鳄鱼养殖",
}
ROUNDS, SCANS = 15, 3
ENTRIES = 300_000


def measure(size: int) -> None:
    """Search what is there, and print the table."""
    from django.db import connection

    from public.models import Entry
    from public.search import find

    count = Entry.objects.count()
    rows = []
    for name, word in WORDS.items():
        hits = find(word).count
        ours = _median(lambda word=word: find(word), ROUNDS)  # type: ignore[misc]
        scan = _median(lambda word=word: _scan(word), SCANS)  # type: ignore[misc]
        exact = Entry.objects.filter(name__contains=word).count()
        rows.append((name, word, f"{exact:,}", f"{hits:,}", ours, scan))
    four = {name.partition(", ")[2]: row[4] for name, row in zip(WORDS, rows, strict=True)}
    told = [
        (
            name, word, exact, f"{1000 * ours:.2f}", f"{1000 * scan:.0f}", f"{scan / ours:.0f}",
            f"{ours / four[name.partition(', ')[2]]:.1f}",
        )
        for name, word, exact, _, ours, scan in rows
    ]  # fmt: skip
    header = (
        "word",
        "",
        "names",
        "ours ms",
        "scan ms",
        "times faster",
        "of the four-character one",
    )
    of = f"{size:,} publications, " if size else ""
    title = f"Search on {connection.vendor}: {of}{count:,} entries"
    table(title, told, header)


def _median(work: Callable[[], object], rounds: int) -> float:
    spans = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        spans.append(time.perf_counter() - start)
    return statistics.median(spans)


def _scan(word: str) -> tuple[list[object], int]:
    """The same answer without an index, of names alone: a small part of what we search."""
    from django.db.models import F

    from public.models import Entry

    found = Entry.objects.filter(name__icontains=word)
    unindexed = found.order_by((F("rank") + 0).desc(), "-pk")
    return list(unindexed[:20]), found[:1001].count()


def main() -> None:
    """Names on SQLite."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ENTRIES
    with tempfile.TemporaryDirectory(prefix="mingzhang-search-") as var:
        os.environ["MINGZHANG_VAR"] = var
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        _fill(count)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        measure(0)


def _fill(count: int) -> None:
    """Names of projects, as the site of ``bench.site`` has them."""
    from django.db import transaction

    from bench.site_seed import project_name
    from public.core.grams import fold
    from public.models import Entry
    from public.search import put

    chance = random.Random(30)
    with transaction.atomic():
        for start in range(0, count, 10_000):
            names = [project_name(chance) for _ in range(min(10_000, count - start))]
            rows = [
                Entry(kind="project", key=str(start + n), name=name, plain=fold(name), rank=n % 997)
                for n, name in enumerate(names)
            ]
            put(Entry.objects.bulk_create(rows))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    main()
