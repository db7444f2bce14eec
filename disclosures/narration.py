"""From tables and what people wrote to the Document and what the rules of texts find in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from disclosures.core.codes import Classification
from disclosures.core.document import Document, table_of
from disclosures.core.narrative import (
    Ask,
    Material,
    Narrative,
    Outline,
    OutlineError,
    Written,
    adapted,
    build,
    material_of,
    reworded,
)
from disclosures.core.reading import TextEvidence, TextFinding, check_text, evidence_of
from disclosures.core.tables import Tables
from disclosures.data import economic, meanings, outline_for

#: What a season changes in the outline, in the form of ``core.narrative.adapted``.
Changes = Mapping[str, Any]


@dataclass(frozen=True)
class Narration:
    """The text of one disclosure.

    ``outline`` is that of the season with the wordings of people; ``plain`` is the season's own;
    ``refused`` are wordings that no longer fit it (sentence id → what is wrong).
    """

    plain: Outline
    outline: Outline
    material: Material
    written: Written
    refused: Mapping[str, str]

    @cached_property
    def narrative(self) -> Narrative:
        """The Document, without its tables, and what was asked for it."""
        return build(self.outline, self.material, self.written.attached())

    @cached_property
    def document(self) -> Document:
        """The whole Document, without the explanations of findings."""
        tables = self.material.tables
        printed = tuple(table_of(table, tables) for table in tables.tables)
        return replace(self.narrative.document, tables=printed)

    @property
    def asked(self) -> tuple[Ask, ...]:
        """All that people are asked to write."""
        return self.narrative.asked

    @cached_property
    def evidence(self) -> TextEvidence:
        """The Document, read back."""
        return evidence_of(
            self.narrative.document,
            self.outline,
            self.material,
            economic(),
            last_text=self.written.last_text,
            asked=self.asked,
            refused=self.refused,
        )

    @cached_property
    def findings(self) -> tuple[TextFinding, ...]:
        """What the rules of texts find."""
        return check_text(self.evidence)

    def with_wordings(self, wordings: Mapping[str, str]) -> Narration:
        """The same text with other wordings of its sentences."""
        outline, refused = _with_wordings(self.plain, wordings)
        written = replace(self.written, wordings=wordings)
        return Narration(self.plain, outline, self.material, written, refused)


def narrate(
    tables: Tables,
    functions: Classification,
    written: Written | None = None,
    changes: Changes | None = None,
    *,
    prior: Tables | None = None,
) -> Narration:
    """The text of these tables, by the outline of their form set as the season changes it.

    ``functions`` include codes that the organisation adds; ``prior`` are last year's tables, where
    they are at hand.  Raises OutlineError where ``changes``
    contradict the outline; a person's wording that does is left out and told.
    """
    written = written or Written()
    plain = adapted(outline_for(tables.form_set.id), changes or {})
    outline, refused = _with_wordings(plain, written.wordings)
    known = {**meanings(), **written.meanings}
    material = material_of(outline, tables, functions, economic(), known, prior)
    material = replace(material, texts=written.texts, reasons=written.reasons)
    return Narration(plain, outline, material, written, refused)


def _with_wordings(
    outline: Outline, wordings: Mapping[str, str]
) -> tuple[Outline, Mapping[str, str]]:
    """The outline with those wordings that fit it, and what is wrong with the others."""
    try:
        return reworded(outline, wordings), {}
    except OutlineError:
        refused = {
            key: said for key, text in wordings.items() if (said := _wrong(outline, key, text))
        }
        kept = {key: text for key, text in wordings.items() if key not in refused}
        return reworded(outline, kept), refused


def _wrong(outline: Outline, sentence: str, text: str) -> str:
    try:
        reworded(outline, {sentence: text})
    except OutlineError as error:
        return str(error)
    return ""
