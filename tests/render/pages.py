"""A PDF read back: its words where they stand, its outline and its properties."""

from __future__ import annotations

import io
import re
import subprocess
import tempfile
from collections import Counter
from dataclasses import dataclass
from html import unescape
from itertools import groupby
from pathlib import Path

import pypdf

_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(
    r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>'
)
FIGURE = re.compile(r"-?[\d,]+(\.\d+)?")


@dataclass(frozen=True)
class Word:
    """A word and its box, in pt from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """One page."""

    width: float
    height: float
    words: list[Word]

    @property
    def text(self) -> str:
        """All words without spaces."""
        return "".join(w.text for w in self.words)

    @property
    def rows(self) -> list[list[str]]:
        """The figures that stand on one line, from left to right."""
        figures = [w for w in self.words if FIGURE.fullmatch(w.text)]
        figures.sort(key=lambda w: (round(w.bottom), w.left))
        lines: list[list[Word]] = []
        for word in sorted(figures, key=lambda w: w.bottom):
            if lines and abs(lines[-1][0].bottom - word.bottom) < 2:
                lines[-1].append(word)
            else:
                lines.append([word])
        return [[w.text for w in sorted(line, key=lambda w: w.left)] for line in lines]


@dataclass(frozen=True)
class Pages:
    """A whole file."""

    data: bytes
    pages: list[Page]
    reader: pypdf.PdfReader

    @classmethod
    def read(cls, data: bytes) -> Pages:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "file.pdf"
            source.write_bytes(data)
            done = subprocess.run(
                ["pdftotext", "-bbox", source, "-"], check=True, capture_output=True, text=True
            )
        pages = [
            Page(float(width), float(height), [_word(*found) for found in _WORD.findall(inner)])
            for width, height, inner in _PAGE.findall(done.stdout)
        ]
        return cls(data, pages, pypdf.PdfReader(io.BytesIO(data)))

    @property
    def figures(self) -> Counter[str]:
        """All figures of the file, each as often as it stands there."""
        return Counter(w.text for p in self.pages for w in p.words if FIGURE.fullmatch(w.text))

    @property
    def outline(self) -> list[tuple[int, str, int]]:
        """Level, title and page (from 0) of every bookmark."""
        return list(self._outline(self.reader.outline, 1))

    def _outline(self, entries, level):  # type: ignore[no-untyped-def]
        for is_list, group in groupby(entries, lambda e: isinstance(e, list)):
            for entry in group:
                if is_list:
                    yield from self._outline(entry, level + 1)
                else:
                    page = self.reader.get_destination_page_number(entry)
                    yield level, str(entry.title), page


def _word(left: str, top: str, right: str, bottom: str, text: str) -> Word:
    return Word(unescape(text), float(left), float(top), float(right), float(bottom))
