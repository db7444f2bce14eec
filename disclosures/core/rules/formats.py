"""格式: the unit that is printed, how amounts are written, the contents, rounding notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from disclosures.core.codes import fold
from disclosures.core.forms import AMOUNT
from disclosures.core.money import Unit, printed, show
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.relations import Relation, relations
from disclosures.core.rules.sums import printed_parts, row_label
from disclosures.core.tables import TOTAL, Address, Table

GROUP = "格式"
OPENNESS = "《地方预决算公开操作规程》（财预〔2016〕143号）对公开表格的要求；通行做法"

# -- the unit ---------------------------------------------------------------------------------

#: Where the total of a whole disclosure stands, best first: role, row, column.
WHOLE = (
    ("overview", "exp.grand_total", "out.amt"),
    ("budget-overview", "exp.grand_total", "out.amt"),
    ("expenditure", TOTAL, "c1"),
    ("budget-expenditure", TOTAL, "c1"),
    ("fiscal", "fiscal.exp_grand_total", "out.total"),
    ("budget-fiscal", "fiscal.exp_grand_total", "out.total"),
)
#: Tables whose total is most of the whole, so that a ten-thousandth of it means another unit.
MOST = ("income", "expenditure", "fiscal", "general", "budget-expenditure", "budget-fiscal")
APART = Unit.WAN.fen // Unit.YUAN.fen


def units(evidence: Evidence) -> Iterator[Problem]:
    """F-001."""
    yield from _other_units(evidence)
    yield from _other_magnitudes(evidence)


def _other_units(evidence: Evidence) -> Iterator[Problem]:
    """Tables whose unit is not that of most of the others."""
    tables = [t for t in evidence.tables.tables if not t.empty]
    if len({t.unit for t in tables}) < 2:
        return
    usual = Counter(t.unit for t in tables).most_common(1)[0][0]
    for table in tables:
        if table.unit is not usual:
            yield Problem(
                table=table.role,
                text=f"《{table.form.title}》的单位为{table.unit.value}，"
                f"同一文件其他表的单位为{usual.value}",
            )


def _other_magnitudes(evidence: Evidence) -> Iterator[Problem]:
    """Tables whose amounts cannot be in the unit that they state."""
    whole = _whole(evidence)
    for table in evidence.tables.tables:
        largest, cells = _largest(table)
        if whole and largest >= 2 * whole:
            yield _magnitude(table, cells, largest, whole, _too_large(largest, whole))
        elif table.role in MOST and _near(largest * APART, whole):
            yield _magnitude(table, cells, largest, whole, _too_small(table))


def _whole(evidence: Evidence) -> int:
    """The total of the disclosure in 分, or 0 where no table tells it."""
    for role, row, column in WHOLE:
        table = evidence.tables.get(role)
        if table is not None and table.amount(row, column) > 0:
            return table.amount(row, column)
    return 0


def _largest(table: Table) -> tuple[int, tuple[Address, ...]]:
    """The largest amount of a table, and the cells in which it stands."""
    columns = [c.id for c in table.form.columns if c.type == AMOUNT]
    amounts = [(row.amount(column), row, column) for row in table.rows for column in columns]
    largest = max((amount for amount, _, _ in amounts), default=0)
    cells = tuple(table.address(row, column) for a, row, column in amounts if a == largest)
    return largest, cells if largest else ()


def _near(amount: int, whole: int) -> bool:
    return amount > 0 and whole * 9 <= amount * 10 <= whole * 11


def _too_large(largest: int, whole: int) -> str:
    guess = "，单位很可能应为元" if largest <= whole * APART else ""
    return f"比全部收支还大，数值与单位不符{guess}"


def _too_small(table: Table) -> str:
    other = Unit.WAN if table.unit is Unit.YUAN else Unit.YUAN
    return f"与总表正好相差一万倍，单位很可能应为{other.value}，或总表的单位有误"


def _magnitude(
    table: Table, cells: tuple[Address, ...], largest: int, whole: int, reason: str
) -> Problem:
    unit = table.unit
    return Problem(
        table=table.role,
        cells=cells,
        found=largest,
        text=f"《{table.form.title}》列有 {show(largest, unit)} {unit.value}，而全部收支为 "
        f"{show(whole, unit)} {unit.value}：{reason}",
    )


# -- how amounts are written ------------------------------------------------------------------

_PLAIN = re.compile(r"-?\d+\.\d{2}")
_GROUPED = re.compile(r"-?\d{1,3}(,\d{3})*\.\d{2}")
_BRACKETED = re.compile(r"[(（].*[)）]|.*[－−–—]\d.*")
_LONG = re.compile(r"-?\d{4,}(\.\d*)?")


def amounts_as_written(evidence: Evidence) -> Iterator[Problem]:
    """F-002: of amounts that were filed as text, whose wording is therefore known."""
    usual = _usually_grouped(evidence)
    for table in evidence.tables.tables:
        faults: dict[str, list[Address]] = {}
        for address, text in _written(table):
            if fault := _fault(text, usual):
                faults.setdefault(fault, []).append(address)
        for fault, cells in faults.items():
            yield Problem(table=table.role, cells=tuple(cells), text=fault)


def _written(table: Table) -> Iterator[tuple[Address, str]]:
    if not table.filed:
        return
    amounts = [c.id for c in table.form.columns if c.type == AMOUNT]
    for row in table.rows:
        for column in amounts:
            text = row.texts.get(column, "").strip()
            if text and row.amount(column):
                yield table.address(row, column), text


def _usually_grouped(evidence: Evidence) -> bool | None:
    """Whether most amounts of a thousand and more have separators; None if all agree."""
    texts = [text for t in evidence.tables.tables for _, text in _written(t)]
    grouped = sum("," in text or "，" in text for text in texts)
    plain = sum(bool(_LONG.fullmatch(text)) for text in texts)
    return None if not grouped or not plain else grouped >= plain


def _fault(text: str, usual: bool | None) -> str:
    """What is wrong with how an amount is written, or an empty string."""
    if _BRACKETED.fullmatch(text):
        return "负数应写减号“-”"
    if not _GROUPED.fullmatch(text) and not _PLAIN.fullmatch(text):
        return "金额应写阿拉伯数字，保留两位小数"
    if usual is True and _LONG.fullmatch(text):
        return "千分位与全文不一致：其他金额有千分位"
    if usual is False and "," in text:
        return "千分位与全文不一致：其他金额没有千分位"
    return ""


# -- the contents -----------------------------------------------------------------------------


def contents(evidence: Evidence) -> Iterator[Problem]:
    """F-003: every table once in the contents, and no table in the contents that is not there."""
    if not evidence.contents:
        return
    titles = {fold(t.form.title): t for t in evidence.tables.tables}
    named = Counter(_named(entry, list(titles)) for entry in evidence.contents)
    for title, table in titles.items():
        if named[title] != 1:
            said = "没有列出" if not named[title] else "重复列出"
            yield Problem(table=table.role, text=f"目录{said}《{table.form.title}》")
    for entry in evidence.contents:
        if _names_a_table(entry) and not _named(entry, list(titles)):
            yield Problem(table="", text=f"目录列有“{entry.strip()}”，正文没有这张表")


def _named(entry: str, titles: list[str]) -> str:
    """The title that an entry of the contents means: the longest one in it, or none."""
    return max((t for t in titles if t in fold(entry)), key=len, default="")


def _names_a_table(entry: str) -> bool:
    """Whether an entry ends with 表, page number and dots aside."""
    return bool(re.search(r"(?<!附)表$", re.sub(r"[\s.·…\d]+$", "", entry)))


# -- rounding notes ---------------------------------------------------------------------------


def rounding_notes(evidence: Evidence) -> Iterator[Problem]:
    """F-004: of derived tables; for filed ones the rules on sums say it themselves."""
    for table in evidence.tables.tables:
        if not table.filed:
            for relation in relations(table):
                yield from _note(table, relation)


def _note(table: Table, relation: Relation) -> Iterator[Problem]:
    column = table.form.column[relation.total.column]
    if len(relation.parts) < 2 or column.type != AMOUNT:
        return  # one figure is rounded as its total is
    amounts = [a for p in relation.parts if (a := table.amount(p.row, p.column))]
    total = table.amount(relation.total.row, relation.total.column)
    if sum(amounts) != total:
        return
    shown = sum(printed(a, table.unit) for a in amounts)
    if shown == printed(total, table.unit):
        return
    step = table.unit.step
    yield Problem(
        table=table.role,
        cells=(relation.total,),
        expected=shown * step,
        found=printed(total, table.unit) * step,
        text=f"{_place(table, relation.total.row, column.label)}：显示的分项之和 "
        f"{printed_parts(table, relation.parts)} = {show(shown * step, table.unit)}，"
        f"显示的合计 {show(total, table.unit)}，差异由四舍五入形成",
    )


def _place(table: Table, key: str, column: str) -> str:
    row = table.get(key)
    return f"{row_label(table, row)}·{column}" if row and row.texts else column


FORMATS: tuple[Rule, ...] = (
    Rule(
        code="F-001",
        group=GROUP,
        severity=Severity.ERROR,
        statement="同一文件金额单位统一，表头单位与数值数量级相符",
        basis=OPENNESS,
        fix="核对表头的金额单位：数按元填列的，换算为万元，或把单位改为元",
        roles=("*",),
        check=units,
    ),
    Rule(
        code="F-002",
        group=GROUP,
        severity=Severity.WARNING,
        statement="金额保留两位小数，千分位全文统一；负数用减号",
        basis="通行的公开表格式要求",
        fix="把金额单元格设为数值格式，两位小数，全文统一是否用千分位",
        roles=("*",),
        check=amounts_as_written,
    ),
    Rule(
        code="F-003",
        group=GROUP,
        severity=Severity.ERROR,
        statement="目录列出的附表与正文一一对应",
        basis=OPENNESS,
        fix="按正文重新生成目录；漏印的表补上，没有数据的印空表并说明",
        roles=("*",),
        check=contents,
    ),
    Rule(
        code="F-004",
        group=GROUP,
        severity=Severity.INFO,
        statement="先以元计算再换算为万元，显示的分项之和与显示的合计可能有尾差，须注明",
        basis="四舍五入的通行处理",
        fix="无须改数；公开时保留“分项之和与合计之间可能有尾差”的表注",
        roles=("*",),
        check=rounding_notes,
        tolerance="SUM",
    ),
)
