"""The 14 Sichuan tables to PDF by three engines, in one run and in turns.

Ours; LibreOffice converting our XLSX; WeasyPrint on ordinary HTML and CSS of the same tables.
Cold is the first document of a process (LibreOffice: with a new profile), imports included; warm
are the next ones (LibreOffice: further conversions with that profile).
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench.measure import alone, peak_mib, table
from disclosures.core.document import tables_of
from disclosures.core.tables import Tables
from disclosures.pipeline import take_in

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "luzhou-2020-final.xlsx"
ROUNDS = 4
ENGINES = {
    "ours": "Mingzhang",
    "libreoffice": "LibreOffice, from our XLSX",
    "weasyprint": "WeasyPrint, ordinary HTML and CSS",
}
#: How many warm documents in each round.
WARM = {"ours": 4, "libreoffice": 2, "weasyprint": 1}
Result = dict[str, float]


def tables() -> Tables:
    """The 14 tables of the Luzhou example."""
    book = take_in(EXAMPLE.read_bytes(), EXAMPLE.name).book
    if book is None:
        raise SystemExit("the example was not taken in")
    return book.tables


def _spent(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def ours(rounds: int) -> Result:
    """One cold document, then so many warm ones."""
    subject = tables_of(tables())
    found = b""

    def draw() -> None:
        nonlocal found
        from disclosures.render.tables_pdf import tables_pdf

        found = tables_pdf(subject, draft=False, progress=lambda n, name: None)

    return _result(_spent(draw), [_spent(draw) for _ in range(rounds)], peak_mib(), len(found))


def weasyprint(rounds: int) -> Result:
    """The same with WeasyPrint, which is given the markup ready."""
    from bench.plain_html import plain_html

    source, found = plain_html(tables_of(tables())), b""

    def draw() -> None:
        nonlocal found
        from weasyprint import HTML  # type: ignore[import-untyped]

        found = HTML(string=source).write_pdf() or b""

    return _result(_spent(draw), [_spent(draw) for _ in range(rounds)], peak_mib(), len(found))


def libreoffice(rounds: int) -> Result:
    """The same with LibreOffice, which is given our workbook ready."""
    from disclosures.render.tables_xlsx import tables_xlsx

    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        raise SystemExit("LibreOffice is not installed (libreoffice-calc)")
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        source = Path(folder, "tables.xlsx")
        source.write_bytes(tables_xlsx(tables_of(tables())))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", folder]

        def convert() -> None:
            subprocess.run([*command, str(source)], check=True, capture_output=True)

        spans = [_spent(convert) for _ in range(rounds + 1)]
        size = Path(folder, "tables.pdf").stat().st_size
    return _result(spans[0], spans[1:], peak_mib(resource.RUSAGE_CHILDREN), size)


def _result(cold: float, warm: list[float], mib: float, size: int) -> Result:
    return {"cold": cold, "warm": median(warm), "mib": mib, "kb": size / 1024}


def measured() -> dict[str, Result]:
    """Medians of ROUNDS processes of each engine; in turns, since the machine may be busy."""
    turns = [
        {engine: alone("bench.pdf", engine, str(WARM[engine])) for engine in ENGINES}
        for _ in range(ROUNDS)
    ]
    return {
        engine: {key: median(turn[engine][key] for turn in turns) for key in turns[0][engine]}
        for engine in ENGINES
    }


def main() -> None:
    """All engines, and how many times as long the peers take."""
    found = measured()
    mine = found["ours"]
    rows = [
        (
            name,
            f"{(r := found[engine])['cold']:.3f}",
            f"{r['warm']:.3f}",
            f"{r['mib']:.0f}",
            f"{r['kb']:.0f}",
            f"{r['cold'] / mine['cold']:.1f} / {r['warm'] / mine['warm']:.1f}",
        )
        for engine, name in ENGINES.items()
    ]
    header = ("engine", "cold s", "warm s", "peak MiB", "kB", "times ours, cold / warm")
    table("14 tables to PDF (Luzhou 2020)", rows, header)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        work = {"ours": ours, "libreoffice": libreoffice, "weasyprint": weasyprint}[sys.argv[1]]
        print(json.dumps(work(int(sys.argv[2]))))
    else:
        main()
