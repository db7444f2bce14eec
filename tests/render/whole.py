"""A whole document beside its PDF, read back in two ways: by poppler, and by its tags."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

import pikepdf

from disclosures.core.document import Document, PrintedForm, PrintedTable, Section
from disclosures.render.document_pdf import document_pdf
from disclosures.render.imprint import Imprint, Signature
from tests.render.pages import Page, Pages
from tests.render.printed import bare
from tests.render.reading import Node, structure

IMPRINT = Imprint(
    number="第2版",
    version="第14次填报",
    sha256="0123456789abcdef" * 4,
    published_on="2024年9月10日",
    form_set="部门决算公开表",
    rules="2024年9月",
    supersedes="第1版，2024年9月1日公开",
    why="一处金额有误。",
    signatures=(
        Signature(
            role="单位负责人", who="王芳", at="2024年9月8日", statement="已完成保密审查，同意公开。"
        ),
        Signature(role="财政审核人", who="李强", at="2024年9月9日", statement="审核通过。"),
    ),
)
KINDS = ("H1", "H2", "H3", "H4", "H5", "H6")


@dataclass
class Whole:
    """A document and its file."""

    document: Document
    data: bytes
    draft: bool = False

    @classmethod
    def of(
        cls,
        document: Document,
        imprint: Imprint = IMPRINT,
        *,
        draft: bool = False,
        progress: Callable[[str, int, int], None] = lambda step, done, everything: None,
    ) -> Whole:
        made = document_pdf(document, imprint, draft=draft, progress=progress)
        return cls(document, made, draft)

    @property
    def title(self) -> str:
        """What stands above every page."""
        return self.document.title + ("（草稿）" if self.draft else "")

    @cached_property
    def pages(self) -> Pages:
        """Words where they stand."""
        return Pages.read(self.data)

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.data))

    @cached_property
    def tree(self) -> Node:
        """The tags."""
        return structure(self.pdf)

    def pages_of(self, table: PrintedTable | PrintedForm) -> list[Page]:
        """The pages of a table or form: from its bookmark to the next of no deeper level."""
        marks = self.pages.outline
        name = table.name if isinstance(table, PrintedForm) else table.code + table.title
        name = bare(name)
        place = next(n for n, (_, title, _) in enumerate(marks) if bare(title) == name)
        level, _, first = marks[place]
        after = (page for deep, _, page in marks[place + 1 :] if deep <= level)
        return self.pages.pages[first : next(after, len(self.pages.pages))]

    def text_pages(self) -> list[Page]:
        """Pages of text: none of tables, neither cover nor first page of the contents."""
        shown = (*self.document.tables, *self.document.forms)
        tables = [p for t in shown for p in self.pages_of(t)]
        front = sum(page.label.isalpha() for page in self.pdf.pages)
        return [p for p in self.pages.pages[front:] if not any(p is t for t in tables)]

    def headings(self, section: Section, level: int) -> Iterator[tuple[str, str]]:
        """The headings of a section and those within, with their tags."""
        yield KINDS[level - 1], section.heading
        for inner in section.sections:
            yield from self.headings(inner, level + 1)

    def told_headings(self) -> Iterator[tuple[str, str]]:
        """Every heading of the tags, in reading order."""
        yield from _headings(self.tree)

    def contents(self) -> list[str]:
        """The entries of the contents, title and number."""
        return [link.whole for link in self.tree.all("Link")]

    def read(self, page: Page) -> str:
        """A page as it is read: from the top, each line from the left."""
        words = sorted(page.words, key=lambda w: (round(w.bottom / 3), w.left))
        return "".join(w.text for w in words)

    def lines(self, page: Page) -> list[str]:
        """The lines of a page between header and folio, from the top."""
        inner = [w for w in page.words if w.top > 100 and w.bottom < page.height - 96]
        inner.sort(key=lambda w: (round(w.bottom / 4), w.left))
        rows = groupby(inner, key=lambda w: round(w.bottom / 4))
        return ["".join(w.text for w in words) for _, words in rows]


def _headings(node: Node) -> Iterator[tuple[str, str]]:
    if node.kind in KINDS:
        yield node.kind, node.whole
    for child in node.children:
        yield from _headings(child)
