"""The pages of the PDF as a reader sees them: nothing is lost, nothing is cut."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from disclosures.core.document import tables_of
from disclosures.core.tables import Tables
from disclosures.render import sheet
from tests.render import made_up
from tests.render.pages import FIGURE, Page, Pages, Word
from tests.render.printed import FRONT, Printed, bare, drawn


def words(page: Page) -> list[Word]:
    """The words of a page but for the stamp, which stands across everything."""
    return [w for w in page.words if w.text not in "草稿"]


def test_every_figure_is_found_again_in_the_text(printed: Printed) -> None:
    expected = Counter(
        spot.text
        for table in printed.tables.tables
        for spots in sheet.lines(table, table.columns)
        for spot in spots
        if spot.amount is not None and FIGURE.fullmatch(spot.text)
    )
    assert sum(expected.values()) > 200
    assert expected - printed.pages.figures == Counter()


def test_every_row_stands_whole_on_one_page(printed: Printed) -> None:
    for table in printed.tables.tables:
        found = Counter(tuple(row) for page in printed.pages_of(table) for row in page.rows)
        expected = Counter(
            row
            for columns in printed.parts(table)
            for spots in sheet.lines(table, columns)
            if (row := tuple(s.text for s in spots if FIGURE.fullmatch(s.text)))
        )
        assert expected - found == Counter(), table.role


def test_nothing_stands_outside_the_margins(printed: Printed) -> None:
    for page in printed.pages.pages:
        assert all(w.left > 45 and w.right < page.width - 45 for w in words(page))
        assert all(w.top > 28 and w.bottom < page.height - 20 for w in words(page))


def test_no_text_runs_into_another(printed: Printed) -> None:
    for page in printed.pages.pages:
        ordered = sorted(words(page), key=lambda w: (round(w.top), w.left))
        for one, other in pairwise(ordered):
            assert round(one.top) != round(other.top) or one.right <= other.left + 0.1


def test_each_table_begins_on_a_page_of_its_own_turned_as_its_form_says(printed: Printed) -> None:
    assert printed.starts == sorted(set(printed.starts))
    for table in printed.tables.tables:
        pages = printed.pages_of(table)
        assert bare(table.title) in pages[0].text
        assert bare(table.code) in pages[0].text
        for page in pages:
            assert (page.width > page.height) == (table.orientation == "landscape")


def test_every_page_bears_its_number(printed: Printed) -> None:
    for number, page in enumerate(printed.pages.pages[FRONT:], 1):
        assert "".join(w.text for w in page.words if w.top > page.height - 45) == f"—{number}—"


def test_a_continued_table_says_so_and_repeats_header_and_unit(luzhou_pdf: Printed) -> None:
    first, second = luzhou_pdf.pages_of(luzhou_pdf.tables.by_role["income"])[:2]
    assert "收入决算表（续）" not in first.text
    assert "收入决算表（续）" in second.text
    for text in ("金额单位：万元", "功能分类", "本年收入合计", "栏次"):
        assert text in first.text
        assert text in second.text


def test_the_header_stands_on_every_page_of_a_long_table(printed: Printed) -> None:
    for table in printed.tables.tables:
        if not table.split:
            labels = {h.label for h in table.headings if len(h.label) < 4}
            for page in printed.pages_of(table)[1:]:
                assert labels <= {w.text for w in page.words} or not page.rows


def test_every_part_of_a_wide_table_is_named_once_and_repeats_code_and_name(
    luzhou_pdf: Printed,
) -> None:
    table = luzhou_pdf.tables.by_role["general-detail"]
    pages, count = luzhou_pdf.pages_of(table), len(luzhou_pdf.parts(table))
    assert count > 3
    for number in range(1, count + 1):
        label = f"第{number}部分，共{count}部分"
        assert sum(label in page.text for page in pages) == 1
    assert all("科目名称" in page.text for page in pages)


def test_every_page_of_a_draft_is_stamped_and_no_other_page(printed: Printed) -> None:
    for page in printed.pages.pages:
        assert ("草" in page.text and "稿" in page.text) == printed.draft


def test_an_empty_table_is_printed_with_its_header_and_explained(luzhou_pdf: Printed) -> None:
    tables = luzhou_pdf.tables
    empty = [t for t in tables.tables if t.explanation]
    assert empty
    for table in empty:
        (page,) = luzhou_pdf.pages_of(table)
        assert table.explanation in page.text
        assert table.columns[-1].label in page.text


def test_hostile_names_are_printed_as_they_are(bazhong: Tables) -> None:
    hostile = "<b>甲&乙</b>\"'</p>{department}\x01]]><!--" + "长" * 60
    few = replace(bazhong, department=hostile, tables=bazhong.tables[6:7])
    found = Printed.of(tables_of(few))
    seen = hostile.replace("\x01", "")
    assert str(found.pdf.docinfo.Author) == seen
    for page in (found.pages.pages[0], found.pages.pages[-1]):
        assert bare(seen)[:40] in page.text
        assert page.text.count("长") >= 60


def test_a_text_higher_than_a_page_is_set_smaller_and_not_cut() -> None:
    subject = made_up.tables(items=3, projects=("长" * 5000,), department="某" * 200)
    found = Pages.read(drawn(subject)).pages
    assert sum(w.text.count("长") for page in found for w in page.words) == 5000
    assert all(w.bottom < page.height - 20 for page in found for w in page.words)


def test_thousands_of_rows_are_all_there() -> None:
    names = {f"第{n:04d}号项目" for n in range(3000)}
    found = Pages.read(drawn(made_up.tables(items=3, projects=tuple(sorted(names)))))
    assert names <= {w.text for page in found.pages for w in page.words}


def test_the_labels_of_totals_stand_in_the_middle_of_their_column(luzhou_pdf: Printed) -> None:
    (page,) = luzhou_pdf.pages_of(luzhou_pdf.tables.by_role["overview"])
    middles = {w.text: (w.left + w.right) / 2 for w in page.words if w.left < page.width / 3}
    assert middles["总计"] == pytest.approx(middles["本年收入合计"], abs=0.5)
    assert middles["项目"] == pytest.approx(middles["本年收入合计"], abs=0.5)
