"""Forms in the PDF: their cells by the tags, where they begin, what stands again behind a break."""

from __future__ import annotations

from dataclasses import replace

import pytest

from disclosures.core.document import Document, PrintedForm
from tests.render.conformity import problems
from tests.render.printed import bare
from tests.render.printed_forms import bazhong, huaihua, label, luzhou, row, with_forms, words
from tests.render.reading import Node, artifacts
from tests.render.whole import Whole

Cell = tuple[str, str, int, int, str]


def cells(node: Node) -> list[list[Cell]]:
    """The rows of a Table: kind, text, columns, rows, scope."""
    return [
        [
            (
                c.kind, bare(c.whole), int(c.attributes.get("ColSpan", 1)),
                int(c.attributes.get("RowSpan", 1)), str(c.attributes.get("Scope", ""))[1:],
            )
            for c in tr.children
        ]
        for tr in node.children
    ]  # fmt: skip


def wanted(form: PrintedForm) -> list[list[tuple[str, int, int]]]:
    return [[(bare(c.text), c.columns, c.rows) for c in r.cells] for r in form.rows]


def table(whole: Whole, form: PrintedForm) -> Node:
    """The Table of a form: the one whose first cells are its own."""
    first = [bare(c.text) for c in form.rows[0].cells]
    return next(
        t for t in whole.tree.all("Table")
        if [bare(c.whole) for c in t.children[0].children] == first
    )  # fmt: skip


def test_every_cell_is_read_back_by_the_tags_with_its_spans(forms_whole: Whole) -> None:
    for form in forms_whole.document.forms:
        found = cells(table(forms_whole, form))
        assert [[(text, wide, tall) for _, text, wide, tall, _ in r] for r in found] == wanted(form)


def test_labels_are_heads_of_their_rows_or_columns(forms_whole: Whole) -> None:
    found = cells(table(forms_whole, huaihua()))
    assert found[0][0] == ("TH", "项目支出名称", 2, 1, "Row")
    assert found[0][1][0] == "TD"
    (heading,) = [r for r in found if r[1:2] and r[1][1] == "一级指标"]
    assert heading[0] == ("TH", "绩效指标", 1, 28, "Row")
    assert {(kind, scope) for kind, *_, scope in heading[1:]} == {("TH", "Column")}
    assert found[2][1][0] == "TD", "a label without words is no head"


def test_a_form_begins_a_page_unless_all_of_it_fits(huaihua_document: Document) -> None:
    small = replace(
        luzhou(), rows=luzhou().rows[:1], id="small", title="小表", subject="", subtitle=""
    )
    whole = Whole.of(with_forms(huaihua_document, small, luzhou()))
    pages = whole.pages.outline
    place = {bare(title): page for _, title, page in pages}
    assert place["小表"] == place["一、项目绩效"]
    assert place["人事考试经费项目绩效目标完成情况表"] == place["小表"] + 1


def test_right_below_a_heading_a_form_does_not_leave_it_alone(forms_whole: Whole) -> None:
    marks = forms_whole.pages.outline
    (attachment,) = [page for _, title, page in marks if "项目支出绩效自评" in title
                     and title.startswith("附件1")]  # fmt: skip
    form = forms_whole.document.form["self.watch"]
    first = forms_whole.pages_of(form)[0]
    assert first is forms_whole.pages.pages[attachment]
    assert "总体目标" in first.text


def test_forms_are_bookmarked_below_their_section_and_listed(forms_whole: Whole) -> None:
    marks = {title: level for level, title, _ in forms_whole.pages.outline}
    assert marks["一、项目绩效"] == 2
    assert marks["人事考试经费项目绩效目标完成情况表"] == 3
    assert marks["项目支出绩效自评表（失业动态监测（失业预警）工作经费）"] == 3
    assert marks["农民工劳务品牌培训经费项目绩效目标完成情况表"] == 1
    listed = [bare(entry) for entry in forms_whole.contents()]
    for form in forms_whole.document.forms:
        assert sum(entry.startswith(bare(form.name)) for entry in listed) == 1


def test_title_subtitle_unit_and_notes_are_printed_and_tagged(forms_whole: Whole) -> None:
    said = [bare(p.whole) for p in forms_whole.tree.all("P")]
    for form in (luzhou(), bazhong(), huaihua()):
        for text in filter(None, (form.subtitle, form.caption, *form.notes)):
            assert bare(text) in said
    assert ("H3", "人事考试经费项目绩效目标完成情况表") in list(forms_whole.told_headings())


@pytest.fixture(scope="module")
def scored(huaihua_document: Document) -> Whole:
    """A form of three pages with eight indicators of each kind."""
    return Whole.of(with_forms(huaihua_document, huaihua(8)))


def test_behind_a_break_the_heading_and_the_labels_stand_again(scored: Whole) -> None:
    (form,) = scored.document.forms
    first, *rest = scored.pages_of(form)
    assert len(rest) >= 2
    for page in rest[:2]:
        for text in ("绩效", "一级指标", "二级指标", "偏差原因分", "（续）"):
            assert text in page.text
    for text, count in (("主管部门", 1), ("年初预算数", 1), ("预期目标", 1)):
        assert sum(p.text.count(text) for p in (first, *rest)) == count
    found = cells(table(scored, form))
    assert [[cell[1] for cell in r] for r in found] == [[t for t, *_ in r] for r in wanted(form)]


def test_what_stands_again_is_no_content(scored: Whole) -> None:
    (form,) = scored.document.forms
    names = scored.pages.outline
    start = next(page for _, title, page in names if title == form.name)
    again = [bare(t) for t in artifacts(scored.pdf.pages[start + 1])]
    assert {"一级指标", "二级指标", "三级指标", "绩效指标"} <= set(again)


def test_a_row_that_is_higher_than_a_page_goes_on_as_one_cell(huaihua_document: Document) -> None:
    text = "\n".join(f"第{n}点，采取切实有效的措施，确保人事考试安全公正。" for n in range(1, 201))
    goal = row(label("总体目标"), words("goal", text, 3), words("reached", "已完成。", 2))
    form = replace(luzhou(), rows=(*luzhou().rows[:2], goal))
    whole = Whole.of(with_forms(huaihua_document, form))
    assert len(whole.pages_of(form)) >= 3
    found = cells(table(whole, form))
    assert found[2][1][:4] == ("TD", bare(text), 3, 1)
    printed = "".join(p.text for p in whole.pages_of(form))
    assert all(printed.count(f"第{n}点，") == 1 for n in range(1, 201))
    assert problems(whole.data) == []


def test_a_figure_that_is_wider_than_its_cell_is_set_smaller_not_broken(
    huaihua_document: Document,
) -> None:
    form = bazhong()
    wide = replace(form.rows[9].cells[0], text="123,456,789.00")
    rows = (*form.rows[:9], replace(form.rows[9], cells=(wide, *form.rows[9].cells[1:])))
    whole = Whole.of(with_forms(huaihua_document, replace(form, rows=(*rows, *form.rows[10:]))))
    assert "123,456,789.00" in {w.text for p in whole.pages.pages for w in p.words}


def test_boxes_are_drawn_and_read_as_what_they_are(forms_whole: Whole) -> None:
    said = [bare(c.whole) for c in forms_whole.tree.all("TD")]
    assert "□新增项目☑延续项目" in said
    assert not [p.whole for p in forms_whole.tree.all("P") if "没有字形" in p.whole]


def test_a_landscape_form_stands_on_landscape_pages(huaihua_document: Document) -> None:
    form = replace(luzhou(), orientation="landscape")
    whole = Whole.of(with_forms(huaihua_document, form))
    assert {p.width > p.height for p in whole.pages_of(form)} == {True}
