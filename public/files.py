"""The names of a publication's files in addresses; static copies of the site keep them."""

from __future__ import annotations

from disclosures.models import Rendition

NAMES = {
    Rendition.Kind.PDF: "document.pdf",
    Rendition.Kind.DOCX: "document.docx",
    Rendition.Kind.XLSX: "tables.xlsx",
    Rendition.Kind.FACTS: "facts.xlsx",
    Rendition.Kind.DATA: "data.zip",
    Rendition.Kind.JSON: "canonical.json",
    Rendition.Kind.ZIP: "all.zip",
}
KINDS = {name: str(kind) for kind, name in NAMES.items()}


class FileName:
    """Path converter: ``document.pdf`` is the file of kind ``pdf``."""

    regex = "[a-z]+\\.[a-z]+"

    def to_python(self, value: str) -> str:
        """The kind of a name.  ValueError for any other name."""
        if value not in KINDS:
            raise ValueError(value)
        return KINDS[value]

    def to_url(self, kind: str) -> str:
        """The name of a kind."""
        return NAMES[Rendition.Kind(kind)]
