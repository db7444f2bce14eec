"""Make the workbooks of performance forms from the transcribed forms of ``tests/performance/real``.

``.venv/bin/python examples/put_performance.py`` writes ``NAME-performance.xlsx`` beside the
workbook of that disclosure; Huaihua's, in which errors stand, into ``to-import/``: the demo's
signatory is to find an account that can be signed.
"""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from performance.core.derive import values_of  # noqa: E402
from performance.core.ledger import Ledger  # noqa: E402
from performance.core.sheet import Sheet  # noqa: E402
from performance.core.values import Values  # noqa: E402
from performance.exchange import export_forms  # noqa: E402
from tests.performance.real import HUAIHUA, WORDS, sheets_of  # noqa: E402


def typed(sheet: Sheet) -> Values:
    """What stands in the published form; nothing that would be reckoned."""
    return {p: v for p, v in values_of(sheet, Ledger(None)).items() if not v.derived}


if __name__ == "__main__":
    for document in WORDS:
        sheets = sheets_of(document)
        data = export_forms(sheets, {s.key: typed(s) for s in sheets})
        folder = HERE / "to-import" if document == HUAIHUA else HERE
        (folder / f"{document}-performance.xlsx").write_bytes(data)
