"""How figures are made, as a page: every figure explained, every link leading somewhere."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from disclosures.core.document import (
    Classifications,
    Document,
    from_json,
    table_of,
    to_json,
    traced,
)
from disclosures.core.facts import Fact
from disclosures.core.forms import COUNT
from disclosures.core.tables import Address
from disclosures.data import economic, functions
from disclosures.render.web_document import document_html, table_html
from disclosures.render.web_made import FILED, UNKNOWN, explained, made_href, made_html, made_id
from tests.core.rules import builders
from tests.core.rules.builders import spend
from tests.frozen.freeze import HERE

Element = ElementTree.Element
NUMBER = re.compile(r"-?[\d,]+(?:\.\d+)?")


def places(where: str) -> str:
    return f"/public/1/#{where}"


def page_of(document: Document, role: str) -> Element:
    return ElementTree.fromstring(made_html(document, role, places=places))


def made_of(*facts: Fact) -> Document:
    tables = builders.tables(*facts)
    bare = Document(
        kind="final", year=2020, department="某局", title="某局决算", form_set="x", outline="x",
        tables=tuple(table_of(t, tables) for t in tables.tables),
    )  # fmt: skip
    return traced(bare, tables, tables.facts, Classifications(functions(), economic()))


def figures(page: Element) -> dict[str, Element]:
    return {one.get("id", ""): one for one in page.iter("div") if one.get("class") == "of"}


def text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())


def amount(said: str) -> Decimal:
    """The first number of a text."""
    found = NUMBER.search(said)
    assert found is not None, said
    return Decimal(found[0].replace(",", ""))


@pytest.fixture(scope="module", params=["luzhou", "huaihua", "bazhong"])
def document(request: pytest.FixtureRequest) -> Document:
    found: Document = request.getfixturevalue(f"{request.param}_document")
    return found


def test_every_figure_that_is_not_zero_is_explained_once(document: Document) -> None:
    for table in document.tables:
        page = page_of(document, table.role)
        ids = Counter(e.get("id") for e in page.iter() if e.get("id"))
        told = [
            made_id(Address(table.role, row.key, column.id))
            for row, column, cell in table.figures
            if cell.amount
        ]
        assert ids == Counter(told)
        assert {made_id(a) for a in explained(document, table.role)} == set(told)


def test_every_link_within_the_page_leads_to_an_explanation(document: Document) -> None:
    for table in document.tables:
        page = page_of(document, table.role)
        hrefs = [a.get("href", "") for a in page.iter("a")]
        inner = {unquote(href[1:]) for href in hrefs if href.startswith("#")}
        assert inner <= set(figures(page))


def test_every_link_to_a_sentence_leads_into_the_document(document: Document) -> None:
    whole = document_html(document)
    hrefs = {
        a.get("href", "").partition("#")[2]
        for table in document.tables
        for a in page_of(document, table.role).iter("a")
        if a.get("href", "").startswith("/public/")
    }
    assert hrefs
    assert [h for h in hrefs if f'id="{h}"' not in whole] == []


def test_what_is_listed_adds_up_to_the_exact_amount(document: Document) -> None:
    for table in document.tables:
        columns = {made_id(Address(table.role, r.key, c.id)): c.type for r, c, _ in table.figures}
        for ident, one in figures(page_of(document, table.role)).items():
            items = [text(li.find("span")) for li in one.iter("li")]
            if not items or columns[ident] == COUNT:
                continue
            exact = one.find("p[@class='exact']")
            shown = text(exact if exact is not None else next(iter(one)).find("span"))
            assert sum(map(amount, items)) == amount(shown), ident


def test_a_figure_says_what_it_is_its_amount_its_parts_and_its_uses() -> None:
    page = page_of(
        made_of(spend("2080101", "30101", "10.00"), spend("2080109", "30299", "7.125")),
        "expenditure",
    )
    one = figures(page)["made-20801/c2"]
    assert [text(e) for e in one if e.tag != "ul"] == [
        "基本支出 17.13 万元",
        "准确数 171,250.00 元",
        "＝ 表内 2 个数相加：",
        "汇入：208 社会保障和就业支出、本年支出合计",
    ]
    assert [text(li) for li in one.iter("li")] == [
        "2080101 行政运行 100,000.00 元",
        "2080109 社会保险经办机构 71,250.00 元",
    ]
    assert [a.get("href") for a in one.iter("a")] == [
        "#made-2080101/c2", "#made-2080109/c2", "#made-208/c2", "#made-20801/c1",
    ]  # fmt: skip


def test_a_line_says_its_names_amount_口径_fund_and_number_and_no_note() -> None:
    facts = (
        spend("2080101", "30101", "1.00", note="待核", place="支出!H3"),
        spend("2080101", "30201", "2.5", spend="project", project="一卡通"),
        spend("2080101", "30299", "0.5", spend="project", project="一卡通"),
    )
    page = page_of(made_of(*facts), "expenditure")
    assert [text(li) for li in figures(page)["made-2080101/c3"].iter("li")] == [
        "2080101 行政运行 · 项目支出 · 30201 办公费 · 一卡通 25,000.00 元 "
        "决算 · 一般公共预算 · 明细 1",
        "2080101 行政运行 · 项目支出 · 30299 其他商品和服务支出 · 一卡通 5,000.00 元 "
        "决算 · 一般公共预算 · 明细 2",
    ]
    assert "待核" not in text(page)
    assert "支出!H3" not in text(page)


def test_a_single_line_needs_no_list() -> None:
    page = page_of(made_of(spend("2080101", "30101", "1.00")), "expenditure")
    one = figures(page)["made-2080101/c2"]
    assert [text(p) for p in one.iter("p")][1] == (
        "＝ 填报的这一行：2080101 行政运行 · 基本支出 · 30101 基本工资 决算 · 一般公共预算 · 明细 0"
    )


def test_several_units_are_named_before_everything_else() -> None:
    facts = (
        spend("2080101", "30101", "1.00"),
        spend("2080101", "30101", "2.00", unit=builders.BRANCH),
    )
    page = page_of(made_of(*facts), "expenditure")
    (ul,) = figures(page)["made-2080101/c2"].iter("ul")
    assert [text(li.find("b")).split(" · ")[0] for li in ul] == ["某某中心", "某某局机关"]


def test_a_long_list_ends_with_the_sum_of_the_rest() -> None:
    facts = [spend("2080101", "30101", "1.00", note=str(n)) for n in range(200)]
    facts += [spend("2080101", "30101", f"0.{n}0") for n in (1, 2, 3)]
    (ul,) = figures(page_of(made_of(*facts), "expenditure"))["made-2080101/c2"].iter("ul")
    assert len(ul) == 201
    assert text(ul[-1]) == "其余 3 行合计 6,000.00 元"


def test_texts_from_outside_are_escaped_and_their_links_still_lead_there() -> None:
    names = ["<b>粗体</b>&\"'", "百分之5%的 项目#1", "斜杠/与\\反斜杠", "表情😀`{|}^"]
    facts = [spend("2080109", "30299", "1.00", spend="project", project=n) for n in names]
    document = made_of(*facts)
    page = page_of(document, "general-projects")
    said = text(page)
    assert [n for n in names if n not in said] == []
    hrefs = {unquote(a.get("href", "")[1:]) for a in page.iter("a")}
    assert hrefs <= set(figures(page))
    assert sum(any(n.replace(" ", "_") in h for h in hrefs) for n in names) == len(names)
    table = document.table["general-projects"]
    linked = ElementTree.fromstring(table_html(table, lambda a: made_href(a, "made/")))
    links = [a.get("href", "") for a in linked.iter("a")]
    assert {unquote(h.removeprefix("made/#")) for h in links} == set(figures(page))


def test_every_printed_figure_becomes_a_link_where_it_is_asked_for(document: Document) -> None:
    for table in document.tables:
        html = table_html(table, lambda a: made_href(a, "made/"))
        whole = ElementTree.fromstring(html)
        cells = [a.get("href", "") for a in whole.iter("a")]
        told = {made_id(a) for a in explained(document, table.role)}
        assert {unquote(h.removeprefix("made/#")) for h in cells} == told
        assert re.sub(r"</?a\b[^>]*>", "", html) == table_html(table)


def test_tables_filed_as_printed_say_so() -> None:
    derived = made_of(spend("2080101", "30101", "1.00"))
    filed = replace(derived, filed=True, lines=(), words=(), origins=())
    page = page_of(filed, "expenditure")
    assert text(page.find("p")).startswith(FILED)
    assert [text(e) for e in figures(page)["made-total/c1"]] == ["本年支出合计 1.00 万元"]


def test_what_was_frozen_before_origins_says_that_it_does_not_know() -> None:
    document = from_json((HERE / "1-huaihua.json").read_text())
    assert text(page_of(document, "expenditure").find("p")).startswith(UNKNOWN)


def test_an_empty_table_says_so() -> None:
    page = page_of(made_of(spend("2080101", "30101", "1.00")), "fund")
    assert text(page) == "这张表没有不为零的数。"


def test_it_is_the_same_from_the_frozen_text() -> None:
    document = made_of(spend("2080101", "30101", "1.00"))
    read = from_json(to_json(document))
    assert made_html(read, "income", places=places) == made_html(document, "income", places=places)
