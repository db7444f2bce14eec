"""The words of a form's rows: how a row of another workbook is known by them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from performance.core.layout import LaidCell, text_of
from performance.exchange.plan import PlanRow, Spot
from performance.exchange.texts import around, fold

_WORD = re.compile(r"\\\{\w+\\\}")


def enough(planned: PlanRow, anchors: Mapping[int, object]) -> bool:
    """Whether most labels of a row are there: three of five, or the first of two."""
    beside = planned.section.side is not None and planned.code == f"{planned.section.key}/0"
    own = [s for s in known_by(planned) if not (beside and s.column == 0)]
    there = [s for s in own if s.column in anchors]
    return len(there) * 5 >= len(own) * 3 or (len(own) == 2 and there[:1] == own[:1])


def known_by(planned: PlanRow) -> list[Spot]:
    """The cells of a row by which it is known."""
    return [s for s in planned.spots if speaks(s, "—… 　")]


def speaks(spot: Spot, beside: str = " 　") -> bool:
    """Whether a cell has words, other than those signs."""
    return any(isinstance(p, str) and p.strip(beside) for p in spot.cell.pieces)


def says(cell: LaidCell, text: str) -> bool:
    """Whether a text is a label, or has a cell's words around its entries."""
    if cell.places:
        return around(cell, text) is not None
    own, there = fold(text_of(cell)).rstrip(":"), fold(text)
    words = _WORD.sub(".*", re.escape(own))
    return there == own.partition("(")[0] or bool(re.fullmatch(rf"{words}(?:[:(].*)?", there))


def between(spots: Sequence[Spot]) -> Iterator[Spot | list[Spot]]:
    """Cells with words and entries one by one, entries alone in runs; labels are left out."""
    run: list[Spot] = []
    for spot in spots:
        alone = spot.cell.places and len(spot.cell.pieces) == 1
        if alone:
            run.append(spot)
            continue
        if run:
            yield run
            run = []
        if spot.cell.places:
            yield spot
    if run:
        yield run


def begins(cell: LaidCell, text: str) -> bool:
    """Whether a text is a heading that was cut off."""
    cut = fold(text).rstrip(")")
    return not cell.places and len(cut) >= 4 and fold(text_of(cell)).startswith(cut)


def until(said: str, others: Sequence[LaidCell]) -> str:
    """Of a line that tells several things the first: up to the words of the next."""
    for cell in others:
        words = next(p for p in cell.pieces if isinstance(p, str)).strip()
        said = said.partition(words)[0].partition(words.rstrip("：") + ":")[0]
    return said.strip()
