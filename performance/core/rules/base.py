"""What the rules of performance are made of: filled forms in, findings out.

A rule is a value (``FormRule``) whose ``check`` takes the evidence and yields ``Breach`` values;
it never raises, whatever is typed.  Findings are those of disclosures: their cells are
``form_address``es, their table is ``form:`` and the sheet's key.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from disclosures.core.chapters import form_address
from disclosures.core.document import Document
from disclosures.core.rules.base import SEVERITY_ORDER, Finding, Severity
from disclosures.core.tables import Tables
from performance.core.derive import Reckoning
from performance.core.forms import Entry
from performance.core.ledger import Ledger
from performance.core.numbers import show_number
from performance.core.sheet import Sheet
from performance.core.values import Value, Values
from performance.core.wording import words_of

#: An entry, the way in which it is reckoned, and what that gives.
Way = tuple[Sheet, str, str, Value]


@dataclass(frozen=True)
class Evidence:
    """All that rules may look at: the filled forms, and what they stand on."""

    sheets: tuple[Sheet, ...]
    values: Mapping[str, Values]
    ledger: Ledger
    tables: Tables | None = None
    text: Callable[[], Document | None] = lambda: None
    reckonings: dict[str, Reckoning] = field(default_factory=dict)

    @property
    def year(self) -> int:
        """The year of the disclosure; 0 where there are no tables."""
        return self.tables.year if self.tables else 0

    @cached_property
    def forms(self) -> tuple[Sheet, ...]:
        """The sheets that are forms and no reports."""
        return tuple(s for s in self.sheets if not s.form.report)

    def of(self, *form_ids: str) -> Iterator[Sheet]:
        """The sheets of those forms."""
        return (s for s in self.sheets if s.form.id in form_ids)

    def value(self, sheet: Sheet, path: str) -> Value | None:
        """What stands at a path: typed or reckoned."""
        return self.values.get(sheet.key, {}).get(path)

    def amount(self, sheet: Sheet, path: str) -> int | None:
        """The number at a path, in hundredths (money: 分)."""
        value = self.value(sheet, path)
        return value.amount if value else None

    def reckoning(self, sheet: Sheet) -> Reckoning:
        """What a sheet reckons by itself."""
        found = self.reckonings.get(sheet.key)
        if found is None:
            found = self.reckonings[sheet.key] = Reckoning(sheet, self.ledger)
        return found

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Every way in which an entry is reckoned."""
        return tuple(self._ways())

    def _ways(self) -> Iterator[Way]:
        for sheet in self.sheets:
            reckoning = self.reckoning(sheet)
            for path in paths_of(sheet):
                if entry_of(sheet, path).derive:
                    for name, value in reckoning.ways(path):
                        yield sheet, path, name, value


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One breach of a rule in a sheet.  Amounts in 分, given where the entry is money.

    ``severity`` overrides the rule's own, e.g. info for a rounding difference.
    """

    sheet: Sheet
    paths: tuple[str, ...]
    text: str
    expected: int | None = None
    found: int | None = None
    severity: Severity | None = None


Check = Callable[[Evidence], Iterable[Breach]]


def both(*checks: Check) -> Check:
    """One rule that is judged in several ways."""
    return lambda evidence: (breach for check in checks for breach in check(evidence))


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRule:
    """One rule of forms, in the shape of ``disclosures.core.rules.base.Rule``."""

    code: str
    severity: Severity
    statement: str
    fix: str
    check: Check
    basis: str = "预算绩效管理的通行要求"
    tolerance: str = ""
    group: str = "绩效"
    forms: str = "绩效表"


def run(rules: Sequence[FormRule], evidence: Evidence) -> tuple[Finding, ...]:
    """All findings of the rules, errors first, then by sheet and code."""
    order = {s.key: n for n, s in enumerate(evidence.sheets)}
    found = [(order.get(b.sheet.key, 0), _finding(r, b)) for r in rules for b in r.check(evidence)]
    found.sort(key=lambda pair: (SEVERITY_ORDER[pair[1].severity], pair[0], pair[1].code))
    return tuple(dict.fromkeys(finding for _, finding in found))


def _finding(rule: FormRule, breach: Breach) -> Finding:
    sheet = breach.sheet
    name = f"{sheet.form.name} {sheet.subject}".strip()
    return Finding(
        code=rule.code,
        severity=breach.severity or rule.severity,
        table=form_address(sheet.key, "").table,
        cells=tuple(form_address(sheet.key, path) for path in breach.paths),
        places=tuple(f"{name} {words_of(sheet, path)}" for path in breach.paths[:MOST]) or (name,),
        expected=breach.expected,
        found=breach.found,
        statement=rule.statement,
        fix=rule.fix,
        message=breach.text,
    )


#: So many places are named in words.
MOST = 6


# -- what is said of numbers ------------------------------------------------------------------


def differs(entry: Entry, expected: int, found: int, note: str = "") -> str:
    """应为 …，现为 …，相差 …: in the unit of the entry."""
    shown = [show_number(n, entry.type) for n in (expected, found, found - expected)]
    unit = {"money": " 万元", "score": " 分", "whole": " 人"}.get(entry.type, "")
    return f"应为 {shown[0]}，现为 {shown[1]}，相差 {shown[2]}{unit}{note}"


def said(sheet: Sheet, path: str) -> str:
    """What is typed at a path, without spaces around."""
    return sheet[path].strip()


def paths_of(sheet: Sheet) -> Iterator[str]:
    """The path of every entry, in every row that is there."""
    yield from sheet.form.fixed
    for name, rows in sheet.rows.items():
        for row in rows:
            yield from map(row.path, sheet.form.listed[name])


def entry_of(sheet: Sheet, path: str) -> Entry:
    """The entry at a path that exists."""
    entry = sheet.form.entry(path)
    assert entry is not None, path
    return entry


def step_of(sheet: Sheet, path: str) -> int:
    """To how many 分 a typed amount is known: 1 if reckoned, else the printed hundredth of 万元.

    Zeros at the end are left out by custom, so fewer decimals are not less exact.
    """
    text = said(sheet, path)
    if not text or (text.endswith("元") and not text.endswith("万元")):
        return 1
    places = len(text.partition(".")[2].rstrip("万元 "))
    return 10_000 if places <= 2 else max(1, int(10 ** max(0, 6 - places)))
