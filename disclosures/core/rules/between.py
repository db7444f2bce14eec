"""表间: what the tables of one final account say of each other.

This file holds the rules on the overview tables; ``BETWEEN`` is all of the group.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from disclosures.core.rules.across import (
    USUAL,
    codes,
    equal,
    figure,
    part_of_all,
    together,
)
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.between_econ import BETWEEN_ECON
from disclosures.core.rules.between_forms import BETWEEN_FORMS
from disclosures.core.rules.between_funds import BETWEEN_FUNDS
from disclosures.core.rules.between_more import BETWEEN_MORE
from disclosures.core.tables import TOTAL

_FISCAL = ("income.gp", "income.gf", "income.sc")
_OTHER_INCOME = {
    "income.superior_subsidy": "c3",
    "income.business": "c4",
    "income.operating": "c5",
    "income.subsidiary_remit": "c6",
    "income.other": "c7",
}


def income_total(ev: Evidence) -> Iterator[Problem]:
    """X-001."""
    yield from equal(
        figure(ev, "overview", "income.year_total", "in.amt"), figure(ev, "income", TOTAL, "c1")
    )


def fiscal_income_total(ev: Evidence) -> Iterator[Problem]:
    """X-002."""
    lines = (figure(ev, "overview", line, "in.amt") for line in _FISCAL)
    yield from equal(together(*lines), figure(ev, "income", TOTAL, "c2"))


def other_income_totals(ev: Evidence) -> Iterator[Problem]:
    """X-003."""
    for line, column in _OTHER_INCOME.items():
        yield from equal(
            figure(ev, "overview", line, "in.amt"), figure(ev, "income", TOTAL, column)
        )


def spending_total(ev: Evidence) -> Iterator[Problem]:
    """X-004."""
    yield from equal(
        figure(ev, "overview", "exp.year_total", "out.amt"),
        figure(ev, "expenditure", TOTAL, "c1"),
    )


def spending_by_class(ev: Evidence) -> Iterator[Problem]:
    """X-005."""
    for code in classes(ev, "overview", "expenditure"):
        line = figure(ev, "overview", f"exp.func.{code}", "out.amt")
        spent = figure(ev, "expenditure", code, "c1")
        yield from equal(line, spent)
        if line is None and spent is not None and spent.amount and ev.tables.get("overview"):
            text = f"《收入支出决算总表》没有 {code} 类的行，这部分支出没有列入总表"
            yield Problem(table=spent.table, cells=spent.cells, text=text)


def classes(ev: Evidence, fixed: str, unfolding: str) -> list[str]:
    """The function classes that either of two tables tells of."""
    return sorted({*codes(ev, "function", fixed), *codes(ev, "function", unfolding, digits=3)})


def fiscal_income(ev: Evidence) -> Iterator[Problem]:
    """X-006."""
    for line in _FISCAL:
        yield from equal(
            figure(ev, "overview", line, "in.amt"), figure(ev, "fiscal", line, "in.amt")
        )


def fiscal_within_overview(ev: Evidence) -> Iterator[Problem]:
    """X-007."""
    for code in codes(ev, "function", "overview", "fiscal"):
        line = f"exp.func.{code}"
        yield from part_of_all(
            ev, figure(ev, "overview", line, "out.amt"), figure(ev, "fiscal", line, "out.total")
        )
    yield from part_of_all(
        ev,
        figure(ev, "overview", "exp.year_total", "out.amt"),
        figure(ev, "fiscal", "exp.fiscal_total", "out.total"),
    )


def fiscal_is_all(ev: Evidence) -> Iterator[Problem]:
    """X-008."""
    if _without_other_money(ev):
        yield from equal(
            figure(ev, "overview", "exp.year_total", "out.amt"),
            figure(ev, "fiscal", "exp.fiscal_total", "out.total"),
        )


def _without_other_money(ev: Evidence) -> bool:
    """No income but fiscal appropriations, and nothing else carried over."""
    sources = (*_OTHER_INCOME, "balance.nonfiscal_used")
    money = [figure(ev, "overview", line, "in.amt") for line in sources]
    carried = figure(ev, "overview", "balance.opening", "in.amt")
    fiscal = figure(ev, "fiscal", "balance.fiscal_opening", "in.amt")
    if carried is None or fiscal is None or any(m and m.amount for m in money):
        return False
    return not any(equal(carried, fiscal))


_rule = partial(Rule, group="表间", severity=Severity.ERROR, basis=USUAL, tolerance="EQ")

BETWEEN: tuple[Rule, ...] = (
    _rule(
        code="X-001",
        statement="收入决算表合计行的本年收入合计等于收入支出决算总表的本年收入合计",
        fix="核对两表的本年收入合计，按账面更正写错的一处",
        roles=("overview", "income"),
        check=income_total,
    ),
    _rule(
        code="X-002",
        statement="收入决算表的财政拨款收入合计等于收入支出决算总表三种财政拨款收入之和",
        fix="核对收入决算表财政拨款收入列与总表前三行收入，查明漏列或错列的资金",
        roles=("overview", "income"),
        check=fiscal_income_total,
        tolerance="SUM",
    ),
    _rule(
        code="X-003",
        statement="收入决算表其余各列的合计分别等于收入支出决算总表的对应收入行",
        fix="逐类核对上级补助、事业、经营、附属单位上缴和其他收入，更正列错类别的金额",
        roles=("overview", "income"),
        check=other_income_totals,
    ),
    _rule(
        code="X-004",
        statement="支出决算表合计行的本年支出合计等于收入支出决算总表的本年支出合计",
        fix="核对两表的本年支出合计，按账面更正写错的一处",
        roles=("overview", "expenditure"),
        check=spending_total,
    ),
    _rule(
        code="X-005",
        statement="支出决算表各类级科目的本年支出合计等于收入支出决算总表的对应支出行",
        fix="对照功能科目类级编码核对两表，补上漏列的类或更正金额",
        roles=("overview", "expenditure"),
        check=spending_by_class,
    ),
    _rule(
        code="X-006",
        statement="财政拨款收入支出决算总表的三种财政拨款收入等于收入支出决算总表的对应行",
        fix="核对两表的三种财政拨款收入，按财政部门批复的拨款数更正",
        roles=("overview", "fiscal"),
        check=fiscal_income,
    ),
    _rule(
        code="X-007",
        statement="财政拨款收入支出决算总表各类支出合计不大于收入支出决算总表的对应行",
        fix="财政拨款支出只是全部支出的一部分：核对该类支出，更正超出的一处",
        roles=("overview", "fiscal"),
        check=fiscal_within_overview,
        tolerance="DERIVED",
    ),
    _rule(
        code="X-008",
        severity=Severity.WARNING,
        statement="没有财政拨款以外资金的部门，财政拨款本年支出合计等于收入支出决算总表的本年支出合计",
        fix="核对是否漏填了财政拨款以外的收入或结转；确有其他资金支出的，说明资金来源",
        roles=("overview", "fiscal"),
        check=fiscal_is_all,
    ),
    *BETWEEN_FUNDS,
    *BETWEEN_ECON,
    *BETWEEN_FORMS,
    *BETWEEN_MORE,
)
