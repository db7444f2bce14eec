"""A whole document's text cut into the sections of its outline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from disclosures.core.document import Document
from disclosures.core.narrative.template import Words, read_template
from disclosures.core.narrative.values import Outline, PartPlan

_LEAD = re.compile(
    r"^\s*(?P<number>第[一二三四五六七八九十]+部分|[（(][一二三四五六七八九十\d]+[）)]"
    r"|[一二三四五六七八九十]+、|\d{1,2}\s*[.、．])?\s*(?P<title>.*?)\s*$"
)
_PART = re.compile(r"\s*第[一二三四五六七八九十]+部分\s*\Z")
_DOTS = re.compile(r"[·….]{2,}\s*\d+\s*$")
_TITLE = re.compile(r"[\s()（）“”\"。:：、]")


@dataclass(frozen=True, slots=True)
class Piece:
    """The text of one section: ``start`` is where it begins in the whole; ``number`` as printed."""

    section: str
    number: str
    title: str
    text: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Cut:
    """A document's text in pieces, with its glossary and its attachments.

    ``repeats`` are headings of the outline that stand a second time in their part.
    """

    pieces: tuple[Piece, ...]
    glossary: str = ""
    attachments: str = ""
    repeats: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    number: str
    title: str


def cut(text: str, outline: Outline) -> Cut:
    """The pieces of a text, by the titles of the outline.

    A title of the table of contents stands before the same title in the body: the last one that
    keeps the order counts.
    """
    lines = [line for line in _lines(text) if line.title]
    marks: list[tuple[str, str, _Line]] = []
    for key, title, holds in _wanted(outline):
        hit = _find(lines, title, marks, part=holds is not None)
        if hit is not None:
            marks.append((key, holds or "", hit))
    marks.sort(key=lambda m: m[2].start)
    if not marks:
        return Cut(())
    ends = [_before(text, m[2].start) for m in marks[1:]] + [len(text)]
    pieces, kept = [], {"glossary": "", "attachments": ""}
    titles = {key: title for key, title, _ in _wanted(outline)}
    for (key, holds, line), end in zip(marks, ends, strict=True):
        body = text[line.end : end]
        if holds in kept:
            kept[holds] = body
        elif not holds:
            pieces.append(Piece(key, line.number, line.title, body, line.end))
    repeats = tuple(
        Piece(key, again.number, again.title, "", again.start)
        for (key, holds, line), end in zip(marks, ends, strict=True)
        for again in lines
        if not holds
        and line.end <= again.start < end
        and again.number
        and titles[key].fullmatch(again.title)
    )
    return Cut(tuple(pieces), kept["glossary"], kept["attachments"], repeats)


def _before(text: str, start: int) -> int:
    """Where a heading begins whose 第N部分 stands on a line of its own."""
    begin = max(0, start - 30)
    match = _PART.search(text[begin:start])
    return begin + match.start() if match else start


def cut_document(document: Document) -> Cut:
    """The pieces of a Document."""
    pieces = tuple(Piece(s.id, s.number, s.title, s.text) for s in document.walk())
    terms = "\n".join(f"{t.number}{t.name}：{t.meaning}" for t in document.glossary)
    added = "\n".join("\n".join((a.title, *a.paragraphs)) for a in document.attachments)
    return Cut(pieces, terms, added)


def _wanted(outline: Outline) -> Iterator[tuple[str, re.Pattern[str], str | None]]:
    """(id, title, what the part holds; None for a section) in the order of the outline."""
    for part in outline.parts:
        yield part.id, _pattern(part.title), _holds(part)
        for heading in part.sections:
            for one in heading.walk():
                yield one.id, _pattern(one.title), None


def _holds(part: PartPlan) -> str:
    return part.holds or "sections"


def _pattern(title: str) -> re.Pattern[str]:
    """A title with its names left open."""
    nodes = read_template(title)
    parts = [re.escape(bare(n.text)) if isinstance(n, Words) else ".{0,30}?" for n in nodes]
    return re.compile("".join(parts))


def bare(title: str) -> str:
    """A title for comparison: no brackets, quotes or spaces."""
    return _TITLE.sub("", title)


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for line in text.splitlines(keepends=True):
        end = start + len(line)
        if len(line) < 60 and not _DOTS.search(line):
            match = _LEAD.match(line.strip().lstrip("- "))
            if match:
                yield _Line(start, end, match["number"] or "", bare(match["title"]))
        start = end


def _find(
    lines: list[_Line], title: re.Pattern[str], marks: list[tuple[str, str, _Line]], *, part: bool
) -> _Line | None:
    after = max((m[2].start for m in marks), default=-1)
    hits = [n for n in lines if n.start > after and title.fullmatch(n.title)]
    if part:
        hits = [n for n in hits if n.number.startswith("第") or not n.number]
        return hits[-1] if hits else None
    return hits[0] if hits else None


def gaps(numbers: list[int]) -> Iterator[tuple[int, int]]:
    """(before, after) where numbers do not follow one another."""
    return ((a, b) for a, b in pairwise([0, *numbers]) if b != a + 1)
