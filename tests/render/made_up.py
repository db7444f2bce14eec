"""Tables made up to be hard to print: names of every kind, amounts of up to 14 digits."""

from __future__ import annotations

from disclosures.core.derive import derive
from disclosures.core.document import PrintedTables, tables_of
from disclosures.core.facts import Expenditure, Facts, Income, Kind, UnitInfo
from disclosures.data import economic, form_set, functions

LONG = "跨年度实施的公共就业服务能力提升与职业技能培训（含结转）专项补助资金" * 6
HOSTILE = (
    "<b>粗体</b>&amp;\"'",
    "表情😀与👨‍👩‍👧家庭",
    "控制\x00\x07\x1b符\u202e和\t制表\n换行",
    "A" * 120,
    "(\\)>)Tj ET Q EMC",
    "扩展𠮷𠀀㐀",
    "孤立\ud800代理",
    LONG[:200],
)


def facts(*, items: int = 40, projects: tuple[str, ...] = HOSTILE, department: str) -> Facts:
    """Spending of many items, and projects of every name, in amounts of up to 14 digits."""
    codes = [c.code for c in functions().valid(2020) if len(c.code) == 7][:items]
    groups = [c.code for c in economic().valid(2020) if len(c.code) == 5]
    spent = [
        Expenditure(
            unit="1",
            measure="final",
            fund="gp",
            function=code,
            spend="basic",
            econ=groups[(7 * n) % len(groups)],
            amount=(n + 1) * 123_456_789 * (-1) ** n,
        )
        for n, code in enumerate(codes)
    ] + [
        Expenditure(
            unit="1",
            measure="final",
            fund="gp",
            function=codes[n % len(codes)],
            spend="project",
            econ="30299",
            project=name,
            amount=99_999_999_999_999 - n,
        )
        for n, name in enumerate(projects)
    ]
    income = Income(unit="1", measure="final", category="gp", function=codes[0], amount=10**13)
    return Facts(
        department=department, department_code="1", year=2020, kind=Kind.FINAL,
        form_set="sichuan-final-2020", units=(UnitInfo(code="1", name=department),),
        facts=(*spent, income),
    )  # fmt: skip


def tables(**changes: object) -> PrintedTables:
    stated = facts(**{"department": "某市人力资源和社会保障局", **changes})  # type: ignore[arg-type]
    return tables_of(derive(form_set(stated.form_set, 2020), stated, functions(), economic()))
