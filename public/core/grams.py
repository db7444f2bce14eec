"""Words for an index that knows no Chinese: pairs of characters, made by the application.

社会保障局 becomes 社会 会保 保障 障局 局: every word of two characters is found by one pair, and
the last character alone lets a single one be found as the beginning of a pair.  Latin words and
numbers stay whole, and are found by their beginning (208 finds 2080101).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

#: So much of a question is read, and so many words of it.
LONGEST, MOST = 100, 8
#: Left out of what is compared: “三公”经费 is 三公经费.
QUOTES = "“”‘’\"'《》〈〉「」『』"
_WIDE = {n: n - 0xFEE0 for n in range(0xFF01, 0xFF5F) if chr(n - 0xFEE0).isalnum()}
_TIDY = {
    **_WIDE,
    **dict.fromkeys(map(ord, QUOTES)),
    **dict.fromkeys((*range(32), 127, 0x3000), " "),
}
#: A run of Latin letters and digits, or one of any other letters.
_RUN = re.compile(r"[0-9a-z]+|[^\W_0-9a-z]+")
_LATIN = re.compile(r"[0-9a-z]+")
#: More of a Latin word is not kept.
_WORD = 40


def tidy(text: str) -> str:
    """A text without quotation marks, with half-width letters and digits, on one line."""
    return re.sub(r"\s+", " ", text.translate(_TIDY)).strip()


def fold(text: str) -> str:
    """The same without a difference between capital and small letters."""
    return tidy(text).casefold()


def grams(text: str) -> list[str]:
    """The words of a text in their order."""
    found: list[str] = []
    for run in _RUN.findall(fold(text)):
        found += [run[:_WORD]] if is_latin(run) else [run[n : n + 2] for n in range(len(run))]
    return found


def is_latin(run: str) -> bool:
    """Whether a run is a Latin word or a number."""
    return _LATIN.fullmatch(run) is not None


@dataclass(frozen=True)
class Asked:
    """A question: ``plain`` is what an exact name would be, ``runs`` all have to be found."""

    plain: str
    runs: tuple[str, ...]

    @staticmethod
    def of(question: str) -> Asked:
        """Of whatever somebody typed."""
        plain = fold(question[:LONGEST])
        runs = dict.fromkeys(run[:_WORD] for run in _RUN.findall(plain))
        return Asked(plain, tuple(runs)[:MOST])

    @property
    def words(self) -> tuple[str, ...]:
        """Those that the index is asked for: single characters only where there is nothing else."""
        return tuple(run for run in self.runs if len(run) > 1) or self.runs

    @property
    def short(self) -> bool:
        """Whether only single characters are asked for: they are looked for in names."""
        return all(len(run) == 1 for run in self.runs)

    @property
    def compared(self) -> tuple[str, ...]:
        """Those that pairs alone do not prove."""
        return tuple(
            r for r in self.runs if not is_latin(r) and (len(r) > 2 or r not in self.words)
        )


def marked(text: str, runs: tuple[str, ...]) -> list[tuple[str, bool]]:
    """A text in pieces, and which of them were asked for; it is put together as it was."""
    plain, places = _mapped(text)
    hit = [False] * len(text)
    for start, end in _found(plain, runs):
        for at in range(places[start], places[end - 1] + 1):
            hit[at] = True
    pieces: list[tuple[str, bool]] = []
    for letter, is_hit in zip(text, hit, strict=True):
        if pieces and pieces[-1][1] == is_hit:
            pieces[-1] = (pieces[-1][0] + letter, is_hit)
        else:
            pieces.append((letter, is_hit))
    return pieces


def around(text: str, runs: tuple[str, ...], length: int = 90) -> str:
    """The piece of a text that begins shortly before the first word found; empty if none is."""
    plain, places = _mapped(text)
    first = min(_found(plain, runs), default=None)
    if first is None:
        return ""
    start = max(0, places[first[0]] - length // 4)
    piece = text[start : start + length].strip()
    return f"{'…' if start else ''}{piece}{'…' if start + length < len(text) else ''}"


def _mapped(text: str) -> tuple[str, Sequence[int]]:
    """A text folded letter by letter, and where each stood."""
    shorter, longer = text.translate(_TIDY), text.casefold()
    if len(shorter) == len(text) == len(longer):
        return shorter.casefold(), range(len(text))
    letters = [(x, n) for n, c in enumerate(text) for x in c.translate(_TIDY).casefold()]
    return "".join(x for x, _ in letters), [n for _, n in letters]


def _found(plain: str, runs: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for run in runs:
        pattern = rf"(?<![0-9a-z]){run}" if is_latin(run) else re.escape(run)
        for hit in re.finditer(pattern, plain):
            yield hit.span()
