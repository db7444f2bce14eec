"""Reads a Word file back: its body in order, its grids, its parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import docx
from docx.oxml.ns import qn
from lxml import etree

from disclosures.core.document import Document
from disclosures.render.document_docx import document_docx
from disclosures.render.imprint import Imprint
from tests.render.whole import IMPRINT

Cell = tuple[str, int]


@dataclass(frozen=True)
class Grid:
    """A native table: its rows of (text, columns), how many head it, and its element."""

    rows: list[list[Cell]]
    heads: int
    element: Any

    @property
    def texts(self) -> list[list[str]]:
        """The texts of the rows below the header."""
        return [[text for text, _ in row] for row in self.rows[self.heads :]]


@dataclass
class Word:
    """A document and its file."""

    document: Document
    data: bytes

    @classmethod
    def of(cls, document: Document, imprint: Imprint = IMPRINT, *, draft: bool = False) -> Word:
        made = document_docx(document, imprint, draft=draft, progress=lambda *step: None)
        return cls(document, made)

    @cached_property
    def opened(self) -> Any:
        """As python-docx opens it."""
        return docx.Document(io.BytesIO(self.data))

    @cached_property
    def archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.data))

    def part(self, name: str) -> Any:
        """An XML part."""
        return etree.fromstring(self.archive.read(name))

    @property
    def body(self) -> Any:
        return self.opened.element.body

    def said(self, *styles: str) -> list[tuple[str, str]]:
        """The paragraphs outside tables that have one of the styles, by name, with their text."""
        names = {s.style_id: s.name for s in self.opened.styles}
        apart = (p for p in self.body.iter(qn("w:p")) if not list(p.iterancestors(qn("w:tbl"))))
        found = ((names[next(attributes(p, "pStyle", "val"))], text(p)) for p in apart)
        return [(name, said) for name, said in found if name in styles]

    @cached_property
    def grids(self) -> list[Grid]:
        """All native tables."""
        return [grid(t) for t in self.body.iter(qn("w:tbl"))]


def grid(element: Any) -> Grid:
    rows = element.findall(qn("w:tr"))
    heads = sum(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows)
    return Grid([[_cell(c) for c in row.findall(qn("w:tc"))] for row in rows], heads, element)


def _cell(element: Any) -> Cell:
    span = element.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    return text(element), 1 if span is None else int(span.get(qn("w:val")))


def text(element: Any) -> str:
    """The text of the runs of an element; line ends and tabs as such."""
    signs = {qn("w:br"): "\n", qn("w:tab"): "\t"}
    pieces = (e for run in element.iter(qn("w:r")) for e in run)
    return "".join(signs.get(e.tag, e.text or "") for e in pieces if e.tag in (qn("w:t"), *signs))


def attributes(root: Any, tag: str, name: str) -> Iterator[str]:
    """An attribute of all elements of a kind, in order."""
    return (e.get(qn(f"w:{name}")) for e in root.iter(qn(f"w:{tag}")))
