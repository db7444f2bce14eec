"""How far a file is: one step for each part, table and form of a document."""

from __future__ import annotations

from disclosures.core.document import Document


def steps_of(document: Document) -> int:
    """How many steps the PDF and the Word file take each; two of them are for what frames it."""
    return len(document.parts) + len(document.tables) + len(document.forms) + 2
