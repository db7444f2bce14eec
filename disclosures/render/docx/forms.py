"""Forms as native tables: cells over columns and rows, heading rows that Word repeats.

Word repeats only rows that begin a table; a heading further down stands once.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise

from disclosures.core.document import Placed, PrintedForm
from disclosures.render.docx.even import even
from disclosures.render.docx.tables import KEEP, Looks, cell_xml, row_xml, table_xml
from disclosures.render.docx.text import paragraph, run
from disclosures.render.measure import PADDING, breaks, em

#: Letters in pt, for few columns and for many, and the room above and below a text in em.
SIZE, SMALL, MANY, PAD = 10.5, 9.0, 8, 0.25
#: A row with a text of more lines may go on on the next page.
WHOLE = 20
SIDES = {"left": "l", "center": "c", "right": "r"}


def form_xml(form: PrintedForm, room: int, looks: Looks) -> str:
    """The table of a form, ``room`` twips wide."""
    return _Form(form, room, looks).xml()


class _Form:
    """Writes one form."""

    def __init__(self, form: PrintedForm, room: int, looks: Looks) -> None:
        self.form, self.looks = form, looks
        self.size = SMALL if len(form.widths) > MANY else SIZE
        scale = room / sum(form.widths)
        edges = [round(e * scale) for e in accumulate(form.widths, initial=0)]
        self.widths = [b - a for a, b in pairwise(edges)]
        self.at = {
            (row, p.column): p
            for p in form.placed
            for row in range(p.row, p.row + p.cell.rows)
        }  # fmt: skip

    def xml(self) -> str:
        leading = 0
        while leading < len(self.form.rows) and self.form.rows[leading].repeats:
            leading += 1
        rows = [
            row_xml("".join(self._cells(n)), head=n < leading, whole=self._whole(n))
            for n in range(len(self.form.rows))
        ]
        side, pad = round(PADDING / 2 * self.size * 20), round(PAD * self.size * 20)
        return table_xml(rows, self.widths, side, pad, self.form.name)

    def _cells(self, row: int) -> Iterator[str]:
        """The cells of a row, those that reach into it from above included."""
        for column in range(len(self.widths)):
            if placed := self.at.get((row, column)):
                yield self._cell(placed, row)

    def _cell(self, placed: Placed, row: int) -> str:
        cell = placed.cell
        merge = "" if cell.rows == 1 else "restart" if row == placed.row else "continue"
        width = self._width(placed)
        text = "" if merge == "continue" else cell.text
        return cell_xml(width, self._text(placed, text, width), span=cell.columns, merge=merge)

    def _text(self, placed: Placed, text: str, width: int) -> str:
        cell = placed.cell
        style = self.looks.of(SIDES.get(cell.align, "l"), self.size)
        look = KEEP * (self.form.rows[placed.row].repeats and cell.rows == 1)
        if cell.label and cell.align == "center":
            look += even(text, width / 20 / self.size - PADDING, self.size)
        return paragraph(style, run(text), look=look)

    def _width(self, placed: Placed) -> int:
        return sum(self.widths[placed.column : placed.column + placed.cell.columns])

    def _whole(self, row: int) -> bool:
        """Whether a row stays on one page: it has no text that may be higher than that."""
        own = (p for p in self.form.placed if p.row == row)
        return all(self._lines(p) <= WHOLE + p.cell.rows for p in own)

    def _lines(self, placed: Placed) -> int:
        room = max(self._width(placed) / 20 / self.size - PADDING, 1.0)
        return sum(breaks(em(said), room) for said in placed.cell.text.splitlines())
