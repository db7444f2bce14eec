"""The whole document as PDF, read back: nothing is lost, nothing is cut, everything is found."""

from __future__ import annotations

import re
from collections import Counter

import pikepdf
import pytest

from disclosures.core.document import Document, Paragraph
from tests.render.printed import bare
from tests.render.whole import IMPRINT, Whole


@pytest.fixture(params=["luzhou", "huaihua", "bazhong", "forms"])
def whole(request: pytest.FixtureRequest) -> Whole:
    found: Whole = request.getfixturevalue(f"{request.param}_whole")
    return found


def paragraphs(document: Document) -> list[str]:
    found = [b for p in document.parts for b in p.blocks]
    found += [b for s in document.walk() for b in s.blocks]
    return [b.text for b in found if isinstance(b, Paragraph)]


def test_qpdf_finds_nothing_wrong(whole: Whole) -> None:
    assert whole.pdf.check_pdf_syntax() == []


def test_every_text_of_the_document_is_read_back_by_the_tags(whole: Whole) -> None:
    document = whole.document
    told = Counter(bare(p.whole) for p in whole.tree.all("P"))
    texts = [line for text in paragraphs(document) for line in text.splitlines()]
    texts += [f"{t.number}{t.name}：{t.meaning}" for t in document.glossary]
    texts += [f"{c.number}{c.caption}" for c in document.charts]
    texts += [line for a in document.attachments for p in a.paragraphs for line in p.splitlines()]
    wanted = Counter(map(bare, texts))
    assert {t: n for t, n in wanted.items() if told[t] < n} == {}


def test_every_figure_of_every_paragraph_is_found_in_the_extracted_text(whole: Whole) -> None:
    figures = Counter(bare(f.text) for f in whole.document.figures)
    text = "".join(p.text for p in whole.pages.pages)
    assert {f: n for f, n in figures.items() if text.count(f) < n} == {}


def test_every_figure_of_every_table_is_found_on_its_pages(whole: Whole) -> None:
    for table in whole.document.tables:
        wanted = Counter(bare(c.text) for _, _, c in table.figures)
        found = Counter(bare(w.text) for p in whole.pages_of(table) for w in p.words)
        assert {f: n for f, n in wanted.items() if f and found[f] < n} == {}


def test_every_figure_of_every_form_is_found_on_its_pages(forms_whole: Whole) -> None:
    for form in forms_whole.document.forms:
        wanted = Counter(bare(c.text) for c in form.figures)
        text = "".join(p.text for p in forms_whole.pages_of(form))
        assert {f: n for f, n in wanted.items() if f and text.count(f) < n} == {}


def test_charts_are_figures_with_their_data_beneath(whole: Whole) -> None:
    figures = list(whole.tree.all("Figure"))
    assert len(figures) == len(whole.document.charts)
    tables = [t for t in whole.tree.all("Table") if "项目金额" in t.whole]
    for chart, figure, table in zip(whole.document.charts, figures, tables, strict=False):
        for point in chart.points:
            assert bare(f"{point.label}{point.shown}{point.share}") in bare(table.whole)
            assert bare(point.shown) in bare(figure.whole)


def test_headings_stand_in_the_tags_in_order_and_by_depth(whole: Whole) -> None:
    wanted: list[tuple[str, str]] = []
    for part in whole.document.parts:
        wanted.append(("H1", part.number + part.title))
        for section in part.sections:
            wanted += whole.headings(section, 2)
    found = [(kind, bare(text)) for kind, text in whole.told_headings()]
    places = [found.index((kind, bare(text))) for kind, text in wanted]
    assert places == sorted(places)


def test_every_part_section_and_table_is_bookmarked_at_its_heading(whole: Whole) -> None:
    marks = {bare(title): page for _, title, page in whole.pages.outline}
    names = [(p.number + p.title, "") for p in whole.document.parts]
    names += [(s.heading, "") for s in whole.document.walk()]
    names += [(t.title, t.code) for t in whole.document.tables]
    names += [(f.name, "") for f in whole.document.forms if f.name == f.title]
    for name, code in names:
        assert bare(name) in whole.read(whole.pages.pages[marks[bare(code + name)]])


def test_the_page_numbers_of_the_contents_are_true(whole: Whole) -> None:
    marks = {bare(title): page for _, title, page in whole.pages.outline}
    entries = [bare(e) for e in whole.contents()]
    assert len(entries) >= len(whole.document.parts) + len(whole.document.tables) + 1
    for entry in entries:
        name, number = re.fullmatch(r"(.*?)(\d+)", entry).groups()  # type: ignore[union-attr]
        page = marks[name]
        assert whole.pdf.pages[page].label == number
        assert f"—{number}—" in whole.pages.pages[page].text


def test_links_of_the_contents_lead_to_what_they_name(whole: Whole) -> None:
    links = [a for page in whole.pdf.pages for a in page.get("/Annots", [])]
    names = [str(a.Contents).removeprefix("转到：") for a in links]
    marks = {title: page for _, title, page in whole.pages.outline}
    assert [pikepdf.Page(a.Dest[0]).index for a in links] == [marks[n] for n in names]


def test_nothing_stands_outside_the_margins_of_text_pages(whole: Whole) -> None:
    mm = 72 / 25.4
    for page in whole.text_pages():
        inner = [w for w in page.words if 37 * mm - 2 < w.top and w.bottom < page.height - 34 * mm]
        outer = [w for w in page.words if w not in inner]
        assert all(28 * mm - 1 < w.left and w.right < page.width - 26 * mm + 9 for w in page.words)
        left = bare("".join(w.text for w in outer))
        assert re.fullmatch(rf"({re.escape(bare(whole.title))})?—\w+—", left)


def test_no_heading_stands_at_the_foot_of_a_page(whole: Whole) -> None:
    headings = {bare(s.heading): s for s in whole.document.walk()}
    followed = {n for n, s in headings.items() if s.blocks or s.sections}
    for page in whole.text_pages():
        lines = whole.lines(page)
        assert not lines or bare(lines[-1]) not in followed


def test_no_line_of_a_page_begins_with_a_closing_mark(whole: Whole) -> None:
    for page in whole.text_pages():
        for line in whole.lines(page):
            assert line[0] not in "，。、；：？！）》”", line
            assert line[-1] not in "（《“", line


def test_the_last_page_says_which_version_this_is(whole: Whole) -> None:
    text = bare(whole.pages.pages[-1].text)
    for name, value in IMPRINT.rows:
        assert bare(name) in text
        assert bare(value) in text
    for signature in IMPRINT.signatures:
        assert all(bare(cell) in text for cell in signature.cells)


def test_the_same_document_gives_the_same_bytes(huaihua_document: Document) -> None:
    assert Whole.of(huaihua_document).data == Whole.of(huaihua_document).data


def test_progress_is_told_by_part_and_table(huaihua_document: Document) -> None:
    told: list[tuple[str, int, int]] = []
    Whole.of(huaihua_document, progress=lambda *step: told.append(step))
    everything = len(huaihua_document.parts) + len(huaihua_document.tables) + 2
    assert [(done, all_) for _, done, all_ in told] == [(n, everything) for n in range(everything)]
    names = [f"{p.number}　{p.title}" for p in huaihua_document.parts]
    names += [t.title for t in huaihua_document.tables]
    assert [name for name, *_ in told if name in names] == [
        *names[:2],
        *(t.title for t in huaihua_document.tables),
        *names[2 : len(huaihua_document.parts)],
    ]
