"""Paragraphs, headings and small tables as blocks of the flow, with their tags."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from disclosures.render import wrap
from disclosures.render.draw.book import Book, Page, Tag
from disclosures.render.draw.flow import Block
from disclosures.render.draw.fonts import Letters
from disclosures.render.draw.lines import INDENT, Line, Run, set_lines

#: 三号: 28 characters fill the 156 mm between the margins, 22 lines the 225 mm.
BODY, COLUMNS = 15.75, 28
ROOM = BODY * COLUMNS
#: From the middle of a line down to the line that letters stand on, in em.
DROP = 0.38
#: Letters of small tables, the step of their lines, and the room above and
#: beside a cell's text.
CELL, CELL_STEP, PAD, SIDE = 10.5, 15.0, 3.0, 5.0
RULE = 0.4

Placed = Callable[[Page, float], None]


@dataclass(frozen=True, slots=True)
class Look:
    """How text is set: letters and step of lines in pt, in the middle or from the left edge."""

    size: float
    step: float
    middle: bool = False
    indent: float = INDENT
    hang: float = 0.0
    even: bool = True


def text_block(
    book: Book,
    tag: Tag,
    runs: Sequence[Run],
    look: Look,
    *,
    before: float = 0.0,
    keep: bool = False,
    placed: Placed | None = None,
) -> Block:
    """Text that belongs to a tag."""
    room = ROOM / look.size
    if look.middle:
        letters = runs[0][0]
        whole = "".join(text for _, text in runs)
        found = [_in_middle(letters, t, room) for t in wrap.balanced(whole, room, letters.width)]
    else:
        found = set_lines(runs, room, indent=look.indent, hang=look.hang, even=look.even)

    def draw(page: Page, top: float, start: int, end: int) -> None:
        page.operators.append(book.opening(page, tag) + " BT")
        y = top - look.step / 2 - DROP * look.size
        for line in found[start:end]:
            x = page.left + line.x * look.size
            shown = line.operators.replace("%s", f"{look.size:g}")
            page.operators.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm{shown}")
            y -= look.step
        page.operators.append("ET EMC")

    heights = [look.step] * len(found)
    return Block(heights, draw, before=before, keep=keep, placed=placed)


def _in_middle(letters: Letters, text: str, room: float) -> Line:
    (line,) = set_lines([(letters, text)], room * 2, even=False)
    return Line((room - line.width) / 2, line.width, line.operators)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a small table."""

    text: str
    bold: bool = False
    side: float = 0.0
    heads: str = ""


def rows_block(
    book: Book,
    tag: Tag,
    rows: Sequence[Sequence[Cell]],
    widths: Sequence[float],
    *,
    after: float = 0.0,
    least: int = 2,
) -> Block:
    """A small table in the middle of the text, ruled; ``tag`` is its Table element.

    ``widths`` and the room ``after`` are in pt.  A cell's ``side`` is 0 at the left, 1 at the
    right; ``heads`` what it is the head of (Row, Column).
    """
    drawing = _Rows(book, tag, rows, widths)
    heights = [*drawing.heights[:-1], drawing.heights[-1] + after]
    return Block(heights, drawing.draw, least=least)


class _Rows:
    """The rows of a small table."""

    def __init__(
        self, book: Book, tag: Tag, rows: Sequence[Sequence[Cell]], widths: Sequence[float]
    ) -> None:
        self.book, self.tag, self.rows, self.widths = book, tag, rows, widths
        self.texts = [[self._lines(c, w) for c, w in zip(r, widths, strict=True)] for r in rows]
        self.heights = [CELL_STEP * max(map(len, t)) + 2 * PAD for t in self.texts]

    def _letters(self, cell: Cell) -> Letters:
        return self.book.bold if cell.bold else self.book.regular

    def _lines(self, cell: Cell, width: float) -> list[str]:
        room = (width - 2 * SIDE) / CELL
        measure = self._letters(cell).width
        return [x for t in cell.text.split("\n") for x in wrap.tidy(t, room, measure)]

    def draw(self, page: Page, top: float, start: int, end: int) -> None:
        """Those rows and their rules."""
        left = page.left + (ROOM - sum(self.widths)) / 2
        rules, y = [f"/Artifact BMC {RULE} w"], top
        for number in range(start, end):
            height = self.heights[number]
            self._row(page, number, left, y)
            x = left
            for width in self.widths:
                rules.append(f"{x:.2f} {y - height:.2f} {width:.2f} {height:.2f} re")
                x += width
            y -= height
        page.operators.append("\n".join([*rules, "S EMC"]))

    def _row(self, page: Page, number: int, left: float, top: float) -> None:
        row = self.book.tag("TR", self.tag)
        middle = top - self.heights[number] / 2
        for cell, texts, width in zip(
            self.rows[number], self.texts[number], self.widths, strict=True
        ):
            scope = f"/A<</O/Table/Scope/{cell.heads}>>" if cell.heads else ""
            tag = self.book.tag("TH" if cell.heads else "TD", row, scope)
            y = middle + (len(texts) - 1) * CELL_STEP / 2 - DROP * CELL
            letters = self._letters(cell)
            shown = [self.book.opening(page, tag), f"BT/{letters.key} {CELL:g} Tf"]
            for text in texts:
                codes, wide = letters.set(text)
                x = left + SIDE + (width - 2 * SIDE - wide * CELL) * cell.side
                shown.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm{codes}")
                y -= CELL_STEP
            page.operators.append(" ".join([*shown, "ET EMC"]))
            left += width
