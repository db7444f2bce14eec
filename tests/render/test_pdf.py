"""The PDF says what the tables say, on pages that can be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from disclosures.core.tables import Tables
from disclosures.render import pdf, sheet
from disclosures.render.fit import fit
from disclosures.render.pdf import tables_pdf
from disclosures.render.sheet import title_lines
from tests.render.pages import FIGURE, Page, Pages

FRONT = 2
MM = 72 / 25.4


def figures(tables: Tables) -> Counter[str]:
    return Counter(
        text
        for table in tables.tables
        for row in table.rows
        for column in table.form.columns
        if column.id in row.cells and (text := table.shown(row, column))
    )


def pages_of(tables: Tables, found: Pages) -> dict[str, list[Page]]:
    """The pages of each table by role, as the bookmarks tell them."""
    starts = [page for level, _, page in found.outline if level == 1] + [len(found.pages)]
    return {
        table.role: found.pages[starts[n] : starts[n + 1]] for n, table in enumerate(tables.tables)
    }


@pytest.mark.parametrize("name", ["luzhou", "bazhong"])
def test_every_amount_is_found_again_in_the_text(name: str, request: pytest.FixtureRequest) -> None:
    tables, found = request.getfixturevalue(name), request.getfixturevalue(f"{name}_pages")
    assert figures(tables) - found.figures == Counter()


@pytest.mark.parametrize("name", ["luzhou", "bazhong"])
def test_every_row_stands_whole_on_one_page(name: str, request: pytest.FixtureRequest) -> None:
    tables, found = request.getfixturevalue(name), request.getfixturevalue(f"{name}_pages")
    pages = pages_of(tables, found)
    for table in tables.tables:
        printed = [row for page in pages[table.role] for row in page.rows]
        for part in fit(table).parts:
            for spots in sheet.lines(table, part.columns):
                row = [s.text for s in spots if FIGURE.fullmatch(s.text)]
                assert not row or row in printed, (table.role, row)


@pytest.mark.parametrize("name", ["luzhou", "bazhong"])
def test_nothing_leaves_the_printable_area(name: str, request: pytest.FixtureRequest) -> None:
    found: Pages = request.getfixturevalue(f"{name}_pages")
    for page in found.pages:
        words = [w for w in page.words if w.text not in "草稿"]
        assert min(w.left for w in words) >= 15 * MM
        assert max(w.right for w in words) <= page.width - 15 * MM
        assert max(w.bottom for w in words) <= page.height - 6 * MM


@pytest.mark.parametrize("name", ["luzhou", "bazhong"])
def test_no_text_runs_into_another_cell(name: str, request: pytest.FixtureRequest) -> None:
    found: Pages = request.getfixturevalue(f"{name}_pages")
    for page in found.pages:
        words = [w for w in page.words if w.text not in "草稿"]
        words.sort(key=lambda w: (w.top, w.left))
        for a, b in pairwise(words):
            if a.top == b.top:
                assert a.right <= b.left + 0.1, (a, b)


def test_each_table_begins_on_a_page_of_its_own_turned_as_its_form_says(
    luzhou: Tables, luzhou_pages: Pages
) -> None:
    pages = pages_of(luzhou, luzhou_pages)
    for table in luzhou.tables:
        first = pages[table.role][0]
        assert sheet.caption(table, luzhou.form_set, luzhou.department).title in first.text
        assert table.form.code in first.text
        for page in pages[table.role]:
            assert (page.width > page.height) == (table.form.orientation == "landscape")


def test_a_continued_table_says_so_and_repeats_header_and_unit(
    luzhou: Tables, luzhou_pages: Pages
) -> None:
    first, second = pages_of(luzhou, luzhou_pages)["income"][:2]
    assert "收入决算表（续）" not in first.text
    assert "收入决算表（续）" in second.text
    for text in ("金额单位：万元", "功能分类", "本年收入合计", "栏次"):
        assert text in first.text
        assert text in second.text


def test_the_wide_table_repeats_code_and_name_on_every_part(
    luzhou: Tables, luzhou_pages: Pages
) -> None:
    table = luzhou.by_role["general-detail"]
    parts = fit(table).parts
    assert len(parts) > 1
    for part in parts:
        assert [c.id for c in part.columns[:2]] == ["code", "name"]
    once = [c.id for part in parts for c in part.columns[2:]]
    assert once == [c.id for c in table.form.columns[2:]]
    pages = pages_of(luzhou, luzhou_pages)[table.role]
    for number in range(1, len(parts) + 1):
        label = f"第{number}部分，共{len(parts)}部分"
        assert sum(label in page.text for page in pages) == 1
    assert all("科目名称" in page.text for page in pages)


def test_contents_name_every_table_with_the_page_printed_on_it(
    luzhou: Tables, luzhou_pages: Pages
) -> None:
    contents = luzhou_pages.pages[1]
    starts = [page for level, _, page in luzhou_pages.outline if level == 1]
    for table, start in zip(luzhou.tables, starts, strict=True):
        number = start - FRONT + 1
        assert f"—{number}—" in luzhou_pages.pages[start].text
        assert luzhou_pages.reader.page_labels[start] == str(number)
        line = next(w for w in contents.words if w.text.startswith(table.form.title))
        same = [w.text for w in contents.words if abs(w.bottom - line.bottom) < 4]
        assert same[-1].strip(".") == str(number) or same[-1].endswith(f".{number}")
        assert table.form.code in "".join(same)


def test_links_of_the_contents_lead_to_the_tables(luzhou: Tables, luzhou_pages: Pages) -> None:
    links = luzhou_pages.reader.pages[1].annotations or []
    names = list(dict.fromkeys(a.get_object()["/Dest"] for a in links))
    assert names == [f"table-{t.role}" for t in luzhou.tables]
    places = luzhou_pages.reader.named_destinations
    starts = [page for level, _, page in luzhou_pages.outline if level == 1]
    found = [luzhou_pages.reader.get_destination_page_number(places[n]) for n in names]
    assert found == starts


def test_bookmarks_are_the_tables_and_the_parts_of_the_wide_one(
    luzhou: Tables, luzhou_pages: Pages
) -> None:
    tables = [title for level, title, _ in luzhou_pages.outline if level == 1]
    assert tables == [t.form.title for t in luzhou.tables]
    parts = [title for level, title, _ in luzhou_pages.outline if level == 2]
    assert parts[0].startswith(f"1/{len(parts)} 合计、工资福利支出")
    assert parts[1].endswith("商品和服务支出")


def test_properties_and_tags(luzhou: Tables, luzhou_pages: Pages) -> None:
    reader = luzhou_pages.reader
    assert reader.metadata is not None
    assert reader.metadata.title == "".join(title_lines(luzhou))
    assert reader.metadata.author == luzhou.department
    assert reader.metadata.creator == "Mingzhang"
    assert luzhou.form_set.name in (reader.metadata.subject or "")
    root = reader.root_object
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_every_page_of_a_draft_is_stamped_and_no_other_page(
    luzhou_pages: Pages, bazhong_pages: Pages
) -> None:
    assert all(_stamped(page) for page in bazhong_pages.pages)
    assert not any(_stamped(page) for page in luzhou_pages.pages)
    assert bazhong_pages.reader.metadata is not None
    assert "草稿" in str(bazhong_pages.reader.metadata.title)


def _stamped(page: Page) -> bool:
    return "草" in page.text and "稿" in page.text


def test_an_empty_table_is_printed_with_its_header_and_explained(
    luzhou: Tables, luzhou_pages: Pages
) -> None:
    empty = [t for t in luzhou.tables if t.empty]
    assert empty
    for table in empty:
        (page,) = pages_of(luzhou, luzhou_pages)[table.role]
        assert sheet.explanation(table, luzhou.form_set, luzhou.department) in page.text
        assert table.form.columns[-1].label in page.text


def test_progress_is_told_before_each_table(bazhong: Tables) -> None:
    told: list[tuple[int, str]] = []
    few = replace(bazhong, tables=bazhong.tables[-2:])
    tables_pdf(few, draft=False, progress=lambda number, title: told.append((number, title)))
    assert told == [(0, few.tables[0].form.title), (1, few.tables[1].form.title), (2, "封面和目录")]


def test_hostile_names_are_printed_as_they_are(bazhong: Tables) -> None:
    hostile = "<b>甲&乙</b>\"'</p>{department}\x01]]><!--" + "长" * 60
    few = replace(bazhong, department=hostile, tables=bazhong.tables[6:7])
    found = Pages.read(tables_pdf(few, draft=False, progress=lambda number, title: None))
    assert found.reader.metadata is not None
    assert found.reader.metadata.author == hostile.replace("\x01", "")
    for page in (found.pages[0], found.pages[-1]):
        assert "<b>甲&乙</b>\"'</p>{department}]]><!--长长" in page.text


def test_the_document_fetches_nothing() -> None:
    with pytest.raises(pdf.Refusal):
        pdf._refuse("https://example.org/")
    assert pdf._Html("<html><body/></html>").url_fetcher is pdf._refuse
