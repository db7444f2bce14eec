"""One table on its pages: title, 公开NN表, department and unit, the grid, explanation and notes."""

from __future__ import annotations

from disclosures.core.document import PrintedTable
from disclosures.render import sheet
from disclosures.render.draw.book import Book, Bookmark, Page, Tag
from disclosures.render.draw.front import folio
from disclosures.render.draw.grid import Grid
from disclosures.render.draw.plan import LINE_HEIGHT, Plan, Space, plans
from disclosures.render.sheet import Part
from disclosures.render.wrap import balanced, lines

#: Sizes of letters in pt.
TITLE, SMALL, NOTE, AGAIN = 18.0, 10.0, 9.0, 9.0
#: From the top of a line down to its baseline, in em.
BASE = 1.0
#: Between grid and notes, and how far notes are moved in.
GAP, NOTE_INDENT = 6.0, 28.8


class TableDrawing:
    """Draws one table at the end of a book; its first page bears the number ``folio``.

    Its tags stand within ``parent``, or else within the whole.
    """

    def __init__(
        self, book: Book, table: PrintedTable, folio: int, parent: Tag | None = None
    ) -> None:
        self.book, self.table, self.folio = book, table, folio
        self.section = book.tag("Sect", parent or book.root)
        self.page = self._next_page()
        self.y = self.page.top

    def draw(self) -> Page:
        """All parts, the notes below the last; returns the first page."""
        first = page = self.page
        space = Space(page.room, page.top - page.bottom, self._above_height(), self._foot_height())
        for plan in plans(self.table, self.book.regular, self.book.bold, space):
            if plan.part.number > 1:
                self._turn(again=False)
            self._part(plan)
        self._foot()
        return first

    # -- pages --------------------------------------------------------------------------------

    def _next_page(self) -> Page:
        page = self.book.page(self.table.orientation)
        folio(self.book, page, str(self.folio), right=self.folio % 2 == 1)
        self.folio += 1
        return page

    def _turn(self, *, again: bool) -> None:
        """The next page; ``again`` prints title and unit in its margin."""
        self.page = self._next_page()
        self.y = self.page.top
        if not again:
            return
        right = self.table.caption[2]
        width = self.book.regular.width
        free = self.page.room - (width(right) + 1) * AGAIN
        name = f"{self.table.code}　{self.table.title}（续）".strip()
        size = min(AGAIN, free / width(name))
        self.book.write(self.page, self.page.left, self.y + 5, name, size)
        x = self.page.left + self.page.room - width(right) * AGAIN
        self.book.write(self.page, x, self.y + 5, right, AGAIN)

    # -- above --------------------------------------------------------------------------------

    def _titles(self, part: Part) -> list[str]:
        title = self.table.title + ("（续）" if part.number > 1 else "")
        return balanced(title, self.page.room / TITLE, self.book.bold.width)

    def _above_height(self) -> float:
        titles = len(self._titles(Part((), 2, 2)))
        small = 1 + len(self._left(self.page))
        return titles * TITLE * LINE_HEIGHT + (small * LINE_HEIGHT + 0.2) * SMALL

    def _above(self, part: Part) -> None:
        """Title, code of the table, and the line of department, year and unit."""
        heading = self.book.tag("H2" if part.number == 1 else "H3", self.section)
        for line in self._titles(part):
            x = self.page.left + (self.page.room - self.book.bold.width(line) * TITLE) / 2
            self.book.write(
                self.page, x, self.y - BASE * TITLE, line, TITLE, tag=heading, bold=True
            )
            self.y -= LINE_HEIGHT * TITLE
        self._at_right(f"{self.table.code} {part.label}".strip())
        self._sides()
        self.y -= 0.2 * SMALL

    def _at_right(self, text: str) -> None:
        if text:
            x = self.page.left + self.page.room - self.book.regular.width(text) * SMALL
            tag = self.book.tag("P", self.section)
            self.book.write(self.page, x, self.y - BASE * SMALL, text, SMALL, tag=tag)
        self.y -= LINE_HEIGHT * SMALL

    def _left(self, page: Page) -> list[str]:
        """The department, in lines that leave room for year and unit."""
        width, (left, center, right) = self.book.regular.width, self.table.caption
        taken = width(center) + width(right) + 3
        return lines(left, max(page.room / SMALL - taken, 10.0), width)

    def _sides(self) -> None:
        """Department at the left, unit at the right, the year in the middle of what is free."""
        page, width = self.page, self.book.regular.width
        left, (_, center, right) = self._left(page), self.table.caption
        end = page.room - width(right) * SMALL
        start = max(map(width, left)) * SMALL + SMALL
        room = width(center) * SMALL
        middle = min(max((page.room - room) / 2, start), end - room - SMALL)
        placed = [(line, 0.0, len(left) - 1 - n) for n, line in enumerate(left)]
        self.y -= LINE_HEIGHT * SMALL * len(left)
        for text, x, above in (*placed, (center, middle, 0), (right, end, 0)):
            if text:
                y = self.y + (LINE_HEIGHT * (above + 1) - BASE) * SMALL
                tag = self.book.tag("P", self.section)
                self.book.write(page, page.left + x, y, text, SMALL, tag=tag)

    # -- grid and foot ------------------------------------------------------------------------

    def _part(self, plan: Plan) -> None:
        self._above(plan.part)
        name = sheet.part_name(self.table, plan.part)
        if plan.part.of > 1:
            label = f"{plan.part.number}/{plan.part.of} {name}"
            self.book.bookmarks.append(Bookmark(2, label, self.page))
        grid = Grid(self.book, self.table, plan, self.book.tag("Table", self.section))
        for number, rows in enumerate(plan.pages):
            if number:
                self._turn(again=True)
            if rows or number == 0:
                self.y = grid.draw(self.page, self.y, rows)

    def _foot_lines(self) -> list[tuple[str, float]]:
        """The lines below the table, each with how far it is moved in."""
        width, room = self.book.regular.width, self.page.room
        why = self.table.explanation
        found = [(line, 0.0) for line in lines(why, room / SMALL, width)] if why else []
        for number, note in enumerate(self.table.notes, 1):
            mark = f"{'注：' if number == 1 else '　　'}{number}. "
            first, *rest = lines(note, (room - NOTE_INDENT) / NOTE, width)
            found.append((mark + first, 0.0))
            found += [(line, NOTE_INDENT) for line in rest]
        return found

    def _foot_height(self) -> float:
        found = self._foot_lines()
        return GAP + len(found) * SMALL * LINE_HEIGHT if found else 0.0

    def _foot(self) -> None:
        tag = self.book.tag("P", self.section)
        self.y -= GAP
        for text, indent in self._foot_lines():
            if self.y - NOTE * LINE_HEIGHT < self.page.bottom - 1:
                self._turn(again=True)
            x = self.page.left + indent
            self.book.write(self.page, x, self.y - BASE * NOTE, text, NOTE, tag=tag)
            self.y -= LINE_HEIGHT * NOTE
