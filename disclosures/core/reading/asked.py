"""Rules about what people were asked for: whether it is there, and fits."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.document import Document
from disclosures.core.narrative.write import Ask, Wanted
from disclosures.core.reading.base import TextProblem
from disclosures.core.reading.bind import TextEvidence


def texts(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-043: what only people can write is written."""
    for ask in evidence.asked:
        if ask.wanted is Wanted.TEXT and not ask.given:
            yield _of(evidence, ask.section, f"“{ask.subject}”还没有写")


def meanings(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-044: a term is explained by more than its own name."""
    named = [ask for ask in evidence.asked if ask.wanted is Wanted.MEANING and not ask.given]
    if named:
        yield _of(evidence, "", f"{len(named)} 个科目只有名称：{_listed(named)}")


def wordings(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-045: a person's own wording fits the outline."""
    for sentence, wrong in evidence.refused.items():
        section = sentence.partition(".")[0]
        yield _of(evidence, section, f"改写的句子不再适用，已恢复原句：{wrong}")


def _listed(asks: list[Ask], most: int = 3) -> str:
    names = "、".join(ask.subject.rpartition("（款）")[2] or ask.subject for ask in asks[:most])
    return names + (" 等" if len(asks) > most else "")


def _of(evidence: TextEvidence, section: str, text: str) -> TextProblem:
    return TextProblem(
        section=section, heading=_heading(evidence.document, section), quote="", text=text
    )


def _heading(document: Document | None, section: str) -> str:
    found = document.by_id.get(section) if document else None
    return found.heading if found else "名词解释" if not section else "正文"
