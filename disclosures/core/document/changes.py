"""What is different between two Documents: paragraphs, cells, forms, lines of the ledger.

For a reviewer (the last submission, last year's publication) and for a correction.  Two documents
of different years are compared by the places of their paragraphs: a figure that moved with the
year is a change like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from disclosures.core.document.form_changes import FormChange, form_changes
from disclosures.core.document.line_changes import LineChange, line_changes
from disclosures.core.document.pieces import Pieces, cut
from disclosures.core.document.printed import PrintedTable
from disclosures.core.document.values import Document, Section
from disclosures.core.tables import Address

#: Where the glossary, attachments and explanations stand among the sections.
GLOSSARY, ATTACHMENTS, EXPLANATIONS = "glossary", "attachments", "explanations"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphChange:
    """A paragraph that is new (``before`` empty), gone (``after`` empty) or says something else.

    ``place`` is the id of its section, or one of the names above; ``id`` that of the paragraph.
    """

    place: str
    heading: str
    id: str
    before: str
    after: str

    @property
    def kind(self) -> str:
        """``added``, ``removed`` or ``changed``."""
        if not self.before:
            return "added"
        return "changed" if self.after else "removed"

    @property
    def pieces(self) -> tuple[Pieces, Pieces]:
        """Both texts cut where they differ."""
        return cut(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """A cell that prints something else; ``before`` or ``after`` empty where there is no row.

    ``table`` is the title of its table, ``row`` what the row is called, ``column`` its heading.
    """

    address: Address
    table: str
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Everything that is different."""

    paragraphs: tuple[ParagraphChange, ...]
    cells: tuple[CellChange, ...]
    forms: tuple[FormChange, ...] = ()
    lines: tuple[LineChange, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.paragraphs or self.cells or self.forms or self.lines)


def changes(before: Document, after: Document) -> Changes:
    """What became of ``before``, in the reading order of ``after``, what is gone at the end."""
    return Changes(
        paragraphs=paragraph_changes(before, after),
        cells=tuple(_cells(before, after)),
        forms=form_changes(before, after),
        lines=line_changes(before, after),
    )


def paragraph_changes(before: Document, after: Document) -> tuple[ParagraphChange, ...]:
    """The paragraphs alone."""
    return tuple(_paragraphs(before, after))


# -- paragraphs -------------------------------------------------------------------------------

#: Place, heading, text.
_Placed = tuple[str, str, str]


def _paragraphs(before: Document, after: Document) -> Iterator[ParagraphChange]:
    old, new = dict(_texts(before)), dict(_texts(after))
    for key in dict.fromkeys((*new, *old)):
        place, heading, now = new.get(key, ("", "", ""))
        was_place, was_heading, was = old.get(key, ("", "", ""))
        if was != now:
            yield ParagraphChange(
                place=place or was_place,
                heading=heading or was_heading,
                id=key.partition("\n")[2],
                before=was,
                after=now,
            )


def _texts(document: Document) -> Iterator[tuple[str, _Placed]]:
    """Every paragraph: a key that is the same in both → place, heading, text."""
    yield from _of("cover", "封面", enumerate(document.cover))
    for section in document.walk():
        yield from _of_section(section)
    terms = ((t.code or t.name, f"{t.name}：{t.meaning}") for t in document.glossary)
    yield from _of(GLOSSARY, "名词解释", terms)
    for number, attachment in enumerate(document.attachments, start=1):
        heading = f"{attachment.number}　{attachment.title}"
        lines = enumerate((attachment.title, *attachment.paragraphs))
        yield from _of(f"{ATTACHMENTS}.{number}", heading, lines)
    told = (
        (f"{e.code} {e.finding}", f"{e.code} {e.finding}：{e.reason}")
        for e in document.explanations
    )
    yield from _of(EXPLANATIONS, "原因说明", told)


def _of_section(section: Section) -> Iterator[tuple[str, _Placed]]:
    yield f"{section.id}\n", (section.id, section.heading, section.title)
    yield from _of(section.id, section.heading, ((p.id, p.text) for p in section.paragraphs))


def _of(
    place: str, heading: str, texts: Iterator[tuple[object, str]] | enumerate[str]
) -> Iterator[tuple[str, _Placed]]:
    for key, text in texts:
        yield f"{place}\n{key}", (place, heading, text)


# -- cells ------------------------------------------------------------------------------------


def _cells(before: Document, after: Document) -> Iterator[CellChange]:
    old, new = ({t.role: t for t in d.tables} for d in (before, after))
    for role in dict.fromkeys((*new, *old)):
        yield from _of_tables(role, old.get(role), new.get(role))


def _of_tables(
    role: str, before: PrintedTable | None, after: PrintedTable | None
) -> Iterator[CellChange]:
    old, new = (dict(_told(t)) if t else {} for t in (before, after))
    shown = after or before
    names = {**_names(before), **_names(after)}
    columns = {c.id: c.label for t in (before, after) if t for c in t.columns}
    for row, column in dict.fromkeys((*new, *old)):
        was, now = (found.get((row, column), "") for found in (old, new))
        if was != now and shown is not None:
            yield CellChange(
                address=Address(role, row, column),
                table=" ".join(filter(None, (shown.code, shown.title))),
                row=names.get(row) or row,
                column=columns.get(column, column),
                before=was,
                after=now,
            )


def _told(table: PrintedTable) -> Iterator[tuple[tuple[str, str], str]]:
    """What every cell of every row prints."""
    for line in table.lines:
        for column, cell in table.placed(line):
            row = line.row(cell)
            if row is not None and row.key:
                yield (row.key, column.id), cell.text


def _names(table: PrintedTable | None) -> dict[str, str]:
    """What each row is called: the texts of its cells that are no figures."""
    found: dict[str, list[str]] = {}
    for line in table.lines if table else ():
        for cell in line.cells:
            row = line.row(cell)
            if row is not None and row.key and cell.amount is None and cell.text:
                found.setdefault(row.key, []).append(cell.text)
    return {key: " ".join(texts) for key, texts in found.items()}
