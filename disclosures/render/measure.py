"""How wide and high printed texts are, and how a table is fitted to a page.

Lengths of text are counted in em: a Chinese character is 1, a digit or Latin letter about half.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import east_asian_width

from disclosures.core.forms import AMOUNT, CODE, COUNT, LINE, Column
from disclosures.core.tables import Table
from disclosures.render import sheet
from disclosures.render.sheet import Part

#: How wide a half-width character is; digits of Noto Serif CJK are 0.55 em at most.
HALF = 0.56
NARROW = frozenset(",.:;'|()[] -")
#: Header words are broken into at most so many lines before a column is made wider.
HEAD_LINES = 5
#: Left and right padding of a cell, in em.
PADDING = 0.7
#: A text is never squeezed below so many em.
TEXT_LEAST, TEXT_MOST = 7.0, 30.0


@lru_cache(maxsize=20_000)
def em(text: str) -> float:
    """The width of a text in em."""
    return sum(map(_em, text))


@cache
def _em(character: str) -> float:
    if east_asian_width(character) in "WFA":
        return 1.0
    return 0.34 if character in NARROW else HALF


@dataclass(frozen=True, slots=True)
class Need:
    """How wide a column must be, and how wide it would like to be, in em without padding."""

    least: float
    liked: float


def needs(table: Table) -> dict[str, Need]:
    """What every column of a table needs."""
    widest: dict[str, float] = {}
    for spots in sheet.lines(table, table.form.columns):
        for spot in spots:
            if spot.span == 1 and spot.text:
                width = em(spot.text)
                if width > widest.get(spot.column.id, 0):
                    widest[spot.column.id] = width
    return {c.id: _need(c, widest.get(c.id, 0.0)) for c in table.form.columns}


def _need(column: Column, widest: float) -> Need:
    head = em(column.label)
    if column.type in (AMOUNT, COUNT, LINE):
        least = max(widest, math.ceil(head / HEAD_LINES), 2.0)
        return Need(least, max(least, min(head, 6.0)))
    if column.type == CODE:
        least = max(widest, 3.0)
        return Need(least, max(least, min(head, 6.0)))
    return Need(min(max(widest, 4.0), TEXT_LEAST), min(max(widest, 4.0), TEXT_MOST))


def share_out(wanted: Sequence[Need], room: float) -> list[float]:
    """``room`` em shared among columns: the least, then what they like, then in proportion."""
    least = sum(n.least for n in wanted)
    liked = sum(n.liked for n in wanted)
    if liked <= room:
        return [n.liked * room / liked for n in wanted]
    ease = max(room - least, 0.0) / (liked - least) if liked > least else 0.0
    return [n.least + (n.liked - n.least) * ease for n in wanted]


def height(text: str, width: float) -> int:
    """How many lines a text takes in ``width`` em."""
    return max(1, math.ceil(em(text) / max(width, 1.0) - 1e-6))


def parts(table: Table, room: float, padding: float) -> list[Part]:
    """The table cut into parts that fit ``room`` em; each column takes ``padding`` em more.

    A table that is not split by its form is one part; the groups of a split are cut further
    where a group is wider than the page.
    """
    form = table.form
    if form.split is None:
        return [Part(form.columns)]
    wanted = needs(table)
    repeated = [form.column[c] for c in form.split.repeat]
    left = room - sum(wanted[c.id].least + padding for c in repeated)
    groups: list[list[Column]] = []
    for ids in form.split.groups:
        groups += _cut([form.column[c] for c in ids], wanted, left, padding)
    return [
        Part((*repeated, *group), number, len(groups)) for number, group in enumerate(groups, 1)
    ]


def _cut(
    columns: list[Column], wanted: dict[str, Need], room: float, padding: float
) -> list[list[Column]]:
    """A group in as few pieces as fit, of about the same width."""
    if not columns:
        return []
    widths = [wanted[c.id].least + padding for c in columns]
    count = max(1, math.ceil(sum(widths) / room))
    while True:
        share = sum(widths) / count
        pieces: list[list[Column]] = [[] for _ in range(count)]
        filled = 0.0
        for column, width in zip(columns, widths, strict=True):
            pieces[min(int((filled + width / 2) / share), count - 1)].append(column)
            filled += width
        fits = all(sum(wanted[c.id].least + padding for c in p) <= room for p in pieces)
        if fits or count >= len(columns):
            return [p for p in pieces if p]
        count += 1
