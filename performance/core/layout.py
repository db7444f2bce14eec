"""A sheet laid out as its form prints it: the grid for the page of entry and for the document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from disclosures.core.document import FormCell, FormRow, PrintedForm
from performance.core.forms import Cell, Entry, Line, Section
from performance.core.sheet import Row, Sheet
from performance.core.values import Value, Values

_CHECKED, _OPEN = "☑", "□"
_GAP = "　　"
_NOTHING = Value(text="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An entry of a laid-out cell: its path and what stands there."""

    path: str
    entry: Entry
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidCell:
    """A cell of the grid: words and places; ``heading`` where it is the head of a list."""

    pieces: tuple[str | Place, ...]
    columns: int = 1
    rows: int = 1
    align: str = ""
    heading: bool = False

    @property
    def places(self) -> tuple[Place, ...]:
        """Its entries."""
        return tuple(p for p in self.pieces if isinstance(p, Place))


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidRow:
    """One row of the grid.  ``row`` is that of a list; ``section`` whose rows these are."""

    cells: tuple[LaidCell, ...]
    section: Section
    row: Row | None = None
    repeats: bool = False


#: How far the cells of a list's rows are merged with those above: every row has its own, cells
#: where nothing is typed belong to the one above, or equal neighbours share one as well.
APART, BLANKS, EQUALS = 0, 1, 2


def lay_out(sheet: Sheet, values: Values, *, merged: int = EQUALS) -> tuple[LaidRow, ...]:
    """The rows of the grid.  ``merged``: APART, BLANKS, or EQUALS as they are printed."""
    rows: list[LaidRow] = []
    sided = 0  # the row at which the last side label stands
    for section in sheet.form.sections:
        own = list(_section(sheet, section, values, merged))
        if section.side and own:
            sided = len(rows)
            side = _laid(section.side, "", values, heading=True)
            own[0] = replace(own[0], cells=(replace(side, rows=len(own)), *own[0].cells))
        if section.joined and own:
            rows[sided] = _longer(rows[sided], len(own))
        rows += own
    return tuple(_worded(row, sheet) for row in rows)


def _longer(row: LaidRow, more: int) -> LaidRow:
    """The row whose side label covers so many more rows."""
    side, *rest = row.cells
    return replace(row, cells=(replace(side, rows=side.rows + more), *rest))


def _worded(row: LaidRow, sheet: Sheet) -> LaidRow:
    def filled(cell: LaidCell) -> LaidCell:
        pieces = (sheet.worded(p) if isinstance(p, str) else p for p in cell.pieces)
        return replace(cell, pieces=tuple(pieces))

    return replace(row, cells=tuple(map(filled, row.cells)))


def _section(sheet: Sheet, section: Section, values: Values, merged: int) -> Iterator[LaidRow]:
    for line in section.lines:
        yield _line(section, line, values)
    for line in section.head:
        yield _line(section, line, values, repeats=True)
    if section.row is not None:
        yield from _listed(section, sheet.rows[section.key], values, merged)
    for line in section.foot:
        yield _line(section, line, values)


def _line(section: Section, line: Line, values: Values, repeats: bool = False) -> LaidRow:
    prefix = f"{section.key}.{line.key}." if line.key else f"{section.key}."
    cells = tuple(_laid(c, prefix, values, heading=repeats) for c in line.cells)
    return LaidRow(cells=cells, section=section, repeats=repeats)


def _laid(cell: Cell, prefix: str, values: Values, heading: bool = False) -> LaidCell:
    pieces = tuple(
        p
        if isinstance(p, str)
        else Place(path=prefix + p.key, entry=p, value=values.get(prefix + p.key, _NOTHING))
        for p in cell.pieces
    )
    return LaidCell(
        pieces=pieces, columns=cell.columns, rows=cell.rows, align=cell.align, heading=heading
    )


def _listed(
    section: Section, rows: Sequence[Row], values: Values, merged: int
) -> Iterator[LaidRow]:
    """The rows of a list; a cell that is shared with the rows above is left out there."""
    assert section.row is not None
    laid = [
        [_laid(c, f"{section.key}.{row.number}.", values) for c in section.row.cells]
        for row in rows
    ]
    spans = _spans(section, laid, merged) if merged else {}
    for number, (row, cells) in enumerate(zip(rows, laid, strict=True)):
        kept = [
            replace(cell, rows=spans.get((number, place), 1))
            for place, cell in enumerate(cells)
            if spans.get((number, place), 1)
        ]
        yield LaidRow(cells=tuple(kept), section=section, row=row)


def _spans(section: Section, laid: list[list[LaidCell]], merged: int) -> dict[tuple[int, int], int]:
    """How many rows each cell of a merged column covers; 0 where one above covers it."""
    found: dict[tuple[int, int], int] = {}
    begun: set[int] = set()  # rows at which a column further left begins a cell
    for name in section.merge if laid else ():
        place = _place(laid[0], name)
        begins = _beginnings([text_of(cells[place]) for cells in laid], begun, merged)
        _cover(found, place, begins, len(laid))
        begun |= begins
    for name in section.share if laid else ():
        place = _place(laid[0], name)
        own = {n for n, cells in enumerate(laid) if text_of(cells[place]) or _silent(cells)}
        after = {n + 1 for n, cells in enumerate(laid) if _silent(cells)}
        _cover(found, place, begun | own | after, len(laid))
    return found


def _beginnings(texts: list[str], begun: set[int], merged: int) -> set[int]:
    """The rows at which a cell begins: another text, or a cell begins further left."""
    found: set[int] = set()
    start = 0
    for number, text in enumerate(texts):
        same = text == texts[start] and merged == EQUALS
        if number == 0 or number in begun or not (same or text == ""):
            start = number
            found.add(number)
    return found


def _cover(found: dict[tuple[int, int], int], place: int, begins: set[int], count: int) -> None:
    start = 0
    for number in range(count):
        if number in begins or number == 0:
            start = number
        found[number, place] = 0
        found[start, place] = number - start + 1


def _silent(cells: list[LaidCell]) -> bool:
    """Whether a row has only its names: what is still to be said, or left-over ……"""
    said = [p.entry.key for cell in cells for p in cell.places if p.value.text]
    return not set(said) - {"l1", "l2", "l3"}


def _place(cells: list[LaidCell], name: str) -> int:
    return next(n for n, cell in enumerate(cells) if _names(cell, name))


def _names(cell: LaidCell, key: str) -> bool:
    return any(p.entry.key == key for p in cell.places)


def text_of(cell: LaidCell) -> str:
    """What a cell prints; between words a gap where nothing is entered."""
    texts = [p if isinstance(p, str) else shown(p) for p in cell.pieces]
    within = range(1, len(texts) - 1)
    return "".join(text or (_GAP if n in within else "") for n, text in enumerate(texts))


def shown(place: Place) -> str:
    """What an entry prints: of a choice all options, the chosen ones ticked."""
    entry, text = place.entry, place.value.text
    if entry.type not in ("choice", "choices"):
        return text
    chosen = text.split("；")
    return "  ".join(f"{_CHECKED if o in chosen else _OPEN}{o}" for o in entry.options)


def printed_form(sheet: Sheet, values: Values) -> PrintedForm:
    """The sheet as the Document keeps it, without the sections beside it."""
    form = sheet.form
    laid = [row for row in lay_out(sheet, values) if not row.section.beside]
    rows = (row for row in laid if not row.section.outside)
    above = [_spoken(row) for row in laid if row.section.outside == "above"]
    beneath = (_spoken(row) for row in laid if row.section.outside == "beneath")
    return PrintedForm(
        id=sheet.key,
        form=form.id,
        title=sheet.worded(form.title),
        subject=sheet.subject,
        subtitle=sheet.worded(form.subtitle),
        caption=form.caption or "\n".join(above),
        orientation=form.orientation,
        widths=form.widths,
        rows=tuple(
            FormRow(cells=tuple(map(_printed, row.cells)), repeats=row.repeats) for row in rows
        ),
        notes=(*map(sheet.worded, form.notes), *beneath),
    )


def _spoken(row: LaidRow) -> str:
    """A row as a line of text."""
    return "　　".join(text_of(cell) for cell in row.cells)


def _printed(cell: LaidCell) -> FormCell:
    places = cell.places
    alone = places[0] if len(places) == 1 and len(cell.pieces) == 1 else None
    numeric = alone is not None and alone.entry.numeric
    return FormCell(
        text=text_of(cell),
        columns=cell.columns,
        rows=cell.rows,
        label=not places,
        at=places[0].path if places else "",
        amount=alone.value.amount if alone is not None and numeric else None,
        align=cell.align or ("right" if numeric else "left" if places else "center"),
    )
