"""Paragraphs in justified lines: what may stand where."""

from __future__ import annotations

import re

import pytest

from disclosures.render.draw.fonts import BOLD, REGULAR, Letters
from disclosures.render.draw.lines import Line, set_lines
from disclosures.render.draw.pack import File
from disclosures.render.wrap import NO_END, NO_START

#: Taken from the widths of one character each.
HAN = "部门决算公开收支总体情况说明一般公共预算财政拨款支出比上年增加"


@pytest.fixture
def letters() -> Letters:
    return Letters(File(), REGULAR)


def said(letters: Letters, line: Line) -> str:
    """What a line says."""
    meant = {code: c for c, code in letters.typeface.codes.items() if len(code) == 4}
    codes = "".join(re.findall(r"<([0-9A-F]+)>", line.operators))
    return "".join(meant[codes[n : n + 4]] for n in range(0, len(codes), 4))


def gaps(line: Line) -> list[int]:
    """How far what follows is moved to the right, in thousandths of an em."""
    return [-int(n) for n in re.findall(r">(-?\d+)<", line.operators)]


def set_in(letters: Letters, text: str, room: float, indent: float = 0.0) -> list[str]:
    found = set_lines([(letters, text)], room, indent=indent)
    return [said(letters, line) for line in found]


def test_characters_fill_the_grid_and_the_first_line_is_moved_in(letters: Letters) -> None:
    text = (HAN * 3)[:66]
    lines = set_lines([(letters, text)], 28.0, indent=2.0)
    assert [said(letters, x) for x in lines] == [text[:26], text[26:54], text[54:]]
    assert [(x.x, round(x.width, 3), gaps(x)) for x in lines] == [
        (2.0, 26.0, []),
        (0.0, 28.0, []),
        (0.0, 12.0, []),
    ]


def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(letters: Letters) -> None:
    text = "“三公”经费（含接待费）、会议费，培训费；其中：（一）因公出国《办法》等。" * 6
    for room in range(6, 30):
        lines = set_in(letters, text, float(room))
        assert "".join(lines) == text
        assert not [x for x in lines if x[0] in NO_START or x[-1] in NO_END]


def test_figures_stay_with_their_units_and_words_whole(letters: Letters) -> None:
    text = "支出6216.24万元，占100%，接待58批次533人次，增加1.25个百分点，见PDF文件——" * 4
    kept = ("6216.24万元", "100%", "58批次", "533人次", "1.25个百分点", "PDF", "——")
    whole = sum(text.count(k) for k in kept)
    for room in range(9, 30):
        lines = set_in(letters, text, float(room))
        assert "".join(lines) == text
        assert sum(line.count(k) for line in lines for k in kept) == whole


def test_every_line_but_the_last_reaches_the_right_edge(letters: Letters) -> None:
    text = "2020年收、支总计6216.24万元，比上年减少79.78万元，下降1.27%。" * 8
    *lines, last = set_lines([(letters, text)], 28.0, indent=2.0)
    ends = [said(letters, x)[-1] for x in lines]
    reached = [round(x.x + x.width, 2) for x in lines]
    assert all(
        r in (28.0, 28.5) and (r == 28.0 or e in "，。、")
        for r, e in zip(reached, ends, strict=True)
    )
    assert last.x + last.width < 28.0


def test_lines_are_spread_by_the_same_space_between_all_characters(letters: Letters) -> None:
    (first, *_) = set_lines([(letters, "公共预算" * 4 + "6216.24万元" * 2)], 20.0)
    assert len(set(gaps(first))) == 1
    assert len(gaps(first)) == len("公共预算" * 4) - 1
    assert gaps(first)[0] * len(gaps(first)) / 1000 == pytest.approx(4.0, abs=0.01)


def test_marks_that_follow_each_other_share_the_empty_half(letters: Letters) -> None:
    (line,) = set_lines([(letters, "费）。“三")], 28.0)
    assert gaps(line) == [-500, -500]
    assert line.width == 4.0


def test_no_character_stands_alone_on_the_last_line(letters: Letters) -> None:
    text = HAN[:29]
    assert set_in(letters, text, 28.0) == [text[:27], text[27:]]
    assert set_in(letters, text[:27] + "。", 27.5) == [text[:27] + "。"]


def test_what_is_longer_than_a_line_is_cut_and_nothing_is_lost(letters: Letters) -> None:
    text = "见" + "x" * 100 + "。"
    lines = set_in(letters, text, 10.0)
    assert "".join(lines) == text
    assert all(letters.width(x) <= 10.5 for x in lines)


def test_letters_may_change_within_a_line(letters: Letters) -> None:
    bold = Letters(letters.file, BOLD)
    (line,) = set_lines([(bold, "基本支出"), (letters, "：指保障运转的支出。")], 28.0)
    assert re.sub("<.*?>", "", line.operators) == "/B %s Tf[]TJ/R %s Tf[]TJ"


def test_an_empty_text_is_one_empty_line(letters: Letters) -> None:
    assert set_lines([(letters, "")], 28.0) == [Line(0.0, 0.0, "")]


def test_a_character_without_a_glyph_is_shown_as_a_geta_mark_that_means_it(
    letters: Letters,
) -> None:
    (line,) = set_lines([(letters, "王\ue000明")], 28.0)
    assert line.width == 3.0
    geta = letters.typeface.codes["〓"]
    assert f"]TJ/Span<</ActualText<FEFFE000>>>BDC<{geta}>Tj EMC[" in line.operators
