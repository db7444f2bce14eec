"""Sums judged: a printed total against its printed parts, whatever table it stands in.

Which sums there are says ``relations``; which of them a rule speaks of, the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from disclosures.core.codes import LEVELS
from disclosures.core.forms import AMOUNT, TEXT, Column
from disclosures.core.money import exact, show, show_count
from disclosures.core.rules.base import Problem, Severity, judge_sum
from disclosures.core.rules.relations import Along, Relation
from disclosures.core.tables import TOTAL, Address, Row, Table

TOTALS = frozenset({"合计", "部门", "单位"})


def level(row: Row) -> str:
    """What a row of a table that unfolds is: 合计, 部门, 单位, 类, 款, 项 or 明细."""
    if row.key == TOTAL:
        return "合计"
    if row.code("project") or row.code("item"):
        return "明细"
    code = row.code("function") or row.code("econ")
    if code:
        return LEVELS.get(len(code), "明细")
    return "单位" if row.code("unit") else "部门"


def judge_all(table: Table, found: Iterable[Relation]) -> Iterator[Problem]:
    """What is wrong with the sums."""
    for relation in found:
        yield from judge_relation(table, relation)


def judge_relation(table: Table, relation: Relation) -> Iterator[Problem]:
    """What is wrong with one sum; amounts that a derived total has of its own are a warning."""
    total = relation.total
    found = table.amount(total.row, total.column)
    parts = [table.amount(p.row, p.column) for p in relation.parts]
    if sum(parts) == found:
        return
    column = table.form.column[total.column]
    if column.type != AMOUNT or _is_price(column):
        yield from _judge_others(table, relation, column, sum(parts), found)
    elif _of_rows(relation) and _own(table, total) == found - sum(parts):
        yield _unallocated(table, total, found, sum(parts))
    else:
        yield from judge_sum(table, total, found, parts, _there(table, relation.parts))


def printed_parts(table: Table, addresses: Iterable[Address]) -> str:
    """Figures as printed, with plus signs between them: "36.74 + 0.68"; zeros are left out."""
    amounts = [table.amount(a.row, a.column) for a in addresses]
    return " + ".join(show(a, table.unit) for a in amounts if a) or show(0, table.unit)


def money(fen: int, table: Table) -> str:
    """An amount for a message, in the unit of the table: as printed if filed, else exact."""
    return f"{_shown(fen, table)} {table.unit.value}"


def _shown(fen: int, table: Table) -> str:
    return (show if table.filed else exact)(fen, table.unit)


def row_label(table: Table, row: Row) -> str:
    """What a row is called in a message: its last text that is no code, else its key."""
    columns = [c.id for c in table.form.columns if c.type == TEXT]
    texts = [text.strip() for c in columns if (text := row.texts.get(c, "")).strip()]
    texts = texts or [row.texts[c] for c in row.span if row.texts.get(c)]
    return texts[-1] if texts else row.key


def _of_rows(relation: Relation) -> bool:
    return relation.along in (Along.TOTAL, Along.CHILDREN)


def _there(table: Table, addresses: Iterable[Address]) -> tuple[Address, ...]:
    return tuple(a for a in addresses if table.amount(a.row, a.column))


def _is_price(column: Column) -> bool:
    return column.query is not None and column.query.value == "price"


def _judge_others(
    table: Table, relation: Relation, column: Column, expected: int, found: int
) -> Iterator[Problem]:
    """Counts and prices: forms may leave their totals blank, and they are never rounded."""
    if not found:
        return
    shown = show_count if not _is_price(column) else (lambda n: show(n, table.unit))
    yield Problem(
        table=table.role,
        cells=(relation.total, *_there(table, relation.parts)),
        expected=expected,
        found=found,
        text=f"{column.label}应为 {shown(expected)}，现为 {shown(found)}",
    )


def _own(table: Table, total: Address) -> int:
    """What a derived total holds beside the rows below it: facts that go no deeper."""
    row = table.get(total.row)
    cell = row.cells.get(total.column) if row else None
    if table.filed or cell is None:
        return 0
    columns = table.form.column[total.column].sum
    if columns:
        return sum(_own(table, table.address(total.row, c)) for c in columns)
    below = sum(table.amount(p.row, p.column) for p in cell.parts)
    return cell.amount - below if cell.facts else 0


def _unallocated(table: Table, total: Address, found: int, parts: int) -> Problem:
    return Problem(
        table=table.role,
        cells=(total,),
        expected=parts,
        found=found,
        severity=Severity.WARNING,
        text=f"有 {exact(found - parts, table.unit)} {table.unit.value}没有填列到下级科目，"
        "合计中含有这部分金额，分项中没有",
    )
