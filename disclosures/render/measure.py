"""How wide printed texts are, and how the width of a page is shared among columns.

Widths are counted in em: a Chinese character is 1; digits and Latin letters about half.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import east_asian_width

from disclosures.core.document import PrintedColumn, PrintedTable
from disclosures.core.forms import CODE, TEXT
from disclosures.render import sheet
from disclosures.render.sheet import Spot
from disclosures.render.wrap import pieces

#: Left and right padding of a cell together, in em.
PADDING = 0.7
#: Words of a header are broken into at most so many lines before a column is made wider.
HEAD_LINES = 5
#: What stays on one line of a header, e.g. （护）, makes a column so wide at most.
WORD_MOST = 4.0
#: A header asks for at most six characters and their slack.
HEAD_MOST = 6.1
#: A text may be squeezed to the first width in em, and asks for the second at most.
TEXT_LEAST, TEXT_MOST = 8.0, 32.0
#: The same where the text is repeated on every page of a wide table.
TEXT_LEAST_WIDE = 12.0
#: Room left in the estimate of a text, for the rules and for kerning.
SLACK = 0.1


@lru_cache(maxsize=20_000)
def em(text: str) -> float:
    """The width of words in em, as Noto Serif CJK sets them."""
    return sum(map(_em, text))


@cache
def _em(character: str) -> float:
    if east_asian_width(character) in "WFA":
        return 1.0
    if character in ",.:;'|()[] -":
        return 0.35
    return 0.75 if character.isupper() else 0.58


def figure_em(text: str) -> float:
    """The width of digits in em, as Times New Roman sets them."""
    return sum(0.25 if c in ",." else 0.34 if c == "-" else 0.5 for c in text)


@dataclass(frozen=True, slots=True)
class Need:
    """How wide a column must be, and how wide it would like to be, in em without padding."""

    least: float
    liked: float


Figures = Callable[[str], float]


def needs(
    table: PrintedTable,
    figures: Figures,
    lines: Iterable[Sequence[Spot]] | None = None,
) -> dict[str, Need]:
    """What every column of a table needs; ``figures`` tells the width of digits in em.

    ``lines`` are the printed lines where the caller already has them.
    """
    widest: dict[str, float] = {}
    for spots in sheet.lines(table, table.columns) if lines is None else lines:
        for spot in spots:
            if spot.span == 1 and spot.text:
                width = text_em(spot.text, spot.column, spot.depth, figures)
                widest[spot.column.id] = max(width, widest.get(spot.column.id, 0.0))
    squeezed = TEXT_LEAST_WIDE if table.split else TEXT_LEAST
    return {c.id: _need(c, widest.get(c.id, 0.0), squeezed) for c in table.columns}


def text_em(
    text: str, column: PrintedColumn, depth: int = 0, figures: Figures = figure_em
) -> float:
    """The width of a cell's text, with its indentation."""
    if column.type == TEXT:
        return em(text) + SLACK + depth * sheet.INDENT
    return figures(text) + SLACK


def _need(column: PrintedColumn, widest: float, squeezed: float) -> Need:
    head = em(column.label)
    if column.type == TEXT:
        wanted = max(widest, min(head + SLACK, HEAD_MOST), 4.0)
        return Need(min(wanted, squeezed), min(wanted, TEXT_MOST))
    whole = min(max(map(em, pieces(column.label))), WORD_MOST)
    least = max(widest, math.ceil(head / HEAD_LINES) + SLACK, max(whole, 2.0) + SLACK)
    if column.type == CODE:
        least = max(least, min(head, 4.0) + SLACK)
    return Need(least, max(least, min(head + SLACK, HEAD_MOST)))


def share_out(wanted: Sequence[Need], room: float) -> list[float]:
    """``room`` em shared among columns: the least, then what they like, then in proportion."""
    least = sum(n.least for n in wanted)
    liked = sum(n.liked for n in wanted)
    if liked <= room:
        return [n.liked * room / liked for n in wanted]
    ease = max(room - least, 0.0) / (liked - least) if liked > least else 0.0
    return [n.least + (n.liked - n.least) * ease for n in wanted]


def breaks(width: float, room: float) -> int:
    """Into how many lines of ``room`` em a text of ``width`` em is broken."""
    whole = max(math.floor(room + 1e-6), 1) if width > room else room
    return max(1, math.ceil(width / max(whole, 1.0) - 1e-6))


def heading_lines(
    table: PrintedTable, columns: Sequence[PrintedColumn], widths: Mapping[str, float]
) -> list[int]:
    """The lines of every header row; what a tall label lacks goes to its last row."""
    lines = [1] * table.header_depth
    for h in sorted(sheet.headings(table, columns), key=lambda h: h.rows):
        ids = [c.id for c in columns[h.column : h.column + h.columns]]
        room = sum(widths[c] for c in ids) + PADDING * (len(ids) - 1)
        missing = breaks(em(h.label), room) - sum(lines[h.row : h.row + h.rows])
        lines[h.row + h.rows - 1] += max(missing, 0)
    return lines


def line_heights(
    table: PrintedTable, columns: Sequence[PrintedColumn], widths: Mapping[str, float]
) -> list[int]:
    """The lines of text of every printed line; ``widths`` in em without padding."""
    heights = []
    for spots in sheet.lines(table, columns):
        most, place = 1, 0
        for spot in spots:
            if spot.text and spot.amount is None:
                room = _room(columns, place, spot.span, widths)
                width = text_em(spot.text, spot.column, spot.depth)
                most = max(most, breaks(width, room))
            place += spot.span
        heights.append(most)
    return heights


def _room(
    columns: Sequence[PrintedColumn], place: int, span: int, widths: Mapping[str, float]
) -> float:
    inner = sum(widths[c.id] for c in columns[place : place + span])
    return inner + PADDING * (span - 1)
