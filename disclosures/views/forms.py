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
    for (chapter, sheets), added in zip(book.chapters, book.added, strict=True):
        if key in sheets:
            fields = sheets[key]
            return FormLink(
                chapter=chapter.name,
                key=key,
                path=path,
                title=chapter.title(fields),
                name=chapter.words(fields, path) if path else "",
                shown=added.shown(key, path) if path else "",
            )
    return None
