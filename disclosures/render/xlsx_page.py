"""How the sheet of a table is printed: paper, page breaks, what every page repeats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from disclosures.core.document import PrintedTable
from disclosures.render.sheet import Part

#: The first row of the header.
HEAD = 3
A4 = 9
#: Pixels of one em of 10 pt.
PIXELS = 40 / 3
#: The printable width of A4 in em of 10 pt inside margins of 0.6 inch.
ROOM = {"portrait": 50.0, "landscape": 75.0}
#: The printable height of A4 in pt inside margins of 0.75 inch, with something to spare.
HEIGHT = {"portrait": 720.0, "landscape": 475.0}
#: The part of the page that a wide table may take: programs differ in the width of a column.
SURE = 0.93
#: To save a page, a wide table may be printed this much smaller.
SMALLER = 0.85


@dataclass
class PageSetup:
    """The page set-up of a sheet whose cells are written.

    ``widths`` of columns in em, ``heights`` of rows in pt; ``body`` is the first row below the
    header.
    """

    page: Worksheet
    table: PrintedTable
    widths: Sequence[float]
    heights: Sequence[float]
    body: int

    def apply(self, found: Sequence[Part], last: int, *, draft: bool) -> None:
        """Set up the sheet, whose last row is ``last``; a draft is headed 草稿."""
        page, table = self.page, self.table
        for number, width in enumerate(self.widths):
            page.set_column_pixels(number, number, round(width * PIXELS))
        page.set_paper(A4)
        page.set_portrait() if table.orientation == "portrait" else page.set_landscape()
        page.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
        page.center_horizontally()
        page.print_area(0, 0, last, len(table.columns) - 1)
        page.repeat_rows(HEAD, self.body - 1)
        page.set_footer("&C— &P —")
        if draft:
            page.set_header('&C&"宋体,Bold"&28&KC00000草稿')
        page.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
        page.hide_gridlines(2)
        page.freeze_panes(self.body, 0 if table.blocks else self._lead())
        self._breaks(found)

    def _lead(self) -> int:
        """How many columns stand before the first figures."""
        return next((n for n, c in enumerate(self.table.columns) if c.numeric), 0)

    def _breaks(self, found: Sequence[Part]) -> None:
        """One page wide; a wide table breaks between its parts (“fit” would undo the breaks)."""
        if not self.table.split:
            self.page.fit_to_pages(1, 1 if self.table.blocks else 0)
            return
        repeated = len(self.table.repeated)
        self.page.repeat_columns(0, repeated - 1)
        place, breaks, widest = repeated, [], 0.0
        for part in found:
            after = place + len(part.columns) - repeated
            widest = max(widest, sum(self.widths[:repeated]) + sum(self.widths[place:after]))
            place = after
            breaks.append(place)
        self.page.set_v_pagebreaks(breaks[:-1])
        room = ROOM[self.table.orientation] * SURE
        self.page.set_print_scale(self._scale(min(100, int(room / widest * 100))))

    def _scale(self, scale: int) -> int:
        """The scale, or a little less where that saves a page of every part."""
        tries = range(scale, int(scale * SMALLER), -1)
        return min(tries, key=lambda tried: (self._pages(tried), -tried))

    def _pages(self, scale: int) -> int:
        room = HEIGHT[self.table.orientation] * 100 / scale
        head = sum(self.heights[HEAD : self.body])
        count, filled = 1, sum(self.heights[: self.body])
        for points in self.heights[self.body :]:
            if filled + points > room:
                count, filled = count + 1, head
            filled += points
        return count
