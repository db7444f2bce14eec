"""Official forms as data, and a sheet laid out as its form prints it."""

from __future__ import annotations

import pytest

from performance.core.book import words_of
from performance.core.derive import values_of
from performance.core.layout import printed_form
from performance.core.ledger import Ledger
from performance.core.numbers import read_number, show_number
from performance.core.sheet import Sheet, rows_as_fields
from performance.data import form, form_ids
from tests.factories import small_facts


def a_sheet(**fields: str) -> Sheet:
    rows = [
        {
            "l1": "项目完成指标",
            "l2": "数量指标",
            "l3": "聘用人员",
            "target": "3人",
            "actual": "3人",
        },
        {
            "l1": "项目完成指标",
            "l2": "数量指标",
            "l3": "线下培训",
            "target": "3场",
            "actual": "0场",
        },
        {
            "l1": "项目完成指标",
            "l2": "质量指标",
            "l3": "合格率",
            "target": "100%",
            "actual": "100%",
        },
    ]
    typed = {"form": "PF-A", "head.project_name": "业务经费", **rows_as_fields("indicators", rows)}
    return Sheet("PF-A.1", form("PF-A"), {**typed, **fields})


@pytest.mark.parametrize("form_id", form_ids())
def test_every_form_of_the_data_is_read_and_an_empty_one_fills_its_grid(form_id: str) -> None:
    words = {
        "year": "2020",
        "last_year": "2019",
        "city": "某市",
        "level": "市级",
        "department": "某局",
    }
    printed = printed_form(Sheet("x", form(form_id), {"form": form_id}, words), {})
    assert printed.placed
    said = (printed.title, printed.subtitle, *(p.cell.text for p in printed.placed))
    assert not [text for text in said if "{" in text]


def test_what_stands_in_the_ledger_is_taken_from_there() -> None:
    sheet = a_sheet(project="业务经费")
    values = values_of(sheet, Ledger(small_facts()))
    assert (values["money.exec_total"].text, values["money.exec_total"].derived) == ("4.00", True)
    assert values["money.exec_fiscal"].amount == 4_000_000


def test_without_a_project_of_the_ledger_totals_are_the_sum_of_what_is_typed() -> None:
    sheet = a_sheet(**{"money.exec_fiscal": "127.86万元", "money.exec_other": "2"})
    assert values_of(sheet, Ledger(None))["money.exec_total"].text == "129.86"


def test_equal_levels_share_a_cell_and_the_side_label_covers_its_section() -> None:
    printed = printed_form(a_sheet(), {})
    spans = {p.cell.text: (p.cell.rows, p.cell.columns) for p in printed.placed if p.cell.text}
    assert spans["绩效指标完成情况"] == (4, 1)
    values = values_of(a_sheet(), Ledger(None))
    spans = {p.cell.text: p.cell.rows for p in printed_form(a_sheet(), values).placed}
    assert (spans["项目完成指标"], spans["数量指标"], spans["质量指标"]) == (3, 2, 1)


def test_a_path_has_words() -> None:
    assert words_of(a_sheet(), "indicators.2.target") == "绩效指标 第2行 预期指标值"
    assert words_of(a_sheet(), "money.exec_total") == "预算执行情况 执行数"


def test_a_row_is_named_by_where_it_stands_and_not_by_its_number() -> None:
    moved = a_sheet(indicators="3,1")
    assert words_of(moved, "indicators.3.target") == "绩效指标 第1行 预期指标值"
    assert words_of(moved, "indicators.2.target") == "绩效指标 第2行 预期指标值"


@pytest.mark.parametrize(
    ("text", "type_", "amount"),
    [
        ("650.00 万元", "money", 650_000_000),
        ("12元", "money", 1200),
        ("1,234.5", "money", 1_234_500_000),
        ("97.82%", "percent", 9782),
        ("46　", "whole", 4600),
        ("3人/次", "whole", None),
        ("——", "money", None),
        ("不超过5", "number", None),
        ("-2.345", "number", -235),
    ],
)
def test_numbers_are_read_as_people_type_them(text: str, type_: str, amount: int | None) -> None:
    assert read_number(text, type_) == amount


@pytest.mark.parametrize(
    ("amount", "type_", "text"),
    [
        (650_000_000, "money", "650.00"),
        (-500_000, "money", "-0.50"),
        (9782, "percent", "97.82%"),
        (1000, "score", "10"),
        (1050, "score", "10.5"),
        (4600, "whole", "46"),
    ],
)
def test_numbers_are_shown_as_forms_print_them(amount: int, type_: str, text: str) -> None:
    assert show_number(amount, type_) == text
