"""A whole text cut into the sections of its outline, whatever its conversion did to it."""

from __future__ import annotations

from disclosures.core.reading.split import cut
from disclosures.data import outline

TEXT = """
2020年度
某某局

目录
第一部分 部门概况
- 一、基本职能及主要工作·····4
第二部分 部门决算情况说明
- 一、收入支出决算总体情况说明·····11
二、收入决算情况说明
第三部分 名词解释·····38
第四部分 附件

第一部分 部门概况
一、基本职能及主要工作
（一）主要职能。
拟订规划。
第二部分 2020 年度部门决算情况说明

一、收入支出决算总体情况说明
2020年度收、支总计12.48万元。
2、 收入决算情况说明
2020年本年收入合计6.24万元。
(七) “三公”经费财政拨款支出决算情况说明
没有。
（二）“三公”经费财政拨款支出决算具体情况说明
甲。
第三部分
名词解释
1. 行政运行：指……。
第四部分 附件
附件 1
"""


def test_sections_are_found_by_their_titles_and_not_in_the_contents() -> None:
    found = cut(TEXT, outline("sichuan-final"))
    assert [(p.section, p.number, p.text.strip()) for p in found.pieces] == [
        ("work", "一、", ""),
        ("duties", "（一）", "拟订规划。"),
        ("totals", "一、", "2020年度收、支总计12.48万元。"),
        ("incomes", "2、", "2020年本年收入合计6.24万元。"),
        ("sangong", "(七)", "没有。"),
        ("sangong_items", "（二）", "甲。"),
    ]


def test_a_piece_knows_where_it_begins() -> None:
    for piece in cut(TEXT, outline("sichuan-final")).pieces:
        assert TEXT[piece.start :].startswith(piece.text)


def test_a_text_without_headings_has_no_pieces() -> None:
    assert cut("没有标题的一段话。", outline("sichuan-final")).pieces == ()
    assert cut("", outline("budget")).pieces == ()
