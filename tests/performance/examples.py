"""The three real documents as books: their forms, and the texts that stand beside these."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache

import yaml

from disclosures.core.chapters import Ground
from disclosures.core.tables import Tables
from disclosures.data import economic, form_set
from performance.core.book import PerformanceBook
from performance.data import form, form_ids, use_of
from tests.performance.real import BAZHONG, HERE, HUAIHUA, LUZHOU, sheets_of
from tests.performance.sound import a_text

DOCUMENTS = {
    LUZHOU: ("sichuan-final-2020", 2020),
    BAZHONG: ("bazhong-budget-2022", 2022),
    HUAIHUA: ("hunan-final-2023", 2023),
}


def real_book(
    document: str, changes: Mapping[str, Mapping[str, str]] | None = None
) -> PerformanceBook:
    """The forms of a real document with its text or report; ``changes`` by sheet and path."""
    form_set_id, year = DOCUMENTS[document]
    stored = {sheet.key: dict(sheet.fields) for sheet in sheets_of(document)}
    texts = _texts().get(document, [])
    if document == HUAIHUA:
        stored["PF-R4.1"] = {"form": "PF-R4", "funds.text": texts[0]}
        texts = []
    for key, fields in (changes or {}).items():
        stored[key] |= fields
    tables = Tables(form_set(form_set_id, year), "某局", ())
    forms = {form_id: form(form_id) for form_id in form_ids()}
    ground = Ground(tables, None, lambda: a_text(*texts) if texts else None)
    return PerformanceBook(stored, ground, forms, use_of(form_set_id), economic())


@cache
def _texts() -> dict[str, list[str]]:
    found: dict[str, list[str]] = yaml.safe_load((HERE / "texts.yaml").read_text("utf-8"))
    return found


def judged() -> list[dict[str, str]]:
    """Every finding on the real forms: document, code, sheet, path, verdict and why.

    ``true``: the original is wrong.  ``conversion``: the text it was entered from has lost or
    shifted the cell, the original may be right.  ``false``: nothing is wrong.
    """
    with (HERE / "judged.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
