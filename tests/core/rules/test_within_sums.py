"""表内, sums and balances: a spoilt figure is found, with its place and what it should be.

The figures come from ``builders.FINAL`` and ``builders.BUDGET``; amounts in 万元.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from disclosures.core.rules import RULES
from disclosures.core.rules.base import Evidence
from tests.core.rules.builders import Case, Found, budget, check_case, final, spoil


def broken(
    code: str, whole: Callable[[], Evidence], address: str, amount: str, *found: Found
) -> Case:
    """A case in which one cell is changed to ``amount``."""
    return Case(code, f"{address} = {amount}", lambda: spoil(whole(), address, amount), found)


def wrong(expected: str, found: str, table: str, cells: str) -> Found:
    """An error at cells (row/column) of one table, the total first."""
    return Found("error", tuple(f"{table}/{c}" for c in cells.split()), expected, found)


def down(expected: str, found: str, table: str, column: str, rows: str) -> Found:
    """An error at rows of one column."""
    return wrong(expected, found, table, " ".join(f"{row}/{column}" for row in rows.split()))


def along(expected: str, found: str, table: str, row: str, columns: str) -> Found:
    """An error at columns of one row."""
    return wrong(expected, found, table, " ".join(f"{row}/{column}" for column in columns.split()))


def sound(code: str) -> tuple[Case, ...]:
    """Exact tables of both kinds have nothing to find."""
    return Case(code, "sound final account", final), Case(code, "sound budget", budget)


SUMS: tuple[Case, ...] = (
    broken(
        "IN-001",
        final,
        "overview/income.year_total/in.amt",
        "320",
        down(
            "326.201357",
            "320",
            "overview",
            "in.amt",
            "income.year_total income.gp income.gf income.sc income.business",
        ),
    ),
    broken(
        "IN-002",
        final,
        "overview/income.grand_total/in.amt",
        "335",
        down(
            "335.051357",
            "335",
            "overview",
            "in.amt",
            "income.grand_total income.year_total balance.opening",
        ),
    ),
    broken(
        "IN-003",
        final,
        "overview/exp.year_total/out.amt",
        "320",
        down(
            "328.951357",
            "320",
            "overview",
            "out.amt",
            "exp.year_total exp.func.208 exp.func.221 exp.func.223 exp.func.229",
        ),
    ),
    broken(
        "IN-003",
        final,
        "fiscal/exp.func.208/out.gp",
        "262",
        down(
            "274.5", "275.441357", "fiscal", "out.gp", "exp.fiscal_total exp.func.208 exp.func.221"
        ),
    ),
    broken(
        "IN-004",
        final,
        "overview/exp.grand_total/out.amt",
        "335",
        down(
            "335.051357",
            "335",
            "overview",
            "out.amt",
            "exp.grand_total exp.year_total balance.closing",
        ),
    ),
    broken(
        "IN-005",
        final,
        "overview/exp.grand_total/out.amt",
        "335.06",
        wrong(
            "335.051357", "335.06", "overview", "exp.grand_total/out.amt income.grand_total/in.amt"
        ),
    ),
    broken(
        "IN-007",
        final,
        "income/2080199/c2",
        "60",
        along("60", "60.333333", "income", "2080199", "c1 c2"),
    ),
    broken(
        "IN-008",
        final,
        "general/208/c3",
        "62",
        down("62.583333", "62", "general", "c3", "208 20801"),
    ),
    broken(
        "IN-009",
        final,
        "general/20801/c2",
        "180",
        down("180.246913", "180", "general", "c2", "20801 2080101"),
    ),
    broken(
        "IN-009",
        final,
        "general-projects/2080199/c1",
        "62",
        down("62", "62.583333", "general-projects", "c1", "20801 2080199"),
        down(
            "62.583333",
            "62",
            "general-projects",
            "c1",
            "2080199 2080199/档案数字化 2080199/办公楼维修",
        ),
    ),
    broken(
        "IN-009",
        budget,
        "budget-projects/701001/20801/c1",
        "35",
        down(
            "35.5",
            "35",
            "budget-projects",
            "c1",
            "701001/20801 701001/2080199/档案数字化 701001/2080199/办公楼维修",
        ),
    ),
    broken(
        "IN-010",
        final,
        "general/total/c3",
        "62",
        down("62.583333", "62", "general", "c3", "total 208"),
    ),
    broken(
        "IN-010",
        budget,
        "budget-projects/total/c1",
        "35",
        down("35.5", "35", "budget-projects", "c1", "total 701001"),
    ),
    broken(
        "IN-011",
        final,
        "expenditure/2210201/c2",
        "12",
        along("12", "12.5", "expenditure", "2210201", "c1 c2"),
    ),
    broken(
        "IN-012",
        final,
        "fiscal/exp.func.208/out.total",
        "262",
        along("262.941357", "262", "fiscal", "exp.func.208", "out.total out.gp"),
    ),
    broken(
        "IN-013",
        final,
        "fiscal/income.fiscal_total/in.amt",
        "311",
        down(
            "311.195357",
            "311",
            "fiscal",
            "in.amt",
            "income.fiscal_total income.gp income.gf income.sc",
        ),
    ),
    broken(
        "IN-013",
        budget,
        "budget-fiscal/income.fiscal_total/in.amt",
        "170",
        down(
            "170.234567",
            "170",
            "budget-fiscal",
            "in.amt",
            "income.fiscal_total income.gp income.gf",
        ),
    ),
    broken(
        "IN-014",
        final,
        "fiscal/balance.fiscal_opening/in.amt",
        "7",
        down(
            "7.75",
            "7",
            "fiscal",
            "in.amt",
            "balance.fiscal_opening balance.opening.gp balance.opening.gf",
        ),
    ),
    broken(
        "IN-015",
        final,
        "fiscal/fiscal.income_grand_total/in.amt",
        "318",
        down(
            "318.945357",
            "318",
            "fiscal",
            "in.amt",
            "fiscal.income_grand_total income.fiscal_total balance.fiscal_opening",
        ),
        wrong(
            "318",
            "318.945357",
            "fiscal",
            "fiscal.exp_grand_total/out.total fiscal.income_grand_total/in.amt",
        ),
    ),
    broken(
        "IN-016",
        final,
        "fiscal/balance.opening.gf/in.amt",
        "3",
        wrong(
            "33",
            "32.5",
            "fiscal",
            "fiscal.exp_grand_total/out.gf income.gf/in.amt balance.opening.gf/in.amt",
        ),
    ),
    broken(
        "IN-017",
        final,
        "fiscal-econ/30227/sc.proj",
        "8.1",
        along("8.1", "8.004", "fiscal-econ", "30227", "sc.sub sc.proj"),
    ),
    broken(
        "IN-018",
        final,
        "fiscal-econ/301/gp.basic",
        "182",
        down("212.123457", "212.858024", "fiscal-econ", "gp.basic", "total 301 302 310"),
        down("182.734567", "182", "fiscal-econ", "gp.basic", "301 30101 30108 30113"),
    ),
    broken(
        "IN-018",
        final,
        "general-detail/2080199/e302",
        "62",
        along("62.583333", "62", "general-detail", "2080199", "e302 e30213 e30227"),
    ),
    broken(
        "IN-018",
        final,
        "general-basic/econ.302/b.amt",
        "27",
        down(
            "27.123457", "27", "general-basic", "b.amt", "econ.302 econ.30201 econ.30217 econ.30231"
        ),
    ),
    broken(
        "IN-018",
        budget,
        "budget-basic/701001/302/c4",
        "14",
        down("15", "14", "budget-basic", "c4", "701001/302 701001/30201 701001/30217 701001/30231"),
    ),
    broken(
        "IN-019",
        final,
        "general/2210201/c1",
        "12",
        along("12.5", "12", "general", "2210201", "c1 c2"),
    ),
    broken(
        "IN-020",
        final,
        "general-detail/2210201/c0",
        "12",
        along("12.5", "12", "general-detail", "2210201", "c0 e301"),
    ),
    broken(
        "IN-021",
        final,
        "general-basic/personnel/a.amt",
        "182",
        down("182.734567", "182", "general-basic", "a.amt", "personnel econ.301"),
    ),
    broken(
        "IN-022",
        final,
        "sangong-general/row/b.total",
        "7",
        along("7.5", "7", "sangong-general", "row", "b.total b.car b.reception"),
    ),
    broken(
        "IN-022",
        budget,
        "budget-sangong/701001/c1",
        "5",
        along("5.5", "5", "budget-sangong", "701001", "c1 c3 c6"),
    ),
    broken(
        "IN-023",
        final,
        "sangong-general/row/j.car",
        "6",
        along("6.5", "6", "sangong-general", "row", "j.car j.car_run"),
    ),
    broken(
        "IN-024",
        final,
        "fund/2296002/c6",
        "1.05",
        along("32.5", "32.55", "fund", "2296002", "c3 c6 c1 c2"),
    ),
    broken(
        "IN-025",
        final,
        "fund/22960/c3",
        "31",
        along("31.5", "31", "fund", "22960", "c3 c5"),
    ),
    broken(
        "IN-026",
        final,
        "capital-spend/total/c2",
        "0.05",
        along("8.054", "8.004", "capital-spend", "total", "c1 c2 c3"),
    ),
)

SUM_CODES = (
    "IN-001 IN-002 IN-003 IN-004 IN-005 IN-007 IN-008 IN-009 IN-010 IN-011 IN-012 IN-013 IN-014 "
    "IN-015 IN-016 IN-017 IN-018 IN-019 IN-020 IN-021 IN-022 IN-023 IN-024 IN-025 IN-026"
)
PASSING = tuple(case for code in SUM_CODES.split() for case in sound(code))


CASES = (*PASSING, *SUMS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_sums(case: Case) -> None:
    check_case(case, RULES)
