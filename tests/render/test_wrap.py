"""Where lines of text are broken."""

from __future__ import annotations

import pytest

from disclosures.data import form_set, form_set_ids
from disclosures.render.measure import em
from disclosures.render.wrap import balanced, lines


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("一般公共预算财政拨款", 5, ["一般公共预", "算财政拨款"]),
        ("基本支出，项目支出", 4, ["基本支", "出，项目", "支出"]),
        ("经费（办公费）", 3, ["经费", "（办公", "费）"]),
        ("2020 年 1,234.50 万元", 6, ["2020 年", "1,234.50", "万元"]),
        ("AAAAAAAA", 3, ["AAA", "AAA", "AA"]),
        ("短", 9, ["短"]),
        ("", 9, [""]),
    ],
)
def test_lines_break_where_they_may(text: str, room: float, expected: list[str]) -> None:
    def width(part: str) -> float:
        return sum(0.75 if c in "0123456789,. " else 1.0 for c in part)

    assert lines(text, room, width) == expected


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("一般公共预算财政拨款", 6, ["一般公共预算", "财政拨款"]),
        ("一般公共预算财政拨款", 5, ["一般公共预", "算财政拨款"]),
        ("公务用车运行维护费", 5, ["公务用车", "运行维护费"]),
        ("商品和服务支出", 5, ["商品和", "服务支出"]),
        ("因公出国（境）费", 6, ["因公出国", "（境）费"]),
        ("甲乙丙丁戊己", 5, ["甲乙丙", "丁戊己"]),
        ("AAAAAAAA", 3, ["AAA", "AAA", "AA"]),
    ],
)
def test_headings_break_between_words_where_it_costs_no_line(
    text: str, room: float, expected: list[str]
) -> None:
    assert balanced(text, room, len) == expected


def test_headings_take_no_more_lines_for_the_sake_of_words() -> None:
    labels = {
        heading.label
        for name in form_set_ids()
        for form in form_set(name, 2022).tables
        for heading in form.headings
    }
    for label in labels:
        for room in (2.0, 3.2, 4.2, 5.1, 6.1, 9.0):
            found = balanced(label, room, em)
            assert "".join(found) == label.replace(" ", "") or " " in label
            assert len(found) == len(lines(label, room, em))
            assert max(map(em, found)) <= room
