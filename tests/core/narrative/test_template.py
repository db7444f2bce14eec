"""Sentences with slots: what they may hold, and what is wrong with a broken one."""

from __future__ import annotations

import pytest

from disclosures.core.narrative.template import (
    Choice,
    Slot,
    TemplateError,
    Words,
    read_template,
    slots,
)


def test_words_slots_and_alternatives() -> None:
    assert read_template("共{total}，[比上年{total:dir/增加/减少}|持平]。") == (
        Words("共"),
        Slot("total"),
        Words("，"),
        Choice(((Words("比上年"), Slot("total", "dir", ("增加", "减少"))), (Words("持平"),))),
        Words("。"),
    )


def test_alternatives_may_stand_in_alternatives() -> None:
    nodes = read_template("[甲[{a}]|乙{b}]")
    assert [str(s) for s in slots(nodes)] == ["{a}", "{b}"]


def test_a_backslash_takes_the_meaning_from_a_mark() -> None:
    assert read_template(r"\[甲\|乙\]\{") == (Words("[甲|乙]{"),)


def test_a_bar_outside_brackets_is_a_word() -> None:
    assert "".join(n.text for n in read_template("甲|乙") if isinstance(n, Words)) == "甲|乙"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[甲", "第 1 个字处“[”没有配对"),
        ("甲]", "第 2 个字处多了一个“]”"),
        ("甲}", "第 2 个字处多了一个“}”"),
        ("甲{total", "第 2 个字处“{”没有配对"),
        ("{合计}", "“{合计}”不是可用的数据项"),
        ("[甲[乙]", "第 1 个字处“[”没有配对"),
    ],
)
def test_a_broken_sentence_says_where(text: str, says: str) -> None:
    with pytest.raises(TemplateError) as error:
        read_template(text)
    assert says in str(error.value)
