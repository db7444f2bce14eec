"""The Word file says what the Document says, in native styles and tables, and opens."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docx.oxml.ns import qn

from disclosures.core.document import (
    Attachment,
    Document,
    Explanation,
    Paragraph,
    Part,
    PrintedTable,
    Section,
    Term,
    Text,
)
from disclosures.render.charts import alt_text
from disclosures.render.document_docx import document_docx
from disclosures.render.docx.styles import STYLES
from disclosures.render.imprint import HOW, UNSIGNED, Imprint
from tests.render import made_up
from tests.render.whole import IMPRINT
from tests.render.word import Cell, Grid, Word, attributes, text

STRANGE = "一\x00二\ud800三\t四 <b>&\"'五  六"


@pytest.fixture(scope="session")
def luzhou_word(luzhou_document: Document) -> Word:
    return Word.of(luzhou_document)


@pytest.fixture(scope="session")
def huaihua_word(huaihua_document: Document) -> Word:
    return Word.of(huaihua_document)


@pytest.fixture(scope="session")
def bazhong_word(bazhong_document: Document) -> Word:
    """A draft."""
    return Word.of(bazhong_document, Imprint(draft=True), draft=True)


@pytest.fixture(params=["luzhou", "huaihua", "bazhong"])
def word(request: pytest.FixtureRequest) -> Word:
    found: Word = request.getfixturevalue(f"{request.param}_word")
    return found


# -- what it says -----------------------------------------------------------------------------


def test_headings_stand_in_order_with_their_numbers_in_real_styles(word: Word) -> None:
    shown = word.said("Heading 1", "Heading 2", "Heading 3", "Heading 4", "Heading 5")
    parts = [h for p in word.document.parts for h in _headings(p)]
    assert shown == [*parts, ("Heading 1", "版本与校验")]


def test_paragraphs_and_glossary_are_those_of_the_document_word_for_word(word: Word) -> None:
    shown = [said for _, said in word.said("Body Text")]
    wanted = [said for part in word.document.parts for said in _paragraphs(part, word.document)]
    assert shown[: len(wanted)] == wanted
    assert shown[len(wanted) :] == ([UNSIGNED] if word.document.kind == "budget" else ["签署", HOW])


def test_every_bound_figure_of_a_sentence_is_read_back(word: Word) -> None:
    shown = "\n".join(said for _, said in word.said("Body Text"))
    figures = list(word.document.figures)
    assert len(figures) > 60
    place = 0
    for figure in figures:
        place = shown.index(figure.shown, place) + len(figure.shown)


def test_every_cell_of_every_table_is_read_back(word: Word) -> None:
    grids = _disclosed(word)
    for table in word.document.tables:
        parts, grids = _of_table(grids, table)
        lines = [_joined(rows, table) for rows in zip(*(p.rows for p in parts), strict=True)]
        assert lines[parts[0].heads :] == [
            [(cell.text, cell.span) for cell in line.cells] for line in table.lines
        ]
    assert grids == []


def test_header_cells_are_merged_and_repeated_and_rows_stay_whole(word: Word) -> None:
    whole = {t.title: t for t in word.document.tables}
    titles = [said for _, said in word.said("公开表标题", "公开表标题（续）")]
    for title, found in zip(titles, _disclosed(word), strict=True):
        table = whole[title.removesuffix("（续）")]
        assert found.heads == table.header_depth + table.lane_row
        rows = found.element.findall(qn("w:tr"))
        assert all(r.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for r in rows)
        labels = {said for row in found.rows[: found.heads] for said, _ in row if said}
        assert labels <= {h.label for h in table.headings} | {
            *(c.lane for c in table.columns), "栏次"
        }  # fmt: skip
        for row in found.rows:
            assert sum(span for _, span in row) == len(list(found.element.iter(qn("w:gridCol"))))
        if not table.split:
            shown = [said for row in found.rows[: table.header_depth] for said, _ in row if said]
            assert sorted(shown) == sorted(h.label for h in table.headings if h.label)


def test_a_heading_over_rows_is_one_merged_cell(luzhou_word: Word) -> None:
    table = next(t for t in luzhou_word.document.tables if t.role == "income")
    found = _disclosed(luzhou_word)[1]
    tall = [h for h in table.headings if h.rows > 1]
    restarts = [e for e in found.element.iter(qn("w:vMerge")) if e.get(qn("w:val")) == "restart"]
    assert len(restarts) == len(tall) > 0


def test_figures_stand_right_names_left_and_totals_in_the_middle_and_bold(
    luzhou_word: Word,
) -> None:
    found = _disclosed(luzhou_word)[1]
    total, first = found.element.findall(qn("w:tr"))[found.heads :][:2]
    sides = {"l": "left", "c": "center", "r": "right"}
    for row, wanted in ((total, "ccrrrrrrr"), (first, "llrrrrrrr")):
        styles = list(attributes(row, "pStyle", "val"))
        assert [sides[s[0]] for s in styles] == [sides[w] for w in wanted]
    assert len(list(total.iter(qn("w:b")))) == 8
    assert not list(first.iter(qn("w:b")))


def test_what_stands_above_and_below_a_table_is_printed(luzhou_word: Word) -> None:
    sides = [said for _, said in luzhou_word.said("公开表说明行")]
    notes = [said for _, said in luzhou_word.said("公开表注")]
    table = luzhou_word.document.tables[0]
    assert sides[:2] == [table.code, "\t".join(table.caption)]
    assert notes[:2] == [f"注：1. {table.notes[0]}", f"　　2. {table.notes[1]}"]
    for each in luzhou_word.document.tables:
        assert each.explanation in ["", *notes]


# -- charts -----------------------------------------------------------------------------------


def test_every_chart_is_a_vector_with_a_fallback_its_words_and_its_data(word: Word) -> None:
    charts = word.document.charts
    assert [said for _, said in word.said("Caption")] == [
        f"{c.number}　{c.caption}" for c in charts
    ]
    pictures = list(word.body.iter("{*}docPr"))
    assert [p.get("descr") for p in pictures] == [alt_text(c) for c in charts]
    data = [g for g in word.grids if g.rows[0][0][0] == "项目" and g not in _disclosed(word)]
    for chart, found in zip(charts, data, strict=True):
        shared = any(p.share for p in chart.points)
        assert found.texts == [[p.label, p.shown, *[p.share] * shared] for p in chart.points]
    related = {r.rId: r.target_part for r in word.opened.part.rels.values() if not r.is_external}
    blips = list(word.body.iter("{*}blip"))
    vectors = list(word.body.iter("{*}svgBlip"))
    for chart, blip, vector in zip(charts, blips, vectors, strict=True):
        raster = related[blip.get(qn("r:embed"))]
        drawing = related[vector.get(qn("r:embed"))]
        assert raster.blob.startswith(b"\x89PNG")
        assert (raster.content_type, drawing.content_type) == ("image/png", "image/svg+xml")
        root = ElementTree.fromstring(drawing.blob)
        said = [e.text for e in root.iter("{http://www.w3.org/2000/svg}text")]
        assert all(any(p.shown in (s or "") for s in said) for p in chart.points)


# -- pages, styles, fields --------------------------------------------------------------------


def test_contents_are_a_field_filled_with_links_to_every_heading(word: Word) -> None:
    codes = [(e.text or "").strip() for e in word.body.iter(qn("w:instrText"))]
    assert codes == [r'TOC \o "1-3" \h \z \u']
    listed = {"Heading 1", "Heading 2", "Heading 3", "公开表标题", "附件标题"}
    entries = [said for _, said in word.said("toc 1", "toc 2", "toc 3")]
    assert entries == [said for _, said in word.said(*listed)]
    anchors = list(attributes(word.body, "hyperlink", "anchor"))
    names = set(attributes(word.body, "bookmarkStart", "name"))
    assert len(set(anchors)) == len(entries)
    assert set(anchors) <= names
    assert [said for _, said in word.said("TOC Heading")] == ["　".join(word.document.contents)]


def test_nothing_is_updated_on_opening_so_no_question_is_asked(word: Word) -> None:
    settings = word.part("word/settings.xml")
    assert settings.find(qn("w:updateFields")) is None
    assert not list(word.body.iter(qn("w:dirty")))


def test_text_is_set_by_gb_9704(word: Word) -> None:
    style = word.opened.styles["Body Text"]
    normal = word.opened.styles["Normal"]
    assert normal.element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia")) == "仿宋"
    assert style.font.size.pt == 16
    assert style.paragraph_format.line_spacing.pt == pytest.approx(28.95)
    indent = style.element.find(f".//{qn('w:ind')}")
    assert indent.get(qn("w:firstLineChars")) == "200"
    fonts = {
        name: word.opened.styles[name].element.find(f".//{qn('w:rFonts')}").get(qn("w:eastAsia"))
        for name in ("Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4")
    }
    assert fonts == {
        "Title": "方正小标宋简体",
        "Heading 1": "方正小标宋简体",
        "Heading 2": "黑体",
        "Heading 3": "楷体",
        "Heading 4": "仿宋",
    }


def test_pages_of_text_and_tables_have_their_own_sizes_and_margins(word: Word) -> None:
    cover, contents, *body = word.opened.sections
    for page in (cover, contents, body[0]):
        assert _measures(page) == (210, 297, 28, 26, 37, 35)
    sizes = {_measures(page) for page in body}
    assert sizes == {
        (210, 297, 28, 26, 37, 35), (210, 297, 16, 16, 15, 17), (297, 210, 16, 16, 15, 17)
    }  # fmt: skip


def test_sections_turn_where_a_table_of_another_orientation_begins(luzhou_word: Word) -> None:
    turns = ["portrait"]
    for table in luzhou_word.document.tables:
        if table.orientation != turns[-1]:
            turns.append(table.orientation)
    tables = [_measures(s)[:2] for s in luzhou_word.opened.sections if _measures(s)[2] == 16]
    sizes = {"portrait": (210, 297), "landscape": (297, 210)}
    assert tables == [sizes[t] for t in turns]


def test_pages_are_numbered_from_the_text_on_and_the_cover_is_not(word: Word) -> None:
    kinds = [(e.get(qn("w:fmt")), e.get(qn("w:start"))) for e in word.body.iter(qn("w:pgNumType"))]
    assert kinds[:2] == [("lowerRoman", "1"), ("decimal", "1")]
    assert set(kinds[2:]) == {("decimal", None)}
    cover, contents, *_ = word.body.iter(qn("w:sectPr"))
    assert not list(cover.iter(qn("w:footerReference")))
    assert len(list(contents.iter(qn("w:footerReference"), qn("w:headerReference")))) == 4
    for name, side in (("footer1", "right"), ("footer2", "left")):
        footer = word.part(f"word/{name}.xml")
        assert text(footer) == "— 1 —"
        assert [(e.text or "").strip() for e in footer.iter(qn("w:instrText"))] == ["PAGE"]
        style = next(attributes(footer, "pStyle", "val"))
        assert next(s for s in STYLES if s.id == style).side == side


def test_a_draft_says_so_above_every_page(luzhou_word: Word, bazhong_word: Word) -> None:
    for name in ("header1", "header2"):
        assert text(luzhou_word.part(f"word/{name}.xml")) == luzhou_word.document.title
        assert text(bazhong_word.part(f"word/{name}.xml")) == f"草稿　{bazhong_word.document.title}"
    assert bazhong_word.opened.core_properties.title.endswith("（草稿）")


def test_the_cover_says_who_and_what_and_which_version(luzhou_word: Word) -> None:
    *who, what = luzhou_word.document.cover
    assert luzhou_word.said("Title") == [("Title", what)]
    assert [said for _, said in luzhou_word.said("Subtitle")] == who
    assert [said for _, said in luzhou_word.said("封面落款")] == ["第2版", "2024年9月10日"]


def test_the_last_page_tells_version_signatures_and_how_to_check(luzhou_word: Word) -> None:
    told, signed = luzhou_word.grids[-2:]
    assert told.texts == [[name, value] for name, value in IMPRINT.rows]
    assert signed.rows[0] == [(head, 1) for head in ("身份", "姓名", "时间", "声明")]
    assert signed.texts == [list(s.cells) for s in IMPRINT.signatures]


def test_properties_name_document_and_language_and_no_time(luzhou_word: Word) -> None:
    properties = luzhou_word.opened.core_properties
    document = luzhou_word.document
    assert (properties.title, properties.author) == (document.title, document.department)
    assert properties.language == "zh-CN"
    assert properties.comments == f"校验码（SHA-256）：{IMPRINT.sha256}"
    assert (properties.created, properties.modified) == (None, None)
    lang = luzhou_word.part("word/styles.xml").find(f".//{qn('w:lang')}")
    assert lang.get(qn("w:eastAsia")) == "zh-CN"


def test_the_same_document_is_the_same_file(huaihua_word: Word) -> None:
    again = Word.of(huaihua_word.document)
    assert hashlib.sha256(again.data).digest() == hashlib.sha256(huaihua_word.data).digest()
    names = huaihua_word.archive.namelist()
    assert names == ["[Content_Types].xml", *sorted(names[1:])]
    assert {i.date_time for i in huaihua_word.archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_progress_is_told_before_each_part_and_table(huaihua_document: Document) -> None:
    told: list[tuple[str, int, int]] = []
    document_docx(huaihua_document, IMPRINT, draft=False, progress=lambda *step: told.append(step))
    names = [t.title for t in huaihua_document.tables]
    assert [name for name, _, _ in told if name in names] == names
    assert [done for _, done, _ in told] == list(range(len(told)))
    assert {whole for _, _, whole in told} == {len(told)}


# -- what is rare -----------------------------------------------------------------------------


def test_attachments_and_reasons_are_printed_also_where_no_part_is_for_them(
    huaihua_document: Document,
) -> None:
    found = Word.of(
        replace(
            huaihua_document,
            parts=(),
            charts=(),
            attachments=(
                Attachment(number="附件1", title="绩效自评报告", paragraphs=("甲\n乙",)),
                Attachment(number="附件2", title="", paragraphs=("丙",)),
            ),
            explanations=(Explanation(code="Y-001", finding="增长一倍", reason="机构合并"),),
        )
    )
    assert found.said("附件号", "附件标题", "Heading 1") == [
        ("附件号", "附件1"),
        ("附件标题", "绩效自评报告"),
        ("附件号", "附件2"),
        ("Heading 1", "名词解释"),
        ("Heading 1", "原因说明"),
        ("Heading 1", "版本与校验"),
    ]
    body = [said for _, said in found.said("Body Text")]
    assert body[:3] == ["甲", "乙", "丙"]
    assert body[-4:-2] == ["Y-001 增长一倍", "原因：机构合并"]
    assert len(_disclosed(found)) == len(huaihua_document.tables)


def test_a_part_without_anything_says_so(huaihua_document: Document) -> None:
    empty = Part(id="attachments", number="第五部分", title="附件")
    found = Word.of(replace(huaihua_document, parts=(empty,), glossary=(), tables=(), charts=()))
    assert found.said("Body Text")[0] == ("Body Text", "无。")


def test_what_xml_cannot_hold_is_left_out_and_all_else_stays(huaihua_document: Document) -> None:
    strange = Section(
        id="s",
        number="一、",
        title=STRANGE,
        blocks=(Paragraph(id="p", spans=(Text(STRANGE + "\n第二行"),)),),
    )
    found = Word.of(
        replace(
            huaihua_document,
            title=STRANGE,
            department=STRANGE,
            parts=(Part(id="x", number="第一部分", title=STRANGE, sections=(strange,)),),
            tables=tuple(replace(t, title=STRANGE) for t in huaihua_document.tables),
            glossary=(Term(number="1、", name=STRANGE, meaning=""),),
        )
    )
    kept = "一二三\t四 <b>&\"'五  六"
    assert found.said("Heading 1", "Heading 2")[:2] == [
        ("Heading 1", f"第一部分　{kept}"),
        ("Heading 2", f"一、{kept}"),
    ]
    assert [said for _, said in found.said("Body Text")][:3] == [kept, "第二行", f"1、{kept}"]


def test_tables_of_hostile_names_and_the_longest_amounts_are_read_back(
    huaihua_document: Document,
) -> None:
    tables = made_up.tables().tables
    found = Word.of(replace(huaihua_document, parts=(), charts=(), tables=tables))
    grids = _disclosed(found)
    for table in tables:
        parts, grids = _of_table(grids, table)
        lines = [_joined(rows, table) for rows in zip(*(p.rows for p in parts), strict=True)]
        assert lines[parts[0].heads :] == [
            [(_kept(cell.text), cell.span) for cell in line.cells] for line in table.lines
        ]
        for part in parts:
            assert sum(map(int, attributes(part.element, "gridCol", "w"))) in (10092, 15024)


def test_a_long_title_is_moved_in_so_that_its_lines_are_even(huaihua_document: Document) -> None:
    title = "农民工劳务品牌培训经费项目支出绩效自评报告"
    attachment = Attachment(number="附件1", title=title)
    found = Word.of(replace(huaihua_document, parts=(), attachments=(attachment,)))
    (heading,) = (p for p in found.opened.paragraphs if p.style.name == "附件标题")
    room = 8845 / 20 / 22
    width = room - (heading.paragraph_format.left_indent.pt * 2) / 22
    assert heading.text == title
    assert heading.paragraph_format.left_indent == heading.paragraph_format.right_indent
    assert len(title) / 2 <= width < len(title) / 2 + 1.5


def test_elements_stand_in_the_order_that_the_schema_wants(word: Word) -> None:
    parts = ("document", "styles", "settings", "header1", "footer1")
    for element in (e for name in parts for e in word.part(f"word/{name}.xml").iter("{*}*")):
        order = ORDERS.get(_local(element.tag))
        if order:
            places = [order.index(_local(child.tag)) for child in element]
            assert places == sorted(places), _local(element.tag)


#: The children of elements, as far as they are used, in the order of ISO/IEC 29500.
ORDERS = {
    name: wanted.split()
    for name, wanted in {
        "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr tabs snapToGrid spacing ind jc"
        " outlineLvl sectPr",
        "rPr": "rFonts b bCs sz szCs lang",
        "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
        "tcPr": "tcW gridSpan vMerge vAlign",
        "tbl": "tblPr tblGrid tr",
        "tr": "trPr tc",
        "tc": "tcPr p",
        "sectPr": "headerReference footerReference type pgSz pgMar pgNumType",
        "style": "name basedOn next uiPriority semiHidden qFormat pPr rPr tblPr",
        "styles": "docDefaults style",
        "settings": "zoom defaultTabStop evenAndOddHeaders characterSpacingControl compat"
        " themeFontLang",
        "inline": "extent docPr cNvGraphicFramePr graphic",
        "pic": "nvPicPr blipFill spPr",
    }.items()
}


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_shows_every_paragraph(huaihua_word: Word, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(huaihua_word.data)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = ["soffice", home, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "a.docx")], check=True, capture_output=True)
    made = ["pdftotext", "-raw", str(tmp_path / "a.pdf"), "-"]
    shown = subprocess.run(made, check=True, capture_output=True, text=True).stdout
    whole = "".join(line for line in shown.splitlines() if "— " not in line)
    bare = "".join(whole.replace(huaihua_word.document.title, "").split())
    for section in huaihua_word.document.walk():
        assert "".join(section.heading.split()) in bare
    amounts = [c.text for t in huaihua_word.document.tables for *_, c in t.figures if c.text]
    assert all(amount in bare for amount in amounts)


# -- help -------------------------------------------------------------------------------------


def _headings(part: Part) -> Iterator[tuple[str, str]]:
    def within(section: Section, level: int) -> Iterator[tuple[str, str]]:
        yield f"Heading {level}", section.heading
        for inner in section.sections:
            yield from within(inner, level + 1)

    yield "Heading 1", f"{part.number}　{part.title}"
    for section in part.sections:
        yield from within(section, 2)


def _paragraphs(part: Part, document: Document) -> Iterator[str]:
    """What a part says besides headings, charts and tables."""
    kinds = [b.kind for b in part.blocks]
    for section in part.walk():
        for paragraph in section.paragraphs:
            yield from paragraph.text.splitlines()
        kinds += [b.kind for b in section.blocks]
    if "glossary" in kinds:
        for term in document.glossary:
            yield f"{term.number}{term.name}" + (f"：{term.meaning}" if term.meaning else "")
    if part.id == "attachments":
        for attachment in document.attachments:
            for paragraph in attachment.paragraphs:
                yield from paragraph.splitlines()
    if not (part.sections or kinds or (part.id == "attachments" and document.attachments)):
        yield "无。"


def _disclosed(word: Word) -> list[Grid]:
    """The grids of the disclosure's tables, which have a name for who cannot see them."""
    return [g for g in word.grids if g.element.find(f".//{qn('w:tblCaption')}") is not None]


def _kept(said: str) -> str:
    """What XML can hold, tabs and line ends included, with every line end as one."""
    kept = "".join(c for c in said if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff"))
    return kept.replace("\r\n", "\n").replace("\r", "\n")


def _of_table(grids: list[Grid], table: PrintedTable) -> tuple[list[Grid], list[Grid]]:
    """The grids that are parts of a table, and those after them."""
    left = len(table.columns)
    for number, found in enumerate(grids, start=1):
        again = len(table.repeated) if number > 1 else 0
        left -= len(list(found.element.iter(qn("w:gridCol")))) - again
        if left == 0:
            return grids[:number], grids[number:]
    raise AssertionError(table.title)


def _joined(rows: tuple[list[Cell], ...], table: PrintedTable) -> list[Cell]:
    """A line over the parts of a table, what they repeat only once."""
    first, *others = rows
    whole = list(first)
    for row in others:
        left = len(table.repeated)
        for said, span in row:
            if left > 0:
                left -= span
            else:
                whole.append((said, span))
    return whole


def _measures(page: object) -> tuple[int, ...]:
    names = ("page_width", "page_height", "left_margin", "right_margin", "top_margin")
    return tuple(round(getattr(page, n).mm) for n in (*names, "bottom_margin"))


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
