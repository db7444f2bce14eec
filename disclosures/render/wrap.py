"""Lines of text: where Chinese and Latin text may be broken.

No line begins with a closing mark or ends with an opening one, and words and numbers stay whole
unless they are longer than a line.  Widths are in em; what measures them must always answer the
same, because its answers are kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

NO_START = frozenset("，。、；：？！…—～·”’）》〉】〕」』%％‰℃,.;:?!)]}>")
NO_END = frozenset("“‘（《〈【〔「『([{<￥¥$")

Measure = Callable[[str], float]


def lines(text: str, room: float, width: Measure) -> list[str]:
    """The text in lines not wider than ``room``; at least one line."""
    if width(text) <= room:
        return [text]
    found: list[str] = []
    line, filled = "", 0.0
    for piece, wide, seen in _measured(text, width):
        if line and filled + seen > room:
            found.append(line.rstrip())
            line, filled = "", 0.0
        while not line and len(piece) > 1 and width(piece.rstrip()) > room:
            count = _that_fit(piece, room, width)
            found.append(piece[:count])
            piece = piece[count:]
            wide = width(piece)
        line += piece
        filled += wide
    return [*found, line.rstrip()] if line.strip() or not found else found


def tidy(text: str, room: float, width: Measure) -> list[str]:
    """The text in lines, the last of which is more than a single character."""
    found = lines(text, room, width)
    return balanced(text, room, width) if len(found) > 1 and len(found[-1]) == 1 else found


def balanced(text: str, room: float, width: Measure) -> list[str]:
    """As few lines as fit, of about the same width: for headings.

    The headings of a form are the same in every document, so their lines are kept.
    """
    return list(_balanced(text, math.floor(room * 20) / 20, width))


@lru_cache(maxsize=10_000)
def _balanced(text: str, room: float, width: Measure) -> list[str]:
    found = lines(text, room, width)
    if len(found) < 2:
        return found
    least = max(width(text) / len(found), *map(width, pieces(text)))
    for share in (least + 0.01, least + 0.51, least + 1.01):
        if share < room:
            even = lines(text, share, width)
            if len(even) == len(found):
                return even
    return found


@lru_cache(maxsize=10_000)
def _measured(text: str, width: Measure) -> tuple[tuple[str, float, float], ...]:
    """The pieces of a text with their widths, with and without the spaces at their ends."""
    return tuple((piece, width(piece), width(piece.rstrip())) for piece in pieces(text))


def pieces(text: str) -> tuple[str, ...]:
    """What must stay on one line; a piece keeps the spaces after it."""
    cuts = [n for n, (a, b) in enumerate(pairwise(text), 1) if _may_break(a, b)]
    return tuple(text[a:b] for a, b in pairwise([0, *cuts, len(text)]))


def _may_break(before: str, after: str) -> bool:
    if after in NO_START or before in NO_END or after.isspace():
        return False
    return before.isspace() or not (_in_word(before) and _in_word(after))


def _in_word(character: str) -> bool:
    return character < "\u2e80" and not character.isspace()


def _that_fit(piece: str, room: float, width: Measure) -> int:
    """How many characters of a piece fit; at least one."""
    total = 0.0
    for count, character in enumerate(piece):
        total += width(character)
        if total > room:
            return max(count, 1)
    return len(piece)
