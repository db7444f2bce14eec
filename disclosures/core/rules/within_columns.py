"""表内, columns and fixed lines that add up, in the tables by code and those of 三公."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from disclosures.core.forms import Column, TableForm
from disclosures.core.rules.across import USUAL
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.relations import column_sums, line_sums
from disclosures.core.rules.sums import judge_all

GROUP = "表内"

SANGONG = ("sangong", "sangong-general", "sangong-fund", "budget-sangong")
BALANCED = ("fund", "capital")


def _all_columns(evidence: Evidence, *roles: str) -> Iterator[Problem]:
    for table in evidence.having(*roles):
        yield from judge_all(table, column_sums(table))


def income_columns(evidence: Evidence) -> Iterator[Problem]:
    """IN-007."""
    return _all_columns(evidence, "income")


def spending_columns(evidence: Evidence) -> Iterator[Problem]:
    """IN-011."""
    return _all_columns(evidence, "expenditure")


def economic_columns(evidence: Evidence) -> Iterator[Problem]:
    """IN-017."""
    return _all_columns(evidence, "fiscal-econ")


def general_columns(evidence: Evidence) -> Iterator[Problem]:
    """IN-019."""
    return _all_columns(evidence, "general")


def detail_total(evidence: Evidence) -> Iterator[Problem]:
    """IN-020."""
    for table in evidence.having("general-detail"):
        yield from judge_all(table, column_sums(table, lambda c: c.id == "c0"))


def personnel_and_public(evidence: Evidence) -> Iterator[Problem]:
    """IN-021."""
    for table in evidence.having("general-basic"):
        yield from judge_all(table, line_sums(table, lambda key: not key.startswith("econ.")))


def economic_parts(evidence: Evidence) -> Iterator[Problem]:
    """IN-018 for columns and for fixed lines."""
    for table in evidence.having("general-detail"):
        yield from judge_all(table, column_sums(table, lambda c: c.id != "c0"))
    for table in evidence.having("general-basic"):
        yield from judge_all(table, line_sums(table, lambda key: key.startswith("econ.")))


def sangong_totals(evidence: Evidence) -> Iterator[Problem]:
    """IN-022."""
    return _sangong(evidence, nested=True)


def sangong_cars(evidence: Evidence) -> Iterator[Problem]:
    """IN-023."""
    return _sangong(evidence, nested=False)


def _sangong(evidence: Evidence, *, nested: bool) -> Iterator[Problem]:
    for table in evidence.having(*SANGONG):
        yield from judge_all(table, column_sums(table, partial(_nests, table.form, nested)))


def _nests(form: TableForm, nested: bool, column: Column) -> bool:
    """Whether a total adds up columns that are sums themselves (合计), or if not nested, none."""
    return any(form.column[part].sum for part in column.sum) is nested


def fund_spending(evidence: Evidence) -> Iterator[Problem]:
    """IN-025."""
    return _all_columns(evidence, *BALANCED)


def capital_spending(evidence: Evidence) -> Iterator[Problem]:
    """IN-026."""
    return _all_columns(evidence, "capital-spend")


def sum_rule(
    code: str,
    statement: str,
    fix: str,
    roles: tuple[str, ...],
    check: Callable[[Evidence], Iterator[Problem]],
    basis: str = USUAL,
) -> Rule:
    """A rule on sums: an error beyond what rounding explains."""
    return Rule(
        code=code,
        group=GROUP,
        severity=Severity.ERROR,
        statement=statement,
        basis=basis,
        fix=fix,
        roles=roles,
        check=check,
        tolerance="SUM",
    )


WITHIN_COLUMNS: tuple[Rule, ...] = (
    sum_rule(
        "IN-007",
        "收入决算表：每行本年收入合计等于各收入栏之和",
        "核对该行各收入栏，查明漏填或填错栏次的金额",
        ("income",),
        income_columns,
    ),
    sum_rule(
        "IN-011",
        "支出决算表：每行本年支出合计等于基本支出、项目支出、上缴上级支出、经营支出、"
        "对附属单位补助支出之和",
        "核对该行各支出性质的金额，查明漏填或填错栏次的金额",
        ("expenditure",),
        spending_columns,
    ),
    sum_rule(
        "IN-017",
        "财政拨款支出决算明细表：合计等于三种资金小计之和，每种资金小计等于基本支出加项目支出",
        "核对该行各资金的基本支出、项目支出和小计",
        ("fiscal-econ",),
        economic_columns,
    ),
    sum_rule(
        "IN-019",
        "一般公共预算财政拨款支出决算表：合计等于基本支出加项目支出",
        "核对该行基本支出和项目支出",
        ("general",),
        general_columns,
    ),
    sum_rule(
        "IN-020",
        "一般公共预算财政拨款支出决算明细表：合计等于各经济分类小计之和",
        "核对该行各经济分类的小计",
        ("general-detail",),
        detail_total,
    ),
    sum_rule(
        "IN-021",
        "一般公共预算财政拨款基本支出表：人员经费合计等于工资福利支出加对个人和家庭的补助，"
        "公用经费合计等于表中其他各类之和",
        "核对各类经济科目归入人员经费还是公用经费，再核对两个合计",
        ("general-basic",),
        personnel_and_public,
    ),
    sum_rule(
        "IN-022",
        "“三公”经费表：合计等于因公出国（境）费加公务用车购置及运行维护费加公务接待费，"
        "预算数与决算数分别成立",
        "核对三项经费与合计",
        SANGONG,
        sangong_totals,
    ),
    sum_rule(
        "IN-023",
        "“三公”经费表：公务用车小计等于购置费加运行维护费",
        "核对公务用车购置费、运行维护费与小计",
        SANGONG,
        sangong_cars,
    ),
    sum_rule(
        "IN-025",
        "政府性基金、国有资本经营预算财政拨款收支表：本年支出小计等于基本支出加项目支出",
        "核对该行基本支出和项目支出",
        BALANCED,
        fund_spending,
    ),
    sum_rule(
        "IN-026",
        "国有资本经营预算财政拨款支出决算表：合计等于基本支出加项目支出",
        "核对该行基本支出和项目支出",
        ("capital-spend",),
        capital_spending,
    ),
)
