"""A department, a year and a kind → the whole book: facts, text, forms, and their Document."""

from __future__ import annotations

from dataclasses import dataclass, replace

from disclosures.chapters import with_chapters
from disclosures.core.chapters import Fields
from disclosures.core.facts import Facts, Kind
from disclosures.pipeline import Book
from performance.chapter import NAME
from portal.county.course import Course
from portal.county.facts import facts_of
from portal.county.goals import sheets_of
from portal.county.texts import Writer


@dataclass(frozen=True)
class Entered:
    """All that is entered for one disclosure.  ``book.written`` is whole once its text is made."""

    book: Book
    sheets: dict[str, Fields]

    @property
    def pieces(self) -> tuple[tuple[str, str, str], ...]:
        """What people wrote: kind, key, text."""
        _ = self.book.document
        assert self.book.written is not None
        return self.book.written.pieces


def entered(
    course: Course, year: int, kind: Kind, facts: Facts | None = None, last_text: str = ""
) -> Entered:
    """What the department's clerk enters; ``facts`` as the ledger gives them back.

    ``last_text`` is what last year's document said.
    """
    stated = facts or facts_of(course, year, kind)
    sheets = sheets_of(course, year, kind)
    writer = Writer(course, year, kind)
    written = replace(writer.written, last_text=last_text)
    book = Book(
        stated,
        None,
        written,
        {},
        with_chapters({NAME: {key: dict(fields) for key, fields in sheets.items()}}),
    )
    writer.narration = lambda: book.narration
    return Entered(book, sheets)
