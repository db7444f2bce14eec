"""The PDF as a file: tags, contents, bookmarks, properties, fonts."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from hashlib import sha256

import pikepdf

from disclosures.core.document import PrintedTable
from disclosures.render import sheet
from disclosures.render.tables_pdf import tables_pdf
from tests.render.printed import Printed, bare
from tests.render.reading import artifacts


def rows(table: PrintedTable) -> list[tuple[str, ...]]:
    return [tuple(bare(s.text) for s in spots) for spots in sheet.lines(table, table.columns)]


def test_qpdf_finds_nothing_wrong(printed: Printed) -> None:
    assert printed.pdf.check_pdf_syntax() == []


def test_the_tags_tell_every_row_of_every_table_that_is_not_split(printed: Printed) -> None:
    for table in printed.tables.tables:
        assert next(printed.section(table).all("H2")).whole == table.title
        if not table.split:
            assert printed.bodies(table) == [rows(table)]


def test_a_split_table_tells_every_cell_and_repeats_code_and_name(made_up_pdf: Printed) -> None:
    (wide,) = (t for t in made_up_pdf.tables.tables if t.split)
    parts = made_up_pdf.bodies(wide)
    assert len(parts) > 3
    joined = [
        tuple(rows[0][:2]) + tuple(text for row in rows for text in row[2:])
        for rows in zip(*parts, strict=True)
    ]
    assert joined == rows(wide)
    assert {row[:2] for part in parts for row in part} == {r[:2] for r in rows(wide)}


def test_headings_say_what_they_head(printed: Printed) -> None:
    for table in printed.tables.tables:
        tables = printed.section(table).all("Table")
        for told, columns in zip(tables, printed.parts(table), strict=True):
            heads = [c for c in told.all("TH") if str(c.attributes["Scope"]) == "/Column"]
            assert [(c.whole, c.attributes.get("ColSpan", 1)) for c in heads] == [
                (h.label, h.columns) for h in sheet.headings(table, columns)
            ]


def test_the_contents_name_every_table_and_the_number_on_its_page(printed: Printed) -> None:
    folios = [printed.pdf.pages[n].label for n in printed.starts]
    assert [bare(e.whole) for e in printed.tree.all("TOCI")] == [
        bare(f"{t.code}{t.title}{folio}")
        for t, folio in zip(printed.tables.tables, folios, strict=True)
    ]
    for number, folio in zip(printed.starts, folios, strict=True):
        page = printed.pages.pages[number]
        assert f"—{folio}—" in page.text
    contents = printed.pages.pages[1].words
    lines = ["".join(w.text for w in contents if abs(w.bottom - x.bottom) < 4) for x in contents]
    for table, folio in zip(printed.tables.tables, folios, strict=True):
        entry = re.escape(bare(table.code + table.title))
        assert any(re.fullmatch(rf"{entry}\.+{folio}", line) for line in lines)


def test_the_entries_of_the_contents_are_links_to_the_tables(printed: Printed) -> None:
    links = [a for page in printed.pdf.pages for a in page.get("/Annots", [])]
    assert [pikepdf.Page(a.Dest[0]).index for a in links] == printed.starts
    lines = [w for w in printed.pages.pages[1].words if re.search(r"\.\d+$|^\d+$", w.text)]
    assert len(lines) == len(links)
    for link, word in zip(links, lines, strict=True):
        left, bottom, right, top = map(float, link.Rect)
        middle = printed.pages.pages[1].height - (word.top + word.bottom) / 2
        assert bottom < middle < top
        assert left < word.left < word.right <= right + 0.1


def test_bookmarks_are_the_tables_and_the_parts_of_the_wide_ones(printed: Printed) -> None:
    tables = printed.tables.tables
    outline = list(printed.pdf.open_outline().root)
    assert [item.title for item in outline] == [f"{t.code} {t.title}".strip() for t in tables]
    for table, item in zip(tables, outline, strict=True):
        parts = printed.parts(table) if table.split else []
        names = [child.title for child in item.children]
        assert len(names) == len(parts)
        for number, (name, columns) in enumerate(zip(names, parts, strict=True), 1):
            shown = sheet.part_name(table, sheet.Part(tuple(columns), number, len(parts)))
            assert name == f"{number}/{len(parts)} {shown}"


def test_the_first_bookmarks_of_the_wide_table_are_its_first_groups(luzhou_pdf: Printed) -> None:
    parts = [title for level, title, _ in luzhou_pdf.pages.outline if level == 2]
    assert parts[0].startswith(f"1/{len(parts)} 合计、工资福利支出")
    assert parts[1].endswith("商品和服务支出")


def test_an_empty_table_is_explained_aloud_too(printed: Printed) -> None:
    tables = printed.tables
    for table in tables.tables:
        why = table.explanation
        assert why in printed.section(table).whole


def test_it_says_what_it_is(printed: Printed) -> None:
    title = printed.tables.department + printed.tables.title + ("（草稿）" if printed.draft else "")
    pdf = printed.pdf
    assert str(pdf.docinfo.Title) == title
    assert str(pdf.docinfo.Author) == printed.tables.department
    assert str(pdf.docinfo.Creator) == "Mingzhang"
    assert printed.tables.form_set_name in str(pdf.docinfo.Subject)
    assert str(pdf.Root.Lang) == "zh-CN"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == title


def test_the_stamp_of_a_draft_is_no_part_of_its_content(printed: Printed) -> None:
    assert all(("草稿" in artifacts(page)) == printed.draft for page in printed.pdf.pages)


def test_fonts_are_embedded_subsets(printed: Printed) -> None:
    for font in printed.pdf.pages[0].Resources.Font.values():
        (below,) = font.DescendantFonts
        assert re.fullmatch(r"/[A-Z]{6}\+NotoSerifCJKsc-(Regular|Bold)", str(below.BaseFont))
        assert len(below.FontDescriptor.FontFile3.read_bytes()) < 200_000
    assert len(printed.data) < 600_000


def test_the_same_tables_give_the_same_bytes_in_any_process(made_up_pdf: Printed) -> None:
    program = (
        "import hashlib; from tests.render.made_up import tables;"
        "from tests.render.printed import drawn;"
        "print(hashlib.sha256(drawn(tables())).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    again = [sys.executable, "-c", program]
    told = subprocess.run(again, env=environment, check=True, capture_output=True, text=True)
    assert told.stdout.strip() == sha256(made_up_pdf.data).hexdigest()


def test_progress_is_told_before_each_table(made_up_pdf: Printed) -> None:
    told: list[tuple[int, str]] = []
    tables = made_up_pdf.tables
    tables_pdf(tables, draft=False, progress=lambda number, title: told.append((number, title)))
    titles = [t.title for t in tables.tables]
    assert told == list(enumerate([*titles, "封面和目录"]))
