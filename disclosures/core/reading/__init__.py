"""Texts read back: their figures, what these speak of, and what the rules of texts find.

``read(text)`` gives the figures of any text; ``evidence_of(text or Document, outline, material,
economic)`` reads a whole text section by section; ``check_text(evidence)`` judges it.
"""

from __future__ import annotations

from disclosures.core.reading.base import TextFinding, TextRule, run_text
from disclosures.core.reading.bind import Bound, Said, TextEvidence, evidence_of
from disclosures.core.reading.catalogue import TEXT_RULES
from disclosures.core.reading.figures import Reading, read


def check_text(evidence: TextEvidence) -> tuple[TextFinding, ...]:
    """All that the rules of texts find, errors first, then in reading order."""
    return run_text(TEXT_RULES, evidence)


__all__ = [
    "TEXT_RULES",
    "Bound",
    "Reading",
    "Said",
    "TextEvidence",
    "TextFinding",
    "TextRule",
    "check_text",
    "evidence_of",
    "read",
]
