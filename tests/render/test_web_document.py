"""The whole document as a page: every string of it, in its order, escaped."""

from __future__ import annotations

import itertools
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from disclosures.core.document import (
    Attachment,
    Document,
    Explanation,
    Figure,
    Made,
    Paragraph,
    Part,
    Role,
    Section,
    Source,
    Term,
    Text,
)
from disclosures.core.tables import Tables
from disclosures.data import functions
from disclosures.narration import narrate
from disclosures.render.web_document import document_html
from disclosures.render.web_text import Chip, Marked, paragraph_html

AMOUNT = Figure(
    slot="total", shown="62.16万元", value=62_162_400, unit="万元", role=Role.AMOUNT,
    sources=(Source(amount=62_162_400),),
)  # fmt: skip
WORD = Figure(
    slot="total:dir", shown="增加", value=1, unit="", role=Role.DIRECTION, made=Made.SIGN,
    sources=(Source(amount=2), Source(of="prior", amount=1)),
)  # fmt: skip
SENTENCE = Paragraph(id="totals.1", spans=(Text("总计"), AMOUNT, Text("，"), WORD, Text("<b>。")))


SVG = "{http://www.w3.org/2000/svg}"


def parsed(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<main>{html}</main>")


def said(html: str) -> str:
    return "".join(parsed(html).itertext())


@pytest.fixture
def document(luzhou: Tables) -> Document:
    made = narrate(luzhou, functions()).document
    return replace(
        made,
        attachments=(Attachment(number="附件", title="自评报告", paragraphs=("一、概况", "好")),),
        explanations=(Explanation(code="IN-020", finding="为负数", reason="退回上年款项"),),
    )


def strings(document: Document) -> list[str]:
    """Every string of the body of a Document, in reading order."""
    found = list(document.cover)
    for part in document.parts:
        found.append(f"{part.number}　{part.title}")
        for section in part.walk():
            found += [section.heading, *(p.text for p in section.paragraphs)]
        if part.id == "attachments":
            found += [f"{a.number}　{a.title}" for a in document.attachments]
            found += [p for a in document.attachments for p in a.paragraphs]
    return found + [e.reason for e in document.explanations]


def test_every_string_of_the_text_stands_in_its_order(document: Document) -> None:
    body, at = said(document_html(document)), 0
    for text in strings(document):
        at = body.index(text, at) + len(text)


def test_every_figure_of_every_table_and_chart_stands_in_it(document: Document) -> None:
    tree = parsed(document_html(document))
    for table in document.tables:
        sheet = tree.findall(f".//section[@id='table-{table.role}']//table")[0]
        cells = sheet.findall("tbody/tr/*")
        assert ["".join(c.itertext()) for c in cells] == [
            c.text for line in table.lines for c in line.cells
        ]
    for chart in document.charts:
        rows = tree.findall(f".//figure[@id='chart-{chart.id}']//tbody/tr")
        shown = [tuple("".join(c.itertext()) for c in row) for row in rows]
        assert tree.findall(f".//figure[@id='chart-{chart.id}']/{SVG}svg")
        assert shown == [tuple(filter(None, (p.label, p.shown, p.share))) for p in chart.points]


def test_every_link_of_the_contents_leads_to_a_place(document: Document) -> None:
    tree = parsed(document_html(document))
    places = [e.get("id") for e in tree.iter() if e.get("id")]
    assert len(places) == len(set(places))
    links = [a.get("href", "")[1:] for a in tree.findall(".//nav//a")]
    assert len(links) > 40
    assert set(links) <= set(places)


def test_headings_go_down_step_by_step(document: Document) -> None:
    levels = [int(e.tag[1]) for e in parsed(document_html(document)).iter() if e.tag[0] == "h"
              and e.tag[1:].isdigit()]  # fmt: skip
    assert levels[0] == 2
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_tables_without_a_place_and_the_glossary_are_not_left_out(document: Document) -> None:
    section = Section(id="one", number="一、", title="总体", blocks=(SENTENCE,))
    part = Part(id="account", number="第一部分", title="说明", sections=(section,))
    term = Term(number="1.", name="财政拨款收入", meaning="财政拨来的钱")
    bare = replace(document, parts=(part,), glossary=(term,))
    tree = parsed(document_html(bare))
    sheets = [e.get("id") for e in tree.findall(".//section[@class='sheet']")]
    assert sheets == [f"table-{t.role}" for t in bare.tables]
    assert "".join(tree.findall(".//div[@id='glossary']")[0].itertext()) == (
        "1.财政拨款收入：财政拨来的钱"
    )


def test_a_figure_says_what_it_is_and_keeps_its_value() -> None:
    assert paragraph_html(SENTENCE) == (
        '总计<data class="figure" data-role="amount" data-slot="total" title="金额（本年）"'
        ' value="62162400">62.16万元</data>，<data class="figure" data-role="direction"'
        ' data-slot="total:dir" title="方向词（本年、上年）" value="1">增加</data>&lt;b&gt;。'
    )


def test_a_figure_is_a_link_where_its_page_is_known() -> None:
    html = paragraph_html(SENTENCE, lambda f: Chip("收支总计", f"/at/?a&b={f.slot}"))
    link = parsed(html).findall("a")[0]
    assert (link.get("href"), link.get("title"), link.text) == (
        "/at/?a&b=total", "收支总计", "62.16万元"
    )  # fmt: skip


def test_the_words_that_a_rule_speaks_of_are_marked_with_the_worst() -> None:
    marks = [Marked(1, 5, "error", "错误 N-001"), Marked(0, 3, "info", "提示 N-042")]
    found = parsed(paragraph_html(SENTENCE, marks=marks)).findall("mark")
    assert [("".join(m.itertext()), m.get("class"), m.get("title")) for m in found] == [
        ("总", "info", "提示 N-042"),
        ("计62.16万元", "error", "错误 N-001"),
    ]
    assert said(paragraph_html(SENTENCE, marks=marks)) == SENTENCE.text
