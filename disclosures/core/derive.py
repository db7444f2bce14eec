"""Facts → tables: every cell is the sum of facts or of other cells, and remembers which."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, TypeVar

from disclosures.core.codes import Classification
from disclosures.core.facts import Fact, Facts, Measure
from disclosures.core.forms import (
    CODE,
    LINE,
    Column,
    FormError,
    FormSet,
    Level,
    Line,
    Query,
    TableForm,
)
from disclosures.core.tables import SINGLE, TOTAL, Address, Cell, Row, Table, Tables

Target = TypeVar("Target", bound=Hashable)


def derive(
    form_set: FormSet,
    facts: Facts,
    functions: Classification,
    economic: Classification,
    *,
    measure: str | None = None,
) -> Tables:
    """All tables of ``form_set`` from ``facts``.

    ``measure`` replaces the form set's own 口径, so that the same form set also gives last year's
    tables (``Measure.PRIOR``) or the budget's.
    """
    main = measure or form_set.measure
    names = _Names(facts, functions, economic, form_set.year)
    tables = tuple(
        Table(form, form.unit, _derive_table(form, facts, names, main)) for form in form_set.tables
    )
    return Tables(form_set, facts.department, tables, facts)


class _Names:
    """What the codes of rows are called."""

    def __init__(
        self, facts: Facts, functions: Classification, economic: Classification, year: int
    ) -> None:
        self._units = {u.code: u.name for u in facts.units}
        self._units.setdefault(facts.department_code, facts.department)
        self._functions, self._economic, self._year = functions, economic, year
        self.department_code = facts.department_code

    def of(self, dimension: str, value: str) -> str:
        if dimension == "unit" or dimension == "department":
            return self._units.get(value, value)
        if dimension == "function":
            return self._functions.name(value, self._year)
        if dimension == "econ":
            return self._economic.name(value, self._year)
        return value


def _derive_table(
    form: TableForm, facts: Facts, names: _Names, measure: str
) -> tuple[tuple[Row, ...], ...]:
    if form.blocks:
        return _fixed_blocks(form, facts.facts, measure)
    if not form.levels:
        return ((_single_row(form, facts.facts, measure),),)
    return (_unfolded_rows(form, facts.facts, names, measure),)


class _Match:
    """A query made quick: does a fact belong to it?"""

    __slots__ = ("_prefixes", "_values", "of", "value")

    def __init__(self, query: Query, measure: str) -> None:
        self.of = query.of
        self.value = query.value
        self._prefixes: list[tuple[str, tuple[str, ...]]] = []
        self._values: list[tuple[str, frozenset[str]]] = []
        for name, values in query.where:
            if name in ("function", "econ"):
                self._prefixes.append((name, values))
            else:
                wanted = frozenset(measure if v == "main" else v for v in values)
                self._values.append((name, wanted))

    def __call__(self, fact: Fact) -> bool:
        return (
            fact.of == self.of
            and all(getattr(fact, name) in wanted for name, wanted in self._values)
            and all(getattr(fact, name).startswith(starts) for name, starts in self._prefixes)
        )

    def amount(self, fact: Fact) -> int:
        return int(getattr(fact, self.value))


class _Sum:
    """An amount that grows, and the facts that it grew from."""

    __slots__ = ("amount", "facts")

    def __init__(self) -> None:
        self.amount = 0
        self.facts: list[int] = []

    def add(self, amount: int, fact: int) -> None:
        self.amount += amount
        self.facts.append(fact)


class _Taker(Generic[Target]):
    """Which targets (columns, or cells) take a fact; remembered by the fields that queries ask."""

    def __init__(self, queries: Mapping[Target, Query], measure: str) -> None:
        self._matches = {target: _Match(query, measure) for target, query in queries.items()}
        self._fields = sorted({name for q in queries.values() for name, _ in q.where})
        self._known: dict[tuple[object, ...], tuple[Target, ...]] = {}

    def _targets(self, fact: Fact) -> tuple[Target, ...]:
        asked = (fact.of, *(getattr(fact, name, None) for name in self._fields))
        known = self._known.get(asked)
        if known is None:
            known = tuple(target for target, match in self._matches.items() if match(fact))
            self._known[asked] = known
        return known

    def gather(self, facts: Sequence[Fact]) -> Iterator[tuple[int, Fact, Target, int]]:
        """(position, fact, target, amount) for every fact that a target takes."""
        for position, fact in enumerate(facts):
            for target in self._targets(fact):
                yield position, fact, target, self._matches[target].amount(fact)


def _columns_taking(form: TableForm, measure: str) -> _Taker[str]:
    queries = {c.id: form.query.and_also(c.query) for c in form.columns if c.query is not None}
    return _Taker(queries, measure)


def _single_row(form: TableForm, facts: Sequence[Fact], measure: str) -> Row:
    sums: dict[str, _Sum] = {}
    for position, _, column, amount in _columns_taking(form, measure).gather(facts):
        sums.setdefault(column, _Sum()).add(amount, position)
    cells = _row_cells(form, SINGLE, sums, sums, ())
    return Row(SINGLE, "item", 0, {}, cells)


def _row_cells(
    form: TableForm,
    key: str,
    sums: Mapping[str, _Sum],
    ends: Mapping[str, _Sum],
    children: Sequence[str],
    only: frozenset[str] | None = None,
) -> dict[str, Cell]:
    """The amount cells of one row: its own sums, and the sums of its columns.

    ``sums`` are all amounts at or below the row, ``ends`` those of facts that go no deeper.
    """
    cells: dict[str, Cell] = {}
    for column in form.columns:
        if not column.numeric or (only is not None and column.id not in only):
            continue
        if not column.sum:
            amount = sums[column.id].amount if column.id in sums else 0
            own = tuple(ends[column.id].facts) if column.id in ends else ()
            parts = tuple(Address(form.role, child, column.id) for child in children)
            cells[column.id] = Cell(amount, own, parts)
    for column in _sum_order(form):
        if only is None or column.id in only:
            parts = tuple(Address(form.role, key, part) for part in column.sum if part in cells)
            total = sum(cells[part].amount for part in column.sum if part in cells)
            cells[column.id] = Cell(total, (), parts)
    return cells


def _sum_order(form: TableForm) -> list[Column]:
    """Columns that are sums, each after the columns it adds."""
    ordered: list[Column] = []
    waiting = [c for c in form.columns if c.sum]
    while waiting:
        pending = {c.id for c in waiting}
        ready = [c for c in waiting if not pending & set(c.sum)]
        ordered += ready
        waiting = [c for c in waiting if c not in ready]
    return ordered


# -- tables with fixed lines ------------------------------------------------------------------


def _fixed_blocks(
    form: TableForm, facts: Sequence[Fact], measure: str
) -> tuple[tuple[Row, ...], ...]:
    columns = _line_columns(form)
    sums = _fixed_sums(form, columns, facts, measure)
    cells: dict[str, dict[str, Cell]] = {}
    for line in _line_order(form.lines.values()):
        if line.sum:
            cells[line.key] = _summed_line(form, line, columns[line.key], cells)
        else:
            own = {c: sums[line.key, c] for c in columns[line.key] if (line.key, c) in sums}
            cells[line.key] = _row_cells(form, line.key, own, own, (), frozenset(columns[line.key]))
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
) -> dict[tuple[str, str], _Sum]:
    """What the facts give each (line, column) that is not itself a sum."""
    queries = {
        (line.key, c): form.query.and_also(form.column[c].query or Query()).and_also(
            line.query or Query()
        )
        for line in form.lines.values()
        if not line.sum
        for c in columns[line.key]
        if not form.column[c].sum
    }
    sums: dict[tuple[str, str], _Sum] = {}
    for position, _, target, amount in _Taker(queries, measure).gather(facts):
        sums.setdefault(target, _Sum()).add(amount, position)
    return sums


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
        dims=_line_dims(line),
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


def _line_dims(line: Line) -> dict[str, str]:
    if line.code:
        return {"econ": line.code}
    function = line.query.only("function") if line.query else ""
    return {"function": function} if function else {}


# -- tables whose rows unfold -----------------------------------------------------------------


class _Node:
    """One row while its amounts are being gathered."""

    __slots__ = ("children", "dims", "ends", "fact", "level", "sums")

    def __init__(self, level: int, dims: dict[str, str]) -> None:
        self.level, self.dims = level, dims
        self.children: dict[str, _Node] = {}
        self.sums: dict[str, _Sum] = {}
        self.ends: dict[str, _Sum] = {}
        self.fact: Fact | None = None

    def add(self, column: str, amount: int, position: int, fact: Fact) -> None:
        self.sums.setdefault(column, _Sum()).add(amount, position)
        self.fact = self.fact or fact


def _unfolded_rows(
    form: TableForm, facts: Sequence[Fact], names: _Names, measure: str
) -> tuple[Row, ...]:
    root = _Node(-1, {})
    for position, fact, column, amount in _columns_taking(form, measure).gather(facts):
        node = root
        node.add(column, amount, position, fact)
        for number, level in enumerate(form.levels):
            value = _level_value(level, fact, names.department_code)
            if not value:
                break
            if value not in node.children:
                node.children[value] = _Node(number, {**node.dims, level.by: value})
            node = node.children[value]
            node.add(column, amount, position, fact)
        node.ends.setdefault(column, _Sum()).add(amount, position)
    _drop_zero(root)
    rows: list[Row] = []
    top = _emit(form, root, names, rows)
    if form.total:
        cells = _row_cells(form, TOTAL, root.sums, root.ends, top)
        rows.insert(0, Row(TOTAL, "total", 0, _total_texts(form), cells))
    return tuple(rows)


def _total_texts(form: TableForm) -> dict[str, str]:
    if form.total_show:
        return dict(form.total_show)
    return {next(c.id for c in form.columns if c.type == "text"): form.total}


def _level_value(level: Level, fact: Fact, department: str) -> str:
    if level.by == "department":
        return department
    value = str(getattr(fact, level.by, ""))
    if level.digits:
        return value[: level.digits] if len(value) >= level.digits else ""
    return value


def _drop_zero(node: _Node) -> None:
    """Rows in which every amount is zero are not printed."""
    for key, child in list(node.children.items()):
        _drop_zero(child)
        if not child.children and not any(s.amount for s in child.sums.values()):
            del node.children[key]


def row_key(dims: Mapping[str, str]) -> str:
    """The key of a row: what it stands for, outermost first, e.g. ``701001/2080101``."""
    return "/".join(dims.values())


def _emit(form: TableForm, node: _Node, names: _Names, rows: list[Row]) -> tuple[str, ...]:
    """Rows of the node's children in order; returns the keys of the topmost ones printed."""
    keys: list[str] = []
    ordered = sorted(node.children.items(), key=_sorter(form.levels[node.level + 1 :]))
    for _, child in ordered:
        level = form.levels[child.level]
        if level.hidden:
            keys += _emit(form, child, names, rows)
            continue
        place = len(rows)
        below = _emit(form, child, names, rows)
        key = row_key(child.dims)
        cells = _row_cells(form, key, child.sums, child.ends, below)
        texts = _texts(level, child, names)
        parent = _parent(form, child)
        rows.insert(place, Row(key, level.role, child.level, texts, cells, child.dims, parent))
        keys.append(key)
    return tuple(keys)


def _sorter(levels: Sequence[Level]) -> Callable[[tuple[str, _Node]], str]:
    """Codes sort by code; projects and items keep the order of the facts."""
    coded = bool(levels) and levels[0].by in ("unit", "function", "econ", "department")
    return (lambda pair: pair[0]) if coded else (lambda pair: "")


def _parent(form: TableForm, node: _Node) -> str:
    """The key of the nearest printed row above, or ``total``."""
    dims = dict(node.dims)
    for level in reversed(form.levels[: node.level]):
        own = form.levels[node.level].by
        trimmed = dict(dims)
        if level.by != own:
            trimmed.pop(own, None)
        if level.digits:
            trimmed[level.by] = trimmed[level.by][: level.digits]
        if not level.hidden:
            return row_key(_outer(form, trimmed, level))
        dims = trimmed
    return TOTAL


def _outer(form: TableForm, dims: Mapping[str, str], level: Level) -> dict[str, str]:
    names = []
    for other in form.levels:
        if other.by not in names:
            names.append(other.by)
        if other is level:
            break
    return {name: dims[name] for name in names if name in dims}


def _texts(level: Level, node: _Node, names: _Names) -> dict[str, str]:
    return {column: _text(source, node, names) for column, source in level.show}


def _text(source: str, node: _Node, names: _Names) -> str:
    """``function`` prints the code, ``function.name`` its name, ``=…`` the text itself."""
    if source.startswith("="):
        return source[1:]
    dimension, _, what = source.partition(".")
    if what == "name":
        return names.of(dimension, node.dims.get(dimension, ""))
    if dimension in node.dims:
        return node.dims[dimension]
    return str(getattr(node.fact, dimension, ""))


def prior_year(
    form_set: FormSet, facts: Facts, functions: Classification, economic: Classification
) -> Tables | None:
    """Last year's tables from the facts of 上年决算, or None where none are stated."""
    if not any(getattr(f, "measure", "") == Measure.PRIOR for f in facts.facts):
        return None
    return derive(form_set, facts, functions, economic, measure=Measure.PRIOR)
