"""Form sets read from plain mappings (the YAML files of ``disclosures/data``), and checked once.

How a layout file says what a table is:

* ``facts`` (table, column or line) is a query: ``of`` names the kind of fact, every other key a
  field and the values it may have (codes by prefix).  A cell's query is the union of the three.
* ``sum`` (column or line) lists the columns or lines that a cell is the sum of; ``exp.func.*``
  means all that fit.
* ``rows`` is either ``levels`` (rows unfold along dimensions) or ``blocks`` (fixed lines, one
  block beside the other); with neither, the table has a single row.
* ``expand: [301, 302]`` stands for the economic codes of the year, as columns or as lines.
* ``years: [2022, null]`` on a line limits it to those years; the same key may stand twice.
* ``split`` cuts a wide table into pages.

A form set lists its tables as layouts, and may replace anything in them: title, code, role, facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any

from disclosures.core.codes import Classification
from disclosures.core.facts import Kind
from disclosures.core.forms import (
    AMOUNT,
    Block,
    Column,
    Data,
    FormError,
    FormSet,
    Heading,
    Level,
    Line,
    Query,
    Split,
    TableForm,
)
from disclosures.core.money import Unit


def read_form_set(
    data: Data, layouts: Callable[[str], Data], economic: Classification, year: int
) -> FormSet:
    """A form set for ``year`` from its file, the layouts it uses and the economic codes."""
    unit = Unit(data.get("unit", Unit.WAN.value))
    tables = tuple(
        _read_table({**layouts(entry["layout"]), **entry}, data, unit, economic, year)
        for entry in data["tables"]
    )
    roles = [t.role for t in tables]
    if len(set(roles)) != len(roles):
        raise FormError(f"{data['id']}: two tables have the same role")
    years: Sequence[int | None] = data.get("years", (None, None))
    return FormSet(
        id=data["id"],
        name=data["name"],
        region=data["region"],
        kind=Kind(data["kind"]),
        year=year,
        measure=data["measure"],
        unit=unit,
        tables=tables,
        year_suffix=data.get("year_suffix", "年度"),
        years=(years[0], years[1]),
    )


def _read_table(
    data: Data, family: Data, unit: Unit, economic: Classification, year: int
) -> TableForm:
    tree = _expand_columns(data["columns"], economic, year)
    depth = _depth(tree)
    columns = tuple(_leaves(tree, year))
    ids = [c.id for c in columns]
    columns = tuple(replace(c, sum=_match(c.sum, ids)) for c in columns)
    rows = data["rows"]
    split = data.get("split")
    base = Query.read(data.get("facts"))
    return TableForm(
        role=data.get("role", data["layout"]),
        layout=data["layout"],
        title=data["title"],
        code=data.get("code") or "",
        unit=Unit(data.get("unit", unit.value)),
        orientation=data.get("orientation", "portrait"),
        caption=data.get("caption", family["caption"]),
        columns=columns,
        headings=tuple(_headings(tree, depth, year)),
        header_depth=depth,
        lane_row=any(c.lane for c in columns),
        total=rows.get("total", ""),
        total_show=tuple((rows.get("total_show") or {}).items()),
        levels=tuple(_read_level(level) for level in rows.get("levels", ())),
        blocks=_read_blocks(rows.get("blocks", ()), economic, year),
        query=base,
        notes=tuple(data.get("notes", ())),
        empty=data.get("empty", family.get("empty", "")),
        split=_read_split(split, ids) if split else None,
        zero=data.get("zero", family.get("zero", "0.00")),
        confidence=data.get("confidence", "low"),
        aliases=tuple(data.get("aliases", ())),
        required=year >= int(data.get("required_from", year)),
    )


def _expand_columns(nodes: Sequence[Data], economic: Classification, year: int) -> list[Data]:
    """Columns with ``expand: [classes]`` become one group a class, 小计 and its 款 of the year."""
    expanded: list[Data] = []
    lane = 0
    for node in nodes:
        if "expand" not in node:
            expanded.append(node)
            continue
        lane = int(node.get("first_lane", 1))
        for code in map(str, node["expand"]):
            items = economic.children(code, year)
            leaves: list[dict[str, Any]] = [
                {"id": f"e{code}", "label": "小计", "sum": [f"e{i.code}" for i in items]}
            ]
            leaves += [
                {"id": f"e{i.code}", "label": i.name, "facts": {"econ": i.code}} for i in items
            ]
            for leaf in leaves:
                leaf["lane"] = str(lane)
                lane += 1
            expanded.append({"label": economic.name(code, year), "columns": leaves})
    return expanded


def _depth(nodes: Sequence[Data]) -> int:
    return max(1 + (_depth(n["columns"]) if "columns" in n else 0) for n in nodes)


def _leaves(nodes: Sequence[Data], year: int) -> Iterator[Column]:
    for node in nodes:
        if "columns" in node:
            yield from _leaves(node["columns"], year)
            continue
        yield Column(
            id=node["id"],
            label=_fill_year(node["label"], year),
            type=node.get("type", AMOUNT),
            lane=str(node.get("lane") or ""),
            query=Query.read(node["facts"]) if "facts" in node else None,
            sum=tuple(node.get("sum", ())),
            single=bool(node.get("single", False)),
        )


def _headings(nodes: Sequence[Data], depth: int, year: int) -> Iterator[Heading]:
    def walk(nodes: Sequence[Data], row: int, column: int) -> Iterator[Heading]:
        for node in nodes:
            children = node.get("columns")
            span = _leaf_count(children) if children else 1
            label = _fill_year(node["label"], year)
            yield Heading(label, row, column, 1 if children else depth - row, span)
            if children:
                yield from walk(children, row + 1, column)
            column += span

    return walk(nodes, 0, 0)


def _fill_year(label: str, year: int) -> str:
    return label.replace("{year}", str(year))


def _leaf_count(nodes: Sequence[Data]) -> int:
    return sum(_leaf_count(n["columns"]) if "columns" in n else 1 for n in nodes)


def _read_level(data: Data) -> Level:
    return Level(
        by=data["by"],
        digits=int(data.get("digits", 0)),
        role=data.get("role", "subtotal"),
        show=tuple((data.get("show") or {}).items()),
        hidden=bool(data.get("hidden", False)),
    )


def _read_blocks(blocks: Sequence[Data], economic: Classification, year: int) -> tuple[Block, ...]:
    columns = [tuple(block["columns"]) for block in blocks]
    lines = _same_height([list(_read_lines(b["lines"], economic, year)) for b in blocks])
    keys = [line.key for block in lines for line in block if line.key]
    return tuple(
        Block(ids, tuple(replace(line, sum=_match(line.sum, keys)) for line in block))
        for ids, block in zip(columns, lines, strict=True)
    )


def _same_height(blocks: list[list[Line]]) -> list[list[Line]]:
    """Blank lines before the closing totals, so that the totals of all blocks stand in one row."""
    tails = [_tail(lines) for lines in blocks]
    longest = max(tails, default=0)
    bodies = [lines[: len(lines) - tail] for lines, tail in zip(blocks, tails, strict=True)]
    height = max(map(len, bodies), default=0)
    return [
        body + [Line(role="blank")] * (height - len(body) + longest - tail) + lines[len(body) :]
        for body, lines, tail in zip(bodies, blocks, tails, strict=True)
    ]


def _tail(lines: Sequence[Line]) -> int:
    count = 0
    while count < len(lines) and lines[-1 - count].role == "total":
        count += 1
    return count


def _read_lines(entries: Sequence[Data], economic: Classification, year: int) -> Iterator[Line]:
    for entry in entries:
        first, last = entry.get("years") or (None, None)
        if not (first or year) <= year <= (last or year):
            continue
        if "expand" in entry:
            yield from _economic_lines(map(str, entry["expand"]), economic, year)
        else:
            yield _read_line(entry)


def _economic_lines(codes: Iterable[str], economic: Classification, year: int) -> Iterator[Line]:
    for code in codes:
        items = economic.children(code, year)
        keys = tuple(f"econ.{i.code}" for i in items)
        yield Line(f"econ.{code}", economic.name(code, year), code, role="subtotal", sum=keys)
        for item in items:
            query = Query.read({"econ": item.code})
            yield Line(f"econ.{item.code}", item.name_in(year), item.code, query=query)


def _read_line(data: Data) -> Line:
    return Line(
        key=data.get("key", ""),
        label=data.get("label", ""),
        code=str(data.get("code", "")),
        number=str(data.get("line", "")),
        role=data.get("role", "item" if data.get("key") else "blank"),
        query=Query.read(data["facts"]) if "facts" in data else None,
        sum=tuple(data.get("sum", ())),
        columns=tuple(data.get("columns", ())),
        span=tuple(data.get("span", ())),
    )


def _read_split(data: Data, ids: Sequence[str]) -> Split:
    groups = tuple(_match(tuple(group), ids) for group in data["groups"])
    return Split(tuple(data["repeat"]), groups)


def _match(patterns: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """Names that the patterns (``exp.func.*``) mean, in order; a plain name must exist."""
    found: list[str] = []
    for pattern in patterns:
        hits = [n for n in names if fnmatchcase(n, pattern)]
        if not hits and not re.search(r"[*?\[]", pattern):
            raise FormError(f"{pattern}: no such line or column")
        found += [h for h in hits if h not in found]
    return tuple(found)
