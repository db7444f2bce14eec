"""Columns that a printed table leaves out, and tables printed in several parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from disclosures.core.forms import Column
from disclosures.core.rules.base import sum_slack
from disclosures.core.tables import Cell, Row, Table
from disclosures.importing.cells import a1
from disclosures.importing.headers import expected_labels
from disclosures.importing.printed_table import PrintedTable
from disclosures.importing.report import Report


def judge_missing(table: Table, printed: Sequence[PrintedTable], report: Report) -> None:
    """Amount columns that are not printed: harmless where every total adds up without them."""
    have = {c for p in printed for c in p.header.columns}
    missing = [c for c in table.form.columns if c.numeric and c.id not in have]
    if not missing:
        return
    wrong = [c for c in missing if not c.sum and not _adds_up_without(table, c.id, have)]
    heading = printed[0].place.heading
    row, spot = printed[0].header.top, heading.column
    if wrong:
        labels = "、".join(f"“{c.label}”" for c in wrong[:6]) + ("等" if len(wrong) > 6 else "")
        text = f"“{heading.printed}”缺少列{labels}"
        report.error(
            heading.grid.name, a1(row, spot), text, f"表头含有：{expected_labels(table.form)}"
        )
    else:
        text = f"“{heading.printed}”省略了 {len(missing)} 列，{_read_as(missing, have)}"
        report.note(heading.grid.name, a1(row, spot), text)


def _read_as(missing: Sequence[Column], have: set[str]) -> str:
    sums = [c for c in missing if c.sum and have.issuperset(c.sum)]
    if not sums:
        return "合计不含它们也相符，按 0 读取"
    labels = "、".join(dict.fromkeys(f"“{c.label}”" for c in sums))
    rest = "，其余按 0 读取" if len(sums) < len(missing) else ""
    return f"{labels}按各栏之和读取{rest}"


def fill_sums(table: Table, printed: Sequence[PrintedTable]) -> Table:
    """The table with the sums of columns that are not printed, where all their parts are."""
    have = {c for p in printed for c in p.header.columns}
    for column in reversed(table.form.columns):
        if column.sum and column.id not in have and have.issuperset(column.sum):
            have.add(column.id)
            blocks = tuple(tuple(_with_sum(table, r, column) for r in b) for b in table.blocks)
            table = replace(table, blocks=blocks)
    return table


def _with_sum(table: Table, row: Row, column: Column) -> Row:
    parts = tuple(table.address(row, c) for c in column.sum if c in row.cells)
    if not parts:
        return row
    cell = Cell(sum(row.amount(p.column) for p in parts), parts=parts)
    return replace(row, cells={**row.cells, column.id: cell})


def _adds_up_without(table: Table, column: str, have: set[str]) -> bool:
    """Whether a printed sum that includes the column equals its printed parts in every row."""
    whole = next((c for c in table.form.columns if column in c.sum), None)
    if whole is None:
        return False
    if whole.id not in have:
        return _adds_up_without(table, whole.id, have)
    for row in table.rows:
        if whole.id in row.cells:
            parts = [row.amount(c) for c in whole.sum]
            tolerance = sum_slack(table.step, parts)
            if abs(row.amount(whole.id) - sum(parts)) > tolerance:
                return False
    return True


def join_parts(first: Table, second: Table, report: Report) -> Table:
    """A table whose columns are printed in parts, one below the other or sheet by sheet."""
    blocks = []
    twice: list[str] = []
    for ours, theirs in zip(first.blocks, second.blocks, strict=True):
        known = {row.key: row for row in ours if row.key}
        for row in theirs:
            if row.key:
                known[row.key] = _joined(known[row.key], row, twice) if row.key in known else row
        blocks.append(
            tuple(known[row.key] if row.key else row for row in ours)
            + tuple(r for k, r in known.items() if k not in {o.key for o in ours})
        )
    if twice:
        text = f"“{second.form.title}”出现了两次，金额不同"
        report.error(second.place, "", text, "每张表只出现一次")
    return replace(first, blocks=tuple(blocks))


def _joined(one: Row, other: Row, twice: list[str]) -> Row:
    twice += [
        c
        for c, cell in other.cells.items()
        if c in one.cells and one.cells[c].amount != cell.amount
    ]
    return replace(one, cells={**other.cells, **one.cells})
