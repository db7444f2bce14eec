"""The 14 Sichuan tables to PDF, warm and cold, against LibreOffice converting our own XLSX."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.measure import alone, peak_mib, table
from disclosures.core.tables import Tables
from disclosures.pipeline import take_in
from disclosures.render.tables_pdf import tables_pdf
from disclosures.render.tables_xlsx import tables_xlsx

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "luzhou-2020-final.xlsx"
ROUNDS = 4


def tables() -> Tables:
    """The 14 tables of the Luzhou example."""
    book = take_in(EXAMPLE.read_bytes(), EXAMPLE.name).book
    if book is None:
        raise SystemExit("the example was not taken in")
    return book.tables


def ours() -> None:
    """In a process of its own: the first PDF (cold, imports included) and the next ones (warm)."""
    start = time.perf_counter()
    subject = tables()
    ready = time.perf_counter()
    pdf = tables_pdf(subject, draft=False, progress=lambda n, name: None)
    cold = time.perf_counter() - ready
    spans = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        pdf = tables_pdf(subject, draft=False, progress=lambda n, name: None)
        spans.append(time.perf_counter() - begin)
    spans.sort()
    result = {
        "take_in": ready - start,
        "cold": cold,
        "warm": (spans[1] + spans[2]) / 2,
        "mib": peak_mib(),
        "kb": len(pdf) / 1024,
    }
    print(json.dumps(result))


def libreoffice() -> dict[str, float]:
    """Our XLSX through LibreOffice: the first conversion with a new profile, then the next ones."""
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        raise SystemExit("LibreOffice is not installed (libreoffice-calc)")
    with tempfile.TemporaryDirectory(prefix="mingzhang-bench-") as folder:
        source = Path(folder, "tables.xlsx")
        source.write_bytes(tables_xlsx(tables()))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
        spans = []
        for _ in range(ROUNDS + 1):
            begin = time.perf_counter()
            subprocess.run([*command, str(source)], check=True, capture_output=True)
            spans.append(time.perf_counter() - begin)
        warm = sorted(spans[1:])
        size = Path(folder, "tables.pdf").stat().st_size
    return {"cold": spans[0], "warm": (warm[1] + warm[2]) / 2, "kb": size / 1024}


def _seconds(result: dict[str, float]) -> tuple[str, str]:
    return f"{result['cold']:.3f}", f"{result['warm']:.3f}"


def main() -> None:
    """Both in one run, and the ratio."""
    mine = alone("bench.pdf", "ours")
    peer = libreoffice()
    rows = [
        ("Mingzhang", *_seconds(mine), f"{mine['mib']:.0f}", f"{mine['kb']:.0f}"),
        ("LibreOffice, from our XLSX", *_seconds(peer), "–", f"{peer['kb']:.0f}"),
    ]
    table("14 tables to PDF (Luzhou 2020)", rows, ("engine", "cold s", "warm s", "peak MiB", "kB"))
    print(f"\nwarm ratio LibreOffice / Mingzhang: {peer['warm'] / mine['warm']:.2f}")


if __name__ == "__main__":
    ours() if sys.argv[1:] == ["ours"] else main()
