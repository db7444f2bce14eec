"""Put the texts of ``texts/*.yaml`` into the example workbooks beside them.

``.venv/bin/python examples/put_texts.py`` writes each workbook anew from what it states and the
file of the same name; what the workbook states stays as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from disclosures.core.facts import LABELS  # noqa: E402
from disclosures.core.narrative import Written  # noqa: E402
from disclosures.pipeline import Book, take_in  # noqa: E402
from disclosures.render.facts_xlsx import facts_xlsx  # noqa: E402


def put(texts: Path) -> None:
    """The workbook of that name, with these texts and rows for what is still asked."""
    workbook = HERE / f"{texts.stem}.xlsx"
    intake = take_in(workbook.read_bytes(), workbook.name)
    if intake.book is None:
        raise SystemExit("\n".join(map(str, intake.errors)))
    kinds = {label: kind for kind, label in LABELS["wrote"].items()}
    found: dict[str, dict[str, str]] = yaml.safe_load(texts.read_text("utf-8"))
    pieces = [
        (kinds[k], str(key), text) for k, group in found.items() for key, text in group.items()
    ]
    book = Book.of_facts(intake.book.facts, Written.of(pieces))
    data = facts_xlsx(book.facts, written=book.written, asked=book.narration.asked)
    workbook.write_bytes(data)


if __name__ == "__main__":
    for file in sorted((HERE / "texts").glob("*.yaml")):
        put(file)
