"""What figures are made of, as the Document keeps it: lines, and which figures add which."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from disclosures.core.document import (
    Chart,
    Classifications,
    Document,
    DocumentError,
    LedgerLine,
    Lines,
    Point,
    Source,
    from_json,
    table_of,
    to_json,
    traced,
)
from disclosures.core.document.changes import changes
from disclosures.core.facts import Count, Fact, PurchaseLine
from disclosures.core.rules.base import Evidence
from disclosures.core.tables import Tables
from disclosures.data import economic, functions
from tests.core.rules import builders
from tests.core.rules.builders import HOME, spend

CODES = Classifications(functions(), economic())
PAY = spend("2080101", "30101", "10.00", note="推算", place="支出!H3")
MORE = spend("2080101", "30201", "2.50")
PROJECT = spend("2080109", "30299", "7.125", spend="project", project="一卡通")
NOTHING = spend("2080109", "30299", "0.00", spend="project", project="零")


def printed(tables: Tables) -> Document:
    return Document(
        kind="final", year=tables.year, department="某某局", title="某某局决算", form_set="x",
        outline="x", tables=tuple(table_of(t, tables) for t in tables.tables),
    )  # fmt: skip


def document(*facts: Fact, **more: str) -> Document:
    tables = builders.tables(*facts, **more)  # type: ignore[arg-type]
    return traced(printed(tables), tables, tables.facts, CODES)


def made(found: Document, address: str) -> tuple[list[str], list[int]]:
    """What a figure adds: the addresses of other figures, the numbers of lines."""
    table = builders.at(address).table
    makings = found.makings(table)
    number = makings.number[builders.at(address)]
    parts = [str(makings.address(n)) for n in makings.parts.get(number, ())]
    return parts, list(makings.lines.get(number, ()))


def test_a_line_says_what_it_is_and_nothing_of_notes_and_workbooks() -> None:
    (lines,) = document(PAY).lines
    assert lines == Lines(
        of="expenditure",
        fields=(
            "line", "amount", "unit", "measure", "fund", "function", "spend", "econ", "project",
            "money_year",
        ),
        rows=(
            (0, 10_000_000, HOME, "final", "gp", "2080101", "basic", "30101", "", "current"),
        ),
    )  # fmt: skip
    assert not {"推算", "支出!H3"} & set(to_json(document(PAY)).split('"'))


def test_codes_are_told_in_words_of_the_year_each_once() -> None:
    words = document(PAY, MORE).words
    assert words == (
        ("econ", "30101", "基本工资"),
        ("econ", "30201", "办公费"),
        ("function", "2080101", "行政运行"),
        ("fund", "gp", "一般公共预算"),
        ("measure", "final", "决算"),
        ("money_year", "current", "当年"),
        ("spend", "basic", "基本支出"),
        ("unit", HOME, "某某局机关"),
    )


def test_a_figure_adds_other_figures_or_lines() -> None:
    found = document(PAY, MORE, PROJECT)
    assert made(found, "expenditure/total/c1") == (
        ["expenditure/total/c2", "expenditure/total/c3"],
        [],
    )
    assert made(found, "expenditure/208/c3") == (["expenditure/20801/c3"], [])
    assert made(found, "expenditure/2080101/c2") == ([], [0, 1])
    assert made(found, "expenditure/2080101/c3") == ([], [])


def test_it_is_told_which_figures_add_a_figure() -> None:
    makings = document(PAY, MORE, PROJECT).makings("expenditure")
    number = makings.number[builders.at("expenditure/2080101/c2")]
    assert [str(makings.address(n)) for n in makings.uses[number]] == [
        "expenditure/20801/c2",
        "expenditure/2080101/c1",
    ]


def test_what_is_zero_is_left_out() -> None:
    found = document(PAY, NOTHING)
    assert list(found.ledger.by_number) == [0]
    for table in found.tables:
        makings = found.makings(table.role)
        explained = {*makings.parts, *makings.lines}
        assert explained == {n for n, f in enumerate(makings.figures) if f.amount}


def test_lines_that_stand_behind_no_figure_are_left_out() -> None:
    last = spend("2080101", "30101", "9.00", measure="prior")
    assert list(document(PAY, last).ledger.by_number) == [0]


def test_a_line_is_read_by_its_number() -> None:
    found = document(PAY, PROJECT)
    assert found.ledger.by_number[1] == LedgerLine(
        1, "expenditure", 7_125_000, 0,
        {
            "unit": HOME, "measure": "final", "fund": "gp", "function": "2080109",
            "spend": "project", "econ": "30299", "project": "一卡通", "money_year": "current",
        },
    )  # fmt: skip
    assert found.ledger.word("spend", "project") == "项目支出"
    assert found.ledger.word("project", "一卡通") == "一卡通"
    assert found.ledger.units == {HOME}


def test_a_column_of_counts_takes_quantities_and_any_other_the_amount() -> None:
    bought = PurchaseLine(
        unit=HOME, method="service", project="机房", item="租用", qty=300, uom="台",
        price=2_000_000,
    )  # fmt: skip
    tables = builders.tables(bought, form="bazhong-budget-2022", year=2022)
    found = traced(printed(tables), tables, tables.facts, CODES)
    (lines,) = found.lines
    assert lines.fields == (
        "line",
        "quantity",
        "amount",
        "unit",
        "method",
        "project",
        "item",
        "uom",
    )
    assert lines.rows == ((0, 300, 2_000_000, HOME, "service", "机房", "租用", "台"),)
    makings, line = found.makings("budget-services"), found.ledger.by_number[0]
    assert {
        makings.figures[n].column.id: line.taken(makings.figures[n].column) for n in makings.lines
    } == {"qty": 300, "price": 2_000_000}


def test_lines_behind_a_sentence_are_kept_though_no_table_prints_them() -> None:
    cars = Count(unit=HOME, name="公务用车保有量", number=200)
    tables = builders.tables(PAY, cars)
    text = replace(printed(tables), charts=(_chart_of(1),))
    (_, counts) = traced(text, tables, tables.facts, CODES).lines
    assert counts == Lines(
        of="count", fields=("line", "quantity", "unit", "name"),
        rows=((1, 200, HOME, "公务用车保有量"),),
    )  # fmt: skip


def _chart_of(*facts: int) -> Chart:
    point = Point(label="车", shown="2", value=200, sources=(Source(amount=200, facts=facts),))
    return Chart(id="c", number="图1", caption="车", kind="column", unit="辆", points=(point,))


@pytest.mark.parametrize("evidence", [builders.final(), builders.budget()], ids=["final", "budget"])
def test_every_figure_is_the_sum_of_what_it_adds(evidence: Evidence) -> None:
    tables = evidence.tables
    found = traced(printed(tables), tables, tables.facts, CODES)
    lines = found.ledger.by_number
    for table in found.tables:
        makings = found.makings(table.role)
        for n, figure in enumerate(makings.figures):
            parts = sum(makings.figures[part].amount for part in makings.parts.get(n, ()))
            below = sum(lines[line].taken(figure.column) for line in makings.lines.get(n, ()))
            assert parts + below == figure.amount, makings.address(n)


def test_tables_filed_as_printed_say_so_and_keep_the_sums_that_reading_added() -> None:
    derived = builders.tables(PAY, PROJECT)
    whole = builders.as_filed(derived)
    table = whole.by_role["expenditure"]
    parts = tuple(table.address("total", c) for c in ("c2", "c3"))
    total, *others = table.blocks[0]
    summed = replace(total.cells["c1"], parts=parts)
    total = replace(total, cells={**total.cells, "c1": summed})
    read = replace(table, blocks=((total, *others),))
    tables = replace(whole, tables=(read,))
    found = traced(printed(tables), tables, None, CODES)
    assert (found.filed, found.lines, found.words) == (True, (), ())
    assert [o.table for o in found.origins] == ["expenditure"]
    assert made(found, "expenditure/total/c1") == (
        ["expenditure/total/c2", "expenditure/total/c3"],
        [],
    )


def test_it_comes_back_whole_from_json_and_older_documents_have_none() -> None:
    found = document(PAY, MORE, PROJECT)
    assert from_json(to_json(found)) == found
    bare = replace(found, lines=(), words=(), origins=())
    assert not {"filed", "lines", "origins", "words"} & set(json.loads(to_json(bare)))
    assert bare.makings("expenditure").parts == bare.ledger.by_number == {}


@pytest.mark.parametrize("bad", ["true", "1.5", "null", "[1]"])
def test_a_row_that_holds_anything_else_is_refused(bad: str) -> None:
    text = to_json(document(PAY))
    assert text.count("[0,10000000,") == 1
    with pytest.raises(DocumentError, match="应为 int 或 str"):
        from_json(text.replace("[0,10000000,", f"[0,{bad},"))


# -- two versions -----------------------------------------------------------------------------


def line_changes_of(before: Document, after: Document) -> list[tuple[str, ...]]:
    found = changes(before, after).lines
    return [(c.kind, c.name, c.more, c.before, c.after) for c in found]


def test_a_line_that_changed_is_told_though_no_table_shows_it() -> None:
    other = replace(PAY, amount=PAY.amount + 3_000)
    found = changes(document(PAY, MORE), document(other, MORE))
    assert not found.cells
    assert line_changes_of(document(PAY, MORE), document(other, MORE)) == [
        (
            "支出", "2080101 行政运行 · 基本支出 · 30101 基本工资", "决算 · 一般公共预算",
            "100,000.00 元", "100,030.00 元",
        )
    ]  # fmt: skip


def test_a_line_with_other_codes_is_another_line() -> None:
    other = replace(PROJECT, project="一卡通系统")
    name = "2080109 社会保险经办机构 · 项目支出 · 30299 其他商品和服务支出 · "
    assert [c[1:2] + c[3:] for c in line_changes_of(document(PROJECT), document(other))] == [
        (f"{name}一卡通系统", "", "71,250.00 元"),
        (f"{name}一卡通", "71,250.00 元", ""),
    ]


def test_lines_that_say_the_same_count_as_one() -> None:
    halves = [replace(PAY, amount=PAY.amount // 2)] * 2
    assert not changes(document(PAY), document(*halves)).lines


def test_where_one_version_keeps_no_lines_nothing_is_told_of_them() -> None:
    older = replace(document(PAY), lines=(), words=(), origins=())
    assert not changes(older, document(PAY))
    assert not changes(document(PAY), older)
