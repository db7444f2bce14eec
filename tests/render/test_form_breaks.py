"""Where forms are broken: lines of 10 pt without padding, pages of a few lines."""

from __future__ import annotations

from random import Random

import pytest

from disclosures.core.document import FormCell, FormRow, PrintedForm
from disclosures.render.draw.form_breaks import LINE_HEIGHT, Breaking, Room, Sheet, Spot
from disclosures.render.draw.lines import Line
from tests.render.printed_forms import label, row, words

STEP = 10.0


def form_of(*rows: FormRow, columns: int = 2) -> PrintedForm:
    return PrintedForm(id="f", form="PF-X", title="表", widths=(1,) * columns, rows=rows)


def broken(form: PrintedForm, lines: float, foot: float = 0.0, first: float = 0.0) -> list[Sheet]:
    """The pages, where one has room for so many lines; a text has as many as it says."""
    spots = [
        Spot(p, [Line(0, 0, "")] * len(p.cell.text.splitlines()), STEP / LINE_HEIGHT)
        for p in form.placed
    ]
    room = Room(100, (first or lines) * STEP, lines * STEP, foot * STEP)
    return list(Breaking(form, spots, (STEP, 0.0), room).sheets())


def counted(sheets: list[Sheet]) -> list[list[float]]:
    """The heights of all bands, in lines."""
    return [[round(h / STEP, 2) for h in sheet.heights] for sheet in sheets]


def of(sheets: list[Sheet], at: str) -> list[tuple[int, int, int, bool]]:
    """What stands of a cell on each page: page, lines from and to, whether for the first time."""
    return [
        (page, p.start, p.end, p.first)
        for page, sheet in enumerate(sheets)
        for p in sheet.pieces
        if at in (p.spot.placed.cell.at, p.spot.placed.cell.text)
    ]


def text(lines: int) -> str:
    return "\n".join("字" * lines)


def plain(count: int, start: int = 0) -> list[FormRow]:
    return [row(words(f"a{n}", "甲"), words(f"b{n}", "乙")) for n in range(start, start + count)]


def test_pages_are_broken_between_rows() -> None:
    assert counted(broken(form_of(*plain(7)), 3)) == [[1, 1, 1], [1, 1, 1], [1]]


def test_a_cell_over_several_rows_gives_what_it_lacks_to_the_last_of_them() -> None:
    form = form_of(
        row(words("long", text(4), rows=2), words("x", "甲")), row(words("y", "乙")), *plain(1)
    )
    assert counted(broken(form, 10)) == [[1, 3, 1]]


def test_a_label_over_a_break_is_closed_and_stands_again_with_its_words() -> None:
    rows = [row(words(f"b{n}", "乙")) for n in range(1, 6)]
    form = form_of(row(label("标", rows=6), words("b0", "乙")), *rows)
    sheets = broken(form, 4)
    assert counted(sheets) == [[1, 1, 1, 1], [1, 1]]
    assert of(sheets, "标") == [(0, 0, 1, True), (1, 0, 1, False)]
    assert [(p.top, p.bottom) for s in sheets for p in s.pieces if p.spot.placed.cell.label] == [
        (0, 4), (0, 2)
    ]  # fmt: skip


def test_what_is_left_of_a_label_s_rows_is_high_enough_for_its_words() -> None:
    rows = [row(words(f"b{n}", "乙")) for n in range(1, 5)]
    form = form_of(row(label(text(3), rows=5), words("b0", "乙")), *rows)
    assert counted(broken(form, 4)) == [[1, 1, 1, 1], [3]]


def test_a_heading_stands_again_above_what_belongs_to_it() -> None:
    head = row(label("指标"), label("值"), repeats=True)
    sheets = broken(form_of(head, *plain(5)), 3)
    assert counted(sheets) == [[1, 1, 1], [1, 1, 1], [1, 1]]
    assert of(sheets, "指标") == [(0, 0, 1, True), (1, 0, 1, False), (2, 0, 1, False)]


def test_a_heading_of_two_rows_stands_again_whole_and_a_new_one_takes_its_place() -> None:
    first = [row(label("一", 2), repeats=True), row(label("二"), label("三"), repeats=True)]
    second = row(label("四", 2), repeats=True)
    sheets = broken(form_of(*first, *plain(3), second, *plain(4, 3)), 6)
    assert of(sheets, "二") == [(0, 0, 1, True)]
    assert of(sheets, "四") == [(1, 0, 1, True)]
    sheets = broken(form_of(*first, *plain(6), second, *plain(1, 6)), 6)
    assert of(sheets, "二") == [(0, 0, 1, True), (1, 0, 1, False)]


def test_a_heading_is_never_the_last_row_of_a_page() -> None:
    head = row(label("指标"), label("值"), repeats=True)
    assert counted(broken(form_of(*plain(2), head, *plain(2, 2)), 3)) == [[1, 1], [1, 1, 1]]


def test_a_heading_reaches_no_further_than_its_cell_that_goes_on_beneath() -> None:
    head = row(label("绩", rows=4), label("指标"), repeats=True)
    inner = [row(words(f"i{n}", "甲")) for n in range(3)]
    total = row(label("总分"), words("total", "丙"))
    sheets = broken(form_of(head, *inner, total), 4)
    assert counted(sheets) == [[1, 1, 1, 1], [1]]
    assert of(sheets, "指标") == [(0, 0, 1, True)]
    sheets = broken(form_of(head, *inner, total), 3)
    assert counted(sheets) == [[1, 1, 1], [1, 1, 1]]
    assert of(sheets, "绩") == [(0, 0, 1, True), (1, 0, 1, False)]


def test_a_row_that_is_higher_than_a_page_is_broken_within() -> None:
    figure = FormCell(text="1.00", at="figure", amount=100)
    form = form_of(row(label("标"), words("goal", text(12)), figure), *[
        row(label("尾"), words("x", "甲"), words("y", "乙"))], columns=3)  # fmt: skip
    sheets = broken(form, 5)
    assert counted(sheets) == [[5], [5], [2, 1]]
    assert of(sheets, "goal") == [(0, 0, 5, True), (1, 5, 10, True), (2, 10, 12, True)]
    assert of(sheets, "标") == [(0, 0, 1, True), (1, 0, 1, False), (2, 0, 1, False)]
    assert [(start, end) for _, start, end, _ in of(sheets, "figure")] == [(0, 1), (1, 1), (1, 1)]


def test_the_rest_of_a_broken_row_stands_below_its_heading() -> None:
    head = row(label("目标", 2), repeats=True)
    sheets = broken(form_of(head, row(words("goal", text(14), 2))), 5)
    assert counted(sheets) == [[1, 4], [1, 4], [1, 4], [1, 2]]
    assert [s[1:3] for s in of(sheets, "goal")] == [(0, 4), (4, 8), (8, 12), (12, 14)]


def test_a_long_text_over_several_rows_goes_on_where_it_was_broken_off() -> None:
    rows = [row(words(f"b{n}", "乙")) for n in range(1, 6)]
    form = form_of(row(words("long", text(7), rows=6), words("b0", "乙")), *rows)
    sheets = broken(form, 4)
    assert of(sheets, "long") == [(0, 0, 4, True), (1, 4, 7, True)]
    assert counted(sheets) == [[1, 1, 1, 1], [1, 2]]


def test_rather_than_leave_most_of_a_page_empty_a_row_is_broken() -> None:
    tall = row(words("long", text(8), 2))
    assert counted(broken(form_of(*plain(3), tall), 10)) == [[1, 1, 1, 7], [1]]
    assert counted(broken(form_of(*plain(6), tall), 10)) == [[1] * 6, [8]]


def test_the_foot_does_not_stand_alone() -> None:
    assert counted(broken(form_of(*plain(4)), 4, foot=1)) == [[1, 1, 1], [1]]
    assert counted(broken(form_of(*plain(1)), 1, foot=1)) == [[1], []]


def test_the_first_page_has_less_room() -> None:
    assert counted(broken(form_of(*plain(4)), 3, first=1)) == [[1], [1, 1, 1]]


def some_form(dice: Random) -> PrintedForm:
    """Sections with a label over all their rows, headings, texts of any length, figures."""
    rows: list[FormRow] = []
    for section in range(dice.randint(1, 4)):
        count = dice.randint(1, 12)
        titled = dice.random() < 0.5
        for n in range(count):
            lead = [label(text(dice.randint(1, 4)), rows=count)] if n == 0 else []
            at = f"{section}.{n}"
            tall = dice.choice([1, 1, 1, 2, 3, 9, 30])
            cells = (
                (label("甲"), label("乙"))
                if titled and n == 0
                else (words(at, text(tall)), FormCell(text="1", at=at + "x", amount=100))
            )
            rows.append(row(*lead, *cells, repeats=titled and n == 0))
    return form_of(*rows, columns=3)


@pytest.mark.parametrize("seed", range(60))
def test_of_any_form_every_line_stands_once_and_no_page_is_overfull(seed: int) -> None:
    dice = Random(seed)
    form, lines = some_form(dice), dice.randint(14, 24)
    sheets = broken(form, lines, foot=dice.choice([0, 1, 3]))
    for sheet in sheets:
        assert sum(sheet.heights) <= lines * STEP + 0.1
        lowest = [p.spot.placed for p in sheet.pieces if p.bottom == len(sheet.heights)]
        if sheet is not sheets[-1]:
            assert not all(form.rows[p.row].repeats for p in lowest)
    for placed in form.placed:
        own = [p for s in sheets for p in s.pieces if p.spot.placed is placed]
        shown = [n for p in own if p.first for n in range(p.start, p.end)]
        assert shown == list(range(len(placed.cell.text.splitlines())))
    for sheet in sheets:
        grid = [(r, p.spot.placed.column) for p in sheet.pieces for r in range(p.top, p.bottom)]
        assert len(grid) == len(set(grid)) == 3 * len(sheet.heights)
