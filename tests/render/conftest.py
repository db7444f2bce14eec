"""The examples and made-up tables, and their files, each made once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosures.core.document import Document, PrintedTables, tables_of
from disclosures.core.tables import Tables
from disclosures.pipeline import Book, take_in
from disclosures.render.tables_xlsx import tables_xlsx
from tests.render import made_up, printed_forms
from tests.render.printed import Printed
from tests.render.whole import Whole

EXAMPLES = Path(__file__).parents[2] / "examples"


def _book(name: str) -> Book:
    intake = take_in((EXAMPLES / name).read_bytes(), name)
    assert intake.book is not None, intake.errors
    return intake.book


def _tables(name: str) -> Tables:
    return _book(name).tables


@pytest.fixture(scope="session")
def luzhou_document() -> Document:
    """The whole final account of Sichuan, with its seven figures."""
    return _book("luzhou-2020-final.xlsx").document


@pytest.fixture(scope="session")
def huaihua_document() -> Document:
    """The whole final account of Hunan."""
    return _book("huaihua-2023-final.xlsx").document


@pytest.fixture(scope="session")
def bazhong_document() -> Document:
    """The whole budget."""
    return _book("bazhong-2022-budget-facts.xlsx").document


@pytest.fixture(scope="session")
def forms_document(huaihua_document: Document) -> Document:
    """The same with filled forms: in a section, of an attachment, and without a place."""
    return printed_forms.placed(huaihua_document)


@pytest.fixture(scope="session")
def luzhou() -> Tables:
    """The fourteen tables of Sichuan, one of them with more than a hundred columns."""
    return _tables("luzhou-2020-final.xlsx")


@pytest.fixture(scope="session")
def bazhong() -> Tables:
    """The ten tables of a budget, filed as printed."""
    return _tables("bazhong-2022-budget.xlsx")


@pytest.fixture(scope="session")
def luzhou_printed(luzhou: Tables) -> PrintedTables:
    return tables_of(luzhou)


@pytest.fixture(scope="session")
def bazhong_printed(bazhong: Tables) -> PrintedTables:
    return tables_of(bazhong)


@pytest.fixture(scope="session")
def luzhou_workbook(luzhou_printed: PrintedTables) -> bytes:
    return tables_xlsx(luzhou_printed)


@pytest.fixture(scope="session")
def made_up_pdf() -> Printed:
    """Hostile names and the longest amounts in the tables of Sichuan."""
    return Printed.of(made_up.tables())


@pytest.fixture(scope="session")
def luzhou_pdf(luzhou_printed: PrintedTables) -> Printed:
    return Printed.of(luzhou_printed)


@pytest.fixture(scope="session")
def bazhong_pdf(bazhong_printed: PrintedTables) -> Printed:
    """A draft."""
    return Printed.of(bazhong_printed, draft=True)


@pytest.fixture(scope="session")
def huaihua_pdf() -> Printed:
    """The national tables."""
    return Printed.of(tables_of(_tables("huaihua-2023-final.xlsx")))


@pytest.fixture(params=["made_up", "luzhou", "bazhong", "huaihua"])
def printed(request: pytest.FixtureRequest) -> Printed:
    """Each of the documents."""
    found: Printed = request.getfixturevalue(f"{request.param}_pdf")
    return found


@pytest.fixture(scope="session")
def luzhou_whole(luzhou_document: Document) -> Whole:
    return Whole.of(luzhou_document)


@pytest.fixture(scope="session")
def huaihua_whole(huaihua_document: Document) -> Whole:
    return Whole.of(huaihua_document)


@pytest.fixture(scope="session")
def bazhong_whole(bazhong_document: Document) -> Whole:
    """The whole budget, as a draft."""
    return Whole.of(bazhong_document, draft=True)


@pytest.fixture(scope="session")
def forms_whole(forms_document: Document) -> Whole:
    return Whole.of(forms_document)
