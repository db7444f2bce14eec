"""The markup of a table on its page."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from disclosures.core.document import PrintedTable, PrintedTables, table_of
from disclosures.core.tables import Address, Table, Tables
from disclosures.data import form_set
from disclosures.render.web import Mark, Marks, leads, paper_html, screen_html
from tests.render.test_sheet import every_table


def parsed(html: str) -> Element:
    """The markup as a tree; it has to be well-formed."""
    return ElementTree.fromstring(f"<main>{html}</main>")


def text(element: Element) -> str:
    return "".join(element.itertext())


@pytest.mark.parametrize("table", every_table(), ids=lambda t: f"{t.code}{t.title}")
def test_the_head_covers_every_column_in_every_row(table: PrintedTable) -> None:
    rows = parsed(screen_html(table, Marks())).findall(".//thead/tr")
    covered = sum(
        int(cell.get("colspan", 1)) * int(cell.get("rowspan", 1)) for row in rows for cell in row
    )
    assert covered == len(table.columns) * len(rows)
    assert {cell.get("scope") for row in rows for cell in row.findall("th")} <= {"col", "colgroup"}


def test_every_figure_has_an_address_and_a_link_that_asks_for_its_origin(luzhou: Tables) -> None:
    for table in luzhou.tables:
        tree = parsed(screen_html(table_of(table, luzhou), Marks()))
        links = tree.findall(".//td/a")
        shown = [
            str(table.address(row, column))
            for row in table.rows
            for column in row.cells
            if table.shown(row, table.form.column[column])
        ]
        assert sorted(link.get("data-at", "") for link in links) == sorted(shown)
        for link in links:
            asked = urlsplit(link.get("href", ""))
            assert parse_qs(asked.query) == {"at": [link.get("data-at")]}
            assert asked.fragment == "origin"


def test_a_marked_figure_says_in_words_what_its_colour_says(luzhou_printed: PrintedTables) -> None:
    address = Address("general", "2080101", "c2")
    marks = Marks({address: Mark("warning", "警告 IN-008")}, picked=address)
    cell = parsed(screen_html(luzhou_printed.by_role["general"], marks)).find(
        f".//td[@id='cell-{address}']"
    )
    assert cell is not None
    assert cell.get("class") == "amount warning picked"
    (link,) = cell
    (sign,) = link
    assert (sign.text, sign.get("role"), sign.get("aria-label")) == ("!", "img", "警告 IN-008")
    assert link.get("aria-current") == "true"


def test_a_blank_figure_and_a_name_can_be_marked_too(bazhong: Tables) -> None:
    table = bazhong.by_role["budget-overview"]
    blank = next(
        table.address(row, column)
        for row in table.rows
        for column in row.cells
        if not table.shown(row, table.form.column[column])
    )
    name = Address(table.role, blank.row, next(iter(table.by_key[blank.row].texts)))
    mark = Mark("error", "错误 B-013")
    tree = parsed(screen_html(table_of(table, bazhong), Marks({blank: mark, name: mark})))
    cells = {e.get("id"): e for e in tree.iter() if e.get("id")}
    assert text(cells[f"cell-{blank}"]) == "✕空白"
    assert cells[f"cell-{name}"].tag == "th"
    assert text(cells[f"cell-{name}"]).startswith("✕")


@pytest.mark.parametrize(
    ("role", "kept"),
    [
        ("general-detail", ("code", "name")),
        ("overview", ()),
        ("general-projects", ("code", "name")),
        ("sangong-general", ()),
    ],
)
def test_the_columns_up_to_the_name_stay_in_sight(role: str, kept: tuple[str, ...]) -> None:
    forms = form_set("sichuan-final-2020", 2020)
    table = Table(forms.by_role[role], forms.unit, ())
    assert leads(table_of(table, Tables(forms, "某局", (table,)))) == kept


def test_paper_has_no_links_and_repeats_names_in_every_part(luzhou: Tables) -> None:
    table = luzhou.by_role["general-detail"]
    parts = [parsed(html) for html in paper_html(table_of(table, luzhou))]
    assert len(parts) > 1
    for number, part in enumerate(parts, start=1):
        assert part.findall(".//a") == []
        caption = f"一般公共预算财政拨款支出决算明细表（第 {number} 部分，共 {len(parts)} 部分）"
        assert [text(c) for c in part.findall(".//caption")] == [caption]
        names = [text(row[1]) for row in part.findall(".//tbody/tr")]
        assert names == [row.texts["name"] for row in table.rows]
    assert paper_html(table_of(luzhou.by_role["general"], luzhou)) == ()


def test_texts_from_outside_are_escaped(bazhong: Tables) -> None:
    table = bazhong.by_role["budget-projects"]
    bad = "<script>alert('1')</script>&\""
    rows = tuple(
        replace(r, key=bad, texts=dict.fromkeys(r.texts, bad)) for r in table.blocks[0] if r.key
    )
    mark = Mark('a" onclick="b', '" onclick="c')
    marks = Marks({Address(table.role, bad, "c1"): mark, Address(table.role, bad, "name"): mark})
    html = screen_html(table_of(replace(table, blocks=(rows,)), bazhong), marks)
    tree = parsed(html)
    assert tree.findall(".//script") == []
    assert bad in text(tree)
    assert not any("onclick" in e.attrib for e in tree.iter())
