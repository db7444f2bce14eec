"""Two texts cut where they differ."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a changed text; ``same``: they stand in both."""

    text: str
    same: bool


Pieces = tuple[Piece, ...]


def cut(before: str, after: str) -> tuple[Pieces, Pieces]:
    """Both texts in pieces."""
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        left += [Piece(before[a:b], tag == "equal")] if b > a else []
        right += [Piece(after[c:d], tag == "equal")] if d > c else []
    return tuple(left), tuple(right)
