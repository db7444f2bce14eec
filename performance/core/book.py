"""The performance chapter of one disclosure: its sheets, what they say, and what rules find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from disclosures.core.chapters import UNIT, Ground, Sheets
from disclosures.core.codes import Classification, fold
from disclosures.core.document import Document, PrintedForm
from disclosures.core.rules.base import Finding, Goal
from performance.core.derive import Reckoning
from performance.core.forms import Form
from performance.core.goals import goals
from performance.core.join import Joiner
from performance.core.ledger import Ledger
from performance.core.rules import check
from performance.core.rules.base import Evidence
from performance.core.sheet import FORM, PROJECT, Sheet
from performance.core.values import Values
from performance.core.wording import words_of

__all__ = ["PerformanceBook", "words_of"]


@dataclass(frozen=True)
class PerformanceBook:
    """The sheets of one disclosure; ``use`` is how its form set uses forms (``uses.yaml``)."""

    stored: Sheets
    ground: Ground
    forms: Mapping[str, Form]
    use: Mapping[str, Any]
    economic: Classification | None = None

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets in their order: forms as the form set lists them, then by their place."""
        place = {form: n for n, form in enumerate(self.use.get("forms", ()))}
        tables = self.ground.tables
        words = {"year": str(tables.year), "last_year": str(tables.year - 1)}
        words |= {"next_year": str(tables.year + 1), "department": tables.department}
        words |= self._place(tables.department)
        known = [
            Sheet(key, self.forms[fields[FORM]], fields, words)
            for key, fields in self.stored.items()
            if fields.get(FORM) in self.forms
        ]
        return tuple(sorted(known, key=lambda s: (place.get(s.form.id, 99), s.order)))

    def _place(self, department: str) -> dict[str, str]:
        """The city and level that the forms name, where the department is of that city."""
        city, level = self.use.get("city", ""), self.use.get("level", "")
        own = department.startswith(city)
        return {"city": city if own else "", "level": level if own else ""}

    @cached_property
    def ledger(self) -> Ledger:
        """The ledger's amounts."""
        approved = {
            fold(name)
            for fields in self.stored.values()
            if (form := self.forms.get(fields.get(FORM, "")))
            and (form.stage, form.about) == ("goal", "project")
            and (name := fields.get(PROJECT) or fields.get("head.project_name"))
        }
        return Ledger(self.ground.facts, self.ground.tables, self.economic, frozenset(approved))

    @cached_property
    def values(self) -> dict[str, Values]:
        """What stands in each sheet, by its key."""
        return {key: reckoning.values() for key, reckoning in self.reckonings.items()}

    @cached_property
    def reckonings(self) -> dict[str, Reckoning]:
        """What each sheet reckons by itself, by its key."""
        ledgers = {
            unit: self.ledger.within(unit) for unit in {sheet[UNIT] for sheet in self.sheets}
        }
        return {sheet.key: Reckoning(sheet, ledgers[sheet[UNIT]]) for sheet in self.sheets}

    @cached_property
    def _joiner(self) -> Joiner:
        return Joiner(self.sheets, self.values, self.use)

    @cached_property
    def printed(self) -> tuple[PrintedForm, ...]:
        """The sheets that the document prints as forms."""
        return self._joiner.printed

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules of performance find."""
        if not self.sheets:
            return ()
        ground = self.ground
        return check(
            Evidence(
                self.sheets,
                self.values,
                self.ledger,
                ground.tables,
                ground.text,
                reckonings=self.reckonings,
            )
        )

    @cached_property
    def goals(self) -> tuple[Goal, ...]:
        """Amounts of 批复表 that the rules of tables compare with theirs."""
        return tuple(goals(self.sheets, self.values))

    @property
    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text that people typed, after the words that say where."""
        for sheet in self.sheets:
            for path, text in sheet.fields.items():
                if sheet.form.entry(path) is not None:
                    yield f"{sheet.form.name} {sheet.subject} {words_of(sheet, path)}", text

    def shown(self, key: str, path: str) -> str:
        """What stands in a sheet at a path; empty where nothing does."""
        value = self.values.get(key, {}).get(path)
        return value.text if value else ""

    def join(self, document: Document) -> Document:
        """The document with the sheets where the form set wants them."""
        return self._joiner.join(document) if self.sheets else document
