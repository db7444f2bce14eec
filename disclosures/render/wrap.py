"""Lines of text: where Chinese and Latin text may be broken.

No line begins with a closing mark or ends with an opening one, and words and numbers stay whole
unless they are longer than a line.  Headings are besides broken between the words of budgeting
rather than within them.  Widths are in em; what measures them must always answer the same,
because its answers are kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from disclosures.render.words import WORDS

NO_START = frozenset("，。、；：？！…—～·”’）》〉】〕」』%％‰℃,.;:?!)]}>")
NO_END = frozenset("“‘（《〈【〔「『([{<￥¥$")
#: No line of a heading should begin with one of these.
JOINTS = frozenset("和及与或的")
#: A heading of more pieces is broken without looking at its words.
HEADING_MOST = 40

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
    whole = pieces(text)
    if len(found) < 2 or len(whole) < len(found):
        return found
    if len(whole) <= HEADING_MOST:
        return _by_words(whole, len(found), room, width) or found
    least = max(width(text) / len(found), *map(width, whole))
    for share in (least + 0.01, least + 0.51, least + 1.01):
        if share < room:
            even = lines(text, share, width)
            if len(even) == len(found):
                return even
    return found


def _by_words(whole: Sequence[str], count: int, room: float, width: Measure) -> list[str]:
    """So many lines with as few torn words as possible, then of about the same width."""
    costs = _tears(whole)
    # By the pieces that are set: words torn, the widest line, and the lines themselves.
    best: dict[int, tuple[int, float, list[str]]] = {0: (0, 0.0, [])}
    for _ in range(count):
        longer: dict[int, tuple[int, float, list[str]]] = {}
        for start, (torn, widest, above) in best.items():
            for end in range(start + 1, len(whole) + 1):
                line = "".join(whole[start:end]).rstrip()
                if width(line) > room:
                    break
                way = (torn + costs[end], max(widest, width(line)), [*above, line])
                if end not in longer or way[:2] < longer[end][:2]:
                    longer[end] = way
        best = longer
    return best[len(whole)][2] if len(whole) in best else []


def _tears(whole: Sequence[str]) -> list[int]:
    """How many words a line that ends after so many pieces tears."""
    text, places = "".join(whole), [0, *accumulate(map(len, whole))]
    costs = dict.fromkeys(places, 0)
    for word in WORDS:
        start = text.find(word)
        while start >= 0:
            for place in range(start + 1, start + len(word)):
                costs[place] = costs.get(place, 0) + 1
            start = text.find(word, start + 1)
    return [costs[p] + (text[p : p + 1] in JOINTS) for p in places]


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
