"""One line of a ledger, as typed: read exactly, or told what is wrong in each field."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.core.money import Unit
from disclosures.importing.ground import Ground
from disclosures.importing.line import SHEETS, LineReader, columns_of, texts_of
from disclosures.models import LEDGERS
from tests.importing.ground import GROUND

SPENT = {
    "unit": "701001", "measure": "决算", "fund": "一般公共预算", "function": "2080101",
    "spend": "基本支出", "econ": "30101", "amount": "1",
}  # fmt: skip


def read(ledger: str = "expenditure", ground: Ground = GROUND, **typed: str) -> dict[str, object]:
    """The values of a line without faults."""
    line = LineReader(ledger, ground).read(typed)
    assert line.faults == ()
    return line.values


def faults(ledger: str = "expenditure", ground: Ground = GROUND, **typed: str) -> dict[str, str]:
    """What is wrong, by field."""
    found = LineReader(ledger, ground).read(typed).faults
    return {fault.field: str(fault) for fault in found}


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,234.50", 123_450),
        ("１，２３４．５", 123_450),
        ("1.2E+5", 12_000_000),
        ("1e-2", 1),
        (" 12 万元 ", 12_000_000),
        ("1.234567万元", 1_234_567),
        ("1.2345678万元", None),
        ("¥5", 500),
        ("(5)", -500),
        ("-0.01", -1),
        ("-", 0),
        ("—", 0),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, fen: int | None) -> None:
    if fen is None:
        assert "细于 1 分" in faults(**{**SPENT, "amount": typed})["amount"]
    else:
        assert read(**{**SPENT, "amount": typed})["amount"] == fen


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("1.234", "现为“1.234”，细于 1 分；应为：精确到分的金额"),
        ("1,23", "现为“1,23”；应为：金额，单位元，如 1,234.50"),
        ("=1+1", "现为“=1+1”；应为：金额，单位元，如 1,234.50"),
        ("12345678901234567890", "金额过大，请核对单位；应为：金额，单位元，如 1,234.50"),
        ("9999999999999999", "金额过大，请核对单位；应为：金额，单位元，如 1,234.50"),
        ("99999999999999", "现为“99999999999999”，金额过大；应为：正确的金额，请核对单位"),
        ("9E+99", "金额过大；应为：金额，单位元，如 1,234.50"),
        ("", "没有填；应为：金额（为零的填 0）"),
    ],
)
def test_an_amount_that_is_none_is_told(typed: str, said: str) -> None:
    assert faults(**{**SPENT, "amount": typed}) == {"amount": said}


def test_amounts_without_a_unit_are_in_that_of_the_page() -> None:
    wan = replace(GROUND, money=Unit.WAN)
    found = [read(ground=wan, **{**SPENT, "amount": a})["amount"] for a in ("1.5", "1.5元")]
    assert found == [1_500_000, 150]
    assert "细于 1 分" in faults(ground=wan, **{**SPENT, "amount": "0.0000001"})["amount"]


def test_choices_are_read_by_label_by_key_and_by_what_else_people_call_them() -> None:
    for fund in ("gp", "一般公共预算", "一般公共预算财政拨款"):
        assert read(**{**SPENT, "fund": fund})["fund"] == "gp"
    assert read(**SPENT)["money_year"] == "current"
    assert "之一" in faults(**{**SPENT, "fund": "什么"})["fund"]


def test_codes_are_read_with_a_name_behind_them_or_by_a_name_of_their_own() -> None:
    for typed in ("2080101 行政运行", "２０８０１０１", "2080101.0"):
        assert read(**{**SPENT, "function": typed})["function"] == "2080101"
    assert read(**{**SPENT, "econ": "基本工资"})["econ"] == "30101"
    assert read(**{**SPENT, "function": "2080197"})["function"] == "2080197"


def test_a_code_that_is_unknown_comes_with_those_that_are_near() -> None:
    said = faults(**{**SPENT, "function": "2080191"})["function"]
    assert "2080197" in said or "2080199" in said
    assert "自设科目" in said
    assert "2080101 行政运行" in faults(**{**SPENT, "function": "208010"})["function"]
    assert "30101 基本工资" in faults(**{**SPENT, "econ": "工资"})["econ"]


def test_a_unit_is_one_of_the_departments() -> None:
    assert read(**{**SPENT, "unit": "局机关"})["unit"] == "701001"
    assert "没有这个单位" in faults(**{**SPENT, "unit": "999"})["unit"]


def test_all_faults_of_a_line_are_told_at_once() -> None:
    found = faults(unit="x", measure="", fund="哈", function="1", spend="?", econ="1", amount="?")
    assert set(found) == {"unit", "measure", "fund", "function", "spend", "econ", "amount"}


def test_a_line_of_the_account_itself_is_told_to_the_last_detail() -> None:
    typed = {**SPENT, "function": "20801", "econ": "301", "spend": "项目支出"}
    assert set(faults(**typed)) == {"function", "econ", "project"}
    assert faults(**{**typed, "measure": "上年决算"}) == {}
    assert "财政拨款不能用于" in faults(**{**SPENT, "spend": "经营支出"})["spend"]
    earned = {"unit": "701001", "measure": "决算", "category": "gp", "amount": "1"}
    assert faults("income", **earned) == {"function": "没有填；应为：7 位项级编码"}


def test_numbers_and_counts_have_their_own_bounds() -> None:
    named = {"unit": "701001", "name": "轿车"}
    assert read("count", **named, number="2.5")["number"] == 250
    assert "两位小数" in faults("count", **named, number="2.555")["number"]
    assert "不小于 0" in faults("count", **named, number="-1")["number"]
    unit = {"unit": "701003", "name": "新单位", "staff": "12"}
    assert read("unit", **unit)["staff"] == 12
    assert "整数" in faults("unit", **{**unit, "staff": "1.5"})["staff"]
    assert "过大" in faults("unit", **{**unit, "staff": "99999999"})["staff"]


def test_texts_are_bounded_and_hold_what_a_database_keeps() -> None:
    assert "1000 个字以内" in faults(**SPENT, note="字" * 1001)["note"]
    assert read(**SPENT, note="甲\0乙\ud800丙")["note"] == "甲乙丙"
    bought = {
        "unit": "701001", "method": "政府采购", "project": "办公", "item": "纸",
        "source": "appropriation", "amount": "1", "uom": "很" * 21,
    }  # fmt: skip
    assert set(faults("purchase", **bought)) == {"uom"}


def test_an_own_code_stands_below_a_known_one_and_is_not_known_itself() -> None:
    assert read("local_code", code="2080198", name="专项")["code"] == "2080198"
    assert "7 位" in faults("local_code", code="20801", name="x")["code"]
    assert "已有的科目" in faults("local_code", code="2080101", name="x")["code"]


def test_what_is_not_typed_keeps_its_value() -> None:
    there = read(**SPENT)
    line = LineReader("expenditure", GROUND).read({"amount": "7"}, there)
    assert line.values == {**there, "amount": 700}


def test_the_texts_of_values_read_as_the_same_values() -> None:
    values = read(**{**SPENT, "amount": "1,234,567.8", "note": "一\n二"})
    texts = texts_of("expenditure", values)
    assert texts["amount"] == "1234567.80"
    assert read(**texts) == values
    assert texts_of("count", {"unit": "1", "name": "x", "number": 250, "note": ""})[
        "number"
    ] == "2.50"  # fmt: skip


def test_every_ledger_has_its_sheet_and_every_column_its_field() -> None:
    assert set(SHEETS) == set(LEDGERS)
    for name, model in LEDGERS.items():
        fields = {f.attname for f in model._meta.concrete_fields}
        assert set(columns_of(name)) <= fields, name
