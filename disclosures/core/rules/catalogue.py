"""The catalogue of rules: as rows for a page, and as CSV text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import astuple, dataclass

from disclosures.core.rules import RULES
from disclosures.core.rules.base import SEVERITY_LABELS, Rule

#: What the tables of each role are called, in any form set.
TABLES = {
    "overview": "收入支出决算总表",
    "income": "收入决算表",
    "expenditure": "支出决算表",
    "fiscal": "财政拨款收入支出决算总表",
    "fiscal-econ": "财政拨款支出决算明细表",
    "general": "一般公共预算财政拨款支出决算表",
    "general-detail": "一般公共预算财政拨款支出决算明细表",
    "general-basic": "一般公共预算财政拨款基本支出决算表",
    "general-projects": "一般公共预算财政拨款项目支出决算表",
    "sangong": "财政拨款“三公”经费支出决算表",
    "sangong-general": "一般公共预算财政拨款“三公”经费支出决算表",
    "sangong-fund": "政府性基金预算财政拨款“三公”经费支出决算表",
    "fund": "政府性基金预算财政拨款收入支出决算表",
    "capital": "国有资本经营预算财政拨款收入支出决算表",
    "capital-spend": "国有资本经营预算财政拨款支出决算表",
    "budget-overview": "部门预算收支总表",
    "budget-expenditure": "部门预算支出总表",
    "budget-fiscal": "财政拨款收支预算总表",
    "budget-basic": "一般公共预算基本支出预算表",
    "budget-projects": "一般公共预算项目支出预算表",
    "budget-sangong": "一般公共预算“三公经费”支出预算表",
    "budget-fund": "政府性基金支出预算表",
    "budget-capital": "国有资本经营预算支出预算表",
    "budget-procurement": "政府采购预算表",
    "budget-services": "政府向社会力量购买服务预算表",
    "*": "全部表",
}

#: How far printed figures may differ, by the tolerance of a rule.
TOLERANCES = {
    "": "—",
    "EQ": "完全相等",
    "DERIVED": "相差不超过 0.01",
    "SUM": "以元计为零；以万元计不超过四舍五入的尾差，尾差只作提示",
    "RATIO": "按所印数字可能的区间判断",
    "PCT_SUM": "每项 0.005 个百分点",
}

GROUPS = ("表内", "表间", "上下年", "预算", "格式", "绩效")
HEADERS = ("代码", "类别", "级别", "规则", "适用的表", "容差", "依据", "处理办法")


@dataclass(frozen=True, slots=True)
class Entry:
    """One rule as the catalogue shows it; the fields are the columns of the CSV."""

    code: str
    group: str
    severity: str
    statement: str
    tables: str
    tolerance: str
    basis: str
    fix: str


def catalogue(others: Iterable[Entry] = ()) -> tuple[Entry, ...]:
    """Every rule, by group and code; ``others`` are those of chapters."""
    entries = (*map(_entry, RULES), *others)
    return tuple(sorted(entries, key=lambda entry: (GROUPS.index(entry.group), entry.code)))


def catalogue_csv(others: Iterable[Entry] = ()) -> str:
    """The catalogue as CSV with a header line, rows ending in CR LF."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADERS)
    writer.writerows(astuple(entry) for entry in catalogue(others))
    return text.getvalue()


def _entry(rule: Rule) -> Entry:
    return Entry(
        code=rule.code,
        group=rule.group,
        severity=SEVERITY_LABELS[rule.severity],
        statement=rule.statement,
        tables="、".join(TABLES.get(role, role) for role in rule.roles),
        tolerance=TOLERANCES.get(rule.tolerance, rule.tolerance),
        basis=rule.basis,
        fix=rule.fix,
    )
