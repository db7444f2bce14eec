"""How a form is set: its letters, the borders of its columns, its cells in lines, its pages.

Lengths are in pt unless they are said to be in em.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from disclosures.core.document import FormCell, Placed, PrintedForm
from disclosures.render.draw.fonts import Letters
from disclosures.render.draw.form_breaks import LINE_HEIGHT, Breaking, Room, Sheet, Spot
from disclosures.render.draw.lines import Line, set_lines
from disclosures.render.measure import PADDING
from disclosures.render.wrap import balanced, pieces, tidy

#: Letters with the padding above and below in em, from the best to the tightest.
LOOKS = ((10.5, 0.35), (10.0, 0.3), (9.5, 0.3), (9.0, 0.25))
#: A figure or a word that is wider than its cell is set so much smaller at most.
SMALLEST = 0.6
#: In a narrower cell, in em, lines are not spread to the right edge.
NARROW = 14.0


@dataclass(frozen=True, slots=True)
class Plan:
    """A form ready to be drawn; ``edges`` are the borders of its columns from the left."""

    edges: Sequence[float]
    sheets: Sequence[Sheet]


class Texts:
    """The texts of cells in lines; the same words in a cell of the same width are set once."""

    def __init__(self, letters: Letters) -> None:
        self.letters = letters
        self._widest: dict[str, float] = {}
        self._lines: dict[tuple[str, str, bool, float], list[Line]] = {}

    def widest(self, text: str) -> float:
        """The width of what stays on one line, in em."""
        found = self._widest.get(text)
        if found is None:
            widths = (self.letters.width(piece.rstrip()) for piece in pieces(text))
            found = self._widest[text] = max(widths, default=0.0)
        return found

    def lines(self, cell: FormCell, room: float) -> list[Line]:
        """The lines of a cell of that width in em."""
        key = cell.text, cell.align, cell.label, round(room, 3)
        if key not in self._lines:
            self._lines[key] = _lines(cell, self.letters, room)
        return self._lines[key]


def plan(form: PrintedForm, texts: Texts, room: Room) -> Plan:
    """The look with the fewest pages, in the largest letters."""
    found = [_plan(form, texts, room, *LOOKS[0])]
    for look in LOOKS[1:]:
        if len(found[0].sheets) > 1:
            found.append(_plan(form, texts, room, *look))
    return min(found, key=lambda made: len(made.sheets))


def _plan(form: PrintedForm, texts: Texts, room: Room, size: float, pad: float) -> Plan:
    scale = room.width / sum(form.widths)
    edges = list(accumulate((w * scale for w in form.widths), initial=0.0))
    spots = [_spot(p, texts, edges, size) for p in form.placed]
    look = size * LINE_HEIGHT, pad * size
    return Plan(edges, list(Breaking(form, spots, look, room).sheets()))


def _spot(placed: Placed, texts: Texts, edges: Sequence[float], size: float) -> Spot:
    cell = placed.cell
    room = edges[placed.column + cell.columns] - edges[placed.column] - PADDING * size
    widest = texts.widest(cell.text)
    if widest * size > room:
        size = max(room / widest, size * SMALLEST)
    return Spot(placed, texts.lines(cell, room / size), size)


def _lines(cell: FormCell, letters: Letters, room: float) -> list[Line]:
    """The lines of a text; what was entered at the left is set as a paragraph is."""
    found = list[Line]()
    for said in cell.text.splitlines() if cell.text.strip() else ():
        if cell.align == "left" and not cell.label:
            found += set_lines([(letters, said)], room, even=room > NARROW)
            continue
        broken = balanced if cell.label else tidy
        for text in broken(said, room, letters.width):
            (line,) = set_lines([(letters, text)], room + len(text) + 1, even=False)
            x = {"center": 0.5, "right": 1.0}.get(cell.align, 0.0) * (room - line.width)
            found.append(Line(x, line.width, line.operators))
    return found
