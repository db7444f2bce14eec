"""The markup of a table: one for the web page and for print."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from disclosures.core.tables import Address, Table, Tables
from disclosures.data import form_set, form_set_ids
from disclosures.render.html import Marks, part_html, table_html
from disclosures.render.sheet import Part


def parsed(html: str) -> Element:
    """The markup as a tree; it has to be well-formed."""
    return ElementTree.fromstring(f"<main>{html}</main>")


def shown(tables: Tables, table: Table, **more: object) -> Element:
    return parsed(table_html(table, tables.form_set, tables.department, **more))  # type: ignore[arg-type]


def cells(row: Element) -> list[Element]:
    return [cell for cell in row if cell.tag in ("td", "th")]


def text(element: Element) -> str:
    return "".join(element.itertext())


def filled(rows: list[Element]) -> list[list[str]]:
    """The labels of a header as a full grid: every place holds the text of the cell over it."""
    grid: list[dict[int, str]] = [{} for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for cell in cells(row):
            while column in grid[number]:
                column += 1
            for down in range(int(cell.get("rowspan", 1))):
                for right in range(int(cell.get("colspan", 1))):
                    assert column + right not in grid[number + down], "two cells over one place"
                    grid[number + down][column + right] = text(cell)
            column += int(cell.get("colspan", 1))
    return [[line[n] for n in sorted(line)] for line in grid]


def every_form() -> list[Table]:
    sets = [form_set(name, 2022) for name in form_set_ids()]
    return [Table(form, form.unit, ()) for forms in sets for form in forms.tables]


@pytest.mark.parametrize("table", every_form(), ids=lambda t: f"{t.form.code}{t.form.title}")
def test_header_cells_cover_every_column_once(table: Table) -> None:
    html = part_html(table, form_set("sichuan-final-2020", 2022), "", Part(table.form.columns))
    head = parsed(html).find("table/thead")
    assert head is not None
    rows = [row for row in head if row.get("class") != "lanes"]
    grid = filled(rows)
    assert [len(line) for line in grid] == [len(table.form.columns)] * table.form.header_depth
    assert grid[-1] == [c.label for c in table.form.columns]


def test_lanes_merge_the_first_columns_and_number_the_others(luzhou: Tables) -> None:
    (row,) = shown(luzhou, luzhou.by_role["general"]).findall(".//tr[@class='lanes']")
    assert [(text(c), c.get("colspan")) for c in cells(row)] == [
        ("栏次", "2"),
        ("1", None),
        ("2", None),
        ("3", None),
    ]


def test_every_line_fills_every_column(luzhou: Tables, bazhong: Tables) -> None:
    for tables in (luzhou, bazhong):
        for table in tables.tables:
            body = shown(tables, table).find(".//tbody")
            assert body is not None
            widths = {sum(int(c.get("colspan", 1)) for c in cells(row)) for row in body}
            assert widths <= {len(table.form.columns)}
            assert len(body) == len(list(table.lines))


def test_every_cell_says_what_the_table_says(luzhou: Tables) -> None:
    table = luzhou.by_role["general"]
    body = shown(luzhou, table).find(".//tbody")
    assert body is not None
    found = [[text(c) for c in cells(row)] for row in body]
    assert found == [[table.shown(r, c) for c in table.form.columns] for r in table.rows]


def test_a_label_may_cover_columns_of_another_block(luzhou: Tables) -> None:
    body = shown(luzhou, luzhou.by_role["general-basic"]).find(".//tbody")
    assert body is not None
    last = [(text(c), int(c.get("colspan", 1))) for c in cells(body[-1])]
    assert last[0] == ("人员经费合计", 2)
    assert last[2] == ("公用经费合计", 5)
    assert sum(span for _, span in last) == 9


def test_names_head_their_rows_and_are_moved_in_by_level(luzhou: Tables) -> None:
    tree = shown(luzhou, luzhou.by_role["general"])
    names = tree.findall(".//tbody/tr/th")
    assert {n.get("scope") for n in names} == {"row"}
    assert [n.get("class") for n in names[:4]] == ["text", "text", "text depth-1", "text depth-2"]
    assert tree.find(".//tbody/tr[@class='total']") is not None
    scopes = {h.get("scope") for h in tree.findall(".//thead//th")}
    assert scopes == {"col", "colgroup"}


def test_levels_without_a_row_of_their_own_do_not_move_names_in(bazhong: Tables) -> None:
    names = shown(bazhong, bazhong.by_role["budget-services"]).findall(".//tbody/tr/th")
    assert names[-1].get("class") == "text depth-1"


def test_caption_names_form_department_year_and_unit(luzhou: Tables) -> None:
    caption = shown(luzhou, luzhou.by_role["income"]).find(".//caption")
    assert caption is not None
    assert [text(e) for e in caption] == [
        "收入决算表",
        "公开02表",
        "部门（单位）：泸州市人力资源和社会保障局2020年度金额单位：万元",
    ]


def test_an_empty_table_is_explained_and_no_other(luzhou: Tables) -> None:
    for table in luzhou.tables:
        why = shown(luzhou, table).findall(".//p[@class='empty-why']")
        assert [text(w) for w in why] == (
            [table.form.empty.format(year=2020)] if table.empty and table.form.empty else []
        )


def test_notes_stand_below(luzhou: Tables) -> None:
    table = luzhou.by_role["income"]
    notes = shown(luzhou, table).findall("./div[@class='notes']/ol/li")
    assert tuple(text(n) for n in notes) == table.form.notes


def test_print_is_lean(luzhou: Tables) -> None:
    html = table_html(luzhou.by_role["general"], luzhou.form_set, luzhou.department)
    for unwanted in ("<a ", " id=", "style=", "data-"):
        assert unwanted not in html


def test_marks_give_every_figure_an_address_a_link_and_its_severity(bazhong: Tables) -> None:
    table = bazhong.by_role["budget-expenditure"]
    row = next(r for r in table.rows if "/" in r.key and r.amount("c1"))
    address = table.address(row, "c1")
    tree = shown(bazhong, table, marks=Marks({address: "error"}))
    cell = tree.find(f".//td[@id='cell-{address}']")
    assert cell is not None
    assert cell.get("class") == "amount error"
    (link,) = cell
    assert link.get("data-at") == str(address)
    asked = urlsplit(link.get("href", ""))
    assert parse_qs(asked.query) == {"at": [str(address)]}
    assert asked.fragment == "origin"
    assert text(link) == table.shown(row, table.form.column["c1"])
    figures = [c for r in table.rows for c in r.cells if table.shown(r, table.form.column[c])]
    assert len(tree.findall(".//td[@id]")) == len(figures)


def test_texts_from_outside_are_escaped(bazhong: Tables) -> None:
    table = bazhong.by_role["budget-projects"]
    bad = "<script>alert('1')</script>&\""
    rows = tuple(
        replace(r, key=bad, texts=dict.fromkeys(r.texts, bad)) for r in table.blocks[0] if r.key
    )
    spoilt = replace(table, blocks=(rows,))
    marks = Marks({Address(table.role, bad, "c1"): 'a" onclick="b'})
    html = table_html(spoilt, bazhong.form_set, bad, marks=marks)
    tree = parsed(html)
    assert tree.findall(".//script") == []
    assert bad in text(tree)
    assert not any("onclick" in e.attrib for e in tree.iter())


def test_print_knows_its_widths_and_breaks_headers_evenly(luzhou: Tables) -> None:
    table = luzhou.by_role["general"]
    part = Part(table.form.columns)
    html = part_html(table, luzhou.form_set, "", part, widths=[5.0, 20.0, 8.0, 8.0, 8.0])
    tree = parsed(html)
    shares = [float(c.get("style", "")[6:-1]) for c in tree.findall(".//col")]
    assert sum(shares) == pytest.approx(100, abs=0.01)
    assert shares[1] == pytest.approx(20.7 / 52.5 * 100, abs=0.001)
    label = next(h for h in tree.findall(".//thead//th") if text(h) == "功能分类科目编码")
    assert [label.text, *(b.tail for b in label.findall("br"))] == ["功能分类", "科目编码"]
