"""Which heading a row of a form stands under, what a label is the head of, what cells are called;
and what is different between the forms of two documents.
"""

from __future__ import annotations

from dataclasses import replace

from disclosures.core.document import Document, FormCell, FormRow, PrintedForm
from disclosures.core.document.changes import changes
from disclosures.core.document.form_cells import called, headings, scope
from disclosures.core.document.form_changes import FormChange
from tests.render.printed_forms import figure, huaihua, label, luzhou, row, words


def form_of(*rows: FormRow, columns: int) -> PrintedForm:
    return PrintedForm(id="f", form="PF-X", title="表", widths=(1,) * columns, rows=rows)


FORM = form_of(
    row(label("项目名称"), words("project", "甲", 2)),
    row(label("绩效指标", rows=3), label("三级指标"), label("得分"), repeats=True),
    row(words("0/name", "人数"), figure("0/score", 500, "5")),
    row(words("1/name", ""), figure("1/score", 450, "4.5")),
    row(label("总分", 2), figure("total", 950, "9.5")),
    columns=3,
)


def test_rows_stand_under_the_heading_above_them_as_far_as_its_cell_reaches() -> None:
    assert [list(under) for under in headings(FORM)] == [[], [], [1], [1], []]


def test_a_heading_without_such_a_cell_reaches_to_the_next() -> None:
    head = row(label("甲"), repeats=True)
    form = form_of(head, row(words("a", "")), head, head, row(words("b", "")), columns=1)
    assert [list(under) for under in headings(form)] == [[], [0], [], [], [2, 3]]


def test_labels_of_a_heading_are_heads_of_columns_but_for_what_goes_on_beneath() -> None:
    found = {p.cell.text: scope(FORM, p) for p in FORM.placed if p.cell.text}
    assert found == {
        "项目名称": "row", "甲": "", "绩效指标": "row", "三级指标": "column", "得分": "column",
        "人数": "", "5": "", "4.5": "", "总分": "row", "9.5": "",
    }  # fmt: skip


def test_a_cell_is_called_by_what_stands_at_its_left_and_above() -> None:
    assert called(FORM) == {
        "project": "项目名称",
        "0/name": "绩效指标 · 三级指标",
        "0/score": "绩效指标 人数 · 得分",
        "1/name": "绩效指标 · 三级指标",
        "1/score": "绩效指标 · 得分",
        "total": "总分",
    }


def test_a_row_of_a_list_is_named_by_its_first_words_and_nothing_else_by_what_was_entered() -> None:
    heads = map(label, ("一级指标", "二级指标", "三级指标", "指标值", "完成值"))
    texts = ("产出指标", "数量指标", "培训人数", "900人")
    entered = [words(f"0/{n}", text) for n, text in enumerate(texts)]
    form = form_of(
        row(label("预算单位"), words("unit", "甲", 2), label("实施单位"), words("by", "乙", 2)),
        row(label("绩效", rows=3), *heads, repeats=True),
        row(*entered, words("0/actual", "898人")),
        row(*(words(f"1/{n}", "") for n in range(4)), words("1/actual", "")),
        columns=6,
    )
    assert called(form)["0/actual"] == "绩效 产出指标 数量指标 培训人数 · 完成值"
    assert called(form)["1/actual"] == "绩效 · 完成值"
    assert called(form)["by"] == "预算单位 实施单位"


def test_a_form_is_named_with_its_project_where_its_title_does_not_say_it() -> None:
    assert luzhou().name == "人事考试经费项目绩效目标完成情况表"
    assert huaihua().name == "项目支出绩效自评表（失业动态监测（失业预警）工作经费）"


# -- what is different ------------------------------------------------------------------------


def document(*forms: PrintedForm) -> Document:
    return Document(
        kind="final", year=2020, department="某局", title="某局2020年度部门决算",
        form_set="f", outline="o", forms=forms,
    )  # fmt: skip


def changed(form: PrintedForm, at: str, text: str) -> PrintedForm:
    def cell(found: FormCell) -> FormCell:
        return replace(found, text=text) if found.at == at else found

    return replace(form, rows=tuple(replace(r, cells=tuple(map(cell, r.cells))) for r in form.rows))


def test_the_same_forms_have_no_changes() -> None:
    assert not changes(document(FORM), document(replace(FORM, widths=(1, 2, 3))))


def test_a_cell_that_says_something_else_is_told_by_its_address_and_name() -> None:
    found = changes(document(FORM), document(changed(FORM, "0/score", "3")))
    assert found.forms == (
        FormChange(
            form="f", name="表", at="0/score", cell="绩效指标 人数 · 得分", before="5", after="3"
        ),
    )
    assert found
    assert (found.cells, found.paragraphs) == ((), ())


def test_a_row_that_is_new_is_told_by_its_cells() -> None:
    added = row(label("备注"), words("note", "无", 2))
    (change,) = changes(document(FORM), document(replace(FORM, rows=(*FORM.rows, added)))).forms
    assert (change.at, change.cell, change.before, change.after) == ("note", "备注", "", "无")


def test_a_form_is_new_or_gone_as_a_whole() -> None:
    found = changes(document(FORM, huaihua()), document(luzhou(), FORM)).forms
    assert [(c.form, c.kind, c.at) for c in found] == [
        ("done.exams", "added", ""), ("self.watch", "removed", "")
    ]  # fmt: skip
    assert found[1].name == huaihua().name
