"""Sentences in Chinese that can be said in another language: a pattern, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterable


class Said(str):
    """The Chinese text of a pattern with named ``{places}``; it remembers both.

    Of a list (see ``listed``) ``pattern`` is what stands between its ``items``.
    """

    pattern: str
    parts: dict[str, object]
    items: tuple[str, ...]

    def __new__(cls, pattern: str, **parts: object) -> Said:
        """``pattern`` is a literal, so that its translation can be found."""
        text = super().__new__(cls, pattern.format(**parts))
        text.pattern, text.parts, text.items = pattern, parts, ()
        return text


def listed(between: str, items: Iterable[str]) -> Said:
    """Texts one after the other, with ``between`` between them."""
    own = tuple(items)
    text = str.__new__(Said, between.join(own))
    text.pattern, text.parts, text.items = between, {}, own
    return text
