"""The units' tables and what was eliminated cell by cell, as the rule on their sum needs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from disclosures.core.codes import Classification
from disclosures.core.consolidate.parts import Source
from disclosures.core.consolidate.result import Consolidation
from disclosures.core.derive import derive
from disclosures.core.facts import Fact
from disclosures.core.forms import FormSet
from disclosures.core.tables import Address, Tables


@dataclass(frozen=True, slots=True, kw_only=True)
class SumsOfUnits:
    """For ``Evidence``: the tables of own rows and of each part, and what is eliminated (分)."""

    parts: tuple[Tables, ...]
    eliminations: dict[Address, int]


def sums_of_units(
    consolidation: Consolidation,
    form_set: FormSet,
    functions: Classification,
    economic: Classification,
) -> SumsOfUnits:
    """The tables behind a consolidated disclosure, all under the department's name and code.

    ``functions`` know the local codes of the consolidated facts.
    """
    parts: dict[tuple[Source, str], list[Fact]] = {}
    removed: list[Fact] = []
    for fact, origin in zip(consolidation.facts.facts, consolidation.origins, strict=True):
        if origin.source is Source.ELIMINATION:
            removed.append(fact)
        else:
            whose = "" if origin.source is Source.OWN else origin.code
            parts.setdefault((origin.source, whose), []).append(fact)

    def tables(facts: list[Fact]) -> Tables:
        some = replace(consolidation.facts, facts=tuple(facts))
        return derive(form_set, some, functions, economic)

    return SumsOfUnits(
        parts=tuple(map(tables, parts.values())),
        eliminations=dict(_taken_off(tables(removed))) if removed else {},
    )


def _taken_off(tables: Tables) -> Iterator[tuple[Address, int]]:
    """Every amount of tables of negative rows, as a positive one."""
    for table in tables.tables:
        for row in table.rows:
            for column in table.form.amounts:
                if amount := row.amount(column.id):
                    yield table.address(row, column.id), -amount
