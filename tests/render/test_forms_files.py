"""Forms in the Word file, the workbook, the page and the data package: the same cells."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from docx.oxml.ns import qn
from frictionless import Package
from openpyxl.worksheet.worksheet import Worksheet

from disclosures.core.document import Document, FormCell, PrintedForm
from disclosures.pipeline import take_in
from disclosures.render.data import data_package
from disclosures.render.imprint import Imprint
from disclosures.render.tables_xlsx import tables_xlsx
from disclosures.render.web import anchor
from disclosures.render.web_document import document_html
from disclosures.render.web_form import address_of, form_html
from tests.render.printed_forms import FORMS, figure, huaihua, luzhou, row, with_forms, words
from tests.render.test_document_docx import (
    test_elements_stand_in_the_order_that_the_schema_wants as elements_stand_in_order,
)
from tests.render.whole import Whole
from tests.render.word import Word, text

EVIL = '=HYPERLINK("http://x")'


def spans(form: PrintedForm) -> list[list[tuple[str, int, int]]]:
    return [[(c.text, c.columns, c.rows) for c in r.cells] for r in form.rows]


# -- Word -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def word(forms_document: Document) -> Word:
    return Word.of(forms_document)


def read_grid(element: object) -> list[list[tuple[str, int, int]]]:
    """The cells of a native table that begin in each row: text, columns, rows."""
    rows: list[list[tuple[str, int, int]]] = []
    open_: dict[int, tuple[int, int]] = {}
    for number, tr in enumerate(element.findall(qn("w:tr"))):  # type: ignore[attr-defined]
        rows.append([])
        column = 0
        for tc in tr.findall(qn("w:tc")):
            span = tc.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            merge = tc.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
            wide = 1 if span is None else int(span.get(qn("w:val")))
            if merge is not None and merge.get(qn("w:val")) == "continue":
                above, place = open_[column]
                said, across, tall = rows[above][place]
                assert (across, text(tc)) == (wide, "")
                rows[above][place] = (said, across, tall + 1)
            else:
                open_[column] = (number, len(rows[-1]))
                rows[-1].append((text(tc), wide, 1))
            column += wide
    return rows


def test_the_word_file_has_every_cell_with_its_spans(word: Word) -> None:
    found = [read_grid(g.element) for g in word.grids]
    for form in word.document.forms:
        assert spans(form) in found


def test_titles_are_headings_and_the_contents_name_the_project(word: Word) -> None:
    titles = [said for _, said in word.said("公开表标题")]
    assert [t for t in titles if t in {f.title for f in FORMS}] == [
        "项目支出绩效自评表",
        "人事考试经费项目绩效目标完成情况表",
        "巴中市2022年市级部门预算项目支出绩效目标批复表",
    ]
    listed = [said for _, said in word.said("toc 2")]
    assert huaihua().name in listed
    assert "注：绩效目标以批复为准。" in [said for _, said in word.said("公开表注")]
    assert "单位：万元" in [said for _, said in word.said("公开表说明行")]


def test_the_elements_of_the_word_file_are_in_order(word: Word) -> None:
    elements_stand_in_order(word)


def test_only_heading_rows_that_begin_a_form_are_repeated(huaihua_document: Document) -> None:
    form = huaihua()
    begins = replace(form, id="b", rows=(form.rows[9], *form.rows[10:]))
    found = Word.of(with_forms(huaihua_document, form, begins))
    heads = {tuple(map(tuple, read_grid(g.element))): g.heads for g in found.grids}
    assert heads[tuple(map(tuple, spans(form)))] == 0
    assert heads[tuple(map(tuple, spans(begins)))] == 1


def test_a_row_of_a_long_text_may_be_divided_and_no_other(huaihua_document: Document) -> None:
    long = replace(luzhou(), rows=(*luzhou().rows[:2], row(words("x", "长。" * 3000, 6))))
    found = Word.of(with_forms(huaihua_document, long))
    (element,) = [g.element for g in found.grids if read_grid(g.element) == spans(long)]
    whole = [
        tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
        for tr in element.findall(qn("w:tr"))
    ]
    assert whole == [True, True, False]


def test_word_pages_lie_across_where_the_form_does(huaihua_document: Document) -> None:
    form = replace(luzhou(), orientation="landscape")
    plain, across = (
        str(Word.of(with_forms(huaihua_document, f)).archive.read("word/document.xml")).count(
            'w:orient="landscape"'
        )
        for f in (luzhou(), form)
    )
    assert across == plain + 1


# -- the workbook -----------------------------------------------------------------------------


def sheets(document: Document) -> list[Worksheet]:
    data = tables_xlsx(document.printed, document.forms)
    book = openpyxl.load_workbook(io.BytesIO(data))
    return book.worksheets[len(document.tables) :]


def test_one_sheet_a_form_after_the_tables_with_names_of_their_own(
    huaihua_document: Document,
) -> None:
    long = replace(huaihua(), subject="失业动态监测（失业预警）工作和失业保险稳定就业工作经费")
    again = replace(long, id="again")
    pages = sheets(with_forms(huaihua_document, luzhou(), long, again))
    assert [page.title for page in pages] == [
        "人事考试经费项目绩效目标完成情况表",
        "项目支出绩效自评表（失业动态监测（失业预警）工作和失业保险稳定",
        "项目支出绩效自评表（失业动态监测（失业预警）工作和失业保险~2",
    ]
    assert all(len(page.title) <= 31 for page in pages)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.form)
def test_cells_are_merged_as_printed_and_hold_what_is_printed(
    huaihua_document: Document, form: PrintedForm
) -> None:
    (page,) = sheets(with_forms(huaihua_document, form))
    top = 2 + bool(form.subtitle) + bool(form.caption)
    merged = {str(r) for r in page.merged_cells.ranges}
    for placed in form.placed:
        cell = page.cell(placed.row + top, placed.column + 1)
        spot = placed.cell
        if spot.rows * spot.columns > 1:
            last = page.cell(
                placed.row + top + spot.rows - 1, placed.column + spot.columns
            ).coordinate
            assert f"{cell.coordinate}:{last}" in merged
        if spot.amount is None:
            assert (cell.value or "") == spot.text
        else:
            assert cell.data_type == "n"
            assert Decimal(str(cell.value)) == Decimal(spot.text.rstrip("%")) / (
                100 if "%" in spot.text else 1
            )
    assert page["A1"].value == form.title


def test_a_figure_with_its_unit_is_a_number_that_shows_it(huaihua_document: Document) -> None:
    cells = (
        figure("a", 650_000_000_00, "65,000.00 万元"), figure("b", 95_50, "95.5%"),
        figure("c", 1_00, "约1至2"), figure("d", 15_00, "15"),
    )  # fmt: skip
    form = PrintedForm(id="f", form="F", title="表", widths=(1, 1, 1, 1), rows=(row(*cells),))
    (page,) = sheets(with_forms(huaihua_document, form))
    assert [(c.value, c.number_format) for c in page[2]] == [
        (65000.0, '#,##0.00" 万元"'), (0.955, "0.0%"), ("约1至2", "@"), (15, "0"),
    ]  # fmt: skip


def test_no_text_of_a_form_is_a_formula(huaihua_document: Document) -> None:
    form = PrintedForm(
        id="f", form="F", title=EVIL, widths=(1,), caption=EVIL, notes=(EVIL,),
        rows=(row(words("a", EVIL)), row(figure("b", 1, EVIL))),
    )  # fmt: skip
    (page,) = sheets(with_forms(huaihua_document, form))
    assert [c.data_type for r in page.iter_rows() for c in r if c.value] == ["s"] * 5
    assert page.title.isprintable()


def test_a_workbook_with_forms_is_read_again_as_its_tables(forms_document: Document) -> None:
    data = tables_xlsx(forms_document.printed, forms_document.forms)
    read = take_in(data, "公开表.xlsx")
    assert read.errors == ()
    assert read.book is not None
    titles = [t.title for t in read.book.document.tables]
    assert titles == [t.title for t in forms_document.tables]


# -- the page ---------------------------------------------------------------------------------


def parsed(html: str) -> ElementTree.Element:
    """HTML as XML: elements without an end are closed."""
    closed = re.sub(r"<(br|col)\b([^>]*)>", r"<\1\2/>", html)
    return ElementTree.fromstring(f"<main>{closed}</main>")


def test_every_cell_stands_on_the_page_with_its_spans() -> None:
    for form in FORMS:
        rows = parsed(form_html(form)).findall(".//tbody/tr")
        assert [
            [
                ("".join(c.itertext()), int(c.get("colspan", "1")), int(c.get("rowspan", "1")))
                for c in r
            ]
            for r in rows
        ] == spans(form)


def test_labels_have_a_scope_and_the_table_a_caption() -> None:
    tree = parsed(form_html(huaihua()))
    heads = {"".join(c.itertext()): c.get("scope") for c in tree.iter("th")}
    assert (heads["绩效指标"], heads["三级指标"], heads["数量指标"]) == ("row", "col", "row")
    assert "" not in heads
    assert "".join(tree.findall(".//caption")[0].itertext()) == huaihua().name
    (scroll,) = tree.findall(".//div[@tabindex]")
    assert (scroll.get("role"), scroll.get("aria-label")) == ("region", huaihua().name)


def test_every_filled_cell_has_an_address_of_its_own() -> None:
    form = luzhou()
    cells = [c for c in parsed(form_html(form)).iter() if c.get("data-at")]
    assert [c.get("data-at") for c in cells] == [
        f"form:done.exams/{p.cell.at}" for p in form.placed if p.cell.at
    ]
    assert all(c.get("id") == anchor(c.get("data-at") or "") for c in cells)
    assert address_of(form, FormCell(text="标", label=True)) == ""


def test_an_address_that_stands_twice_is_an_id_once() -> None:
    twice = row(words("a", "甲"), words("a", "甲"))
    form = PrintedForm(id="f", form="F", title="表", widths=(1, 1), rows=(twice,))
    assert form_html(form).count("id=") == 2


def test_what_is_written_is_no_markup_and_lines_stay() -> None:
    form = PrintedForm(
        id='f"<', form="F", title="<b>", widths=(1,), rows=(row(words('"a', "<i>1</i>\n二")),)
    )
    html = form_html(form)
    assert "<i>" not in html
    assert "&lt;i&gt;1&lt;/i&gt;<br>二" in html
    assert parsed(html).findall(".//td")[0].get("data-at") == 'form:f"</"a'


def test_forms_are_placed_once_and_the_contents_lead_to_them(forms_document: Document) -> None:
    tree = parsed(document_html(forms_document))
    places = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(places) == len(set(places))
    links = [a.get("href", "")[1:] for a in tree.findall(".//nav//a")]
    assert set(links) <= set(places)
    listed = ["form-self.watch", "form-done.exams", "form-goals.base"]
    assert [a for a in links if a.startswith("form-")] == listed
    shown = [e.get("id") for e in tree.findall(".//section[@class='sheet form']")]
    assert sorted(filter(None, shown)) == sorted([*listed, "form-done.training"])
    section = tree.findall(".//section[@id='section-goals']")[0]
    assert [e.tag for e in section.iter() if e.tag in ("h3", "h4")] == ["h3", "h4", "h4"]


# -- open data --------------------------------------------------------------------------------


def test_every_filled_cell_is_a_row_and_frictionless_finds_nothing_wrong(
    forms_document: Document, tmp_path: Path
) -> None:
    data = data_package(forms_document, Imprint())
    zipfile.ZipFile(io.BytesIO(data)).extractall(tmp_path)
    opened = Package(str(tmp_path / "datapackage.json"))
    assert opened.validate().flatten(["path", "rowNumber", "fieldName", "message"]) == []
    rows = opened.get_resource("forms").read_rows()
    assert [(r["form"], r["at"], r["text"] or "", r["value"]) for r in rows] == [
        (f.id, p.cell.at, p.cell.text, p.cell.amount and Decimal(p.cell.amount) / 100)
        for f in forms_document.forms for p in f.placed if p.cell.at
    ]  # fmt: skip
    found = {(r["form"], r["at"]): r for r in rows}
    money = found["done.exams", "done.0"]
    assert (money["form_code"], money["text"], money["value"]) == ("PF-A", "507.87", 5_078_700)
    assert found["self.watch", "indicators/0/actual"]["label"] == (
        "绩效指标 产出指标（50分） 数量指标 数量：享受稳岗返还补助企业（第1项） · 实际完成值"
    )
    assert "- `forms.csv`：" in (tmp_path / "README.md").read_text()


def test_without_forms_the_package_is_what_it_was(huaihua_document: Document) -> None:
    archive = zipfile.ZipFile(io.BytesIO(data_package(huaihua_document, Imprint())))
    assert "forms.csv" not in archive.namelist()
    about = json.loads(archive.read("datapackage.json"))
    assert "forms" not in {r["name"] for r in about["resources"]}
    assert "forms.csv" not in archive.read("README.md").decode()


def test_no_text_of_a_form_begins_a_formula(huaihua_document: Document) -> None:
    form = PrintedForm(id="f", form="F", title="表", widths=(1,), rows=(row(words("a", EVIL)),))
    package = data_package(with_forms(huaihua_document, form), Imprint())
    said = zipfile.ZipFile(io.BytesIO(package)).read("forms.csv").decode("utf-8-sig")
    (line,) = csv.DictReader(io.StringIO(said))
    assert (line["text"], line["value"]) == (f"'{EVIL}", "")


# -- what every file does alike ---------------------------------------------------------------


def test_a_line_of_the_unit_may_be_several(huaihua_document: Document) -> None:
    form = replace(luzhou(), caption="填报单位：某中心\n单位：万元")
    document = with_forms(huaihua_document, form)
    (page,) = sheets(document)
    assert [page.cell(n, 1).value for n in (3, 4, 5)] == [
        "填报单位：某中心", "单位：万元", "项目名称"
    ]  # fmt: skip
    lines = [e.text for e in parsed(form_html(form)).findall(".//p[@class='number']")]
    assert lines == ["填报单位：某中心", "单位：万元"]
    tags = [p.whole for p in Whole.of(document).tree.all("P")]
    assert tags[tags.index("填报单位：某中心") + 1] == "单位：万元"
    said = [said for _, said in Word.of(document).said("公开表说明行")]
    assert "填报单位：某中心\n单位：万元" in said
