"""Tables: the grid of a disclosure's table, cut into parts as in print, and small tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from disclosures.core.document import PrintedTable
from disclosures.core.forms import CODE, TEXT, Heading
from disclosures.render import sheet
from disclosures.render.docx.even import even
from disclosures.render.docx.plan import Plan
from disclosures.render.docx.styles import table_style
from disclosures.render.docx.text import attribute, paragraph, run
from disclosures.render.measure import PADDING
from disclosures.render.sheet import Spot

#: On the page of the next paragraph.
KEEP = "<w:keepNext/>"


@dataclass
class Looks:
    """The styles of paragraphs in tables that a file uses."""

    used: set[tuple[str, float]] = field(default_factory=set)

    def of(self, side: str, size: float) -> str:
        """The id of a style."""
        self.used.add((side, size))
        return table_style(side, size)


# -- the grid ---------------------------------------------------------------------------------


def grid(table: PrintedTable, plan: Plan, looks: Looks) -> str:
    """The native table of a part: header rows that are repeated, rows that stay whole."""
    writer = _Grid(table, plan, looks)
    name = " ".join(filter(None, (table.code, table.title, plan.part.label)))
    *above, last = [*sheet.lines(table, plan.part.columns)] or [[]]
    rows = [*writer.head(), *map(writer.line, above), writer.line(last, keep=True)]
    side = round(PADDING / 2 * plan.size * 20)
    return table_xml(rows, plan.widths, side, round(plan.pad * plan.size * 20), name)


def table_xml(
    rows: Iterable[str], widths: Sequence[int], side: int, pad: int, name: str = ""
) -> str:
    """A table of rows; ``side`` and ``pad`` are the margins of cells, ``name`` its alt text."""
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    caption = f"<w:tblCaption w:val={attribute(name)}/>" if name else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(widths)}" '
        'w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:top w:w="{pad}" w:type="dxa"/><w:left w:w="{side}" w:type="dxa"/>'
        f'<w:bottom w:w="{pad}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/>'
        '</w:tblCellMar><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" '
        'w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f"{caption}</w:tblPr><w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def row_xml(cells: str, *, head: bool = False, whole: bool = True) -> str:
    """A row, ``whole`` on one page; a header row is repeated on every page."""
    look = "<w:cantSplit/>" * whole + "<w:tblHeader/>" * head
    return f"<w:tr>{f'<w:trPr>{look}</w:trPr>' if look else ''}{cells}</w:tr>"


def cell_xml(width: int, inner: str, *, span: int = 1, merge: str = "") -> str:
    """A cell over ``span`` columns; ``merge`` is restart or continue where it goes over rows."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{merged}'
        f'<w:vAlign w:val="center"/></w:tcPr>{inner}</w:tc>'
    )


class _Grid:
    """Writes the rows of one part."""

    def __init__(self, table: PrintedTable, plan: Plan, looks: Looks) -> None:
        self.table, self.plan = table, plan
        self.columns = plan.part.columns
        self.left, self.middle, self.right, self.heading = (
            looks.of(side, plan.size) for side in "lcrh"
        )

    def head(self) -> Iterator[str]:
        """The header, a cell over several rows continued in each of them; then 栏次."""
        over = {
            (row, h.column): (h, "" if h.rows == 1 else "restart" if row == h.row else "continue")
            for h in sheet.headings(self.table, self.columns)
            for row in range(h.row, h.row + h.rows)
        }
        for row in range(self.table.header_depth):
            yield row_xml("".join(self._heads(over, row)), head=True)
        if self.table.lane_row:
            yield row_xml(self._cells(sheet.lanes(self.columns), lane=True), head=True)

    def _heads(
        self, over: Mapping[tuple[int, int], tuple[Heading, str]], row: int
    ) -> Iterator[str]:
        place = 0
        while place < len(self.columns):
            heading, merge = over.get((row, place), (Heading("", row, place, 1, 1), ""))
            label = "" if merge == "continue" else heading.label
            width = self._width(place, heading.columns)
            look = even(label, width / 20 / self.plan.size - PADDING, self.plan.size)
            inner = paragraph(self.heading, run(label), look=look)
            yield cell_xml(width, inner, span=heading.columns, merge=merge)
            place += heading.columns

    def line(self, spots: Sequence[Spot], *, keep: bool = False) -> str:
        """A printed line; ``keep``: on the page of what follows."""
        return row_xml(self._cells(spots, look=KEEP * keep)) if spots else ""

    def _cells(self, spots: Sequence[Spot], *, lane: bool = False, look: str = "") -> str:
        found, place = [], 0
        for spot in spots:
            inner = self._text(spot, lane, look)
            found.append(cell_xml(self._width(place, spot.span), inner, span=spot.span))
            place += spot.span
        return "".join(found)

    def _text(self, spot: Spot, lane: bool, look: str) -> str:
        inner = run(spot.text, bold=sheet.is_total(spot))
        if spot.amount is not None:
            return paragraph(self.right, inner, look=look)
        if lane or spot.column.type not in (TEXT, CODE) or sheet.in_middle(spot):
            return paragraph(self.heading if lane else self.middle, inner, look=look)
        if spot.depth:
            moved = round(spot.depth * sheet.INDENT * self.plan.size * 20)
            look += f'<w:ind w:left="{moved}"/>'
        return paragraph(self.left, inner, look=look)

    def _width(self, place: int, span: int) -> int:
        return sum(self.plan.widths[place : place + span])


# -- small tables -----------------------------------------------------------------------------


def small_table(
    rows: Sequence[Sequence[str]],
    widths: Sequence[int],
    sides: str,
    looks: Looks,
    *,
    head: bool = True,
    keep: bool = False,
    size: float = 10.5,
) -> str:
    """A table of a few rows; ``sides`` are the alignments of its columns, ``head``: the first row
    names them; ``keep``: it stays on one page.
    """
    found = []
    for number, row in enumerate(rows):
        first = head and number == 0
        look = KEEP * (keep and number < len(rows) - 1)
        cells = ""
        for text, width, side in zip(row, widths, sides, strict=True):
            style = looks.of("h" if first else side, size)
            cells += cell_xml(width, paragraph(style, run(text), look=look))
        found.append(row_xml(cells, head=first))
    return table_xml(found, widths, 100, 60)
