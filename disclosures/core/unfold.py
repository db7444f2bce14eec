"""Facts → rows that unfold along dimensions: unit, function, economic code, project, item."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from disclosures.core.codes import Classification
from disclosures.core.facts import Fact, Facts
from disclosures.core.forms import Level, TableForm
from disclosures.core.gather import Sum, asking, columns_taking, row_cells
from disclosures.core.tables import TOTAL, Row


class Names:
    """What the codes of rows are called."""

    def __init__(
        self, facts: Facts, functions: Classification, economic: Classification, year: int
    ) -> None:
        self._units = {u.code: u.name for u in facts.units}
        self._units.setdefault(facts.department_code, facts.department)
        self._functions, self._economic, self._year = functions, economic, year
        self.department_code = facts.department_code

    def of(self, dimension: str, value: str) -> str:
        """The name of a unit, department or code in the year; the value itself where unknown."""
        if dimension == "unit" or dimension == "department":
            return self._units.get(value, value)
        if dimension == "function":
            return self._functions.name(value, self._year)
        if dimension == "econ":
            return self._economic.name(value, self._year)
        return value


class _Node:
    """One row while its amounts are being gathered."""

    __slots__ = ("children", "dims", "fact", "level", "sums")

    def __init__(self, level: int, dims: dict[str, str]) -> None:
        self.level, self.dims = level, dims
        self.children: dict[str, _Node] = {}
        self.sums: dict[str, Sum] = {}
        self.fact: Fact | None = None

    def sum(self, column: str) -> Sum:
        """The sum of a column."""
        found = self.sums.get(column)
        if found is None:
            found = self.sums[column] = Sum()
        return found

    def below(self, level: Level, number: int, value: str, fact: Fact) -> _Node:
        """The row of a value below this one; ``fact`` gives its texts if it is the first there."""
        found = self.children.get(value)
        if found is None:
            found = self.children[value] = _Node(number, {**self.dims, level.by: value})
            found.fact = fact
        return found


def unfolded_rows(
    form: TableForm, facts: Sequence[Fact], names: Names, measure: str
) -> tuple[Row, ...]:
    """The total (if the form has one), then every row that holds an amount, parents first.

    A fact that lacks a level's value goes into the row above and no deeper; amounts in 分.
    """
    root = _Node(-1, {})
    deepest = _Deepest(form, root, names.department_code)
    for position, fact, taken in columns_taking(form, measure).by_fact(facts):
        node = deepest.of(fact)
        for column, amount in taken:
            node.sum(column).add(amount, position)
    _sum_up(root)
    _drop_zero(root)
    rows: list[Row] = []
    top = _emit(form, root, names, rows)
    if form.total:
        cells = row_cells(form, TOTAL, root.sums, top)
        rows.insert(0, Row(TOTAL, "total", 0, _total_texts(form), cells))
    return tuple(rows)


def _total_texts(form: TableForm) -> dict[str, str]:
    if form.total_show:
        return dict(form.total_show)
    return {next(c.id for c in form.columns if c.type == "text"): form.total}


class _Deepest:
    """The deepest row that a fact goes into; rows are made as facts ask for them."""

    def __init__(self, form: TableForm, root: _Node, department: str) -> None:
        self._form, self._root, self._department = form, root, department
        self._fields = sorted({level.by for level in form.levels})
        self._asked: dict[type[Fact], Callable[[Fact], object]] = {}
        self._known: dict[tuple[type[Fact], object], _Node] = {}

    def of(self, fact: Fact) -> _Node:
        """The row of a fact, remembered by the fields that levels ask for."""
        kind = type(fact)
        asked = self._asked.get(kind)
        if asked is None:
            asked = self._asked[kind] = asking(kind, self._fields)
        key = kind, asked(fact)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._made(fact)
        return found

    def _made(self, fact: Fact) -> _Node:
        node = self._root
        for number, level in enumerate(self._form.levels):
            value = _level_value(level, fact, self._department)
            if not value:
                break
            node = node.below(level, number, value, fact)
        return node


def _sum_up(node: _Node) -> None:
    """Every row holds what those below it do."""
    for child in node.children.values():
        _sum_up(child)
        for column, held in child.sums.items():
            node.sum(column).hold(held)


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


def _emit(form: TableForm, node: _Node, names: Names, rows: list[Row]) -> tuple[str, ...]:
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
        cells = row_cells(form, key, child.sums, below)
        texts = _texts(level, child, names)
        parent = next(rows_above(form, child.level, child.dims))
        rows.insert(place, Row(key, level.role, child.level, texts, cells, child.dims, parent))
        keys.append(key)
    return tuple(keys)


def _sorter(levels: Sequence[Level]) -> Callable[[tuple[str, _Node]], str]:
    """Codes sort by code; projects and items keep the order of the facts."""
    coded = bool(levels) and levels[0].by in ("unit", "function", "econ", "department")
    return (lambda pair: pair[0]) if coded else (lambda pair: "")


def rows_above(form: TableForm, number: int, dims: Mapping[str, str]) -> Iterator[str]:
    """The keys of the printed rows that a row of level ``number`` is part of, nearest first."""
    dims = dict(dims)
    own = form.levels[number].by
    for level in reversed(form.levels[:number]):
        if level.by != own:
            dims.pop(own, None)
            own = level.by
        if level.digits:
            dims[level.by] = dims[level.by][: level.digits]
        if not level.hidden:
            yield row_key(_outer(form, dims, level))
    yield TOTAL


def _outer(form: TableForm, dims: Mapping[str, str], level: Level) -> dict[str, str]:
    names = []
    for other in form.levels:
        if other.by not in names:
            names.append(other.by)
        if other is level:
            break
    return {name: dims[name] for name in names if name in dims}


def _texts(level: Level, node: _Node, names: Names) -> dict[str, str]:
    return {column: _text(source, node, names) for column, source in level.show}


def _text(source: str, node: _Node, names: Names) -> str:
    """``function`` prints the code, ``function.name`` its name, ``=…`` the text itself."""
    if source.startswith("="):
        return source[1:]
    dimension, _, what = source.partition(".")
    if what == "name":
        return names.of(dimension, node.dims.get(dimension, ""))
    if dimension in node.dims:
        return node.dims[dimension]
    return str(getattr(node.fact, dimension, ""))
