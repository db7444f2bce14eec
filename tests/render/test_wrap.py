"""Where lines of text are broken."""

from __future__ import annotations

import pytest

from disclosures.render.wrap import lines


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
