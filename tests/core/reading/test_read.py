"""Figures read back from free text: value, unit, role, word, base and place."""

from __future__ import annotations

import pytest

from disclosures.core.reading import read
from disclosures.core.reading.tidy import tidy


def told(text: str) -> list[tuple[str, str, str, str, str]]:
    """(number, unit, role, word, base) of every reading."""
    return [
        (str(r.number) if r.number is not None else "", r.unit, r.role or "", r.word, r.base)
        for r in read(text)
    ]


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("收、支总计12,432.48 万元。", [("12432.48", "万元", "amount", "", "")]),
        ("共１２３.４５元", [("123.45", "元", "amount", "", "")]),
        ("使用1.97亿元。", [("1.97", "亿元", "amount", "", "")]),
        (
            "与2019年相比，收、支总计各减少79.78万元，下降1.27%。",
            [
                ("79.78", "万元", "change", "减少", "prior"),
                ("1.27", "%", "change", "下降", "prior"),
            ],
        ),
        (
            "基本支出37万元，占本年支出合计的29.55%；",
            [("37", "万元", "amount", "", ""), ("29.55", "%", "share", "", "whole")],
        ),
        (
            "年初预算为0万元，支出决算为20万元，完成年初预算的93.70%，决算数小于年初预算数。",
            [
                ("0", "万元", "amount", "", "initial"),
                ("20", "万元", "amount", "", ""),
                ("93.70", "%", "completion", "", "initial"),
                ("", "", "direction", "小于", "initial"),
            ],
        ),
        ("完成预算100%，决算数与预算数持平。", [
            ("100", "%", "completion", "", "budget"),
            ("", "", "direction", "持平", "budget"),
        ]),
        (
            "与2019年相比，政府性基金预算财政拨款无变化。",
            [("", "", "direction", "无变化", "prior")],
        ),
        (
            "国内公务接待58批次，533人次，公务用车4辆。",
            [
                ("58", "批次", "count", "", ""),
                ("533", "人次", "count", "", ""),
                ("4", "辆", "count", "", ""),
            ],
        ),
        ("占比提高0.31个百分点", [("0.31", "个百分点", "change", "提高", "prior")]),
        ("卫生健康支出27.09，占3.22%", [
            ("27.09", "", "amount", "", ""), ("3.22", "%", "share", "", "whole"),
        ]),
        ("截至2020年12月31日", []),
        ("单价50万元以上通用设备7台（套）", [("7", "台（套）", "count", "", "")]),
        ("1. 办公费2.00万元", [("2.00", "万元", "amount", "", "")]),
        ("", []),
    ],
)  # fmt: skip
def test_readings(text: str, readings: list[tuple[str, str, str, str, str]]) -> None:
    assert told(text) == readings


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("比上年增加了79.78万元", ("79.78", "万元", "change", "增加", "prior")),
        ("同比增长1.27%", ("1.27", "%", "change", "增长", "prior")),
        ("增幅为1.27%", ("1.27", "%", "change", "增幅", "prior")),
        ("降幅达 1.27％", ("1.27", "%", "change", "降幅", "prior")),
        ("比年初预算减少5万元", ("5", "万元", "change", "减少", "budget")),
        ("占比为29.55%", ("29.55", "%", "share", "", "whole")),
        ("所占比例为29.55%", ("29.55", "%", "share", "", "whole")),
        ("占本年支出的比重为29.55%", ("29.55", "%", "share", "", "whole")),
        ("预算完成率为93.70%", ("93.70", "%", "completion", "", "budget")),
        ("完成调整预算的93.70%", ("93.70", "%", "completion", "", "budget")),
        ("完成年初预算数的93.70%", ("93.70", "%", "completion", "", "initial")),
        ("与年初预算持平", ("", "", "direction", "持平", "initial")),
        ("较上年持平", ("", "", "direction", "持平", "prior")),
    ],
)
def test_the_same_said_in_other_words(text: str, reading: tuple[str, ...]) -> None:
    assert told(text) == [reading]


def test_amounts_are_in_fen() -> None:
    assert [r.fen for r in read("1.97亿元、2万元、3.5元、4辆")] == [
        19_700_000_000, 2_000_000, 350, None,
    ]  # fmt: skip


def test_a_change_knows_the_year_it_is_compared_with() -> None:
    assert [r.base_year for r in read("比2018年增加5万元。与上年相比减少1万元。")] == [2018, None]


def test_lines_broken_by_conversion_are_one_sentence() -> None:
    assert told("支\n\n出决算为 323.62\n 万元，完成") == [("323.62", "万元", "amount", "", "")]


def test_a_tidy_text_knows_where_its_characters_stood() -> None:
    text = "甲 乙\n丙（一)。\n丁"
    even = tidy(text)
    assert even.text == "甲乙丙（一）。\n丁"
    assert [text[i] for i in even.origin] == ["甲", "乙", "丙", "（", "一", ")", "。", "\n", "丁"]
    assert even.place(1, 3) == (2, 5)


@pytest.mark.parametrize(
    "text", ["%", "万元", "1..2万元", "占%", "完成预算", "（（（", "-", "．．"]
)
def test_odd_texts_are_read_without_error(text: str) -> None:
    assert all(r.number is not None for r in read(text))
