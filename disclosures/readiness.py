"""How far a disclosure is from being signed: what the rules found, and what was said to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import sha256

from django.db.models import Exists, OuterRef, QuerySet

from disclosures.assemble import book_of
from disclosures.core.document import Document, Explanation, check_code
from disclosures.core.narrative import WROTE_LABELS
from disclosures.core.personal_data import Found, scan
from disclosures.core.rules.base import Finding, Severity
from disclosures.core.workflow import Need
from disclosures.models import Disclosure, Reason, Remark, Reply, Signature
from disclosures.pipeline import Book

#: The code that stands with the reasons given for suspected personal data.
PERSONAL = "个人信息"


@dataclass(frozen=True)
class Spotted:
    """Suspected personal data: what kind, where, and enough of it to find it again."""

    kind: str
    where: str
    masked: str
    context: str
    key: str

    @property
    def message(self) -> str:
        """The same in a sentence."""
        return f"{self.where}：疑似{self.kind} {self.masked}"


@dataclass(frozen=True)
class Standing:
    """One version of a disclosure with its findings, the reasons given, and open remarks."""

    disclosure: Disclosure
    book: Book
    reasons: Mapping[str, Reason]

    @cached_property
    def errors(self) -> list[Finding]:
        """Findings that stop a signature."""
        return [f for f in self.book.findings if f.severity is Severity.ERROR]

    @cached_property
    def unexplained(self) -> list[Finding]:
        """Warnings without a reason, or with one that was given for other figures."""
        warnings = (f for f in self.book.findings if f.severity is Severity.WARNING)
        return [f for f in warnings if not self.explained(f.key, f.message)]

    @cached_property
    def spotted(self) -> list[Spotted]:
        """All suspected personal data, cleared or not."""
        return list(_spotted(_texts(self.book, self.reasons.values())))

    @cached_property
    def uncleared(self) -> list[Spotted]:
        """Suspected personal data for which no reason is given."""
        return [s for s in self.spotted if not self.explained(s.key, s.message)]

    @cached_property
    def document(self) -> Document:
        """All that appears: the whole text, and the reasons for the warnings that stand."""
        return replace(self.book.document, explanations=tuple(self._explanations()))

    def _explanations(self) -> Iterator[Explanation]:
        said: dict[str, Finding] = {}
        for finding in self.book.findings:
            if finding.severity is Severity.WARNING:
                said.setdefault(finding.key, finding)
        for key, finding in said.items():
            reason = self.reasons.get(key)
            if reason is not None:
                place = finding.message or finding.statement
                yield Explanation(code=finding.code, finding=place, reason=reason.text)

    @cached_property
    def json(self) -> str:
        """The document as canonical JSON: what is signed, approved and frozen."""
        return self.book.json_with(tuple(self._explanations()))

    @cached_property
    def sha256(self) -> str:
        """Of that JSON."""
        return check_code(self.json)

    @cached_property
    def said(self) -> Mapping[str, str]:
        """What was found, by its key."""
        return said_of(self.book.findings)

    def explained(self, key: str, message: str) -> bool:
        """Whether a reason was given for exactly this."""
        reason = self.reasons.get(key)
        return reason is not None and reason.message == self.said.get(key, message)

    @cached_property
    def judged(self) -> frozenset[Need]:
        """The needs that what was entered meets; the long work, done before a transaction."""
        signature = Signature.objects.filter(disclosure=self.disclosure).first()
        return _met(
            {
                Need.NO_ERRORS: not self.errors,
                Need.WARNINGS_REASONED: not self.unexplained,
                Need.PERSONAL_DATA_CLEARED: not self.uncleared,
                Need.AS_SIGNED: signature is not None and signature.sha256 == self.sha256,
            }
        )

    @property
    def held(self) -> frozenset[Need]:
        """The needs of the workflow that are met, apart from those that a person states."""
        remarks = Remark.objects.filter(disclosure=self.disclosure, resolved_at=None)
        return self.judged | _met(
            {
                Need.REMARKS_ANSWERED: not unanswered(remarks),
                Need.REMARKS_RESOLVED: not remarks.exists(),
            }
        )


def _met(needs: Mapping[Need, bool]) -> frozenset[Need]:
    return frozenset(need for need, holds in needs.items() if holds)


def standing_of(disclosure: Disclosure, book: Book | None = None) -> Standing:
    """How it stands now; ``book`` spares the work where the caller has it."""
    reasons = Reason.objects.filter(disclosure=disclosure).select_related("person")
    return Standing(disclosure, book or book_of(disclosure), {r.key: r for r in reasons})


def said_of(findings: Iterable[Finding]) -> dict[str, str]:
    """What was found, by its key: one text where a rule found several things in one place.

    They are told apart by nothing but their words, so one reason stands for all of them.
    """
    said: dict[str, list[str]] = {}
    for finding in findings:
        said.setdefault(finding.key, []).append(finding.message)
    return {key: "；".join(messages) for key, messages in said.items()}


def unanswered(remarks: QuerySet[Remark]) -> list[Remark]:
    """Those of the open remarks to which nobody but their author has replied."""
    replied = Reply.objects.filter(remark=OuterRef("pk")).exclude(person=OuterRef("person"))
    return list(remarks.exclude(Exists(replied)))


def _texts(book: Book, reasons: Iterable[Reason]) -> Iterator[tuple[str, str]]:
    """Every text that people wrote, with the words that say where it stands."""
    for unit in book.facts.units:
        yield f"单位 {unit.code}", f"{unit.name} {unit.note}"
    for fact in () if book.filed else book.facts.facts:
        said = (getattr(fact, name, "") for name in ("project", "item", "name", "uom", "note"))
        yield fact.place or fact.of, " ".join(filter(None, said))
    for code in book.facts.local_codes:
        yield f"自设科目 {code.code}", code.name
    for table in book.tables.tables if book.filed else ():
        for row in table.rows:
            yield f"{table.form.title} {row.place}".strip(), " ".join(row.texts.values())
    for added in book.added:
        yield from added.texts
    for kind, key, text in book.written.pieces if book.written else ():
        yield f"{WROTE_LABELS[kind]} {key}", text
    for reason in reasons:
        if reason.code != PERSONAL:
            yield f"原因说明 {reason.code}", reason.text


def _spotted(texts: Iterable[tuple[str, str]]) -> Iterator[Spotted]:
    for where, text in texts:
        everything = scan(text)
        hidden = _hidden(text, everything)
        for found in everything:
            start, end = found.start, found.end
            named = "\n".join((PERSONAL, found.label, text[start:end]))
            yield Spotted(
                kind=found.label,
                where=where,
                masked=found.masked,
                context=hidden[max(0, start - 12) : start] + found.masked + hidden[end : end + 12],
                key=sha256(f"{named}\n{where}".encode()).hexdigest()[:32],
            )


def _hidden(text: str, everything: Iterable[Found]) -> str:
    """The text with a star for every sign of what was found in it."""
    signs = list(text)
    for found in everything:
        signs[found.start : found.end] = "*" * (found.end - found.start)
    return "".join(signs)
