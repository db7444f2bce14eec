"""表内, codes of the right fund: what belongs to government funds or to state capital alone."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.codes import Classification
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.sums import row_label
from disclosures.core.tables import Address, Row, Table

GENERAL = ("general", "general-detail", "general-projects", "budget-projects")
GOVERNMENT = ("fund", "budget-fund")
CAPITAL = ("capital", "capital-spend", "budget-capital")

#: 款 that only the budget of government funds uses, by 类: the section 政府性基金预算支出 of
#: 政府收支分类科目 (2019 to 2024, as far as it is in common use).
_FUND_GROUPS = {
    "206": ("10",),
    "207": ("07", "09", "10"),
    "208": ("22", "23", "29"),
    "211": ("60", "61"),
    "212": ("08", "10", "11", "13", "14", "15", "16", "17", "18", "19"),
    "213": ("66", "67", "69", "70", "71"),
    "214": ("60", "62", "63", "64", "68", "69", "70", "71", "72", "73"),
    "215": ("62",),
    "229": ("04", "08", "60"),
    "231": ("04",),
    "232": ("04",),
    "233": ("04",),
    "234": ("01", "02"),
}
FUND_GROUPS = frozenset(c + group for c, groups in _FUND_GROUPS.items() for group in groups)
#: Words in the names of 款 that government funds may well use, listed above or not.
FUND_WORDS = ("基金", "国债", "专项债", "彩票", "债券", "专项资金", "专项收入")
#: 223, and the 款 by which capital money goes to social security or to other levels.
CAPITAL_GROUPS = ("223", "20804", "230")


def codes_of_the_fund(evidence: Evidence) -> Iterator[Problem]:
    """IN-029."""
    for table in evidence.having(*GENERAL, *GOVERNMENT, *CAPITAL):
        seen: set[str] = set()
        for row in table.rows:
            group = row.code("function")[:5]
            if len(group) < 5 or group in seen:
                continue
            seen.add(group)
            if reason := _wrong_fund(table.role, group, evidence.functions):
                yield Problem(
                    table=table.role,
                    cells=_amounts(table, row),
                    text=f"{row.code('function')} {row_label(table, row)}：{reason}",
                )


def _amounts(table: Table, row: Row) -> tuple[Address, ...]:
    return tuple(table.address(row, c.id) for c in table.form.columns if row.amount(c.id))


def _wrong_fund(role: str, group: str, functions: Classification) -> str:
    """Why the 款 does not belong in the table, or an empty string."""
    if role in CAPITAL:
        own = group.startswith(CAPITAL_GROUPS)
        return "" if own else "不是国有资本经营预算支出科目（223 类）"
    if group.startswith("223"):
        return "是国有资本经营预算支出科目，不应列在本表"
    if role in GENERAL:
        return "是政府性基金预算支出科目，不应列在一般公共预算表" if group in FUND_GROUPS else ""
    known = functions.get(group)
    if known is None or group in FUND_GROUPS or any(w in known.name for w in FUND_WORDS):
        return ""
    return "不是政府性基金预算支出科目"


WITHIN_FUNDS: tuple[Rule, ...] = (
    Rule(
        code="IN-029",
        group="表内",
        severity=Severity.WARNING,
        statement="政府性基金、国有资本经营预算各表只列本预算的功能科目，"
        "一般公共预算各表不列这些科目",
        basis="《政府收支分类科目》按一般公共预算、政府性基金预算、国有资本经营预算分列科目",
        fix="核对该笔支出的资金和功能科目，改正填错的一个",
        roles=(*GENERAL, *GOVERNMENT, *CAPITAL),
        check=codes_of_the_fund,
    ),
)
