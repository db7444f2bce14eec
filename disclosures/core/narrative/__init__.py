"""The narrative: outlines as data, and sentences written from tables with bound figures.

``material_of(…)`` gathers what a narrative is written from; ``build(outline, material)`` gives
the Document and what people are asked to write; ``adapted(outline, changes)`` is the outline as a
season has it; ``reworded`` has a person's own wording of single sentences.
"""

from __future__ import annotations

from disclosures.core.narrative.amounts import Amounts
from disclosures.core.narrative.build import Narrative, build
from disclosures.core.narrative.keys import is_asked, kind_of
from disclosures.core.narrative.material import Material, Project, Value, material_of
from disclosures.core.narrative.read_outline import CHANGES, adapted, read_outline, reworded
from disclosures.core.narrative.template import TemplateError, read_template
from disclosures.core.narrative.values import Outline, OutlineError, Threshold
from disclosures.core.narrative.write import Ask, Wanted
from disclosures.core.narrative.written import (
    LONGEST,
    LONGEST_KEY,
    WROTE_LABELS,
    Written,
    Wrote,
)

__all__ = [
    "CHANGES",
    "LONGEST",
    "LONGEST_KEY",
    "WROTE_LABELS",
    "Amounts",
    "Ask",
    "Material",
    "Narrative",
    "Outline",
    "OutlineError",
    "Project",
    "TemplateError",
    "Threshold",
    "Value",
    "Wanted",
    "Written",
    "Wrote",
    "adapted",
    "build",
    "is_asked",
    "kind_of",
    "material_of",
    "read_outline",
    "read_template",
    "reworded",
]
