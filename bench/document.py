"""The whole document (Luzhou 2020, about ninety pages) to PDF, Word and workbook.

Ours beside WeasyPrint on the same document as ordinary HTML and CSS, which it is given ready.
Cold is the first document of a process, imports included; warm are the next ones.  Then the same
warm work in one process and in two side by side, as two workers do it.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
from collections.abc import Callable
from html import escape
from pathlib import Path
from statistics import median

from bench.measure import alone, peak_mib, table
from bench.plain_html import CSS, table_section
from disclosures.core.document import Document
from disclosures.pipeline import take_in
from disclosures.render.imprint import Imprint

EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "luzhou-2020-final.xlsx"
ROUNDS = 2
#: How many warm documents in each round.
WARM = {"pdf": 5, "docx": 5, "xlsx": 5, "weasyprint": 1}
NAMES = {
    "pdf": "PDF, drawn",
    "weasyprint": "PDF by WeasyPrint, ordinary HTML and CSS",
    "docx": "Word file",
    "xlsx": "workbook of the tables",
}
#: Documents that each worker makes when one or two work.
MANY = 12
IMPRINT = Imprint(sha256="0123456789abcdef" * 4, number="第1版", published_on="2021年9月10日")
TEXT_CSS = """
@page { margin: 37mm 26mm 35mm 28mm; @top-center { content: string(title) } }
@page upright { margin: 15mm 16mm 17mm }
@page wide { margin: 15mm 16mm 17mm }
body { font: 15.75pt/29pt "Noto Serif CJK SC", serif; text-align: justify }
.cover { string-set: title content(); text-align: center; margin-top: 55mm; break-after: page }
.contents a::after { content: leader(dotted) target-counter(attr(href), page) }
.contents { text-align: left; font-size: 12pt; line-height: 22pt }
.part { break-before: page }
h2 { font-size: 22pt; text-align: center; break-before: auto }
h3 { font: bold 15.75pt/29pt "Noto Sans CJK SC", sans-serif }
h4, h5 { font-size: 15.75pt }
h3, h4, h5 { margin: 0; text-indent: 2em; break-after: avoid }
p { margin: 0; text-indent: 2em; orphans: 2; widows: 2 }
figure { text-align: center; break-inside: avoid; font-size: 12pt }
figure table { font-size: 10.5pt; line-height: 15pt }
section.upright, section.wide { font-size: 9pt; line-height: 1.25; break-before: page }
section.upright { page: upright }
"""
Result = dict[str, float]


def document() -> Document:
    """The Luzhou example with its texts."""
    book = take_in(EXAMPLE.read_bytes(), EXAMPLE.name).book
    if book is None:
        raise SystemExit("the example was not taken in")
    return book.document


def _silent(step: str, done: int, everything: int) -> None:
    pass


def _pdf(subject: Document) -> Callable[[], bytes]:
    def make() -> bytes:
        from disclosures.render.document_pdf import document_pdf

        return document_pdf(subject, IMPRINT, draft=False, progress=_silent)

    return make


def _docx(subject: Document) -> Callable[[], bytes]:
    def make() -> bytes:
        from disclosures.render.document_docx import document_docx

        return document_docx(subject, IMPRINT, draft=False, progress=_silent)

    return make


def _xlsx(subject: Document) -> Callable[[], bytes]:
    def make() -> bytes:
        from disclosures.render.tables_xlsx import tables_xlsx

        return tables_xlsx(subject.printed)

    return make


def _weasyprint(subject: Document) -> Callable[[], bytes]:
    source = page_of(subject)

    def make() -> bytes:
        from weasyprint import HTML  # type: ignore[import-untyped]

        return HTML(string=source).write_pdf() or b""

    return make


def page_of(subject: Document) -> str:
    """The document as one would write it in HTML for WeasyPrint to print."""
    from disclosures.render.web_document import document_html

    body = document_html(subject, table=table_section)
    body = body.replace('href="#table-', 'href="#')
    return (
        f'<html lang="zh-CN"><head><title>{escape(subject.title)}</title>'
        f"<style>{CSS}{TEXT_CSS}</style></head><body>{body}</body></html>"
    )


ENGINES = {"pdf": _pdf, "docx": _docx, "xlsx": _xlsx, "weasyprint": _weasyprint}


def _spent(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds, and those of them that the processor worked."""
    begin, busy = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - begin, time.process_time() - busy


def once(engine: str, rounds: int) -> Result:
    """One cold file, then so many warm ones, and what the last one is."""
    make, found = ENGINES[engine](document()), b""

    def work() -> None:
        nonlocal found
        found = make()

    (cold, _), warm = _spent(work), [_spent(work) for _ in range(rounds)]
    mib = peak_mib()
    return {
        "cold": cold,
        "warm": median(seconds for seconds, _ in warm),
        "cpu": median(busy for _, busy in warm),
        "mib": mib,
        "kb": len(found) / 1024,
        "pages": _pages(found),
    }


def _pages(data: bytes) -> float:
    if not data.startswith(b"%PDF"):
        return 0
    import pypdf

    return len(pypdf.PdfReader(io.BytesIO(data)).pages)


def many(count: int) -> Result:
    """So many PDF after a first one, when it is told to begin."""
    make = ENGINES["pdf"](document())
    pages = _pages(make())
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(count):
        make()
    return {"pages": pages * count, "mib": peak_mib()}


def workers(number: int) -> Result:
    """That many processes side by side, which begin together."""
    command = [sys.executable, "-m", "bench.document", "many", str(MANY)]
    pipe = subprocess.PIPE
    running = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(number)]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()
    begin = time.perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    found = [json.loads(process.communicate()[0]) for process in running]
    spent = time.perf_counter() - begin
    pages = sum(f["pages"] for f in found)
    return {"rate": pages / spent, "mib": max(f["mib"] for f in found)}


def main() -> None:
    """All engines in turns, then one worker and two."""
    turns = [
        {e: alone("bench.document", "once", e, str(WARM[e])) for e in NAMES} for _ in range(ROUNDS)
    ]
    found = {e: {k: median(t[e][k] for t in turns) for k in turns[0][e]} for e in NAMES}
    mine = found["pdf"]
    rows = [
        (
            name,
            f"{(r := found[engine])['cold']:.2f}",
            f"{r['warm']:.2f}",
            f"{r['cpu']:.2f}",
            f"{r['pages'] / r['warm']:.1f}" if r["pages"] else "",
            f"{r['mib']:.0f}",
            f"{r['kb']:.0f}",
            f"{r['cold'] / mine['cold']:.1f} / {r['warm'] / mine['warm']:.1f}"
            f" / {r['cpu'] / mine['cpu']:.1f}",
        )
        for engine, name in NAMES.items()
    ]
    times = "times ours, cold / warm / CPU"
    header = ("file", "cold s", "warm s", "its CPU s", "pages/s", "peak MiB", "kB", times)
    table(f"The whole document (Luzhou 2020, {mine['pages']:.0f} pages)", rows, header)
    side = [(n, workers(n)) for n in (1, 2)]
    told = [(str(n), f"{w['rate']:.0f}", f"{w['mib']:.0f}") for n, w in side]
    table("PDF, workers side by side", told, ("workers", "pages/s together", "peak MiB of each"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        engine = sys.argv[2]
        done = many(int(engine)) if sys.argv[1] == "many" else once(engine, int(sys.argv[3]))
        print(json.dumps(done))
    else:
        main()
