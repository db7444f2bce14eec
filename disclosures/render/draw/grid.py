"""The grid of a table on a page: header, rows, rules, and a tag for every cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from disclosures.core.document import PrintedTable
from disclosures.core.forms import CODE, NUMERIC
from disclosures.render import sheet
from disclosures.render.draw.book import Book, Page, Tag
from disclosures.render.draw.plan import LINE_HEIGHT, Line, Plan
from disclosures.render.measure import PADDING
from disclosures.render.sheet import Spot

#: From the middle of a line of text down to its baseline, in em.
DROP = 0.38
RULE = 0.4
LEFT, CENTER, RIGHT = 0.0, 0.5, 1.0
#: The attributes of a cell that names its row.
ROW = "/A<</O/Table/Scope/Row>>"


class Grid:
    """Draws one part of a table, page by page; ``tag`` is its Table element."""

    def __init__(self, book: Book, table: PrintedTable, plan: Plan, tag: Tag) -> None:
        self.book, self.table, self.plan, self.tag = book, table, plan, tag
        self.size, self.side = plan.size, plan.size * PADDING / 2
        self.lanes = sheet.lanes(plan.part.columns) if table.lane_row else []
        self.tagged = False
        self.placed: dict[tuple[str, int, int, int, bool], tuple[str, str]] = {}

    def draw(self, page: Page, top: float, lines: Sequence[Line]) -> float:
        """Header and lines from ``top`` down; returns where they end."""
        page.operators.append(f"BT/R {self.size:g} Tf")
        self.bold = False
        boxes = list(self._boxes(page, top))
        self._head(page, boxes)
        below = body = top - sum(self.plan.head)
        for line in lines:
            self._row(page, line, below)
            below -= line.height
        page.operators.append("ET")
        self._rules(page, boxes, body, lines)
        return below

    def _boxes(self, page: Page, top: float) -> Iterator[tuple[float, float, float, float, int]]:
        """The header cells: left, right, top, bottom, and which heading or lane."""
        plan, tops = self.plan, [top]
        for height in plan.head:
            tops.append(tops[-1] - height)
        edges = [page.left + e for e in plan.edges]
        for number, (h, _) in enumerate(plan.headings):
            right = edges[h.column + h.columns]
            yield edges[h.column], right, tops[h.row], tops[h.row + h.rows], number
        place = 0
        for number, spot in enumerate(self.lanes, len(plan.headings)):
            yield edges[place], edges[place + spot.span], tops[-2], tops[-1], number
            place += spot.span

    # -- header -------------------------------------------------------------------------------

    def _head(self, page: Page, boxes: Sequence[tuple[float, float, float, float, int]]) -> None:
        """The header; on the first page it is tagged, later pages only repeat it."""
        depth = self.table.header_depth
        first, self.tagged = not self.tagged, True
        rows = [self.book.tag("TR", self.tag) for _ in self.plan.head] if first else []
        if not first:
            page.operators.append("/Artifact<</Type/Pagination/Subtype/Header>>BDC")
        for left, right, top, bottom, number in boxes:
            if number < len(self.plan.headings):
                heading, texts = self.plan.headings[number]
                row, kind = heading.row, "TH"
                look = attributes("Column", heading.columns, heading.rows)
            else:
                spot = self.lanes[number - len(self.plan.headings)]
                row, kind, texts = depth, "TD", [spot.text]
                look = attributes("", spot.span)
            shown = self._block(texts, self.size, left, right, (top + bottom) / 2, CENTER, False)
            page.operators.append(
                self._cell(page, rows[row], kind, look, shown) if first else shown
            )
        if not first:
            page.operators.append("EMC")

    def _cell(self, page: Page, row: Tag, kind: str, look: str, shown: str) -> str:
        cell = self.book.tag(kind, row, look)
        mark = len(page.marks)
        cell.kids.append(f"<</Type/MCR/Pg {page.number} 0 R/MCID {mark}>>")
        page.marks.append(cell.number)
        return f"/{kind}<</MCID {mark}>>BDC {shown} EMC"

    # -- rows ---------------------------------------------------------------------------------

    def _row(self, page: Page, line: Line, top: float) -> None:
        """A row: the hot path, where texts of one line are set in place."""
        objects, operators, marks = self.book.file.objects, page.operators, page.marks
        size, edges, left = self.size, self.plan.edges, page.left
        row, middle = self.book.file.add(), top - line.height / 2
        y = f"{middle - DROP * size:.2f}"
        above, on, start, end = f"/P {row} 0 R", f"/Pg {page.number} 0 R", len(objects), 0
        for number, spot in enumerate(line.spots):
            place, end, text = end, end + spot.span, spot.text
            kind, look = ("TH", ROW) if spot.leads and text else ("TD", "")
            if spot.span > 1:
                look = attributes("Row" if kind == "TH" else "", spot.span)
            if not text:
                objects.append(f"<</S/TD{above}{look}>>")
                continue
            bold = spot.row is not None and spot.row.role == "total"
            if bold is self.bold and number not in line.wrapped:
                at, shown = self._placed(spot, place, left)
                shown = f"{at}{y} Tm{shown}"
            else:
                x = left + edges[place] + spot.depth * sheet.INDENT * size
                texts, small = line.wrapped.get(number, ([text], size))
                box = x, left + edges[end]
                shown = self._block(texts, small, *box, middle, _side(spot), bold)
            mark = len(marks)
            marks.append(len(objects))
            objects.append(f"<</S/{kind}{above}/K {mark}{on}{look}>>")
            operators.append(f"/{kind}<</MCID {mark}>>BDC {shown} EMC")
        kids = " ".join([f"{n} 0 R" for n in range(start, len(objects))])
        objects[row] = f"<</S/TR/P {self.tag.number} 0 R/K[{kids}]>>"
        self.tag.kids.append(f"{row} 0 R")

    def _placed(self, spot: Spot, place: int, left: float) -> tuple[str, str]:
        """Where a text of one line begins, and the text; most figures stand there many times."""
        key = spot.text, place, spot.span, spot.depth, self.bold
        known = self.placed.get(key)
        if known is None:
            shown, width = (self.book.bold if self.bold else self.book.regular).set(spot.text)
            x = left + self.plan.edges[place] + spot.depth * sheet.INDENT * self.size
            free = left + self.plan.edges[place + spot.span] - x - 2 * self.side
            x += self.side + (free - width * self.size) * _side(spot)
            known = self.placed[key] = (f"1 0 0 1 {x:.2f} ", shown)
        return known

    def _block(
        self,
        texts: Sequence[str],
        size: float,
        left: float,
        right: float,
        middle: float,
        side: float,
        bold: bool,
    ) -> str:
        """Lines of text about a middle; ``side`` says where in the box: left 0, right 1."""
        letters = self.book.bold if bold else self.book.regular
        y = middle - DROP * size + (len(texts) - 1) * LINE_HEIGHT * size / 2
        pieces = []
        if bold is not self.bold or size != self.size:
            pieces.append(f"/{'B' if bold else 'R'} {size:g} Tf")
        self.bold = bold
        for text in texts:
            shown, width = letters.set(text)
            x = left + self.side + (right - left - 2 * self.side - width * size) * side
            pieces.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm{shown}")
            y -= LINE_HEIGHT * size
        if size != self.size:
            pieces.append(f"/{'B' if bold else 'R'} {self.size:g} Tf")
        return " ".join(pieces)

    # -- rules --------------------------------------------------------------------------------

    def _rules(
        self,
        page: Page,
        boxes: Sequence[tuple[float, float, float, float, int]],
        body: float,
        lines: Sequence[Line],
    ) -> None:
        left, right = page.left, page.left + self.plan.edges[-1]
        drawn = [f"/Artifact BMC {RULE} w"]
        for x0, x1, y1, y0, _ in boxes:
            drawn.append(f"{x0:.2f} {y0:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re")
        y = body
        for places, group in groupby(lines, key=_borders):
            start = y
            for line in group:
                y -= line.height
                drawn.append(f"{left:.2f} {y:.2f} m {right:.2f} {y:.2f} l")
            for place in places:
                x = left + self.plan.edges[place]
                drawn.append(f"{x:.2f} {start:.2f} m {x:.2f} {y:.2f} l")
        drawn.append("S EMC")
        page.operators.append("\n".join(drawn))


def _borders(line: Line) -> tuple[int, ...]:
    """At which edges of columns a line has a rule."""
    place, found = 0, [0]
    for spot in line.spots:
        place += spot.span
        found.append(place)
    return tuple(found)


def _side(spot: Spot) -> float:
    if spot.column.type in NUMERIC:
        return RIGHT
    if spot.column.type == CODE and not sheet.is_total(spot):
        return LEFT
    return CENTER if sheet.in_middle(spot) else LEFT


def attributes(scope: str, columns: int, rows: int = 1) -> str:
    """The table attributes of a cell."""
    if not scope and columns == rows == 1:
        return ""
    scope = f"/Scope/{scope}" if scope else ""
    across = f"/ColSpan {columns}" if columns > 1 else ""
    down = f"/RowSpan {rows}" if rows > 1 else ""
    return f"/A<</O/Table{scope}{across}{down}>>"
