"""Facts workbooks as a clerk might fill them in: rows of values, sheet by sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from disclosures.core.facts_sheets import SHEETS
from disclosures.data import economic, functions
from disclosures.importing.cells import Sheet, Value, Workbook
from disclosures.importing.facts_reader import Reading, read_facts

Rows = Sequence[Sequence[Value]]

BASICS: Rows = [
    ["项目", "内容"],
    ["部门名称", "某某局"],
    ["部门编码", "701"],
    ["年度", 2023.0],
    ["类别", "决算"],
    ["表样", "hunan-final-2023"],
    ["金额单位", "万元"],
]
UNITS: Rows = [["单位编码", "单位名称", "单位性质"], ["701001", "某某局机关", "行政"]]
SPENDING_HEADER = [c.header for s in SHEETS if s.name == "支出" for c in s.columns]
SPENDING: list[Value] = [
    "701001", "决算", "一般公共预算", "2080101", "行政运行", "基本支出", "30101", "基本工资", "",
    "当年", 12.5, "",
]  # fmt: skip


def header(name: str) -> list[Value]:
    """The header of a declared sheet."""
    return [c.header for s in SHEETS if s.name == name for c in s.columns]


def spending(**changes: Value) -> list[Value]:
    """A right line of spending, with changes by header (brackets left out)."""
    row = dict(zip(SPENDING_HEADER, SPENDING, strict=True))
    assert set(changes) <= set(row)
    return list((row | changes).values())


def book(sheets: Mapping[str, Rows] | None = None, **changed: Rows) -> Workbook:
    """A workbook that is right, with sheets replaced or added."""
    rows: dict[str, Rows] = {
        "基本信息": BASICS,
        "单位": UNITS,
        "支出": [SPENDING_HEADER, SPENDING],
        "收入": [header("收入")],
    }
    rows.update(sheets or {})
    rows.update(changed)
    return Workbook("xlsx", tuple(sheet(name, content) for name, content in rows.items()))


def sheet(name: str, rows: Rows) -> Sheet:
    """A sheet of those rows, each as long as the longest."""
    width = max(map(len, rows), default=0)
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return Sheet(name, read=lambda: iter(list(map(list, padded))))


def changed(workbook: Workbook, name: str, **fields: object) -> Workbook:
    """The workbook with fields of one sheet changed (hidden, merged, formulas, faults)."""
    sheets = tuple(
        replace(s, **fields) if s.name == name else s  # type: ignore[arg-type]
        for s in workbook.sheets
    )
    return replace(workbook, sheets=sheets)


def read(workbook: Workbook) -> Reading:
    """Read with the national classifications."""
    return read_facts(workbook, functions(), economic())


def errors(workbook: Workbook) -> list[str]:
    """The errors as people see them; nothing may have been taken."""
    reading = read(workbook)
    assert reading.facts is None
    return list(map(str, reading.errors))


def notes(workbook: Workbook) -> list[str]:
    """The notes; the workbook must have been taken."""
    reading = read(workbook)
    assert reading.facts is not None, list(map(str, reading.errors))
    return list(map(str, reading.notes))
