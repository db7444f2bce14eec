"""Texts made even for reading, every character still knowing where it stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_SAME = str.maketrans({"(": "（", ")": "）", "％": "%", "﹪": "%", "－": "-", "−": "-", ":": "："})
_ENDS = "。：；！？;"
_ITEM = re.compile(
    r"\s*(?:\d{1,3}\s*[.、．]|（[一二三四五六七八九十\d]+）|[一二三四五六七八九十]+、)"
)
_GOES_ON = re.compile(r"\s*\d+(?:\.\d|[\d,]*\s*(?:[万亿]?元|%|％))")


@dataclass(frozen=True, slots=True)
class Tidy:
    """A text without needless spaces and breaks; ``origin[i]`` is where character i stood."""

    text: str
    origin: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original text that stands behind a span of this one."""
        if not self.origin or start >= len(self.origin):
            return (0, 0)
        return self.origin[start], self.origin[max(start, end - 1)] + 1


def tidy(text: str) -> Tidy:
    """One width of brackets and digits, no spaces, line ends only where a sentence or item ends.

    Converted documents break lines anywhere, also within a number's unit.
    """
    kept = list(_kept(text))
    return Tidy("".join(c for c, _ in kept), tuple(at for _, at in kept))


def _kept(text: str) -> Iterator[tuple[str, int]]:
    last = ""
    for at, mark in enumerate(text):
        if mark == "\n":
            if last and last != "\n" and _ends(last, text, at + 1):
                last = "\n"
                yield "\n", at
        elif even := _even(mark):
            last = even
            yield last, at


def _ends(last: str, text: str, at: int) -> bool:
    """Whether a line that ends with ``last`` is whole: a sentence, or before an item; a number
    that goes on in the next line is no item."""
    if last.isdigit() and _GOES_ON.match(text, at):
        return False
    return last in _ENDS or _ITEM.match(text, at) is not None


@lru_cache(maxsize=20_000)
def _even(mark: str) -> str:
    """One character in its common form; those that would become several stay; "" for a space."""
    if mark.isspace() or unicodedata.category(mark) == "Cf":
        return ""
    same = mark.translate(_SAME)
    if same != mark or mark in "，。：；！？、（）“”" or "①" <= mark <= "⓿":
        return same
    plain = unicodedata.normalize("NFKC", mark)
    return plain.translate(_SAME) if len(plain) == 1 else mark


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans of sentences in a tidy text: up to 。 or a line's end."""
    start = 0
    for at, mark in enumerate(text):
        if mark in "。！？\n":
            if at > start:
                yield start, at
            start = at + 1
    if start < len(text):
        yield start, len(text)
