"""Titles and headings of about even lines.

Word fills line by line and leaves a single character for the last.  Moved in from both sides by
what its lines can spare, a text in the middle breaks into as few lines, of about the same width,
and nothing is added to it that would be copied or listed in the contents.
"""

from __future__ import annotations

from disclosures.render.measure import em
from disclosures.render.wrap import balanced

#: Left to each line for fonts that are a little wider, in em.
SPARE = 0.6


def even(text: str, room: float, size: float) -> str:
    """The indentation of a text in the middle; ``room`` in em, ``size`` of its letters in pt."""
    lines = balanced(text, room, em)
    side = (room - max(map(em, lines)) - SPARE) / 2
    if len(lines) < 2 or side <= 0:
        return ""
    moved = round(side * size * 20)
    return f'<w:ind w:left="{moved}" w:right="{moved}"/>'
