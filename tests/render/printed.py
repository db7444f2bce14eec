"""A printed document beside the tables it was printed from."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pikepdf

from disclosures.core.document import PrintedColumn, PrintedTable, PrintedTables
from disclosures.render.tables_pdf import tables_pdf
from tests.render.pages import Page, Pages
from tests.render.reading import Node, structure

#: Cover and contents, which stand before the tables.
FRONT = 2
#: What is printed of characters that cannot be seen.
SEEN = str.maketrans(
    {"\t": " ", "\n": " ", "\x00": "", "\x01": "", "\x07": "", "\x1b": "", "\u202e": ""}
    | {"\u200d": "", "\ud800": "�"}
)


def drawn(tables: PrintedTables, *, draft: bool = False) -> bytes:
    return tables_pdf(tables, draft=draft, progress=lambda number, title: None)


def bare(text: str) -> str:
    """A text as it can be seen: no controls, and line ends do not count."""
    return re.sub(r"\s", "", text.translate(SEEN))


@dataclass
class Printed:
    """Tables, their PDF, and the PDF read back in two ways: as poppler sees it, and by its tags."""

    tables: PrintedTables
    data: bytes
    draft: bool

    @classmethod
    def of(cls, tables: PrintedTables, *, draft: bool = False) -> Printed:
        return cls(tables, drawn(tables, draft=draft), draft)

    @cached_property
    def pages(self) -> Pages:
        """Words where they stand."""
        return Pages.read(self.data)

    @cached_property
    def pdf(self) -> pikepdf.Pdf:
        return pikepdf.open(io.BytesIO(self.data))

    @cached_property
    def tree(self) -> Node:
        """The tags: cover, contents, then each table."""
        return structure(self.pdf)

    @property
    def starts(self) -> list[int]:
        """The first page of each table, from 0, as the bookmarks tell it."""
        return [page for level, _, page in self.pages.outline if level == 1]

    def pages_of(self, table: PrintedTable) -> list[Page]:
        """The pages of a table."""
        number = self.tables.tables.index(table)
        ends = [*self.starts, len(self.pages.pages)]
        return self.pages.pages[ends[number] : ends[number + 1]]

    def section(self, table: PrintedTable) -> Node:
        """The tags of a table."""
        return self.tree.children[FRONT + self.tables.tables.index(table)]

    def bodies(self, table: PrintedTable) -> list[list[tuple[str, ...]]]:
        """The rows below the header, as the tags tell them, of each part of a table."""
        head = table.header_depth + table.lane_row
        return [
            [tuple(bare(c.whole) for c in row.children) for row in told.children[head:]]
            for told in self.section(table).all("Table")
        ]

    def parts(self, table: PrintedTable) -> list[Sequence[PrintedColumn]]:
        """The columns of each part, counted from the cells in its rows."""
        columns = table.columns
        if not table.split:
            return [columns]
        repeated = len(table.repeated)
        found, place = [], repeated
        for rows in self.bodies(table):
            count = len(rows[0]) - repeated
            found.append((*columns[:repeated], *columns[place : place + count]))
            place += count
        return found
