"""Boilerplate: reasons that say the same in several sections, or word for word what last year's
text said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from disclosures.core.reading.base import TextProblem
from disclosures.core.reading.bind import Said, TextEvidence
from disclosures.core.reading.tidy import tidy

_REASON = re.compile(r"(?:原因是?+：?+|因为|由于)(?P<clause>[^。；]{6,}?)(?=[。；]|$)")
_FIGURES = re.compile(r"[\d.,，%]+")


def repeats(evidence: TextEvidence) -> Iterator[TextProblem]:
    """N-042: each change has a reason of its own."""
    first: dict[str, Said] = {}
    last = set(map(_bare, _clauses(tidy(evidence.last_text).text)))
    for said in evidence.said:
        if not said.heading.rule:
            continue
        for match in _REASON.finditer(said.text):
            clause = match["clause"]
            before = first.setdefault(_bare(clause), said)
            if before.id != said.id:
                where = before.piece.number + before.heading.title
                yield _problem(said, match, f"原因与“{where}”所写相同，请写明本项的原因")
            elif _bare(clause) in last:
                yield _problem(said, match, "原因与上年所写一字不差，请确认")


def _clauses(text: str) -> Iterator[str]:
    return (m["clause"] for m in _REASON.finditer(text))


def _bare(clause: str) -> str:
    """A clause without its figures, which differ from year to year."""
    return _FIGURES.sub("", clause)


def _problem(said: Said, match: re.Match[str], text: str) -> TextProblem:
    start, end = said.tidy.place(match.start("clause"), match.end("clause"))
    return TextProblem(
        section=said.id,
        heading=said.piece.number + said.heading.title,
        quote=match["clause"][:40],
        text=text,
        start=start,
        end=end,
    )
