"""上下年: this year's opening against last year's closing, and what is said of the change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from disclosures.core.facts import LABELS, Balance, Measure, Nature
from disclosures.core.rules.across import USUAL, Figure, allowance, equal, figure_of, together
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.comparisons import (
    directions,
    increases,
    last_year_in_chart,
    no_rate_of_nothing,
    rates,
    same_scope,
    told_alike,
)
from disclosures.core.rules.sums import money
from disclosures.core.tables import TOTAL, Table

GROUP = "上下年"
OPENING = ("overview", "fiscal", "fund", "capital")
BALANCED = ("overview", "fiscal")


# -- opening balances -------------------------------------------------------------------------


def opening_balances(evidence: Evidence) -> Iterator[Problem]:
    """Y-001."""
    for role in OPENING:
        table = evidence.tables.get(role)
        prior = evidence.prior.get(role) if evidence.prior else None
        if table is None or prior is None or not _states_closing(evidence):
            continue
        for opening, closing, fund in _pairs(table, prior):
            yield from _opening(evidence, table, opening, closing, fund)


def _states_closing(evidence: Evidence) -> bool:
    """Whether last year's closing balances are known at all: filed, or among the facts."""
    facts = evidence.prior.facts if evidence.prior else None
    if facts is None:
        return True
    return any(
        isinstance(f, Balance) and f.measure == Measure.PRIOR and f.nature == Nature.CLOSING
        for f in facts.facts
    )


def _pairs(table: Table, prior: Table) -> Iterator[tuple[Figure | None, Figure | None, str]]:
    """(opening, last year's closing, fund) for each balance that both years' tables print."""
    if table.role == "overview":
        yield _pair(table, prior, ("balance.opening", "in.amt"), ("balance.closing", "out.amt"), "")
    elif table.role == "fiscal":
        closing = "balance.fiscal_closing"
        total = ("balance.fiscal_opening", "in.amt")
        yield _pair(table, prior, total, (closing, "out.total"), "fiscal")
        for fund in ("gp", "gf", "sc"):
            opening = (f"balance.opening.{fund}", "in.amt")
            yield _pair(table, prior, opening, (closing, f"out.{fund}"), fund)
    else:
        fund = "gf" if table.role == "fund" else "sc"
        yield _pair(table, prior, (TOTAL, "c1"), (TOTAL, "c6"), fund)


def _pair(
    table: Table, prior: Table, opening: tuple[str, str], closing: tuple[str, str], fund: str
) -> tuple[Figure | None, Figure | None, str]:
    return figure_of(table, *opening), figure_of(prior, *closing), fund


def _opening(
    evidence: Evidence, table: Table, opening: Figure | None, closing: Figure | None, fund: str
) -> Iterator[Problem]:
    if opening is None or closing is None:
        return
    adjusted = _adjustment(evidence, fund)
    parts = closing.parts + (1 if adjusted else 0)
    expected = replace(closing, amount=closing.amount + adjusted, parts=parts)
    difference = abs(opening.amount - expected.amount)
    if not difference:
        return
    rounding = difference <= allowance(expected, opening)
    yield Problem(
        table=table.role,
        cells=opening.cells,
        expected=expected.amount,
        found=opening.amount,
        severity=Severity.INFO if rounding else None,
        text=_opening_text(table, opening, closing, adjusted),
    )


def _opening_text(table: Table, opening: Figure, closing: Figure, adjusted: int) -> str:
    known = f"加年初调整 {money(adjusted, table)}" if adjusted else "没有年初调整"
    difference = opening.amount - closing.amount - adjusted
    return (
        f"上年年末为 {money(closing.amount, table)}，{known}，本年年初为 "
        f"{money(opening.amount, table)}，相差 {money(difference, table)}"
    )


_FUNDS = {"fiscal": ("gp", "gf", "sc"), "": tuple(LABELS["fund"])}


def _adjustment(evidence: Evidence, fund: str) -> int:
    """The opening adjustment of a fund, of the fiscal ones together, or of all (empty key)."""
    stated = _stated_adjustments(evidence) or evidence.adjustments
    if fund in stated:
        return stated[fund]
    return sum(stated.get(f, 0) for f in _FUNDS.get(fund, ()))


def _stated_adjustments(evidence: Evidence) -> dict[str, int]:
    main = evidence.tables.form_set.measure
    found: dict[str, int] = {}
    for fact in evidence.facts.facts if evidence.facts else ():
        if (
            isinstance(fact, Balance)
            and fact.nature == Nature.ADJUSTMENT
            and fact.measure == main
            and fact.fund
        ):
            found[fact.fund] = found.get(fact.fund, 0) + fact.amount
    return found


# -- the balance of the year ------------------------------------------------------------------


#: What came in and what went out in the year, with the column of each side and its grand total.
_YEAR = {
    "overview": (
        ("in.amt", "income.grand_total"),
        ("balance.opening", "income.year_total", "balance.nonfiscal_used"),
        ("out.amt", "exp.grand_total"),
        ("exp.year_total", "balance.distributed", "balance.closing"),
    ),
    "fiscal": (
        ("in.amt", "fiscal.income_grand_total"),
        ("balance.fiscal_opening", "income.fiscal_total"),
        ("out.total", "fiscal.exp_grand_total"),
        ("exp.fiscal_total", "balance.fiscal_closing"),
    ),
}


def year_balances(evidence: Evidence) -> Iterator[Problem]:
    """Y-002.  Where the two grand totals differ, IN-005 or IN-015 says so, and only they."""
    for table in evidence.having(*_YEAR):
        (into, held_in_all), held, (out, used_in_all), used = _YEAR[table.role]
        if table.amount(held_in_all, into) == table.amount(used_in_all, out):
            came = together(*(figure_of(table, row, into) for row in held))
            yield from equal(came, together(*(figure_of(table, row, out) for row in used)))


YEARS: tuple[Rule, ...] = (
    Rule(
        code="Y-001",
        group=GROUP,
        severity=Severity.ERROR,
        statement="本年年初结转和结余等于上年年末结转和结余；如有差异，须有年初调整"
        "（如收回存量资金、单位划转）说明",
        basis="决算报表年初数承接上年批复的年末数；" + USUAL,
        fix="与上年批复的决算核对；确有调整的，登记年初调整并写明原因",
        roles=OPENING,
        check=opening_balances,
        tolerance="EQ",
    ),
    Rule(
        code="Y-002",
        group=GROUP,
        severity=Severity.ERROR,
        statement="年初结转和结余加本年收入加使用非财政拨款结余，减本年支出、减结余分配，"
        "等于年末结转和结余",
        basis=USUAL,
        fix="从年初数起逐项核对收支，年末数应由此推出，不要用来凑平",
        roles=BALANCED,
        check=year_balances,
        tolerance="SUM",
    ),
    Rule(
        code="Y-003",
        group=GROUP,
        severity=Severity.ERROR,
        statement="“与上年相比”的增减额等于本年数减上年已公开数",
        basis="增减额由两年公开数计算得出",
        fix="用本年数减上年已公开的数，改正增减额",
        roles=("*",),
        check=increases,
        tolerance="DERIVED",
    ),
    Rule(
        code="Y-004",
        group=GROUP,
        severity=Severity.ERROR,
        statement="增减百分比等于增减额除以上年数",
        basis="增减百分比由增减额和上年数计算得出",
        fix="用增减额除以上年数重算，保留两位小数",
        roles=("*",),
        check=rates,
        tolerance="RATIO",
    ),
    Rule(
        code="Y-005",
        group=GROUP,
        severity=Severity.ERROR,
        statement="上年数为零时不写增减百分比",
        basis="以零为基数的百分比没有意义",
        fix="删去百分比，写明上年没有此项收支，或只写增加额",
        roles=("*",),
        check=no_rate_of_nothing,
    ),
    Rule(
        code="Y-006",
        group=GROUP,
        severity=Severity.ERROR,
        statement="方向用词与增减额的正负一致：增加、增长为正，减少、下降为负，持平为零",
        basis="用词与数值应当一致",
        fix="按本年数与上年数的大小改正用词",
        roles=("*",),
        check=directions,
    ),
    Rule(
        code="Y-007",
        group=GROUP,
        severity=Severity.ERROR,
        statement="同一增减事实在文中多处出现时，金额、百分比、方向完全一致",
        basis="同一事实在同一文件中只有一个数",
        fix="找出正确的一处，其余照改",
        roles=("*",),
        check=told_alike,
        tolerance="EQ",
    ),
    Rule(
        code="Y-008",
        group=GROUP,
        severity=Severity.ERROR,
        statement="由本年数和增减额反推的上年数与图表中的上年数一致",
        basis="图与文取自同一组数",
        fix="核对图表所用的上年数与文中的增减额",
        roles=("*",),
        check=last_year_in_chart,
        tolerance="EQ",
    ),
    Rule(
        code="Y-009",
        group=GROUP,
        severity=Severity.WARNING,
        statement="跨年度比较的口径（资金范围、机构范围）一致，口径变化须说明",
        basis="口径不同的数不能直接比较",
        fix="改用同口径的数比较，或在文中说明口径变化",
        roles=("*",),
        check=same_scope,
    ),
)
