"""Whatever department: its tables add up, and printed, read back and judged they still do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.core.compare import compare
from disclosures.core.document import tables_of
from disclosures.core.money import Unit
from disclosures.core.tables import Tables
from disclosures.pipeline import Book, take_in
from disclosures.render.tables_xlsx import tables_xlsx
from tests.random_facts import random_facts

FORMS = [
    ("sichuan-final-2020", 2020),
    ("sichuan-final-2022", 2023),
    ("hunan-final-2023", 2023),
    ("national-final", 2019),
    ("national-final", 2025),
    ("bazhong-budget-2022", 2024),
]
#: Seed 0 has capital spending known by name alone, 1 has figures below 50 元.
SEEDS = range(2)


def errors(book: Book) -> list[str]:
    return [f"{f.code} {f.places or f.cells}: {f.message}" for f in book.findings if
            f.severity == "error"]  # fmt: skip


def printed_in(tables: Tables, unit: Unit) -> Tables:
    return replace(tables, tables=tuple(replace(t, unit=unit) for t in tables.tables))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("form", "year"), FORMS)
def test_tables_of_any_department_are_read_back_and_judged_sound(
    form: str, year: int, seed: int
) -> None:
    derived = Book.of_facts(random_facts(seed, form, year))
    assert errors(derived) == []
    for unit in Unit:
        given = printed_in(derived.tables, unit)
        intake = take_in(tables_xlsx(tables_of(given)), "公开表.xlsx", form)
        assert list(map(str, intake.errors)) == []
        assert intake.book is not None
        result = compare(given, intake.book.tables)
        told = [str(d) for d in result.differences]
        assert (told, result.left_only, result.right_only) == ([], (), ())
        assert errors(intake.book) == []
