"""How tables stand on pages: parts, letters, widths of columns.

Word breaks the lines and pages itself; how many there will be is reckoned, so that letters are
made smaller where that saves a page.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from disclosures.core.document import PrintedTable
from disclosures.render import measure
from disclosures.render.docx.pages import Layout
from disclosures.render.docx.styles import LINE_HEIGHT
from disclosures.render.fit import parts
from disclosures.render.measure import PADDING, Need
from disclosures.render.sheet import Part

Look = tuple[float, float]
#: Letters in pt with the room above and below in em, from the best to the tightest.
LOOKS: tuple[Look, ...] = (
    (10.0, 0.3),
    (10.0, 0.2),
    (9.5, 0.2),
    (9.0, 0.2),
    (8.5, 0.2),
    (8.5, 0.12),
    (8.5, 0.05),
    (8.0, 0.12),
    (8.0, 0.05),
    (7.5, 0.12),
    (7.5, 0.05),
    (7.0, 0.12),
)
WIDE: tuple[Look, ...] = ((7.5, 0.2), (7.5, 0.12), (7.0, 0.05))
#: To save a page letters are not made smaller than this; forms of fixed lines should be one page.
SMALL, SMALL_FIXED = 8.5, 7.5
#: The width of a digit in em, in whatever font stands in for Times New Roman.
DIGIT = 0.56
#: In pt: a title, a line above the grid, a note, the rest around it; a line of the grid.
TITLE, ABOVE, NOTE, REST, RULE = 22.5, 13.0, 12.0, 12.0, 0.5


@dataclass(frozen=True, slots=True)
class Plan:
    """A part of a table: its letters in pt, the room above and below a text in em, and the widths
    of its columns in twips; ``pages`` is how many it will take.
    """

    part: Part
    size: float
    pad: float
    widths: tuple[int, ...]
    pages: int


def plans(table: PrintedTable, layout: Layout) -> list[Plan]:
    """The parts of a table in the look that takes the fewest pages, in the largest letters."""
    wanted = measure.needs(table, lambda text: len(text) * DIGIT)
    if table.split:
        return _fewest(table, wanted, layout, WIDE)
    most = layout.room / 20 / sum(n.least + PADDING for n in wanted.values())
    fitting = [look for look in LOOKS if look[0] <= most] or [(most, LOOKS[-1][1])]
    least = SMALL_FIXED if table.blocks else SMALL
    tried = [look for look in fitting if look[0] >= least] or fitting[:1]
    return _fewest(table, wanted, layout, tried)


def _fewest(
    table: PrintedTable, wanted: Mapping[str, Need], layout: Layout, looks: Sequence[Look]
) -> list[Plan]:
    best = _plans(table, wanted, layout, looks[0])
    if _count(best) == len(best) or len(looks) == 1:
        return best
    tightest = _plans(table, wanted, layout, looks[-1])
    for look in looks[:-1]:
        found = _plans(table, wanted, layout, look)
        if _count(found) <= _count(tightest):
            return found
    return tightest


def _count(found: Sequence[Plan]) -> int:
    return sum(plan.pages for plan in found)


def _plans(
    table: PrintedTable, wanted: Mapping[str, Need], layout: Layout, look: Look
) -> list[Plan]:
    size, pad = look
    found = []
    for part in parts(table, wanted, layout.room / 20 / size):
        room = layout.room / 20 / size - PADDING * len(part.columns)
        widths = measure.share_out([wanted[c.id] for c in part.columns], room)
        inner = {c.id: width for c, width in zip(part.columns, widths, strict=True)}
        pages = _pages(table, part, inner, layout.tall / 20, look)
        found.append(Plan(part, size, pad, _twips(widths, layout.room), pages))
    return found


def _twips(widths: Sequence[float], room: int) -> tuple[int, ...]:
    """Widths in em, without padding, as widths in twips that fill the room."""
    padded = [w + PADDING for w in widths]
    scale = room / sum(padded)
    edges = [round(w * scale) for w in accumulate(padded, initial=0.0)]
    return tuple(b - a for a, b in pairwise(edges))


def _pages(
    table: PrintedTable, part: Part, widths: Mapping[str, float], tall: float, look: Look
) -> int:
    """How many pages of ``tall`` pt a part will take."""
    heads = measure.heading_lines(table, part.columns, widths) + [1] * table.lane_row
    head = sum(_height(n, look) for n in heads)
    lines = [_height(n, look) for n in measure.line_heights(table, part.columns, widths)]
    notes = len(table.notes) + bool(table.explanation) if part.number == part.of else 0
    left = tall - TITLE - 2 * ABOVE - REST - head
    count = 1
    for number, height in enumerate(lines, start=1):
        wanted = height + NOTE * notes * (number == len(lines))
        if wanted > left and left < tall - head:
            count, left = count + 1, tall - head
        left -= height
    return count


def _height(lines: int, look: Look) -> float:
    size, pad = look
    return lines * LINE_HEIGHT * size + 2 * pad * size + RULE
