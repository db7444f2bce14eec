"""What people write, and what they are asked to, as rows of the sheet 文字."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from disclosures.core.facts_sheets import CELL, CONTINUED
from disclosures.core.narrative import WROTE_LABELS, Ask, Wanted, Written, Wrote, kind_of

#: What each kind of ask wants, after its heading and subject.
_ABOUT = {
    Wanted.TEXT: "{heading}：写“{subject}”，可分段",
    Wanted.REASON: "{heading}：“{subject}”与上年相比变动较大，写主要原因，接在“主要原因是”之后",
    Wanted.WHY: "{heading}：“{subject}”决算数与预算数不同，写主要原因，接在“主要原因是”之后",
    Wanted.MEANING: "名词解释：写“{subject}”的含义",
}
#: What else there may be.
_ELSE = {
    Wrote.TEXT: "正文里的一段文字",
    Wrote.REASON: "变动的原因",
    Wrote.MEANING: "名词解释",
    Wrote.WORDING: "改写的句子，花括号里的数由系统填写",
    Wrote.ATTACHMENT: "附件，第一行是标题；位置是附件的序号",
}
#: Excel counts UTF-16 code units: so many characters fit whatever they are.
_PIECE = CELL // 2


def text_rows(written: Written, asked: Sequence[Ask]) -> Iterator[tuple[str, str, str, str]]:
    """(kind in words, key, what it is about, text): all that is asked, then what else there is.

    A text that fits in no cell goes on in the next rows.
    """
    there = {(Wrote(kind), key): text for kind, key, text in written.pieces}
    for ask in asked:
        kind = kind_of(ask.wanted)
        about = _ABOUT[ask.wanted].format(heading=ask.heading, subject=ask.subject)
        yield from _rows(kind, ask.key, about, there.pop((kind, ask.key), ""))
    for (kind, key), text in there.items():
        yield from _rows(kind, key, _ELSE[kind], text)


def _rows(kind: Wrote, key: str, about: str, text: str) -> Iterator[tuple[str, str, str, str]]:
    label = WROTE_LABELS[kind]
    if len(text.encode("utf-16-le")) // 2 <= CELL:
        yield label, key, about, text
        return
    for start in range(0, len(text), _PIECE):
        mark = CONTINUED if start else ""
        yield label, f"{key}{mark}", "" if start else about, text[start : start + _PIECE]
