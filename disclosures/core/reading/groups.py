"""Rules about figures together: shares, sums, and lists that leave nothing out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from disclosures.core.document import Role
from disclosures.core.reading.amounts import readings
from disclosures.core.reading.base import (
    TextProblem,
    at,
    is_nothing,
    money,
    of_section,
)
from disclosures.core.reading.bind import Bound, Said, TextEvidence
from disclosures.core.rules.base import Severity, slack


def shares_together(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-005: the shares of one whole, all parts of which are told, are 100% together."""
    for said in evidence.said:
        for group in _groups(said):
            wholes = {b.value.whole for b in group if b.value}
            whole = next(iter(wholes), None)
            parts = sum(b.value.this.amount for b in group if b.value and b.value.this)
            if len(group) < 2 or len(wholes) != 1 or whole is None or parts != whole.amount:
                continue
            total = sum((b.reading.number or Decimal(0) for b in group), Decimal(0))
            if abs(total - 100) * 200 > len(group):
                yield at(said, group[-1], f"各项占比之和应为 100%，现为 {total}%")


def _groups(said: Said) -> Iterator[list[Bound]]:
    """The shares of one sentence, by their whole."""
    found: dict[tuple[int, object], list[Bound]] = {}
    for b in said.bound:
        if b.value and b.value.whole and b.reading.role is Role.SHARE:
            found.setdefault((b.reading.sentence, b.value.whole.cells), []).append(b)
    yield from found.values()


# -- lists --------------------------------------------------------------------------------------


def classes(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-010: every class that is not zero, each once."""
    yield from _complete(evidence, "N-010", "类")


def items(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-011: every item that is not zero, each once, under its right name and group."""
    yield from _complete(evidence, "N-011", "项")
    for said in evidence.said:
        told: set[str] = set()
        for b in said.bound:
            if b.trouble and b.entry and "group" in b.entry.value.words:
                if b.entry.value.key not in told:
                    yield at(said, b, f"科目名称：{b.trouble}", severity=Severity.WARNING)
                told.add(b.entry.value.key)


def _complete(evidence: TextEvidence, code: str, level: str) -> Iterator[TextProblem]:
    unit = evidence.material.unit
    for said in evidence.said:
        lists = [k for k in dict.fromkeys(said.lexicon.lists) if _told(evidence, k)]
        if said.heading.rule != code or not lists:
            continue
        seen = Counter(b.entry.value.key for b in said.amounts(lists[0]) if b.entry and own(b))
        for value in evidence.amounts.items(lists[0]):
            name = value.words.get("name", value.names[0])
            if value.this and not is_nothing(value.this.amount, unit) and not seen[value.key]:
                amount = money(value.this.amount, unit)
                yield of_section(said, f"没有列出“{name}”（{level}）{amount}")
        for b in said.amounts(lists[0]):
            if b.entry and own(b) and seen[b.entry.value.key] > 1:
                seen[b.entry.value.key] = 0
                yield at(said, b, f"“{b.entry.value.names[0]}”（{level}）重复列示")


def _told(evidence: TextEvidence, key: str) -> bool:
    return evidence.outline.lists[key].source in ("rows", "facts")


def own(bound: Bound) -> bool:
    """Whether it is a final figure, not a budget told beside it."""
    return bound.reading.base not in ("budget", "initial")


# -- sums ---------------------------------------------------------------------------------------


def item_sums(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-012: the items told are the total told, rounding aside."""
    for said in evidence.said:
        if said.heading.rule == "N-011":
            parts = [b for b in said.amounts("items") if own(b)]
            total = next((b for b in said.amounts() if key_of(b) == "general" and own(b)), None)
            if total and len(parts) == len(evidence.amounts.items("items")):
                yield from _sum(evidence, said, total, parts)


def budget_sums(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-016: the budgets of the items are the budget told for the whole."""
    for said in evidence.said:
        if said.heading.rule == "N-011":
            parts = [b for b in said.amounts("items") if not own(b)]
            total = next((b for b in said.amounts() if key_of(b) == "general" and not own(b)), None)
            if total and parts:
                yield from _sum(evidence, said, total, parts, Severity.WARNING)


def basic_sums(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-017: personnel and public expenses are the basic spending told."""
    yield from _named(evidence, "basic", "general_basic", ("personnel", "public"))


def econ_sums(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-018: what is listed is the subtotal, or with 等 not more than it."""
    for said in evidence.said:
        for whole, listing in (("personnel", "personnel_items"), ("public", "public_items")):
            total = next((b for b in said.amounts() if key_of(b) == whole), None)
            parts = list(said.amounts(listing))
            if total is None or not parts:
                continue
            last = parts[-1].reading.end
            open_ended = "等" in said.text[last : last + 4]
            missing = (total.reading.fen or 0) - sum(b.reading.fen or 0 for b in parts)
            if open_ended and missing > _slack(evidence, parts):
                text = f"列举之外还有 {money(missing, evidence.material.unit)}"
                yield at(said, total, text, severity=Severity.INFO)
            elif not open_ended or missing < 0:
                yield from _sum(evidence, said, total, parts)


def three_sums(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-019: the three expenses told are the total told."""
    parts = ("abroad", "car", "reception")
    told = next((b for s in evidence.said if (b := first(s, "sangong"))), None)
    for said in evidence.said:
        if said.id in ("sangong_items", "sangong") and told is not None:
            found = [first(said, p) for p in parts]
            if all(found):
                yield from _sum(evidence, said, told, [b for b in found if b])


def purchase_sums(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-024: goods, works and services are the total; small firms' part is within it."""
    yield from _named(evidence, "purchase", "purchase", ("goods", "works", "services"))
    said = evidence.section("purchase")
    if said is None:
        return
    told = [b for b in (first(said, m) for m in ("to_micro", "to_smes", "purchase")) if b]
    for less, more in pairwise(told):
        if (less.reading.fen or 0) > (more.reading.fen or 0):
            yield at(said, less, f"{less.reading.quote} 大于 {more.reading.quote}")


def no_share_of_nothing(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-025: no share where the whole is zero."""
    for said, bound in readings(evidence, Role.SHARE):
        whole = bound.value.whole if bound.value else None
        if whole is not None and is_nothing(whole.amount, evidence.material.unit):
            yield at(said, bound, f"总额为零，不应写 {bound.reading.quote}")


def _named(
    evidence: TextEvidence, section: str, whole: str, parts: Iterable[str]
) -> Iterator[TextProblem]:
    said = evidence.section(section)
    if said is None:
        return
    total, found = first(said, whole), [first(said, p) for p in parts]
    if total and all(found):
        yield from _sum(evidence, said, total, [b for b in found if b])


def first(said: Said, measure: str) -> Bound | None:
    """The first final figure of a measure in a section."""
    return next((b for b in said.amounts() if key_of(b) == measure and own(b)), None)


def key_of(bound: Bound) -> str:
    """What a reading speaks of, or an empty string."""
    return bound.entry.value.key if bound.entry else ""


def _sum(
    evidence: TextEvidence,
    said: Said,
    total: Bound,
    parts: Sequence[Bound],
    severity: Severity | None = None,
) -> Iterator[TextProblem]:
    found, expected = total.reading.fen, sum(b.reading.fen or 0 for b in parts)
    if found is None or abs(found - expected) <= _slack(evidence, parts):
        return
    unit = evidence.material.unit
    text = f"分项之和为 {money(expected, unit)}，合计写 {money(found, unit)}"
    yield at(said, total, text, expected=expected, found=found, severity=severity)


def _slack(evidence: TextEvidence, parts: Sequence[Bound]) -> int:
    unit = evidence.material.unit
    return slack(unit.step, sum(1 for b in parts if b.reading.number)) or unit.step
