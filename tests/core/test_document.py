"""The Document: canonical JSON out, the same value back, and nothing left to calculate."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from disclosures.core.document import (
    Attachment,
    Chart,
    ChartPlace,
    Document,
    DocumentError,
    Figure,
    GlossaryPlace,
    Made,
    Paragraph,
    Part,
    Point,
    Role,
    Section,
    Source,
    TablePlace,
    Term,
    Text,
    from_json,
    table_of,
    to_json,
)
from disclosures.core.tables import Address
from tests.core.rules import builders

TOTAL = Source(amount=62_162_400, cells=(Address("overview", "income.grand_total", "in.amt"),))
LAST = replace(TOTAL, of="prior", amount=0)
FIGURE = Figure(
    slot="total",
    shown="62.16万元",
    value=62_162_400,
    unit="万元",
    role=Role.AMOUNT,
    sources=(TOTAL,),
)
WORD = Figure(
    slot="total:dir", shown="增加", value=1, unit="", role=Role.DIRECTION, made=Made.SIGN,
    sources=(TOTAL, LAST),
)  # fmt: skip

POINT = Point(label="2020年", shown="62.16", value=62_162_400, sources=(TOTAL,))
CHART = Chart(id="fig1", number="图1", caption="变动", kind="column", unit="万元", points=(POINT,))


def document() -> Document:
    tables = builders.final().tables
    spans = (Text("收、支总计"), FIGURE, Text("，"), WORD, Text("。"))
    inner = Section(id="inner", number="（一）", title="总体情况", blocks=(ChartPlace(id="fig1"),))
    section = Section(
        id="totals",
        number="一、",
        title="总体情况说明",
        blocks=(Paragraph(id="totals.total", spans=spans), TablePlace(role="overview")),
        sections=(inner,),
    )
    return Document(
        kind="final",
        year=2020,
        department="某某局",
        title="某某局2020年度部门决算",
        form_set="sichuan-final-2020",
        outline="sichuan-final",
        cover=("2020年度", "某某局"),
        parts=(
            Part(id="account", number="第二部分", title="情况说明", sections=(section,)),
            Part(id="terms", number="第三部分", title="名词解释", blocks=(GlossaryPlace(),)),
        ),
        tables=tuple(table_of(t, tables) for t in tables.tables),
        charts=(CHART,),
        glossary=(Term(number="1.", name="行政运行", meaning="指……", code="2080101"),),
        attachments=(Attachment(number="附件1", title="报告", paragraphs=("一段",)),),
    )  # fmt: skip


def test_a_document_comes_back_whole() -> None:
    assert from_json(to_json(document())) == document()


def test_the_same_document_is_the_same_text() -> None:
    text = to_json(document())
    assert to_json(from_json(text)) == text
    keys = json.loads(text, object_pairs_hook=lambda pairs: [k for k, _ in pairs])
    assert keys == sorted(keys)


def test_the_json_says_its_schema_and_has_no_spaces_or_escapes() -> None:
    text = to_json(document())
    assert '"schema":1' in text
    assert "某某局" in text
    assert ": " not in text


def test_a_field_with_its_default_is_left_out() -> None:
    assert "origin" not in to_json(document())


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema":2}', '{"schema":1}', '{"schema":1,"kind":"final","more":1}'],
)
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        from_json(text)


def test_an_amount_that_is_no_whole_number_is_refused() -> None:
    text = to_json(document()).replace('"year":2020', '"year":2020.5')
    with pytest.raises(DocumentError, match="应为 int"):
        from_json(text)


def test_every_printed_string_of_a_table_stands_in_it() -> None:
    tables = builders.final().tables
    for table in tables.tables:
        printed = {c.text for line in table_of(table, tables).lines for c in line.cells}
        shown = {
            table.shown(row, column)
            for row in table.rows
            for column in table.form.columns
            if column.id in row.cells
        }
        assert shown <= printed


def test_a_cell_of_a_printed_table_keeps_its_address_and_amount() -> None:
    tables = builders.final().tables
    found = table_of(tables.by_role["general"], tables)
    cells = {(row.key, column.id): (c.text, c.amount) for row, column, c in found.figures}
    assert cells["2080505", "c1"] == ("20.11", 20_111_111)


def test_the_sides_of_a_line_are_told_apart() -> None:
    tables = builders.final().tables
    given = tables.by_role["overview"]
    found = table_of(given, tables)
    assert found.blocks == 2
    assert {(row.key, column.id): c.amount for row, column, c in found.figures} == {
        (row.key, column): cell.amount for row in given.rows for column, cell in row.cells.items()
    }
    *_, last = found.lines
    assert [row.role for row in last.rows] == ["total", "total"]
    assert {c.of for c in last.cells} == {0, 1}


def test_an_empty_table_says_why() -> None:
    tables = builders.final().tables
    empty = table_of(tables.by_role["sangong-fund"], tables)
    assert empty.explanation.startswith("本部门2020年度没有")


def test_walking_goes_in_reading_order() -> None:
    assert [s.id for s in document().walk()] == ["totals", "inner"]
    assert list(document().figures) == [FIGURE, WORD]
    assert document().by_id["totals"].text == "收、支总计62.16万元，增加。"


@given(st.text(max_size=40), st.integers(-(10**30), 10**30))
def test_any_text_and_any_amount_come_back(text: str, amount: int) -> None:
    figure = replace(FIGURE, shown=text, value=amount)
    changed = replace(
        document(),
        tables=(),
        parts=(
            Part(
                id="p",
                number="",
                title=text,
                blocks=(Paragraph(id="x", spans=(figure, Text(text))),),
            ),
        ),
    )
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert from_json(to_json(changed)) == changed
