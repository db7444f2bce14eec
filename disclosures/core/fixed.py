"""Facts → the fixed lines of a table, block by block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from disclosures.core.facts import Fact
from disclosures.core.forms import CODE, LINE, FormError, Line, Query, TableForm
from disclosures.core.gather import Kept, Sum, kept_taker, row_cells
from disclosures.core.tables import Address, Cell, Row

_CELLS: Kept[tuple[str, str]] = {}


def fixed_blocks(
    form: TableForm, facts: Sequence[Fact], measure: str
) -> tuple[tuple[Row, ...], ...]:
    """The rows of each block, one for every line of the form; amounts in 分.

    ``measure`` is the 口径 that "main" stands for in the form's queries.  FormError where lines
    add up each other.
    """
    columns = _line_columns(form)
    sums = _fixed_sums(form, columns, facts, measure)
    cells: dict[str, dict[str, Cell]] = {}
    for line in _line_order(form.lines.values()):
        if line.sum:
            cells[line.key] = _summed_line(form, line, columns[line.key], cells)
        else:
            own = {c: sums[line.key, c] for c in columns[line.key] if (line.key, c) in sums}
            cells[line.key] = row_cells(form, line.key, own, (), frozenset(columns[line.key]))
    return tuple(
        tuple(
            _fixed_row(form, block.columns, line, cells.get(line.key, {})) for line in block.lines
        )
        for block in form.blocks
    )


def _line_columns(form: TableForm) -> dict[str, list[str]]:
    """The amount columns that each line fills."""
    numeric = {c.id for c in form.columns if c.numeric}
    return {
        line.key: [
            c for c in block.columns if c in numeric and c in (line.columns or block.columns)
        ]
        for block in form.blocks
        for line in block.lines
        if line.key
    }


def _fixed_sums(
    form: TableForm,
    columns: Mapping[str, Sequence[str]],
    facts: Sequence[Fact],
    measure: str,
) -> dict[tuple[str, str], Sum]:
    """What the facts give each (line, column) that is not itself a sum."""
    sums: dict[tuple[str, str], Sum] = {}
    taker = kept_taker(_CELLS, form, measure, lambda: _cell_queries(form, columns))
    for position, _, target, amount in taker.gather(facts):
        sums.setdefault(target, Sum()).add(amount, position)
    return sums


def _cell_queries(
    form: TableForm, columns: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], Query]:
    return {
        (line.key, c): form.query.and_also(form.column[c].query or Query()).and_also(
            line.query or Query()
        )
        for line in form.lines.values()
        if not line.sum
        for c in columns[line.key]
        if not form.column[c].sum
    }


def _line_order(lines: Iterable[Line]) -> list[Line]:
    ordered: list[Line] = []
    waiting = list(lines)
    while waiting:
        pending = {line.key for line in waiting}
        ready = [line for line in waiting if not pending & set(line.sum)]
        if not ready:
            raise FormError(f"{', '.join(sorted(pending))}: lines that add up each other")
        ordered += ready
        waiting = [line for line in waiting if line not in ready]
    return ordered


def _summed_line(
    form: TableForm,
    line: Line,
    columns: Sequence[str],
    cells: Mapping[str, Mapping[str, Cell]],
) -> dict[str, Cell]:
    """A line that adds up others; a part of another block counts with its column of same rank."""
    summed: dict[str, Cell] = {}
    for rank, column in enumerate(columns):
        parts: list[Address] = []
        for key in line.sum:
            theirs = column if column in cells[key] else _ranked(form, cells[key], rank)
            if theirs:
                parts.append(Address(form.role, key, theirs))
        total = sum(cells[part.row][part.column].amount for part in parts)
        summed[column] = Cell(total, (), tuple(parts))
    return summed


def _ranked(form: TableForm, cells: Mapping[str, Cell], rank: int) -> str:
    ids = [c.id for c in form.columns if c.id in cells]
    return ids[rank] if rank < len(ids) else ""


def _fixed_row(
    form: TableForm, columns: Sequence[str], line: Line, cells: Mapping[str, Cell]
) -> Row:
    return Row(
        key=line.key,
        role=line.role,
        depth=0,
        texts=_line_texts(form, columns, line),
        cells=cells,
        dims=line_dims(line),
        span=line.span,
    )


def _line_texts(form: TableForm, columns: Sequence[str], line: Line) -> dict[str, str]:
    if line.span:
        return {line.span[0]: line.label}
    texts: dict[str, str] = {}
    for column in columns:
        kind = form.column[column].type
        if kind == LINE:
            texts[column] = line.number
        elif kind == CODE:
            texts[column] = line.code
        elif not form.column[column].numeric:
            texts[column] = line.label
    return texts


def line_dims(line: Line) -> dict[str, str]:
    """What a fixed line stands for: its economic code, or the function class it adds up."""
    if line.code:
        return {"econ": line.code}
    function = line.query.only("function") if line.query else ""
    return {"function": function} if function else {}
