"""One form on its pages: title, subtitle, the line of the unit, the grid, the notes beneath.

In the tags it is a heading and a Table; a text that goes on over several pages is one cell, and
what is printed again behind a break is no content.
"""

from __future__ import annotations

from collections.abc import Callable

from disclosures.core.document import Placed, PrintedForm
from disclosures.core.document.form_cells import scope
from disclosures.render.draw.book import Book, Page, Tag
from disclosures.render.draw.form_breaks import Piece, Room, Sheet
from disclosures.render.draw.form_plan import Plan, Texts, plan
from disclosures.render.draw.grid import DROP, RULE, attributes
from disclosures.render.draw.plan import LINE_HEIGHT
from disclosures.render.draw.tables import AGAIN, BASE, GAP, NOTE, SMALL, TITLE
from disclosures.render.measure import PADDING
from disclosures.render.wrap import balanced, lines

#: Below the title and the subtitle, in pt.
BELOW = 4.0
#: The deepest heading of the tags.
DEEPEST = 6


class FormDrawing:
    """Draws one form, ``width`` pt wide."""

    def __init__(self, book: Book, form: PrintedForm, width: float, texts: Texts) -> None:
        self.book, self.form, self.width, self.texts = book, form, width, texts
        self.titles = balanced(form.title, width / TITLE, book.bold.width)
        self.small = [(text, 0.5) for text in form.subtitle.splitlines()]
        self.small += [(text, 1.0) for text in form.caption.splitlines()]

    # -- how high it is -----------------------------------------------------------------------

    @property
    def _above_height(self) -> float:
        """Title, subtitle, line of the unit."""
        return (len(self.titles) * TITLE + len(self.small) * SMALL) * LINE_HEIGHT + BELOW

    @property
    def _foot_height(self) -> float:
        found = self._foot_lines()
        return GAP + len(found) * NOTE * LINE_HEIGHT if found else 0.0

    def _foot_lines(self) -> list[str]:
        width, room = self.book.regular.width, self.width / NOTE
        return [x for note in self.form.notes for s in note.splitlines() or [""]
                for x in lines(s, room, width)]  # fmt: skip

    def plan(self, first: float, rest: float) -> Plan:
        """How it stands on pages of which the first has so much room, and each other so much."""
        room = Room(self.width, first - self._above_height, rest, self._foot_height)
        return plan(self.form, self.texts, room)

    def height(self, made: Plan) -> float:
        """All of it, where it is on one page."""
        (sheet,) = made.sheets
        return self._above_height + sum(sheet.heights) + self._foot_height

    # -- drawing ------------------------------------------------------------------------------

    def draw(
        self,
        made: Plan,
        page: Page,
        top: float,
        turn: Callable[[], Page],
        *,
        parent: Tag,
        level: int,
    ) -> float:
        """From ``top`` on a page; ``turn`` makes the others.  Returns where it ends on the last.

        Its tags stand within ``parent``; its heading is of that ``level``.
        """
        self.sect = self.book.tag("Sect", parent)
        self.turn, self.page = turn, page
        y = self._above(top, level)
        cells = _Cells(self.book, self.form, made, self.book.tag("Table", self.sect))
        for number, sheet in enumerate(made.sheets):
            if number:
                y = self._next()
            y = cells.draw(self.page, y, sheet)
        return self._foot(y)

    def _next(self) -> float:
        """The next page, with the title in its margin."""
        page = self.page = self.turn()
        right = "　".join(self.form.caption.splitlines())
        width = self.book.regular.width
        name = f"{self.form.name}（续）"
        whole = width(name) + width(right) + bool(right)
        size = min(AGAIN, self.width / whole)
        self.book.write(page, page.left, page.top + 5, name, size)
        if right:
            x = page.left + self.width - width(right) * size
            self.book.write(page, x, page.top + 5, right, size)
        return page.top

    def _above(self, y: float, level: int) -> float:
        heading = self.book.tag(f"H{min(level, DEEPEST)}", self.sect)
        for title in self.titles:
            self._line(y, title, TITLE, heading, side=0.5, bold=True)
            y -= TITLE * LINE_HEIGHT
        y -= BELOW / 2
        for text, side in self.small:
            self._line(y, text, SMALL, self.book.tag("P", self.sect), side=side)
            y -= SMALL * LINE_HEIGHT
        return y - BELOW / 2

    def _foot(self, y: float) -> float:
        found = self._foot_lines()
        tag = self.book.tag("P", self.sect) if found else self.sect
        y -= GAP * bool(found)
        for text in found:
            if y - NOTE * LINE_HEIGHT < self.page.bottom - 1:
                y = self._next()
            self._line(y, text, NOTE, tag)
            y -= NOTE * LINE_HEIGHT
        return y

    def _line(
        self, y: float, text: str, size: float, tag: Tag, *, side: float = 0.0, bold: bool = False
    ) -> None:
        letters = self.book.bold if bold else self.book.regular
        wide = letters.width(text)
        size = min(size, self.width / wide) if wide else size
        x = self.page.left + (self.width - wide * size) * side
        self.book.write(self.page, x, y - BASE * size, text, size, tag=tag, bold=bold)


class _Cells:
    """Draws the cells of a form, page by page; ``table`` is its Table element."""

    def __init__(self, book: Book, form: PrintedForm, made: Plan, table: Tag) -> None:
        self.book, self.edges = book, made.edges
        rows = [book.tag("TR", table) for _ in form.rows]
        self.tags = {id(p): _tag(book, form, p, rows[p.row]) for p in form.placed}

    def draw(self, page: Page, top: float, sheet: Sheet) -> float:
        """A page of cells and their rules; returns where they end."""
        tops = [top]
        for height in sheet.heights:
            tops.append(tops[-1] - height)
        rules = [f"/Artifact BMC {RULE} w"]
        for piece in sheet.pieces:
            left, right = self._across(page, piece.spot.placed)
            above, below = tops[piece.top], tops[piece.bottom]
            rules.append(f"{left:.2f} {below:.2f} {right - left:.2f} {above - below:.2f} re")
            if piece.end > piece.start:
                self._text(page, piece, left, above, below)
        if sheet.pieces:
            page.operators.append("\n".join([*rules, "S EMC"]))
        return tops[-1]

    def _across(self, page: Page, placed: Placed) -> tuple[float, float]:
        end = placed.column + placed.cell.columns
        return page.left + self.edges[placed.column], page.left + self.edges[end]

    def _text(self, page: Page, piece: Piece, left: float, above: float, below: float) -> None:
        """In the middle of its cell; a text that goes on from its top."""
        spot = piece.spot
        tall = (piece.end - piece.start) * spot.step
        free = above - below - tall
        y = above - (free / 2 if piece.whole else min(free / 2, spot.size * PADDING / 2))
        tag = self.tags[id(spot.placed)] if piece.first else None
        shown = [self.book.opening(page, tag), "BT"]
        for line in spot.lines[piece.start : piece.end]:
            x = left + (PADDING / 2 + line.x) * spot.size
            base = y - spot.step / 2 - DROP * spot.size
            if line.operators:
                codes = line.operators.replace("%s", f"{spot.size:g}")
                shown.append(f"1 0 0 1 {x:.2f} {base:.2f} Tm{codes}")
            y -= spot.step
        page.operators.append(" ".join([*shown, "ET EMC"]))


def _tag(book: Book, form: PrintedForm, placed: Placed, row: Tag) -> Tag:
    cell, head = placed.cell, scope(form, placed)
    look = attributes(head.capitalize(), cell.columns, cell.rows)
    return book.tag("TH" if head else "TD", row, look)
