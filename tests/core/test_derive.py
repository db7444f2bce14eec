"""Tables from facts: every cell is right, and knows what it is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from disclosures.core.derive import derive, prior_year
from disclosures.core.facts import (
    Balance,
    Expenditure,
    Fact,
    Facts,
    Income,
    Kind,
    Purchase,
    PurchaseLine,
    Sangong,
    UnitInfo,
)
from disclosures.core.forms import FormSet
from disclosures.core.tables import Address, Cell, Table, Tables
from disclosures.data import economic, form_set, form_set_ids, functions

WAN = 1_000_000


def spent(function: str, spend: str, econ: str, wan: float, **more: str) -> Expenditure:
    values = {"unit": "701001", "measure": "final", "fund": "gp", **more}
    return Expenditure(function=function, spend=spend, econ=econ, amount=round(wan * WAN), **values)


ORGAN = {"unit": "701001", "measure": "final"}
FACTS: tuple[Fact, ...] = (
    spent("2080101", "basic", "30101", 10),
    spent("2080101", "basic", "30201", 2),
    spent("2080101", "basic", "30231", 1, unit="701002"),
    spent("2080102", "project", "30217", 0.5, project="业务经费"),
    spent("2100399", "project", "31002", 3, project="设备购置"),
    spent("2120801", "project", "31001", 4, project="土地整理", fund="gf"),
    spent("2080199", "operating", "", 1.5, fund="own"),
    spent("2080101", "basic", "", 9, measure="prior"),
    Income(**ORGAN, category="gp", function="2080101", amount=17 * WAN),
    Income(**ORGAN, category="gf", function="2120801", amount=4 * WAN),
    Income(**ORGAN, category="operating", function="2080199", amount=2 * WAN),
    Balance(**ORGAN, fund="gp", nature="opening", function="2080101", amount=WAN),
    Balance(**ORGAN, fund="gp", nature="closing", function="2080101", amount=1_500_000),
    Balance(**ORGAN, fund="own", nature="distributed", amount=500_000),
    Sangong(unit="701001", measure="full_year", fund="gp", item="car_run", amount=2 * WAN),
)  # fmt: skip


def facts(form_set_id: str = "sichuan-final-2020", year: int = 2021) -> Facts:
    return Facts(
        department="某市某局",
        department_code="701",
        year=year,
        kind=Kind.FINAL,
        form_set=form_set_id,
        units=(UnitInfo(code="701001", name="局机关"), UnitInfo(code="701002", name="服务中心")),
        facts=FACTS,
    )


def tables(form_set_id: str = "sichuan-final-2020", year: int = 2021) -> Tables:
    stated = facts(form_set_id, year)
    return derive(form_set(form_set_id, year), stated, functions(), economic())


def table(role: str, of: Tables | None = None) -> Table:
    found = (of or tables()).get(role)
    assert found is not None
    return found


def amounts(role: str, column: str) -> dict[str, float]:
    return {r.key: r.amount(column) / WAN for r in table(role).rows if r.amount(column)}


def test_rows_unfold_by_class_group_and_item_in_order_of_code() -> None:
    general = table("general")
    assert [(r.key, r.role, r.depth, r.parent) for r in general.rows] == [
        ("total", "total", 0, ""),
        ("208", "subtotal", 0, "total"),
        ("20801", "subtotal", 1, "208"),
        ("2080101", "detail", 2, "20801"),
        ("2080102", "detail", 2, "20801"),
        ("210", "subtotal", 0, "total"),
        ("21003", "subtotal", 1, "210"),
        ("2100399", "detail", 2, "21003"),
    ]
    assert general.by_key["20801"].texts == {"code": "20801", "name": "人力资源和社会保障管理事务"}


def test_amounts_add_up_through_rows_and_columns() -> None:
    assert amounts("general", "c1") == {
        "total": 16.5, "208": 13.5, "20801": 13.5, "2080101": 13, "2080102": 0.5,
        "210": 3, "21003": 3, "2100399": 3,
    }  # fmt: skip
    assert amounts("general", "c2") == {"total": 13, "208": 13, "20801": 13, "2080101": 13}


def test_a_department_is_its_units_together() -> None:
    assert amounts("general-basic", "b.amt") == {"econ.302": 3, "econ.30201": 2, "econ.30231": 1}
    assert table("general-basic").amount("public", "c.amt") == 3 * WAN
    assert table("general-basic").amount("personnel", "a.amt") == 10 * WAN


def test_fixed_lines_take_income_spending_and_balances() -> None:
    overview = table("overview")
    line = overview.amount
    assert line("income.gp", "in.amt") == 17 * WAN
    assert line("income.year_total", "in.amt") == 23 * WAN
    assert line("exp.func.212", "out.amt") == 4 * WAN
    assert line("exp.year_total", "out.amt") == 22 * WAN
    assert line("income.grand_total", "in.amt") == 24 * WAN
    assert line("exp.grand_total", "out.amt") == 24 * WAN


def test_fiscal_lines_split_by_fund() -> None:
    fiscal = table("fiscal")
    total = fiscal.by_key["fiscal.exp_grand_total"]
    assert {c: total.amount(c) / WAN for c in total.cells} == {
        "out.total": 22, "out.gp": 18, "out.gf": 4, "out.sc": 0,
    }  # fmt: skip


def test_the_three_public_expenses_come_from_spending_and_budget() -> None:
    row = table("sangong-general").by_key["row"]
    assert {c: row.amount(c) / WAN for c in row.cells if row.amount(c)} == {
        "b.car_run": 2, "b.car": 2, "b.total": 2,
        "j.car_run": 1, "j.car": 1, "j.reception": 0.5, "j.total": 1.5,
    }  # fmt: skip


def test_projects_stand_below_their_item() -> None:
    projects = table("general-projects")
    row = projects.by_key["2080102/业务经费"]
    assert (row.parent, row.texts["project"]) == ("2080102", "业务经费")
    assert dict(row.dims) == {"function": "2080102", "project": "业务经费"}


def test_a_leaf_cell_is_made_of_facts() -> None:
    assert table("general").by_key["2080101"].cells["c2"] == Cell(13 * WAN, facts=(0, 1, 2))


def test_a_sum_is_made_of_cells() -> None:
    general = table("general")
    assert general.by_key["2080101"].cells["c1"].parts == (
        Address("general", "2080101", "c2"),
        Address("general", "2080101", "c3"),
    )
    assert general.by_key["total"].cells["c2"].parts == (
        Address("general", "208", "c2"),
        Address("general", "210", "c2"),
    )


@pytest.mark.parametrize("form_set_id", form_set_ids())
def test_every_cell_equals_what_it_says_it_is_made_of(form_set_id: str) -> None:
    made = tables(form_set_id, 2022)
    stated = [getattr(f, "amount", 0) for f in FACTS]
    for each in made.tables:
        for row in each.rows:
            for column, cell in row.cells.items():
                parts = [made.cell(part) for part in cell.parts]
                behind = sum(p.amount for p in parts if p) + sum(stated[n] for n in cell.facts)
                assert behind == cell.amount, (each.role, row.key, column)


def test_a_table_without_amounts_is_empty_but_there() -> None:
    made = tables()
    assert [t.role for t in made.tables if t.empty] == ["sangong-fund", "capital", "capital-spend"]
    assert len(made.tables) == 14


def test_last_year_is_derived_by_the_same_form_set() -> None:
    before = prior_year(form_set("sichuan-final-2020", 2021), facts(), functions(), economic())
    assert before is not None
    assert table("general", before).amount("2080101", "c2") == 9 * WAN
    assert table("overview", before).amount("exp.year_total", "out.amt") == 9 * WAN


def test_the_units_of_a_budget_stand_one_below_the_other() -> None:
    budget = form_set("bazhong-budget-2022", 2022)
    made = derive(budget, _budget(budget), functions(), economic())
    spending = table("budget-expenditure", made)
    assert [(r.key, r.parent) for r in spending.rows] == [
        ("total", ""),
        ("701001", "total"),
        ("701001/208", "701001"),
        ("701001/20801", "701001/208"),
        ("701001/2080101", "701001/20801"),
        ("701002", "total"),
        ("701002/208", "701002"),
        ("701002/20801", "701002/208"),
        ("701002/2080109", "701002/20801"),
    ]
    projects = table("budget-projects", made)
    assert projects.by_key["701002/2080109/食堂"].parent == "701002/20801"
    bought = table("budget-procurement", made).by_key["701/701001/信息化/服务器"]
    assert bought.texts == {"project": "信息化", "item": "服务器", "uom": "台"}
    assert (bought.amount("qty"), bought.amount("c1")) == (800, 5 * WAN)


def test_prices_are_not_added_up() -> None:
    budget = form_set("bazhong-budget-2022", 2022)
    line: dict[str, Any] = {"unit": "701001", "method": "service", "project": "云资源"}
    lines = [PurchaseLine(**line, item=item, qty=100, price=WAN) for item in ("租用", "运维")]
    alone = derive(budget, replace(_budget(budget), facts=(lines[0],)), functions(), economic())
    both = derive(budget, replace(_budget(budget), facts=tuple(lines)), functions(), economic())
    assert table("budget-services", alone).amount("total", "price") == WAN
    total = table("budget-services", both).by_key["total"]
    assert ("price" in total.cells, total.amount("qty")) == (False, 200)


def _budget(budget: FormSet) -> Facts:
    line: dict[str, Any] = {
        "unit": "701001",
        "method": "purchase",
        "project": "信息化",
        "item": "服务器",
    }
    return Facts(
        department="某市某局",
        department_code="701",
        year=2022,
        kind=Kind.BUDGET,
        form_set=budget.id,
        units=(UnitInfo(code="701001", name="局机关"), UnitInfo(code="701002", name="服务中心")),
        facts=(
            spent("2080109", "project", "", 4, measure="initial", unit="701002", project="食堂"),
            spent("2080101", "basic", "30101", 9, measure="initial"),
            PurchaseLine(**line, qty=800, uom="台"),
            Purchase(**line, source="appropriation", amount=2 * WAN),
            Purchase(**line, source="nontax", amount=3 * WAN),
        ),
    )
