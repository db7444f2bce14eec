"""Single changes of sound texts: every one of them is found.

``CORRUPTIONS`` in the environment gives another number of changes than the default.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Iterator
from functools import cache

import pytest

from disclosures.core.narrative import Material, build
from disclosures.core.reading import check_text, evidence_of
from disclosures.data import economic, outline_for
from tests.core.narrative import makers

CHANGES = int(os.environ.get("CORRUPTIONS", "100"))
SEED = 20
WORDS = {
    "增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长", "大于": "小于",
    "小于": "大于", "等于": "大于", "持平": "增加5.00万元", "无变化": "增加5.00万元",
}  # fmt: skip
UNITS = {
    "万元": ("元", "亿元"), "人次": ("批次",), "批次": ("人次",), "辆": ("人",),
    "%": ("个百分点",), "个": ("辆",), "台（套）": ("辆",),
}  # fmt: skip
_FIGURE = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)(万元|%|人次|批次|辆|台（套）|个(?=，|、|项目|。))(?!以上)"
)
_WORD = re.compile("增加|减少|增长|下降|(?<=决算数)(?:大于|小于|等于)|持平|无变化")
Site = tuple[str, int, int]


@cache
def texts() -> tuple[tuple[Material, str], ...]:
    given = [makers.answered(makers.final(f)) for f in makers.FORM_SETS if "final" in f]
    given.append(makers.answered(makers.budget()))
    return tuple(
        (m, makers.plain_text(build(outline_for(m.tables.form_set.id), m).document)) for m in given
    )


def found(material: Material, text: str) -> set[tuple[str, str, str]]:
    plan = outline_for(material.tables.form_set.id)
    evidence = evidence_of(text, plan, material, economic())
    return {(f.code, f.message, f.quote) for f in check_text(evidence)}


def sites(text: str, last_year: int) -> Iterator[Site]:
    """The places of the account that can be changed, with the kind of change."""
    start, end = text.index("情况说明"), text.index("名词解释")
    bases = re.compile(rf"(?<=[与比]){last_year}(?=年)|(?<=完成)(?:年初)?预算")
    for m in _FIGURE.finditer(text, start, end):
        yield "percent" if m[2] == "%" else "amount", m.start(1), m.end(1)
        yield "unit", m.start(2), m.end(2)
    yield from (("word", m.start(), m.end()) for m in _WORD.finditer(text, start, end))
    yield from (("base", m.start(), m.end()) for m in bases.finditer(text, start, end))


def changed(chance: random.Random, kind: str, old: str) -> str:
    if kind == "word":
        return WORDS[old]
    if kind == "unit":
        return chance.choice(UNITS[old])
    if kind == "base":
        return str(int(old) - 1) if old.isdigit() else {"预算": "年初预算"}.get(old, "预算")
    at = chance.choice([n for n, c in enumerate(old) if c.isdigit()])
    digit = chance.choice([d for d in "0123456789" if d != old[at]])
    return old[:at] + digit + old[at + 1 :]


def changes() -> Iterator[tuple[int, Site, str]]:
    chance = random.Random(SEED)
    for number in range(CHANGES):
        which = number % len(texts())
        material, text = texts()[which]
        by_kind: dict[str, list[Site]] = {}
        for site in sites(text, material.tables.year - 1):
            by_kind.setdefault(site[0], []).append(site)
        kind, start, end = chance.choice(by_kind[chance.choice(sorted(by_kind))])
        yield which, (kind, start, end), changed(chance, kind, text[start:end])


@pytest.mark.parametrize("which", range(5))
def test_the_texts_are_sound_before(which: int) -> None:
    assert found(*texts()[which]) == set()


def test_every_change_is_found() -> None:
    missed = []
    for which, (kind, start, end), new in changes():
        material, text = texts()[which]
        if not found(material, text[:start] + new + text[end:]):
            missed.append((kind, f"{text[start - 30 : start]}【{text[start:end]}→{new}】"))
    assert missed == []
