"""A real budget of ten tables: derived from facts, and read from print, cell by cell.

``bazhong-2022-budget.xlsx`` holds the ten tables as a department published them, typed cell by
cell; ``bazhong-2022-budget-facts.xlsx`` the facts that reproduce them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import openpyxl

from disclosures.core.compare import compare
from disclosures.core.derive import derive
from disclosures.core.money import Unit, show
from disclosures.core.recovery import unexplained
from disclosures.core.tables import Row, Table, Tables
from disclosures.data import economic, functions
from disclosures.pipeline import Book, Intake, take_in

EXAMPLES = Path(__file__).parents[2] / "examples"
PRINTED = EXAMPLES / "bazhong-2022-budget.xlsx"
FACTS = EXAMPLES / "bazhong-2022-budget-facts.xlsx"

#: Cells of the ten tables below their headers, blanks included: rows × columns.
DATA_CELLS = {
    "budget-overview": 33 * 4,
    "budget-expenditure": 54 * 8,
    "budget-fiscal": 32 * 8,
    "budget-basic": 88 * 6,
    "budget-projects": 44 * 5,
    "budget-sangong": 4 * 8,
    "budget-fund": 0,
    "budget-capital": 0,
    "budget-procurement": 8 * 14,
    "budget-services": 3 * 14,
}

#: The tenth table says 万元 and prints 元: the only amounts that facts do not reproduce.
YUAN_AS_WAN = [
    f"budget-services/{row}/{column}: 30,000.00 ≠ 3.00"
    for row in (
        "total",
        "701",
        "701/701001/巴中市惠民惠农财政补贴资金一卡通系统租用费/一卡通系统云资源租用费",
    )
    for column in ("price", "c1", "c2")
]


@cache
def taken(path: Path) -> Intake:
    return take_in(path.read_bytes(), path.name)


def book(path: Path) -> Book:
    intake = taken(path)
    assert (intake.errors, intake.book is not None) == ((), True)
    assert intake.book is not None
    return intake.book


@cache
def sheets() -> dict[str, list[tuple[object, ...]]]:
    """The printed workbook as it stands: title → rows of values."""
    workbook = openpyxl.load_workbook(PRINTED)
    return {s.title: list(s.iter_rows(values_only=True)) for s in workbook}


def printed_rows(table: Table) -> list[tuple[object, ...]]:
    """The rows of a printed table below title, caption and header."""
    rows = sheets()[table.form.title]
    return rows[2 + table.form.header_depth :]


def shown_rows(table: Table) -> list[list[str]]:
    """What our table prints, line by line."""
    side = {c: n for n, block in enumerate(table.form.blocks) for c in block.columns}
    lines = list(table.lines)
    return [
        [_shown(table, line, column.id, side) for column in table.form.columns] for line in lines
    ]


def _shown(table: Table, line: tuple[Row | None, ...], column: str, side: dict[str, int]) -> str:
    row = line[side.get(column, 0)]
    return table.shown(row, table.form.column[column]) if row else ""


def as_printed(value: object, kind: str) -> str:
    """A value of the workbook in the words of the page; spaces between letters aside."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        fen = round(value * 1_000_000)
        return show(fen, Unit.WAN) if kind == "amount" else f"{value:g}"
    return str(value).replace(" ", "")


def unlike(tables: Tables) -> tuple[dict[str, int], list[str]]:
    """Cells compared by table, and every cell that does not show what is printed."""
    counts: dict[str, int] = {}
    found = []
    for table in tables.tables:
        ours = shown_rows(table)
        counts[table.role] = 0
        for number, values in enumerate(printed_rows(table)):
            for column, value in zip(table.form.columns, values, strict=True):
                shown = ours[number][table.form.columns.index(column)] if ours else ""
                printed = as_printed(value, column.type)
                counts[table.role] += 1
                if shown.replace(" ", "") != printed:
                    found.append(f"{table.role}/{number}/{column.id}: {printed} → {shown}")
    return counts, found


def test_the_printed_workbook_reads_as_it_stands() -> None:
    counts, found = unlike(book(PRINTED).tables)
    assert (counts, sum(counts.values()), found) == (DATA_CELLS, 1754, [])
    assert [str(n) for n in taken(PRINTED).notes] == [
        "按表名和年度认作“巴中市市级部门预算公开表（10张）”",
        "财政拨款收支预算总表!C6：“一般公共预算支出”按次序认作“一般公共服务支出”",
    ]


def test_tables_derived_from_facts_equal_the_printed_ones_in_every_cell() -> None:
    """1,754 cells; apart from 元 printed as 万元, 16 names are not those of the code lists."""
    counts, found = unlike(book(FACTS).tables)
    assert (counts, sum(counts.values())) == (DATA_CELLS, 1754)
    names = [text for text in found if "30,000.00" not in text]
    assert (len(found), names) == (25, OTHER_NAMES)


#: Names that the document prints and the code lists do not have: a ministry's suffix, an old
#: name, half-width brackets; a first line and a unit that the document names wrongly.
OTHER_NAMES = [
    "budget-expenditure/4/name: 行政运行（人社） → 行政运行",
    "budget-expenditure/5/name: 一般行政管理事务（人社） → 一般行政管理事务",
    "budget-fiscal/1/out.item: 一般公共预算支出 → 一般公共服务支出",
    "budget-basic/20/name: 维修(护)费 → 维修（护）费",
    "budget-basic/26/name: 公务交通补贴 → 其他交通费用",
    "budget-basic/51/name: 维修(护)费 → 维修（护）费",
    "budget-basic/55/name: 公务交通补贴 → 其他交通费用",
    "budget-basic/79/name: 维修(护)费 → 维修（护）费",
    "budget-basic/83/name: 公务交通补贴 → 其他交通费用",
    "budget-basic/87/name: 其他对个人和家庭的补助支出 → 其他对个人和家庭的补助",
    *(
        f"budget-projects/{n}/name: 一般行政管理事务（人社） → 一般行政管理事务"
        for n in range(4, 9)
    ),
    "budget-services/2/name: 巴中市人力资源和社会保障局 → 市人力资源和社会保障局机关",
]


def test_both_origins_give_the_same_rows_and_amounts() -> None:
    result = compare(book(PRINTED).tables, book(FACTS).tables)
    assert (result.cells, result.equal) == (1018, 1009)
    assert [str(d) for d in result.differences] == YUAN_AS_WAN
    assert (result.left_only, result.right_only) == ((), ())
    for table in book(PRINTED).tables.tables:
        theirs = book(FACTS).tables.by_role[table.role]
        if not theirs.empty:
            assert [_place(r) for r in table.rows] == [_place(r) for r in theirs.rows]


def _place(row: Row) -> tuple[object, ...]:
    return row.key, row.role, row.depth, row.parent, dict(row.dims)


def test_the_rounding_notes_are_exactly_those_known() -> None:
    notes = [f for f in book(PRINTED).findings if f.severity == "info"]
    said = [f"{f.code} {f.cells[0]} {f.message.removesuffix('（四舍五入尾差）')}" for f in notes]
    assert said == ROUNDING


ROUNDING = [
    "B-002 budget-overview/exp.func.208/out.amt 应为 1,947.06，现为 1,947.07，相差 0.01 万元",
    "B-002 budget-overview/exp.func.221/out.amt 应为 120.95，现为 120.94，相差 -0.01 万元",
    "IN-008 budget-expenditure/701002/208/c1 应为 479.38，现为 479.37，相差 -0.01 万元",
    "IN-008 budget-expenditure/701002/208/c2 应为 357.75，现为 357.74，相差 -0.01 万元",
    "IN-009 budget-expenditure/701002/20805/c1 应为 37.42，现为 37.43，相差 0.01 万元",
    "IN-009 budget-expenditure/701002/20805/c2 应为 37.42，现为 37.43，相差 0.01 万元",
    "B-004 budget-fiscal/exp.func.208/out.total 应为 1,947.06，现为 1,947.07，相差 0.01 万元",
    "B-004 budget-fiscal/exp.func.221/out.total 应为 120.95，现为 120.94，相差 -0.01 万元",
    "IN-010 budget-basic/total/c2 应为 1,400.91，现为 1,400.90，相差 -0.01 万元",
    "IN-010 budget-basic/total/c4 应为 422.40，现为 422.41，相差 0.01 万元",
    "IN-018 budget-basic/701001/301/c1 应为 883.39，现为 883.38，相差 -0.01 万元",
    "IN-018 budget-basic/701001/301/c2 应为 883.39，现为 883.38，相差 -0.01 万元",
    "IN-018 budget-basic/701001/302/c1 应为 279.05，现为 279.04，相差 -0.01 万元",
    "IN-018 budget-basic/701001/302/c4 应为 279.05，现为 279.04，相差 -0.01 万元",
    "IN-018 budget-basic/701001/303/c1 应为 6.14，现为 6.15，相差 0.01 万元",
    "IN-018 budget-basic/701001/303/c3 应为 6.14，现为 6.15，相差 0.01 万元",
    "IN-018 budget-basic/701002/302/c1 应为 89.98，现为 89.97，相差 -0.01 万元",
    "IN-018 budget-basic/701002/302/c4 应为 89.98，现为 89.97，相差 -0.01 万元",
    "IN-018 budget-basic/701002/303/c1 应为 1.24，现为 1.23，相差 -0.01 万元",
    "IN-018 budget-basic/701002/303/c3 应为 1.24，现为 1.23，相差 -0.01 万元",
    "IN-018 budget-basic/701003/302/c1 应为 53.40，现为 53.39，相差 -0.01 万元",
    "IN-018 budget-basic/701003/302/c4 应为 53.40，现为 53.39，相差 -0.01 万元",
    "IN-018 budget-basic/701003/303/c1 应为 0.92，现为 0.93，相差 0.01 万元",
    "IN-018 budget-basic/701003/303/c3 应为 0.92，现为 0.93，相差 0.01 万元",
]


def test_the_only_errors_of_the_document_are_the_yuan_of_its_tenth_table() -> None:
    errors = [f for f in book(PRINTED).findings if f.severity == "error"]
    assert [(f.code, str(f.cells[0])) for f in errors] == [
        ("F-001", "budget-services/total/price"),
    ]
    assert [f for f in book(FACTS).findings if f.severity == "error"] == []


def test_facts_recovered_from_print_give_every_table_but_the_economic_one() -> None:
    """Which function pays which economic item no table prints: it stays open, and is said."""
    filed = book(PRINTED)
    assert filed.facts is not None
    assert filed.facts.notes == (
        "一般公共预算支出 56 笔，其中 56 笔的经济科目不能由公开表确定，留空",
        "《一般公共预算基本支出预算表》有 352 格不能由还原的数据得出，以公开表为准",
    )
    again = derive(filed.tables.form_set, filed.facts, functions(), economic())
    result = compare(filed.tables, again)
    assert (result.cells, result.equal) == (670, 658)
    assert {a.table for a in (*result.left_only, *result.right_only)} == {"budget-basic"}
    left = unexplained(filed.tables, again)
    assert [str(d.address) for d in left] == [f"budget-basic/total/c{n}" for n in range(1, 5)]
    assert {(u.code, u.name) for u in filed.facts.units} == {
        ("701001", "市人力资源和社会保障局机关"),
        ("701002", "市社保局"),
        ("701003", "市就业局"),
    }
