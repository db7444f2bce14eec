"""The examples as tables, and their files, each made once for all tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from disclosures.core.tables import Tables
from disclosures.pipeline import take_in
from disclosures.render.pdf import tables_pdf
from disclosures.render.tables_xlsx import tables_xlsx
from tests.render.pages import Pages

EXAMPLES = Path(__file__).parents[2] / "examples"


def _tables(name: str) -> Tables:
    intake = take_in((EXAMPLES / name).read_bytes(), name)
    assert intake.book is not None, intake.errors
    return intake.book.tables


@pytest.fixture(scope="session")
def luzhou() -> Tables:
    """The fourteen tables of Sichuan, one of them with more than a hundred columns."""
    return _tables("luzhou-2020-final.xlsx")


@pytest.fixture(scope="session")
def bazhong() -> Tables:
    """The ten tables of a budget, filed as printed."""
    return _tables("bazhong-2022-budget.xlsx")


@pytest.fixture(scope="session")
def luzhou_pages(luzhou: Tables) -> Pages:
    return Pages.read(tables_pdf(luzhou, draft=False, progress=lambda number, title: None))


@pytest.fixture(scope="session")
def bazhong_pages(bazhong: Tables) -> Pages:
    """A draft."""
    return Pages.read(tables_pdf(bazhong, draft=True, progress=lambda number, title: None))


@pytest.fixture(scope="session")
def luzhou_workbook(luzhou: Tables) -> bytes:
    return tables_xlsx(luzhou)
