"""The drawn PDF: nothing is lost, nothing is cut, and it can be read aloud."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from itertools import pairwise

import pikepdf
import pytest

from disclosures.core.derive import derive
from disclosures.core.facts import Expenditure, Facts, Income, Kind, UnitInfo
from disclosures.core.tables import Table, Tables
from disclosures.data import economic, form_set, functions
from disclosures.render import sheet
from disclosures.render.draw.document import tables_pdf
from disclosures.render.draw.wrap import lines
from tests.render.pages import Page, Pages
from tests.render.reading import artifacts, structure

AMOUNT = re.compile(r"-?\d{1,3}(?:,\d{3})*\.\d\d")
LONG = "跨年度实施的公共就业服务能力提升与职业技能培训（含结转）专项补助资金" * 6
HOSTILE = (
    "<b>粗体</b>&amp;\"'",
    "表情😀与👨‍👩‍👧家庭",
    "控制\x00\x07\x1b符\u202e和\t制表\n换行",
    "A" * 120,
    "(\\)>)Tj ET Q EMC",
    "扩展𠮷𠀀㐀",
    "孤立\ud800代理",
    LONG[:200],
)
SEEN = str.maketrans(
    {"\t": " ", "\n": " ", "\x00": "", "\x07": "", "\x1b": "", "\u202e": "", "\u200d": ""}
    | {"\ud800": "�"}
)


def facts(*, items: int = 40, projects: tuple[str, ...] = HOSTILE, department: str) -> Facts:
    """Spending of many items, and projects of every name, in amounts of up to 14 digits."""
    codes = [c.code for c in functions().valid(2020) if len(c.code) == 7][:items]
    groups = [c.code for c in economic().valid(2020) if len(c.code) == 5]
    spent = [
        Expenditure(
            unit="1",
            measure="final",
            fund="gp",
            function=code,
            spend="basic",
            econ=groups[(7 * n) % len(groups)],
            amount=(n + 1) * 123_456_789 * (-1) ** n,
        )
        for n, code in enumerate(codes)
    ] + [
        Expenditure(
            unit="1",
            measure="final",
            fund="gp",
            function=codes[n % len(codes)],
            spend="project",
            econ="30299",
            project=name,
            amount=99_999_999_999_999 - n,
        )
        for n, name in enumerate(projects)
    ]
    income = Income(unit="1", measure="final", category="gp", function=codes[0], amount=10**13)
    return Facts(
        department=department, department_code="1", year=2020, kind=Kind.FINAL,
        form_set="sichuan-final-2020", units=(UnitInfo(code="1", name=department),),
        facts=(*spent, income),
    )  # fmt: skip


def tables(**changes: object) -> Tables:
    stated = facts(**{"department": "某市人力资源和社会保障局", **changes})  # type: ignore[arg-type]
    return derive(form_set(stated.form_set, 2020), stated, functions(), economic())


def drawn(subject: Tables, *, draft: bool = False) -> bytes:
    return tables_pdf(subject, draft=draft, progress=lambda number, title: None)


@pytest.fixture(scope="module")
def subject() -> Tables:
    return tables()


@pytest.fixture(scope="module")
def content(subject: Tables) -> bytes:
    return drawn(subject)


@pytest.fixture(scope="module")
def pdf(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


@pytest.fixture(scope="module")
def pages(content: bytes) -> Pages:
    return Pages.read(content)


def bare(text: str) -> str:
    """A text as it can be seen: no controls, and line ends do not count."""
    return re.sub(r"\s", "", text.translate(SEEN))


def printed(table: Table) -> list[tuple[str, ...]]:
    return [tuple(bare(s.text) for s in spots) for spots in sheet.lines(table, table.form.columns)]


def test_qpdf_finds_nothing_wrong(pdf: pikepdf.Pdf) -> None:
    assert pdf.check_pdf_syntax() == []


def test_the_tags_tell_every_row_of_every_table_that_is_not_split(
    subject: Tables, pdf: pikepdf.Pdf
) -> None:
    sections = structure(pdf).children[2:]
    assert [next(s.all("H2")).whole for s in sections] == [t.form.title for t in subject.tables]
    for table, section in zip(subject.tables, sections, strict=True):
        if table.form.split is None:
            (told,) = section.all("Table")
            head = table.form.header_depth + table.form.lane_row
            rows = [tuple(bare(c.whole) for c in r.children) for r in told.children[head:]]
            assert rows == printed(table)


def test_a_split_table_tells_every_cell_and_repeats_code_and_name(
    subject: Tables, pdf: pikepdf.Pdf
) -> None:
    (wide,) = (t for t in subject.tables if t.form.split)
    section = structure(pdf).children[2 + subject.tables.index(wide)]
    head = wide.form.header_depth + wide.form.lane_row
    parts = [
        [[bare(c.whole) for c in r.children] for r in told.children[head:]]
        for told in section.all("Table")
    ]
    assert len(parts) > 3
    joined = [
        tuple(rows[0][:2]) + tuple(text for row in rows for text in row[2:])
        for rows in zip(*parts, strict=True)
    ]
    assert joined == printed(wide)
    assert {tuple(row[:2]) for part in parts for row in part} == {r[:2] for r in printed(wide)}


def test_headings_say_what_they_head(pdf: pikepdf.Pdf, subject: Tables) -> None:
    told = next(structure(pdf).children[2].all("Table"))
    heads = [c for c in told.all("TH") if str(c.attributes["Scope"]) == "/Column"]
    form = subject.tables[0].form
    assert [(c.whole, c.attributes.get("ColSpan", 1)) for c in heads] == [
        (h.label, h.columns) for h in sheet.headings(form, form.columns)
    ]


def test_poppler_finds_every_amount(subject: Tables, pages: Pages) -> None:
    expected = Counter(
        spot.text
        for table in subject.tables
        for spots in sheet.lines(table, table.form.columns)
        for spot in spots
        if spot.cell is not None and AMOUNT.fullmatch(spot.text)
    )
    assert len(expected) > 50
    assert sum(expected.values()) > 5000
    assert expected - pages.figures == Counter()


def test_nothing_stands_outside_the_margins(pages: Pages) -> None:
    for page in pages.pages:
        assert all(w.left > 45 and w.right < page.width - 45 for w in page.words)
        assert all(w.top > 28 and w.bottom < page.height - 20 for w in page.words)


def test_no_two_texts_of_a_line_touch(pages: Pages) -> None:
    for page in pages.pages:
        ordered = sorted(page.words, key=lambda w: (round(w.top), w.left))
        for one, other in pairwise(ordered):
            assert round(one.top) != round(other.top) or one.right <= other.left + 0.1


def test_the_header_stands_on_every_page_of_a_long_table(subject: Tables, pages: Pages) -> None:
    number = next(n for n, t in enumerate(subject.tables) if t.role == "expenditure")
    starts = [page for level, _, page in pages.outline if level == 1]
    first, after = starts[number : number + 2]
    assert after - first > 1
    labels = {h.label for h in subject.tables[number].form.headings if len(h.label) < 6}
    for page in pages.pages[first:after]:
        assert labels <= {w.text for w in page.words}


def test_bookmarks_lead_to_every_table_and_part(subject: Tables, pdf: pikepdf.Pdf) -> None:
    outline = pdf.open_outline().root
    assert [item.title for item in outline] == [
        f"{t.form.code} {t.form.title}" for t in subject.tables
    ]
    wide = next(n for n, t in enumerate(subject.tables) if t.form.split)
    parts = [item.title for item in outline[wide].children]
    assert parts[0].startswith("1/")
    assert "工资福利支出" in parts[0]


def test_the_contents_give_the_numbers_printed_on_the_pages(
    subject: Tables, pdf: pikepdf.Pdf, pages: Pages
) -> None:
    goals = [page for level, _, page in pages.outline if level == 1]
    folios = [_folio(pages.pages[n]) for n in goals]
    assert [e.whole for e in structure(pdf).all("TOCI")] == [
        f"{t.form.code}{t.form.title}{folio}"
        for t, folio in zip(subject.tables, folios, strict=True)
    ]
    links = [a for page in pdf.pages for a in page.get("/Annots", [])]
    assert [pikepdf.Page(a.Dest[0]).index for a in links] == goals
    assert [pdf.pages[n].label for n in goals] == folios


def test_an_empty_table_is_printed_and_explained(subject: Tables, pdf: pikepdf.Pdf) -> None:
    section = structure(pdf).children[-1]
    table = subject.tables[-1]
    assert table.empty
    assert sheet.explanation(table, subject.form_set, subject.department) in section.whole


def test_it_says_what_it_is(subject: Tables, pdf: pikepdf.Pdf) -> None:
    title = "某市人力资源和社会保障局2020年度部门决算公开表"
    assert str(pdf.docinfo.Title) == title
    assert str(pdf.docinfo.Author) == subject.department
    assert str(pdf.Root.Lang) == "zh-CN"
    assert bool(pdf.Root.MarkInfo.Marked)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    with pdf.open_metadata() as xmp:
        assert xmp["dc:title"] == title


def test_only_a_draft_is_stamped_and_on_every_page(pdf: pikepdf.Pdf, subject: Tables) -> None:
    draft = pikepdf.open(io.BytesIO(drawn(subject, draft=True)))
    assert all("草稿" in artifacts(page) for page in draft.pages)
    assert not any("草稿" in artifacts(page) for page in pdf.pages)
    assert str(draft.docinfo.Title).endswith("（草稿）")


def test_fonts_are_embedded_subsets(pdf: pikepdf.Pdf, content: bytes) -> None:
    fonts = pdf.pages[0].Resources.Font
    for font in fonts.values():
        (below,) = font.DescendantFonts
        assert re.fullmatch(r"/[A-Z]{6}\+NotoSerifCJKsc-(Regular|Bold)", str(below.BaseFont))
        assert len(below.FontDescriptor.FontFile3.read_bytes()) < 200_000
    assert len(content) < 600_000


def test_the_same_tables_give_the_same_bytes_in_any_process(content: bytes) -> None:
    program = (
        "import hashlib; from tests.render.test_draw import drawn, tables;"
        "print(hashlib.sha256(drawn(tables())).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": os.pathsep.join(sys.path)}
    again = [sys.executable, "-c", program]
    told = subprocess.run(again, env=environment, check=True, capture_output=True, text=True)
    assert told.stdout.strip() == sha256(content).hexdigest()


def test_a_text_higher_than_a_page_is_set_smaller_and_not_cut() -> None:
    subject = tables(items=3, projects=("长" * 5000,), department="某" * 200)
    found = Pages.read(drawn(subject)).pages
    assert sum(w.text.count("长") for page in found for w in page.words) == 5000
    assert all(w.bottom < page.height - 20 for page in found for w in page.words)


def test_thousands_of_rows_are_all_there() -> None:
    names = {f"第{n:04d}号项目" for n in range(3000)}
    found = Pages.read(drawn(tables(items=3, projects=tuple(sorted(names)))))
    assert names <= {w.text for page in found.pages for w in page.words}


def test_progress_is_told_before_each_table(subject: Tables) -> None:
    told: list[tuple[int, str]] = []
    tables_pdf(subject, draft=False, progress=lambda number, title: told.append((number, title)))
    titles = [t.form.title for t in subject.tables]
    assert told == list(enumerate([*titles, "封面和目录"]))


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("一般公共预算财政拨款", 5, ["一般公共预", "算财政拨款"]),
        ("基本支出，项目支出", 4, ["基本支", "出，项目", "支出"]),
        ("经费（办公费）", 3, ["经费", "（办公", "费）"]),
        ("2020 年 1,234.50 万元", 6, ["2020 年", "1,234.50", "万元"]),
        ("AAAAAAAA", 3, ["AAA", "AAA", "AA"]),
        ("短", 9, ["短"]),
        ("", 9, [""]),
    ],
)
def test_lines_break_where_they_may(text: str, room: float, expected: list[str]) -> None:
    def width(part: str) -> float:
        return sum(0.75 if c in "0123456789,. " else 1.0 for c in part)

    assert lines(text, room, width) == expected


def _folio(page: Page) -> str:
    """The number printed at the foot of a page."""
    return "".join(w.text for w in page.words if w.top > page.height - 45).strip("—")
