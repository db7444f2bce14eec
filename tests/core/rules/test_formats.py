"""格式: units, how amounts are written, the contents, rounding notes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.core.money import Unit
from disclosures.core.rules import RULES
from disclosures.core.rules.base import Evidence
from disclosures.core.tables import Row
from tests.core.rules.builders import (
    Case,
    Found,
    at,
    budget,
    change_row,
    check_case,
    earn,
    evidence,
    filed,
    final,
    spend,
    spoil,
    swap,
)

TITLES = tuple(t.form.title for t in final().tables.tables)


def in_unit(found: Evidence, role: str, unit: Unit) -> Evidence:
    """The evidence with one table stated in another unit."""
    table = replace(found.tables.by_role[role], unit=unit)
    return replace(found, tables=swap(found.tables, table))


def written(**texts: str) -> Evidence:
    """Filed tables in which amounts of the general table (column c1) were printed as text."""
    found = filed(final())
    for row, text in texts.items():
        found = _write(found, f"general/{row.lstrip('_')}/c1", text)
    return found


def _write(found: Evidence, address: str, text: str) -> Evidence:
    where = at(address)

    def change(row: Row) -> Row:
        return replace(row, texts={**row.texts, where.column: text})

    return replace(found, tables=change_row(found.tables, where, change))


def too_large() -> Evidence:
    """A purchase of 30,000.00 元 printed as 万元, where all spending is 180.73."""
    return spoil(filed(budget()), "budget-services/total/c1", "30000")


UNITS: tuple[Case, ...] = (
    Case("F-001", "one unit, plausible amounts", lambda: filed(final())),
    Case("F-001", "derived", budget),
    Case(
        "F-001",
        "one table in 元 among tables in 万元",
        lambda: in_unit(filed(final()), "general", Unit.YUAN),
        (
            Found(
                "error",
                says="《一般公共预算财政拨款支出决算表》的单位为元，同一文件其他表的单位为万元",
                table="general",
            ),
        ),
    ),
    Case(
        "F-001",
        "元 printed as 万元",
        too_large,
        (
            Found(
                "error",
                ("budget-services/total/c1",),
                None,
                "30000",
                "《政府向社会力量购买服务预算表》列有 30,000.00 万元，而全部收支为 "
                "180.73 万元：比全部收支还大，数值与单位不符，单位很可能应为元",
            ),
        ),
    ),
    Case(
        "F-001",
        "a table ten thousand times too small",
        lambda: evidence(
            *(spend("2080101", "30101", "10000"), earn("gp", "1", "2080101")),
            form="national-final",
        ),
        (
            Found(
                "error",
                tuple(
                    f"income/{row}/{column}"
                    for row in ("total", "208", "20801", "2080101")
                    for column in ("c1", "c2")
                ),
                None,
                "1",
                "与总表正好相差一万倍，单位很可能应为元，或总表的单位有误",
            ),
        ),
    ),
)

WRITING: tuple[Case, ...] = (
    Case("F-002", "numbers have no wording of their own", lambda: filed(final())),
    Case("F-002", "two decimals, no separators", lambda: written(total="275.44", _208="262.94")),
    Case("F-002", "separators throughout", lambda: written(total="1,275.44", _208="2,262.94")),
    Case(
        "F-002",
        "decimals missing, a negative in brackets",
        lambda: written(total="275.4", _208="(262.94)", _221="十二"),
        (
            Found(
                "warning",
                ("general/total/c1", "general/221/c1"),
                says="金额应写阿拉伯数字，保留两位小数",
            ),
            Found("warning", ("general/208/c1",), says="负数应写减号“-”"),
        ),
    ),
    Case(
        "F-002",
        "one amount without separators among others with them",
        lambda: written(total="1,275.44", _208="2,262.94", _221="1222.50"),
        (
            Found(
                "warning",
                ("general/221/c1",),
                says="千分位与全文不一致：其他金额有千分位",
            ),
        ),
    ),
    Case(
        "F-002",
        "one amount with separators among others without them",
        lambda: written(total="1,275.44", _208="2262.94", _221="1222.50"),
        (
            Found(
                "warning",
                ("general/total/c1",),
                says="千分位与全文不一致：其他金额没有千分位",
            ),
        ),
    ),
)

CONTENTS: tuple[Case, ...] = (
    Case("F-003", "no contents", final),
    Case(
        "F-003",
        "every table, with numbers, dots and pages",
        lambda: final(
            contents=(
                "第四部分 附表",
                *(f"{n}、{title}……{n + 20}" for n, title in enumerate(TITLES, start=1)),
            )
        ),
    ),
    Case(
        "F-003",
        "one missing, one twice, one too many",
        lambda: final(
            contents=("二、收入决算表 12", "部门收入汇总表 13", *TITLES[:6], *TITLES[7:])
        ),
        (
            Found("error", says="目录重复列出《收入决算表》", table="income"),
            Found(
                "error",
                says="目录没有列出《一般公共预算财政拨款支出决算明细表》",
                table="general-detail",
            ),
            Found("error", says="目录列有“部门收入汇总表 13”，正文没有这张表"),
        ),
    ),
)


def rounded() -> Evidence:
    """Two amounts whose printed figures do not add to the printed total: 0.004 + 0.004 = 0.01."""
    return evidence(
        spend("2080101", "30101", "10.004"),
        spend("2080101", "30201", "10.004", spend="project", project="某项目"),
        form="national-final",
    )


NOTES: tuple[Case, ...] = (
    Case(
        "F-004",
        "figures that add up as printed",
        lambda: evidence(spend("2080101", "30101", "10.01"), form="national-final"),
    ),
    Case("F-004", "filed tables: the rules on sums say it", lambda: filed(rounded())),
    Case(
        "F-004",
        "figures that do not add up as printed",
        rounded,
        tuple(
            Found(
                "info",
                (f"{table}/{row}/c1",),
                "20.00",
                "20.01",
                f"{label}·{column}：显示的分项之和 10.00 + 10.00 = 20.00，显示的合计 20.01，"
                "差异由四舍五入形成",
            )
            for table, column in (("expenditure", "本年支出合计"), ("general", "合计"))
            for row, label in (
                ("total", "合计"),
                ("208", "社会保障和就业支出"),
                ("20801", "人力资源和社会保障管理事务"),
                ("2080101", "行政运行"),
            )
        ),
    ),
)

CASES = (*UNITS, *WRITING, *CONTENTS, *NOTES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_formats(case: Case) -> None:
    check_case(case, RULES)
