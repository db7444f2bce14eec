"""Rules about things that go together: costs and counts, changes and reasons, body and annex."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from disclosures.core.document import Role
from disclosures.core.money import printed
from disclosures.core.reading.base import TextProblem, at, money, of_section
from disclosures.core.reading.bind import Bound, Said, TextEvidence, say
from disclosures.core.reading.figures import read
from disclosures.core.reading.groups import first, key_of, own
from disclosures.core.reading.split import Piece
from disclosures.core.reading.tidy import Tidy, sentences

_REASON = re.compile(r"原因|因为|由于|主要是|主要系|系因")
_KINDS = re.compile(
    r"(?:下属|所属)[^，。；]{0,10}?单位(?P<all>\d+)个[^。]{0,40}?行政单位(?P<a>\d+)个"
    r"[^。]{0,20}?参照公务员法管理的?事业单位(?P<b>\d+)个[^。]{0,20}?其他事业单位(?P<c>\d+)个"
)
_NAMED = re.compile(r"，主要包括：?([^。；，]+)。")


def receptions(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-021: receptions cost money if and only if there were batches and people."""
    yield from _together(evidence, "reception", ("home_batches", "home_people"), "接待批次、人次")


def car_purchases(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-023: cars are bought if and only if money was spent on them."""
    yield from _together(evidence, "car_buy", ("cars_bought",), "购置辆数")


def _together(
    evidence: TextEvidence, measure: str, counts: tuple[str, ...], name: str
) -> Iterator[TextProblem]:
    for said in evidence.said:
        spent = first(said, measure)
        told = [b for b in said.bound if key_of(b) in counts and b.reading.role is Role.COUNT]
        if spent is None or not told or spent.reading.number is None:
            continue
        for b in told:
            if bool(b.reading.number) != bool(spent.reading.number):
                yield at(said, b, f"支出 {spent.reading.quote}，{name}却写 {b.reading.quote}")


def cars(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-022: cars by type, and by use, are all the cars."""
    by_type = ("sedans", "jeeps", "coaches")
    by_use = evidence.outline.lists.get("cars_by_use")
    for said in evidence.said:
        total = next((b for b in said.bound if key_of(b) == "cars" and b.reading.number), None)
        if total is None:
            continue
        for group in (by_type, by_use.measures if by_use else ()):
            after = (b for b in said.bound if b.reading.start > total.reading.start)
            parts = [b for b in after if key_of(b) in group]
            found = sum((b.reading.number or Decimal(0) for b in parts), Decimal(0))
            if parts and found != total.reading.number:
                yield at(said, total, f"各类之和为 {found} 辆，合计写 {total.reading.quote}")


def reception_parts(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-020: what receptions were held for adds up to what they cost at home."""
    for said in evidence.said:
        for match in re.finditer(r"共计支出([\d.]+)万元，具体内容包括：?([^。]*)", said.text):
            parts = [r for r in read(match[2]) if r.role is Role.AMOUNT and r.fen is not None]
            total = Decimal(match[1])
            found = sum((r.number or Decimal(0) for r in parts), Decimal(0))
            if parts and abs(found - total) * 200 > len(parts):
                text = f"具体内容之和为 {found} 万元，国内接待写 {total} 万元"
                yield of_section(said, text, match[0][:20])


def reasons(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-015: a change beyond the threshold has a reason in the sentences that follow it."""
    for said in evidence.said:
        told: set[str] = set()
        if not said.heading.rule:
            continue
        for bound in said.bound:
            if _needs_reason(evidence, bound) and key_of(bound) not in told:
                told.add(key_of(bound))
                if not _REASON.search(_following(said, bound)):
                    yield at(said, bound, f"{bound.reading.quote}，没有写明原因")


def _needs_reason(evidence: TextEvidence, bound: Bound) -> bool:
    value, other, reading = bound.value, bound.against, bound.reading
    if value is None or value.this is None or other is None or not reading.sign:
        return False
    if reading.role not in (Role.CHANGE, Role.DIRECTION):
        return False
    return evidence.outline.threshold.passed(value.this.amount, other.amount)


def _following(said: Said, bound: Bound) -> str:
    """The text up to the next figure of another subject, at most 200 characters."""
    start = bound.reading.end
    others = (
        b.reading for b in said.bound if b.reading.start > start and key_of(b) != key_of(bound)
    )
    end = next((r.start - len(r.quote) for r in others if r.number is not None), len(said.text))
    return said.text[start : min(max(end, start), start + 200)]


def unit_counts(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-027: the units are as many as those of each kind together, and as many as are named."""
    texts = [(said.id, said.piece.number + said.heading.title, said.text) for said in evidence.said]
    texts.append(("attachments", "附件", evidence.attached.text))
    for section, heading, text in texts:
        for match in _KINDS.finditer(text):
            for found, what in _counted(match, text):
                if found != int(match["all"]):
                    said = f"{what} {found} 个，合计写 {match['all']} 个"
                    yield TextProblem(
                        section=section, heading=heading, quote=match[0][:30], text=said
                    )


def _counted(match: re.Match[str], text: str) -> Iterator[tuple[int, str]]:
    yield sum(int(match[k]) for k in "abc"), "各类单位之和为"
    named = _NAMED.match(text, match.end())
    if named:
        yield len(named[1].split("、")), "列出单位"


# -- attachments ----------------------------------------------------------------------------


def attachments(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-028: the totals that an attachment repeats are those of the body."""
    even = evidence.attached
    pattern = _repeating(evidence)
    for start, end in sentences(even.text):
        match = pattern.search(even.text, start, end)
        key = next((k for k in _HEADS if match and re.search(_HEADS[k], match[0])), "")
        heading = evidence.outline.by_id.get(key)
        if match is None or heading is None:
            continue
        begin = match.start()
        piece = Piece(key, "", "附件", even.text[begin:end], begin)
        for b in say(piece, heading, evidence.amounts, evidence.economic).bound:
            if _repeats(piece.text, match.end() - begin, b) and _differs(evidence, b):
                yield _differing(evidence, even, begin, b)


#: The sections whose totals an attachment repeats, and how such a sentence begins.
_HEADS = {
    "incomes": "收入(?:合计|总额)",
    "spendings": "支出(?:合计|总额)|基本支出|项目支出|项目资金支出",
    "sangong_total": "“三公”经费财政拨款支出",
}


def _repeating(evidence: TextEvidence) -> re.Pattern[str]:
    heads = "|".join(_HEADS.values())
    year = evidence.material.tables.year
    return re.compile(rf"(?:{year}年度?|年末实际)[^，。；]{{0,8}}?(?:{heads})(?:共计|为)?(?=\d)")


def _repeats(text: str, head: int, bound: Bound) -> bool:
    """The total itself; and its parts, where these are the parts of the body, by share."""
    if bound.reading.role is not Role.AMOUNT or not own(bound):
        return False
    return bound.reading.start <= head or text[bound.reading.end :].startswith("，占")


def _differing(evidence: TextEvidence, even: Tidy, start: int, bound: Bound) -> TextProblem:
    source = bound.value.this if bound.value else None
    name, amount = (bound.value.names[0], source.amount) if bound.value and source else ("", 0)
    place = even.place(start + bound.reading.start, start + bound.reading.end)
    right = money(amount, evidence.material.unit)
    return TextProblem(
        section="attachments",
        heading="附件",
        quote=bound.reading.quote,
        text=f"“{name}”正文为 {right}，附件写 {bound.reading.quote}",
        start=place[0],
        end=place[1],
        cells=source.cells[:1] if source else (),
        expected=amount,
        found=bound.reading.fen,
    )


def _differs(evidence: TextEvidence, bound: Bound) -> bool:
    value, fen = bound.value, bound.reading.fen
    if value is None or value.this is None or fen is None:
        return False
    unit = evidence.material.unit
    return printed(value.this.amount, unit) != printed(fen, unit)
