"""From a workbook to checked tables, without a database; for command line and portal alike.

``take_in`` reads a workbook of either kind, ``Book.of_facts`` and ``Book.of_tables`` check what
was entered.  Nothing here writes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property

from disclosures.core.chapters import Added, Chapter, Ground, Sheets
from disclosures.core.codes import Classification, Code
from disclosures.core.derive import derive, prior_year
from disclosures.core.document import Classifications, Document, Explanation, to_json, traced
from disclosures.core.facts import Facts
from disclosures.core.forms import FormSet
from disclosures.core.narrative import Written
from disclosures.core.recovery import recover
from disclosures.core.rules import check
from disclosures.core.rules.base import SEVERITY_ORDER, Evidence, Finding, Severity
from disclosures.core.tables import Tables
from disclosures.data import economic, form_set, functions
from disclosures.importing.facts_reader import is_facts_workbook, read_facts
from disclosures.importing.guard import Refused, open_workbook
from disclosures.importing.messages import Message
from disclosures.importing.printed_reader import read_printed
from disclosures.importing.titles import year_in
from disclosures.narration import Changes, Narration, narrate


@dataclass(frozen=True)
class Book:
    """What was entered for a disclosure, its tables, and what the rules say of them.

    Either ``stated`` facts, from which the tables are derived, or ``printed`` tables, from which
    facts are recovered as far as they go.  Both are worked out when first asked for, and so is
    the text.  Where ``written`` is None nobody was asked for a text: the rules judge the tables
    alone.  ``changes`` are those of the season in the outline, ``chapters`` the sheets of chapters.
    """

    stated: Facts | None
    printed: Tables | None
    written: Written | None = None
    changes: Changes = field(default_factory=dict)
    chapters: tuple[tuple[Chapter, Sheets], ...] = ()

    @classmethod
    def of_facts(
        cls, facts: Facts, written: Written | None = None, changes: Changes | None = None
    ) -> Book:
        """Tables derived from facts."""
        return cls(facts, None, written, changes or {})

    @classmethod
    def of_tables(
        cls, tables: Tables, written: Written | None = None, changes: Changes | None = None
    ) -> Book:
        """Tables filed as printed."""
        return cls(None, tables, written, changes or {})

    @property
    def department(self) -> str:
        """The department's name."""
        return self.stated.department if self.stated else self.tables.department

    @property
    def department_code(self) -> str:
        """The department's code; printed tables do not tell it."""
        return self.stated.department_code if self.stated else ""

    @property
    def form_set(self) -> FormSet:
        """The form set in the disclosure's year; it knows the year and the kind."""
        if self.printed is not None:
            return self.printed.form_set
        return form_set(self.facts.form_set, self.facts.year)

    @property
    def filed(self) -> bool:
        """Whether the tables are those that were handed in."""
        return self.printed is not None

    @cached_property
    def facts(self) -> Facts:
        """The facts stated, or recovered."""
        if self.stated is not None:
            return self.stated
        return recover(self.tables, functions(), economic())

    @cached_property
    def tables(self) -> Tables:
        """The tables printed, or derived."""
        if self.printed is not None:
            return self.printed
        return derive(self.form_set, self.facts, self.codes, economic())

    @cached_property
    def codes(self) -> Classification:
        """The function codes, with those that the organisation adds."""
        return codes_of(self.facts)

    @cached_property
    def prior(self) -> Tables | None:
        """Last year's tables as the facts state them; printed tables do not."""
        if self.filed:
            return None
        return prior_year(self.tables.form_set, self.facts, self.codes, economic())

    @cached_property
    def narration(self) -> Narration:
        """The text: generated, with what people wrote."""
        return narrate(self.tables, self.codes, self.written, self.changes, prior=self.prior)

    @cached_property
    def added(self) -> tuple[Added, ...]:
        """The chapters."""
        ground = Ground(
            tables=self.tables,
            facts=None if self.filed else self.facts,
            text=lambda: None if self.written is None else self.narration.narrative.document,
        )
        return tuple(chapter.open(sheets, ground) for chapter, sheets in self.chapters)

    @cached_property
    def document(self) -> Document:
        """The whole Document."""
        document = self.narration.document
        for added in self.added:
            document = added.join(document)
        facts = None if self.filed else self.facts
        return traced(document, self.tables, facts, Classifications(self.codes, economic()))

    @cached_property
    def _told(self) -> dict[tuple[Explanation, ...], str]:
        return {}

    def json_with(self, explanations: tuple[Explanation, ...]) -> str:
        """The Document with these explanations, as canonical JSON: the last asked for is kept."""
        if explanations not in self._told:
            self._told.clear()
            self._told[explanations] = to_json(replace(self.document, explanations=explanations))
        return self._told[explanations]

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, errors first: those of the tables, then of chapters, then of the text."""
        found: list[Finding] = list(check(self._evidence()))
        for added in self.added:
            found += added.findings
        if self.written is not None:
            found += self.narration.findings
        return tuple(sorted(found, key=lambda f: SEVERITY_ORDER[f.severity]))

    @cached_property
    def counts(self) -> Counter[str]:
        """How many findings of each severity."""
        return Counter(str(f.severity) for f in self.findings)

    @property
    def has_errors(self) -> bool:
        """Whether an error stands in the way of a signature."""
        return self.counts[Severity.ERROR] > 0

    def _evidence(self) -> Evidence:
        goals = tuple(goal for added in self.added for goal in added.goals)
        if self.filed:
            return Evidence(
                tables=self.tables, functions=functions(), economic=economic(), goals=goals
            )
        return Evidence(
            tables=self.tables,
            functions=self.codes,
            economic=economic(),
            facts=self.facts,
            prior=self.prior,
            goals=goals,
        )


@dataclass(frozen=True)
class Intake:
    """What came out of a workbook: a book, or the errors that kept it from being taken."""

    book: Book | None
    errors: tuple[Message, ...]
    notes: tuple[Message, ...] = ()


def codes_of(facts: Facts) -> Classification:
    """The function codes, with those that the organisation adds."""
    local = (Code(c.code, c.name, local=True) for c in facts.local_codes)
    return functions().with_local(local) if facts.local_codes else functions()


def take_in(data: bytes, filename: str, form_set_id: str | None = None) -> Intake:
    """Read a facts workbook or a workbook of printed tables; all errors at once.

    With a single error nothing is taken: tables that were read in part would be judged wrongly.
    """
    try:
        workbook = open_workbook(data, filename)
    except Refused as refusal:
        return Intake(None, (Message("", "", str(refusal)),))
    if is_facts_workbook(workbook):
        reading = read_facts(workbook, functions(), economic())
        book = Book.of_facts(reading.facts, reading.written) if reading.facts else None
        return Intake(book, reading.errors, reading.notes)
    year = year_in(filename)
    printed = read_printed(workbook, form_set_id, functions(), economic(), year=year)
    if printed.errors or printed.tables is None:
        return Intake(None, printed.errors, printed.notes)
    return Intake(Book.of_tables(printed.tables), (), printed.notes)
