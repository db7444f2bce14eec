"""What the rules find in the real forms, each finding judged by hand."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.performance.examples import DOCUMENTS, judged, real_book
from tests.performance.real import BAZHONG, HUAIHUA, LUZHOU


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_findings_on_real_forms_are_those_that_were_judged(document: str) -> None:
    found = Counter(
        (f.code, f.table.removeprefix("form:"), f.cells[0].row, f.message)
        for f in real_book(document).findings
    )
    known = Counter(
        (row["code"], row["sheet"], row["path"], row["message"])
        for row in judged()
        if row["document"] == document
    )
    assert found == known


def test_nearly_all_that_is_found_is_wrong_in_the_original_or_lost_in_its_text() -> None:
    verdicts = Counter((row["document"], row["verdict"]) for row in judged())
    assert verdicts == {
        (LUZHOU, "true"): 14,
        (BAZHONG, "true"): 18,
        (BAZHONG, "conversion"): 29,
        (HUAIHUA, "true"): 69,
        (HUAIHUA, "false"): 1,
    }
