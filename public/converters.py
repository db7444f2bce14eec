"""What stands in addresses: the names of files, which static copies of the site keep; kinds."""

from __future__ import annotations

from disclosures.core.facts import LABELS
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


class Kind:
    """Path converter: a kind of disclosure, budget or final."""

    regex = "|".join(LABELS["kind"])

    def to_python(self, value: str) -> str:
        """The kind."""
        return value

    def to_url(self, kind: str) -> str:
        """The kind."""
        return kind


class Scheme:
    """Path converter: ``functions`` or ``economic``, and the classification of ``Spending``."""

    regex = "functions|economic"

    def to_python(self, value: str) -> str:
        """``function`` or ``econ``."""
        return "function" if value == "functions" else "econ"

    def to_url(self, scheme: str) -> str:
        """The word for a classification."""
        return "functions" if scheme == "function" else "economic"


class Code:
    """Path converter: a code of 3, 5 or 7 digits."""

    regex = "[0-9]{3}(?:[0-9]{2}){0,2}"

    def to_python(self, value: str) -> str:
        """The code."""
        return value

    def to_url(self, code: str) -> str:
        """The code."""
        return code
