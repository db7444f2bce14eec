"""What is printed where: header, lines and notes of a table, for page, print and workbook alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from disclosures.core.facts import LABELS
from disclosures.core.forms import LINE, TEXT, Column, FormSet, Heading, TableForm
from disclosures.core.tables import Cell, Row, Table, Tables

LANES = "栏次"
#: How far a row is moved in for each level above it, in em.
INDENT = 0.7


class Spot(NamedTuple):
    """One printed cell of a line: its text over ``span`` columns.

    ``cell`` stands where it is a figure; ``leads`` where the text is what the row is called,
    moved in by ``depth`` levels.
    """

    column: Column
    span: int
    text: str
    row: Row | None = None
    cell: Cell | None = None
    leads: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """The columns of a table that stand side by side on a page: part ``number`` of ``of``."""

    columns: tuple[Column, ...]
    number: int = 1
    of: int = 1

    @property
    def label(self) -> str:
        """Which part this is; nothing where there is only one."""
        return f"第 {self.number} 部分，共 {self.of} 部分" if self.of > 1 else ""


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands above a table."""

    title: str
    code: str
    left: str
    center: str
    right: str


def title_lines(tables: Tables) -> tuple[str, str]:
    """The two lines of a document's title, e.g. (泸州市…局, 2020年度部门决算公开表)."""
    forms = tables.form_set
    kind = LABELS["kind"][forms.kind]
    return tables.department, f"{forms.year}{forms.year_suffix}部门{kind}公开表"


def caption(table: Table, form_set: FormSet, department: str) -> Caption:
    """The title, the 公开NN表 and the line of department, year and unit."""
    form = table.form
    left, center, right = (
        form_set.fill(form.caption.get(side, ""), form, department, table.unit)
        for side in ("left", "center", "right")
    )
    return Caption(form.title, form.code, left, center, right)


def notes(table: Table, form_set: FormSet, department: str) -> tuple[str, ...]:
    """The notes below a table."""
    return tuple(form_set.fill(n, table.form, department, table.unit) for n in table.form.notes)


def explanation(table: Table, form_set: FormSet, department: str) -> str:
    """Why a table is empty; an empty text where it is not."""
    if not table.empty or not table.form.empty:
        return ""
    return form_set.fill(table.form.empty, table.form, department, table.unit)


def headings(form: TableForm, columns: Sequence[Column]) -> list[Heading]:
    """The header cells above those columns, row by row; ``column`` counts within them."""
    index = {c.id: n for n, c in enumerate(form.columns)}
    place = {index[c.id]: n for n, c in enumerate(columns)}
    found = []
    for heading in form.headings:
        wide = [
            place[i] for i in range(heading.column, heading.column + heading.columns) if i in place
        ]
        if wide:
            found.append(Heading(heading.label, heading.row, wide[0], heading.rows, len(wide)))
    return sorted(found, key=lambda h: (h.row, h.column))


def lanes(columns: Sequence[Column]) -> list[Spot]:
    """The 栏次 row: the first columns without a lane are one cell, the others say their lane."""
    lead = next((n for n, c in enumerate(columns) if c.lane), len(columns))
    spots = [Spot(columns[0], lead, LANES)] if lead else []
    return spots + [Spot(c, 1, c.lane) for c in columns[lead:]]


def lines(table: Table, columns: Sequence[Column]) -> Iterator[list[Spot]]:
    """The printed lines, each as cells from left to right."""
    owner = {c: n for n, block in enumerate(table.form.blocks) for c in block.columns}
    names = leading(table.form)
    ranks = _ranks(table.form)
    places = [_Place(c, owner.get(c.id, 0), ranks if c.id in names else None) for c in columns]
    for line in table.lines:
        covers = {c: row for row in line if row for c in row.span}
        if covers:
            yield list(_covered(table, places, line, covers))
        else:
            yield [_spot(table, place, line[place.block]) for place in places]


@dataclass(frozen=True, slots=True)
class _Place:
    """A column, its block, and how far names in it are moved in at each level."""

    column: Column
    block: int
    ranks: Sequence[int] | None


def _ranks(form: TableForm) -> list[int]:
    """How many printed levels stand above each level."""
    shown = [0 if level.hidden else 1 for level in form.levels]
    return [sum(shown[:n]) for n in range(len(shown))]


def _spot(table: Table, place: _Place, row: Row | None) -> Spot:
    column = place.column
    if row is None:
        return Spot(column, 1, "")
    text, cell, ranks = table.shown(row, column), row.cells.get(column.id), place.ranks
    if ranks is None:
        return Spot(column, 1, text, row, cell)
    depth = ranks[row.depth] if row.depth < len(ranks) else row.depth
    return Spot(column, 1, text, row, cell, leads=True, depth=depth)


def _covered(
    table: Table, places: Sequence[_Place], line: Sequence[Row | None], covers: dict[str, Row]
) -> Iterator[Spot]:
    """A line on which a label covers several columns."""
    done: set[str] = set()
    for place in places:
        row = covers.get(place.column.id)
        if row is None:
            yield _spot(table, place, line[place.block])
        elif row.key not in done:
            done.add(row.key)
            span = sum(covers.get(p.column.id) is row for p in places)
            yield Spot(place.column, span, row.texts.get(row.span[0], ""), row, leads=True)


def is_total(spot: Spot) -> bool:
    """Whether a cell belongs to a total."""
    return spot.row is not None and spot.row.role == "total"


def in_middle(spot: Spot) -> bool:
    """Whether a text stands in the middle of its cell: totals, 本年收入合计 and the like, 行次."""
    if spot.span > 1 or spot.column.type == LINE or is_total(spot):
        return True
    return spot.row is not None and spot.row.role == "subtotal" and spot.text.endswith("合计")


def leading(form: TableForm) -> frozenset[str]:
    """The columns whose text names the row: the first text column of each block."""
    groups = [b.columns for b in form.blocks] or [tuple(c.id for c in form.columns)]
    found = (next((c for c in ids if form.column[c].type == TEXT), "") for ids in groups)
    return frozenset(filter(None, found))


def part_name(table: Table, part: Part) -> str:
    """What a part of a wide table shows, by its outermost headers, e.g. 商品和服务支出."""
    repeat = table.form.split.repeat if table.form.split else ()
    lead = sum(c.id in repeat for c in part.columns)
    found = headings(table.form, part.columns)
    names = [h.label for h in found if h.row == 0 and h.column >= lead]
    return "、".join(dict.fromkeys(names))
