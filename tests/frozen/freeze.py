"""Add a frozen sample: ``.venv/bin/python -m tests.frozen.freeze NAME WORKBOOK``.

Never again for a schema of which something was published: see README.md.
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from disclosures.core.document import Document, to_json
from disclosures.pipeline import take_in

HERE = Path(__file__).parent
SUMS = HERE / "SHA256SUMS"


def samples() -> list[Path]:
    """All samples, by name."""
    return sorted(HERE.glob("*.json"))


def freeze(name: str, document: Document) -> Path:
    """Write a sample and all sums anew."""
    path = HERE / f"{document.schema}-{name}.json"
    path.write_text(to_json(document))
    sums = (f"{sha256(p.read_bytes()).hexdigest()}  {p.name}\n" for p in samples())
    SUMS.write_text("".join(sums))
    return path


def main() -> None:
    """The document of a workbook, with the texts in it."""
    name, source = sys.argv[1], Path(sys.argv[2])
    book = take_in(source.read_bytes(), source.name).book
    if book is None:
        raise SystemExit(f"{source} was not taken in")
    path = freeze(name, book.document)
    sys.stdout.write(f"{path} {path.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
