"""One version of what a department entered, judged: its rows, its reasons, its Document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from disclosures import assemble
from disclosures.assemble import Values, columns_of, rows_of
from disclosures.core.facts import Expenditure, Facts
from disclosures.core.narrative import Written
from disclosures.core.rules.base import Severity
from disclosures.models import LEDGER, Disclosure, ExpenditureRow, LedgerRow, Person, Reason
from disclosures.pipeline import Book
from disclosures.readiness import Standing, said_of
from portal.county.books import entered
from portal.county.course import Course

#: Why warnings stand, by rule.
REASONS = {
    "B-013": "表样沿用统一格式的固定行名称，仅名称与当年科目不同，金额按当年科目填列。",
    "P-106": "项目跨年度实施，未完成的部分结转下年继续完成。",
    "X-024": "其他商品和服务支出中的离退休活动等经费未列入机关运行经费统计口径。",
}
OTHERWISE = "经逐项核对，数据与账簿一致，按实际情况填列。"
Rows = Mapping[type[LedgerRow], list[Values]]
Pieces = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Version:
    """What was entered, as it goes into the database, and how it stands.

    ``rows``: model → values, in the order of their positions, which count from 1.
    """

    rows: Rows
    pieces: Pieces
    sheets: Mapping[str, Mapping[str, str]]
    standing: Standing

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why its warnings stand, unsaved."""
        return tuple(self.standing.reasons.values())

    @property
    def text(self) -> str:
        """What its document says, for next year's."""
        return "\n".join(sentence.text for sentence in self.standing.document.walk())


def version_of(
    disclosure: Disclosure, course: Course, facts: Facts, last_text: str, clerk: Person
) -> Version:
    """The version that states ``facts``, with all that is to be written, each warning reasoned.

    ``disclosure`` need not be saved.
    """
    rows = _rows(disclosure, facts)
    stated = assemble.facts_of(disclosure, _ledger(rows))
    one = entered(course, disclosure.year, facts.kind, stated, last_text)
    pieces, book = one.pieces, one.book
    reasons = {r.key: r for r in _reasons(disclosure, book, clerk)}
    return Version(rows, pieces, one.sheets, Standing(disclosure, book, reasons))


def unwritten(version: Version) -> Version:
    """The same before anybody gave a reason: some errors and warnings are open."""
    book, disclosure = version.standing.book, version.standing.disclosure
    pieces = tuple(p for p in version.pieces if p[0] != "reason")
    open_book = Book(book.stated, None, Written.of(pieces), {}, book.chapters)
    return replace(version, pieces=pieces, standing=Standing(disclosure, open_book, {}))


def mistaken(facts: Facts) -> Facts:
    """The same with two amounts in each other's place: office and printing costs."""
    own = [
        f
        for f in facts.facts
        if isinstance(f, Expenditure)
        and (f.measure, f.spend, f.econ[:3]) in {(m, "basic", "302") for m in ("initial", "final")}
    ]
    first = next(f for f in own if f.econ == "30201")
    other = next(f for f in own if f.econ == "30202" and f.unit == first.unit)
    swapped = {
        id(first): replace(first, amount=other.amount),
        id(other): replace(other, amount=first.amount),
    }
    return replace(facts, facts=tuple(swapped.get(id(f), f) for f in facts.facts))


def corrected_rows(before: Rows, after: Rows) -> tuple[dict[str, object], dict[str, object]]:
    """What a correction changed in the ledger of spending, as the journal tells it."""
    changed = [
        (str(position), was["amount"], now["amount"])
        for position, (was, now) in enumerate(
            zip(before[ExpenditureRow], after[ExpenditureRow], strict=True), start=1
        )
        if was != now
    ]
    return (
        {"ledger": {"expenditure": {p: {"amount": was} for p, was, _ in changed}}},
        {"ledger": {"expenditure": {p: {"amount": now} for p, _, now in changed}}},
    )


def _rows(disclosure: Disclosure, facts: Facts) -> dict[type[LedgerRow], list[Values]]:
    found = {model: [{"via": "", **row} for row in rows] for model, rows in rows_of(facts)}
    return {model: found.get(model, []) for model in LEDGER}


def _ledger(rows: Rows) -> assemble.Ledger:
    return {
        model: [_tuple(model, {"position": n, **row}) for n, row in enumerate(own, start=1)]
        for model, own in rows.items()
    }


def _tuple(model: type[LedgerRow], row: Values) -> tuple[object, ...]:
    return tuple(row[name] for name in columns_of(model))


def _reasons(disclosure: Disclosure, book: Book, clerk: Person) -> Iterable[Reason]:
    warnings = [f for f in book.findings if f.severity is Severity.WARNING]
    said = said_of(book.findings)
    for finding in {f.key: f for f in warnings}.values():
        yield Reason(
            disclosure=disclosure,
            key=finding.key,
            code=finding.code,
            message=said[finding.key],
            text=REASONS.get(finding.code, OTHERWISE),
            person=clerk,
        )


def counts_of(version: Version) -> dict[str, int]:
    """The counts of its findings, as a disclosure keeps them."""
    counts = version.standing.book.counts
    return {f"{severity}_count": counts[severity] for severity in Severity}
