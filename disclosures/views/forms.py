"""Entries in the forms of chapters, as findings and remarks name them: in words, and their page."""

from __future__ import annotations

from dataclasses import dataclass

from disclosures.chapters import chapters
from disclosures.core.chapters import of_form
from disclosures.core.tables import Address
from disclosures.pipeline import Book


@dataclass(frozen=True)
class FormLink:
    """An entry of a form, or the form itself where ``name`` is empty.

    ``shown`` is what stands there.
    """

    chapter: str
    key: str
    path: str
    title: str
    name: str
    shown: str

    def url(self, disclosure: int) -> str:
        """The page of it in a disclosure."""
        return chapters()[self.chapter].address(disclosure, self.key, self.path)


def form_at(book: Book, address: Address) -> FormLink | None:
    """What an address of a form names; None where there is no such form, or for a table's cell."""
    named = of_form(address)
    if named is None:
        return None
    key, path = named
    for chapter, sheets in book.chapters:
        if key in sheets:
            fields = sheets[key]
            return FormLink(
                chapter=chapter.name,
                key=key,
                path=path,
                title=chapter.title(fields),
                name=chapter.words(fields, path) if path else "",
                shown=(fields.get(path) or _shown(book, key, path)) if path else "",
            )
    return None


def _shown(book: Book, key: str, path: str) -> str:
    """What the form prints at a path."""
    forms = (form for form in book.document.forms if form.id == key) if path else ()
    cells = (cell for form in forms for row in form.rows for cell in row.cells)
    return next((cell.text for cell in cells if cell.at == path), "")
