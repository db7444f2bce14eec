"""Forms of the Document: where each cell stands, and the way to JSON and back."""

from __future__ import annotations

import pytest

from disclosures.core.document import (
    Attachment,
    Document,
    FormCell,
    FormPlace,
    FormRow,
    Part,
    PrintedForm,
    from_json,
    to_json,
)


def form(*rows: FormRow) -> PrintedForm:
    return PrintedForm(id="a", form="PF-A", title="表", widths=(1, 1, 2), rows=rows)


def test_a_cell_that_reaches_down_moves_those_of_the_next_row_to_the_right() -> None:
    tall = FormCell(text="绩效指标", rows=2, label=True)
    first, second = FormCell(text="数量", columns=2), FormCell(text="10人")
    third = FormCell(text="质量")
    placed = form(FormRow(cells=(tall, first)), FormRow(cells=(second, third))).placed
    assert [(p.row, p.column, p.cell.text) for p in placed] == [
        (0, 0, "绩效指标"),
        (0, 1, "数量"),
        (1, 1, "10人"),
        (1, 2, "质量"),
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((FormRow(cells=(FormCell(columns=2),)),), "没有铺满"),
        ((FormRow(cells=(FormCell(columns=4),)),), "重叠或超出"),
        (
            (
                FormRow(cells=(FormCell(), FormCell(rows=2), FormCell())),
                FormRow(cells=(FormCell(columns=2), FormCell())),
            ),
            "重叠或超出",
        ),
    ],
)
def test_cells_that_do_not_fill_the_grid_are_refused(rows: tuple[FormRow, ...], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        _ = form(*rows).placed


def test_only_cells_with_an_amount_are_figures() -> None:
    cells = (
        FormCell(text="执行数：", label=True),
        FormCell(text="无"),
        FormCell(text="1", amount=1),
    )
    assert [c.amount for c in form(FormRow(cells=cells)).figures] == [1]


def test_a_document_with_forms_comes_back_whole_from_its_json() -> None:
    cells = (FormCell(text="项目名称", label=True), FormCell(text="考试", columns=2, at="name"))
    document = Document(
        kind="final",
        year=2020,
        department="某局",
        title="某局2020年度部门决算",
        form_set="x",
        outline="x",
        parts=(Part(id="p", number="第一部分", title="绩效", blocks=(FormPlace(id="a"),)),),
        forms=(form(FormRow(cells=cells, repeats=True)),),
        attachments=(Attachment(number="附件", title="自评", forms=("a",)),),
    )
    assert from_json(to_json(document)) == document
    assert document.form["a"].title == "表"
