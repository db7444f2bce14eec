"""N-034 and what goes with it: business figures of a text that contradict one another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from disclosures.core.money import Unit, as_printed
from disclosures.core.reading.annexes import form_slips, list_slips
from disclosures.core.reading.base import TextProblem, money
from disclosures.core.reading.bind import TextEvidence
from disclosures.core.reading.reckoned import Slip, Told, number, slips, tasks
from disclosures.core.reading.tidy import Tidy
from disclosures.core.reading.together import attachments

#: What texts call the money of all projects together, at most so many characters before it.
_PROJECTS = re.compile(r"项目资金|项目支出|专项资金")
_REACH = 45
_NUMBER = re.compile(r"(?<![\d.,])\d[\d,]*\.\d+(?![\d.])")
#: A total that misses the body's by no more than so many 分 is that total, added up from rounded
#: parts; smaller totals are left alone.
_NEAR, _LEAST = 50_000, 1_000_000


@dataclass(frozen=True)
class _Text:
    """A section, or the attachments."""

    section: str
    heading: str
    raw: str
    even: Tidy


def business(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-034: completion, prices by counts, sums of lists and of costs, claims, shares of tasks."""
    texts = _texts(evidence)
    everything = "\n".join(t.even.text for t in texts)
    for text in texts:
        for slip in slips(text.even):
            yield _problem(text, slip)
        for slip in list_slips(text.even.text):
            yield _problem(text, slip)
            yield from _again(text, slip)
        for slip in form_slips(text.raw, everything):
            yield _raw_problem(text, slip)
    yield from _tasks(texts)


def _texts(evidence: TextEvidence) -> list[_Text]:
    found = [
        _Text(s.id, s.piece.number + s.heading.title, s.piece.text, s.tidy) for s in evidence.said
    ]
    return [*found, _attached(evidence)]


def _attached(evidence: TextEvidence) -> _Text:
    return _Text("attachments", "附件", evidence.cut.attachments, evidence.attached)


def _problem(text: _Text, slip: Slip) -> TextProblem:
    start, end = text.even.place(slip.start, slip.end)
    return TextProblem(
        section=text.section,
        heading=text.heading,
        quote=text.even.text[slip.start : slip.end],
        text=slip.text,
        start=start,
        end=end,
    )


def _raw_problem(text: _Text, slip: Slip) -> TextProblem:
    return TextProblem(
        section=text.section,
        heading=text.heading,
        quote=" ".join(text.raw[slip.start : slip.end].split()),
        text=slip.text,
        start=slip.start,
        end=slip.end,
    )


def _again(text: _Text, slip: Slip) -> Iterator[TextProblem]:
    """The total of all projects, found wrong, wherever the text repeats it."""
    own = text.even.place(slip.start, slip.end)[0]
    wrong = _NUMBER.search(text.even.text, slip.start, slip.end)
    named = text.even.text[max(0, slip.start - _REACH) : slip.start]
    if wrong is None or not _PROJECTS.search(named):
        return
    for start, end, value in _project_totals(text.raw):
        if value == number(wrong[0]) and start != own:
            yield _raw_problem(text, Slip(start, end, f"与前面同样的数：{slip.text}"))


def _project_totals(raw: str) -> Iterator[tuple[int, int, Fraction]]:
    """(start, end, number) of what may be a total of all projects."""
    for match in _NUMBER.finditer(raw):
        before = raw[max(0, match.start() - _REACH) : match.start()]
        if _PROJECTS.search(re.split("[。；①]", before)[-1]):
            yield match.start(), match.end(), number(match[0])


def _tasks(texts: list[_Text]) -> Iterator[TextProblem]:
    """One figure with different shares of its yearly task: what was told first counts."""
    first: dict[tuple[str, str, str], Told] = {}
    for text in texts:
        for told in tasks(text.even):
            before = first.setdefault(told.key, told)
            if before.rate != told.rate:
                name, amount, unit = told.key
                said = f"“{name}”{amount}{unit}前面写达到任务的 {before.rate}%，这里写 {told.rate}%"
                yield _problem(text, Slip(told.slip.start, told.slip.end, said))


def totals(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-028: the totals that an attachment repeats are those of the body."""
    found = list(attachments(evidence))
    yield from found
    known = "project" in evidence.outline.measures
    source = evidence.amounts.value("project").this if known else None
    if source is None or source.amount < _LEAST:
        return
    text, right = _attached(evidence), as_printed(source.amount, Unit.WAN)
    raw = text.raw
    for start, end, value in _project_totals(raw):
        told_already = any(p.start <= start < p.end for p in found)
        if not told_already and 0 < abs(value * Unit.WAN.fen - right) <= _NEAR:
            told = f"“项目支出”正文为 {money(right, Unit.WAN)}，附件写 {raw[start:end]}万元"
            yield _raw_problem(text, Slip(start, end, told))
