"""The same text as people and converters write it: nothing wrong is found, and all that is wrong
still is."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench import texts as bench
from bench.spoilt import choose, sites
from disclosures.core.narrative import Material
from tests.core.reading.test_corruption import found, texts

_MONEY = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)万元")
_WIDE = str.maketrans("0123456789%", "０１２３４５６７８９％")
_SYNONYMS = {"增加": "增多", "增长": "上升", "减少": "压减", "下降": "降低"}


def account(text: str, change: Callable[[str], str]) -> str:
    """The text with its account changed, its headings and the rest as they are."""
    start, end = text.index("情况说明"), text.index("名词解释")
    lines = text[start:end].split("\n\n")
    return text[:start] + "\n\n".join(x if len(x) < 30 else change(x) for x in lines) + text[end:]


def in_yi(line: str) -> str:
    return _MONEY.sub(lambda m: f"{Decimal(m[1]) / 10_000:.6f}亿元" if float(m[1]) else m[0], line)


def in_yuan(line: str) -> str:
    return _MONEY.sub(lambda m: f"{Decimal(m[1]) * 10_000:.2f}元" if float(m[1]) else m[0], line)


def grouped(line: str) -> str:
    return _MONEY.sub(lambda m: f"{Decimal(m[1]):,}万元", line)


def synonyms(line: str) -> str:
    return re.sub("|".join(_SYNONYMS), lambda m: _SYNONYMS[m[0]], line)


def nouns(line: str) -> str:
    return re.sub(r"(增加|减少)(?=\d)", r"\1额为", line)


def broken(line: str) -> str:
    """Line breaks within numbers, and between them and their unit, as converters leave them."""
    chance = random.Random(len(line))
    places = [m.end() for m in re.finditer(r"(?<=\d)(?=\d)|(?<=\d)(?=万元)", line) if m.end() > 4]
    for at in sorted(chance.sample(places, min(4, len(places))), reverse=True):
        line = line[:at] + "\n" + line[at:]
    return line


WAYS = {
    "wide": lambda line: line.translate(_WIDE),
    "grouped": grouped,
    "亿元": in_yi,
    "元": in_yuan,
    "synonyms": synonyms,
    "nouns": nouns,
    "broken": broken,
    "spaced": lambda line: re.sub(r"(?<=\d)(?=[万%个辆批人])", " ", line),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("which", range(5))
def test_another_way_of_writing_is_no_error(which: int, way: str) -> None:
    material, text = texts()[which]
    assert found(material, account(text, WAYS[way])) == set()


@pytest.mark.parametrize("way", WAYS)
def test_another_way_of_writing_a_real_account_is_no_error(way: str) -> None:
    given = bench.narration("luzhou-2020-final")
    text = bench.plain_text(given.document)
    other = account(text, WAYS[way])
    assert other != text
    assert bench.found(given, other) == set()


@pytest.mark.parametrize("way", WAYS)
def test_what_is_wrong_is_found_in_every_way_of_writing(way: str) -> None:
    chance, missed = random.Random(7), []
    for number in range(15):
        material, text = texts()[number % 5]
        site, spoilt = choose(chance, text, sites(text, material.tables.year - 1))
        if not found(material, account(spoilt, WAYS[way])):
            missed.append((site.kind, spoilt[site.start - 30 : site.end + 10]))
    assert missed == []


# -- what people write themselves --------------------------------------------------------------

_NUMBER = st.one_of(
    st.integers(0, 99_999).map(str),
    st.decimals(0, 9_999, places=2).map(lambda d: f"{d:.2f}"),
)
_SAID = st.sampled_from(
    ["全年举办培训班{}期", "参加{}人次", "发放补贴{}万元", "惠及企业{}家", "办结率达到{}%",
     "群众满意度{}%", "受理案件{}件", "同比增长{}%", "较上年减少{}件", "追回工资{}元",
     "新增{}个岗位", "超过目标任务{}个百分点", "占比{}%", "检查单位{}户", "巡查{}车次",
     "为{}名学员", "建成面积{}平方米", "共处理{}批次"]
)  # fmt: skip
_SENTENCES = st.lists(st.tuples(_SAID, _NUMBER), min_size=1, max_size=6).map(
    lambda parts: "，".join(said.format(number) for said, number in parts) + "。"
)


def with_own_words(text: str, words: str, heading: str) -> str:
    at = text.index(heading) + len(heading)
    return text[:at] + "\n\n" + words + text[at:]


def _headings(material: Material) -> tuple[str, ...]:
    if material.tables.form_set.kind.value != "final":
        return ("绩效目标设置情况",)
    sichuan = material.tables.form_set.id.startswith("sichuan")
    own = "预算绩效管理情况" if sichuan else "部门（单位）整体支出绩效情况"
    return (own, "机构设置") if sichuan else (own,)


@settings(max_examples=40, deadline=None)
@given(_SENTENCES, st.integers(0, 4))
def test_figures_that_name_nothing_known_are_left_alone(words: str, which: int) -> None:
    material, text = texts()[which]
    for heading in _headings(material):
        start = text.index("部分")  # behind the cover
        assert heading in text[start:]
        assert found(material, with_own_words(text, words, heading)) == set(), heading
