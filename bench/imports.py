"""A facts workbook of 100,000 lines into the database, against django-import-export's default.

Both read the same file and write the same ledger rows.  Ours also validates every cell, writes
every other sheet and keeps the file.  The database is the one of DATABASE_URL, or SQLite; a
fresh one is made for the run (PostgreSQL: a test database of its own name).
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.measure import alone, peak_mib, table

LINES = 100_000
PEER_LINES = 5_000


def main() -> None:
    """Write the workbook, then import it with each in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        big, small = Path(folder, "big.xlsx"), Path(folder, "small.xlsx")
        alone("bench.imports", "write", str(big), str(LINES))
        alone("bench.imports", "write", str(small), str(PEER_LINES))
        ours = alone("bench.imports", "ours", str(big), MINGZHANG_VAR=folder + "/ours")
        peer = alone("bench.imports", "peer", str(small), MINGZHANG_VAR=folder + "/peer")
    rows = [_row("Mingzhang", ours), _row("django-import-export, default", peer)]
    vendor = "PostgreSQL" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "SQLite"
    table(f"Facts workbook → {vendor}", rows, ("way", "rows", "seconds", "rows/s", "peak MiB"))
    ratio = (ours["rows"] / ours["seconds"]) / (peer["rows"] / peer["seconds"])
    print(f"\nratio: {ratio:.1f}  (the peer reads {PEER_LINES:,} lines; its rate does not rise)")


def _row(name: str, result: dict[str, float]) -> tuple[str, ...]:
    rate = result["rows"] / result["seconds"]
    figures = (f"{result['rows']:,.0f}", f"{result['seconds']:.1f}", f"{rate:,.0f}")
    return (name, *figures, f"{result['mib']:.0f}")


def write(path: str, lines: str) -> None:
    """A facts workbook with that many lines of expenditure."""
    from dataclasses import replace

    from bench.rules import department
    from disclosures.core.facts import Expenditure
    from disclosures.render.facts_xlsx import facts_xlsx

    facts = department(int(lines) + 40)
    spending = [f for f in facts.facts if isinstance(f, Expenditure)]
    unique = [replace(f, spend="project", project=f"项目{n}") for n, f in enumerate(spending)]
    others = tuple(f for f in facts.facts if not isinstance(f, Expenditure))
    Path(path).write_bytes(facts_xlsx(replace(facts, facts=(*unique, *others))))
    print(json.dumps({"rows": len(unique)}))


def ours(path: str) -> None:
    """The portal's own import, from bytes to committed rows."""
    with _database():
        from disclosures.actions import import_workbook
        from disclosures.models import ExpenditureRow

        data = Path(path).read_bytes()
        start = time.perf_counter()
        done = import_workbook(data=data, filename=Path(path).name)
        seconds = time.perf_counter() - start
        if done.disclosure is None:
            raise SystemExit("\n".join(map(str, done.intake.errors[:20])))
        rows = ExpenditureRow.objects.filter(disclosure=done.disclosure).count()
    print(json.dumps({"rows": rows, "seconds": seconds, "mib": peak_mib()}))


def peer(path: str) -> None:
    """django-import-export's default path: openpyxl dataset, a ModelResource, import_data."""
    with _database():
        import tablib  # type: ignore[import-untyped]
        from import_export import resources

        from disclosures.models import Disclosure, ExpenditureRow, Organisation

        owner = Disclosure.objects.create(
            organisation=Organisation.objects.create(name="x"),
            year=2021,
            kind="final",
            form_set="sichuan-final-2020",
            origin="facts",
        )

        class Resource(resources.ModelResource):
            class Meta:
                model = ExpenditureRow

        start = time.perf_counter()
        dataset = tablib.Dataset(headers=HEADERS)
        for row in _peer_rows(path, owner.pk):
            dataset.append(row)
        result = Resource().import_data(dataset, dry_run=False, raise_errors=True)
        seconds = time.perf_counter() - start
    print(json.dumps({"rows": result.total_rows, "seconds": seconds, "mib": peak_mib()}))


HEADERS = [
    "id", "disclosure", "position", "unit", "measure", "fund", "function", "spend", "econ",
    "project", "money_year", "amount", "note",
]  # fmt: skip


def _peer_rows(path: str, disclosure: int) -> Iterator[list[object]]:
    """The same sheet by openpyxl, with the few conversions that the model needs."""
    from openpyxl import load_workbook

    rows = load_workbook(path, read_only=True)["支出"].iter_rows(values_only=True)
    header = next(row for row in rows if row and "单位编码" in row)
    at = {name: n for n, name in enumerate(header)}
    for position, row in enumerate(rows, start=1):
        yield [
            "", disclosure, position, row[at["单位编码"]], "final", "gp",
            str(row[at["功能科目编码"]]), "project", str(row[at["经济科目编码"]]),
            row[at["项目名称"]], "current", round(float(str(row[at["金额"]])) * 1_000_000), "",
        ]  # fmt: skip


@contextmanager
def _database() -> Iterator[None]:
    import django
    from django.conf import settings
    from django.test.utils import setup_databases, teardown_databases

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    settings.DATABASES["default"]["TEST"]["NAME"] = str(Path(os.environ["MINGZHANG_VAR"]).name) + (
        "_bench" if os.environ.get("DATABASE_URL") else ".sqlite3"
    )
    if not os.environ.get("DATABASE_URL"):
        settings.DATABASES["default"]["TEST"]["NAME"] = str(
            Path(os.environ["MINGZHANG_VAR"], "bench.sqlite3")
        )
    config = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(config, verbosity=0)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["write", path, lines]:
            write(path, lines)
        case ["ours", path]:
            ours(path)
        case ["peer", path]:
            peer(path)
        case _:
            main()
