"""表间: relations that follow from the forms themselves and that no catalogue lists."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from disclosures.core.rules.across import (
    INFERRED,
    at_most,
    codes,
    equal,
    figure,
    part_of_all,
    together,
)
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.between_econ import basic_of
from disclosures.core.rules.between_funds import (
    capital_twice,
    fiscal_rows,
    fund_classes,
    only_fiscal,
)
from disclosures.core.tables import TOTAL

_NATURES = {"basic": "c2", "project": "c3"}
_FUND_NATURES = {
    "gf": ("fund", {"gf.basic": "c4", "gf.proj": "c5"}),
    "sc": ("capital", {"sc.basic": "c4", "sc.proj": "c5"}),
}


def all_is_fiscal(ev: Evidence) -> Iterator[Problem]:
    """X-103."""
    if only_fiscal(ev):
        for code in _functions(ev):
            for nature, column in _NATURES.items():
                yield from equal(
                    fiscal_rows(ev, code, nature), figure(ev, "expenditure", code, column)
                )


def fiscal_within_all(ev: Evidence) -> Iterator[Problem]:
    """X-104."""
    if not only_fiscal(ev):
        for code in _functions(ev):
            for nature, column in _NATURES.items():
                yield from part_of_all(
                    ev, figure(ev, "expenditure", code, column), fiscal_rows(ev, code, nature)
                )


def _functions(ev: Evidence) -> list[str]:
    tables = ("expenditure", "general", "fund", "capital", "capital-spend")
    return codes(ev, "function", *tables)


def fund_income_rows(ev: Evidence) -> Iterator[Problem]:
    """X-105."""
    for code in codes(ev, "function", "fund", "capital"):
        funds = (figure(ev, role, code, "c2") for role in ("fund", "capital"))
        yield from part_of_all(ev, figure(ev, "income", code, "c2"), together(*funds))


def fund_econ_natures(ev: Evidence) -> Iterator[Problem]:
    """X-106."""
    for role, pairs in _FUND_NATURES.values():
        for own, theirs in pairs.items():
            yield from equal(figure(ev, role, TOTAL, theirs), figure(ev, "fiscal-econ", TOTAL, own))


def basic_within_detail(ev: Evidence) -> Iterator[Problem]:
    """X-107."""
    if "fiscal-econ" not in ev.tables.by_role:
        for code in codes(ev, "econ", "general-basic"):
            yield from part_of_all(
                ev, figure(ev, "general-detail", TOTAL, f"e{code}"), basic_of(ev, f"econ.{code}")
            )


def fiscal_balances(ev: Evidence) -> Iterator[Problem]:
    """X-108."""
    yield from at_most(
        figure(ev, "overview", "balance.opening", "in.amt"),
        figure(ev, "fiscal", "balance.fiscal_opening", "in.amt"),
    )
    yield from at_most(
        figure(ev, "overview", "balance.closing", "out.amt"),
        figure(ev, "fiscal", "balance.fiscal_closing", "out.total"),
    )


_rule = partial(Rule, group="表间", severity=Severity.ERROR, basis=INFERRED, tolerance="EQ")
_BY_FUNCTION = ("expenditure", "general", "fund", "capital", "capital-spend")

BETWEEN_MORE: tuple[Rule, ...] = (
    _rule(
        code="X-101",
        statement="政府性基金、国有资本经营预算决算表各类级科目的支出等于财政拨款收入支出决算总表的对应单元",
        fix="对照类级编码核对两表，补上漏列的类或更正金额",
        roles=("fiscal", "fund", "capital", "capital-spend"),
        check=fund_classes,
    ),
    _rule(
        code="X-102",
        statement="国有资本经营预算收入支出决算表与支出决算表的同一功能科目金额相同",
        fix="两表填的是同一笔支出，核对功能科目和金额",
        roles=("capital", "capital-spend"),
        check=capital_twice,
    ),
    _rule(
        code="X-103",
        statement="支出全部来自财政拨款的部门，支出决算表各功能科目的基本支出、项目支出等于各项财政拨款的同一科目之和",
        fix="对照功能科目核对支出决算表与各资金的决算表，更正漏列或错列的金额",
        roles=_BY_FUNCTION,
        check=all_is_fiscal,
        tolerance="SUM",
    ),
    _rule(
        code="X-104",
        statement="各功能科目的财政拨款基本支出、项目支出不大于支出决算表的同一科目",
        fix="财政拨款支出只是全部支出的一部分：对照功能科目更正超出的一处",
        roles=_BY_FUNCTION,
        check=fiscal_within_all,
        tolerance="DERIVED",
    ),
    _rule(
        code="X-105",
        statement="政府性基金、国有资本经营预算各功能科目的本年收入不大于收入决算表同一科目的财政拨款收入",
        fix="对照功能科目核对收入决算表，补上漏列的拨款收入或更正科目",
        roles=("income", "fund", "capital"),
        check=fund_income_rows,
        tolerance="DERIVED",
    ),
    _rule(
        code="X-106",
        statement="财政拨款支出决算明细表中两项资金的基本支出、项目支出合计等于政府性基金、国有资本经营预算决算表的对应列",
        fix="核对该项资金基本支出和项目支出的划分，两表应填同一个数",
        roles=("fiscal-econ", "fund", "capital"),
        check=fund_econ_natures,
    ),
    _rule(
        code="X-107",
        statement="基本支出决算表各经济科目不大于一般公共预算支出决算明细表的对应列合计",
        fix="对照经济科目编码核对两表，更正超出的一处",
        roles=("general-detail", "general-basic"),
        check=basic_within_detail,
        tolerance="DERIVED",
    ),
    _rule(
        code="X-108",
        severity=Severity.WARNING,
        statement="财政拨款的年初、年末结转和结余一般不大于收入支出决算总表的对应数",
        fix="核对结转和结余的资金划分；非财政拨款结余为负数的，说明原因",
        roles=("overview", "fiscal"),
        check=fiscal_balances,
        tolerance="DERIVED",
    ),
)
