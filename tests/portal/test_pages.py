"""The pages: list, tables with findings, a cell's origin, files, the catalogue."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from disclosures import publishing
from disclosures.assemble import book_of
from disclosures.core.facts import Expenditure, Kind
from disclosures.core.rules import RULES
from disclosures.data import form_set
from disclosures.models import Disclosure
from tests.factories import small_disclosure, small_facts

pytestmark = pytest.mark.django_db


def text(reader: Client, name: str, *args: object, **query: str) -> str:
    response = reader.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_portal_says_what_to_do(reader: Client) -> None:
    assert "还没有公开材料" in text(reader, "listing")


def test_the_list_names_each_disclosure(reader: Client, disclosure: Disclosure) -> None:
    page = text(reader, "listing")
    assert f'<a href="/disclosures/{disclosure.pk}/">某市某局</a>' in page


def test_a_disclosure_shows_its_tables_and_the_first_of_them(
    reader: Client, disclosure: Disclosure
) -> None:
    page = text(reader, "disclosure", disclosure.pk)
    assert "2021年度部门决算" in page
    assert page.count('<span class="no">公开') == 14
    assert "收入支出决算总表" in page
    assert 'id="cell-overview/exp.func.208/out.amt"' in page


def test_a_cell_tells_which_cells_it_is_made_of(reader: Client, disclosure: Disclosure) -> None:
    fragment = text(reader, "cell", disclosure.pk, at="general/2080101/c1")
    assert "12.00 万元" in fragment
    assert 'data-at="general/2080101/c2"' in fragment


def test_a_cell_tells_by_name_which_facts_it_is_made_of(
    reader: Client, disclosure: Disclosure
) -> None:
    fragment = text(reader, "cell", disclosure.pk, at="general/2080101/c2")
    assert (
        "<b>局机关 · 2080101 行政运行 · 基本支出 · 30101 基本工资</b> <span>100,000.00 元</span>"
        " <small>决算 · 一般公共预算 · 支出 第1行 · 推算：测试</small>"
    ) in fragment
    assert "服务中心 · 2080101 行政运行 · 基本支出 · 30231 公务用车运行维护费" in fragment
    assert "准确值 120,000.00 元" in fragment


def test_a_purchase_tells_how_many_at_what_price(reader: Client) -> None:
    facts = replace(small_facts(), form_set="bazhong-budget-2022", year=2022, kind=Kind.BUDGET)
    disclosure = small_disclosure(facts)
    page = text(reader, "table", disclosure.pk, "budget-procurement")
    at = re.search('data-at="([^"]*服务器[^"]*/qty)"', page)
    assert at is not None
    fragment = text(reader, "cell", disclosure.pk, at=at[1])
    assert "<b>局机关 · 政府采购 · 信息化建设 · 服务器</b> <span>8台 × 123.45 元</span>" in fragment


def test_where_there_is_one_unit_its_name_does_not_come_first(reader: Client) -> None:
    facts = small_facts()
    of_one = tuple(f for f in facts.facts if f.unit == "701001")
    disclosure = small_disclosure(replace(facts, units=facts.units[:1], facts=of_one))
    fragment = text(reader, "cell", disclosure.pk, at="general/2080101/c2")
    assert "<b>2080101 行政运行 · 基本支出 · 30101 基本工资</b>" in fragment
    assert "<small>局机关 · 决算" in fragment


def test_a_cell_tells_which_cells_add_it(reader: Client, disclosure: Disclosure) -> None:
    _, _, uses = text(reader, "cell", disclosure.pk, at="general/2080101/c2").partition("汇入")
    assert re.findall('data-at="([^"]+)"', uses) == ["general/20801/c2", "general/2080101/c1"]


def test_headings_of_a_cell_are_told_from_the_outermost(
    reader: Client, disclosure: Disclosure
) -> None:
    fragment = text(reader, "cell", disclosure.pk, at="general-detail/2080101/e30101")
    assert "2080101 行政运行 · 工资福利支出 基本工资</h2>" in fragment


def test_the_same_answer_comes_without_javascript(reader: Client, disclosure: Disclosure) -> None:
    url = reverse("table", args=[disclosure.pk, "general"])
    page = reader.get(url, {"at": "general/2080101/c1"}).content.decode()
    assert "由以下单元格相加" in page


@pytest.mark.parametrize("at", ["", "nonsense", "general/9999999/c1", "general/2080101/c9"])
def test_a_cell_that_is_not_there_is_not_found(
    reader: Client, disclosure: Disclosure, at: str
) -> None:
    assert reader.get(reverse("cell", args=[disclosure.pk]), {"at": at}).status_code == 404


def test_unknown_disclosures_and_tables_are_not_found(
    reader: Client, disclosure: Disclosure
) -> None:
    for url in (reverse("disclosure", args=[999]), reverse("table", args=[disclosure.pk, "x"])):
        response = reader.get(url)
        assert response.status_code == 404
        assert "没有找到这个页面" in response.content.decode()


@pytest.fixture
def unbalanced() -> Disclosure:
    """Half a 万元 more is spent than came in."""
    facts = small_facts()
    extra = Expenditure(
        unit="701001", measure="final", fund="gp", function="2080101", spend="basic",
        econ="30101", amount=500_000,
    )  # fmt: skip
    return small_disclosure(replace(facts, facts=(*facts.facts, extra)))


def test_findings_stand_beside_the_table_they_speak_of(
    reader: Client, unbalanced: Disclosure
) -> None:
    page = text(reader, "disclosure", unbalanced.pk)
    assert "IN-005" in page
    assert "应为" in page
    assert "IN-005" in text(reader, "findings", unbalanced.pk)
    other = text(reader, "table", unbalanced.pk, "income")
    assert "IN-005" not in other


def test_a_cell_with_a_finding_says_so_in_words(reader: Client, unbalanced: Disclosure) -> None:
    page = text(reader, "disclosure", unbalanced.pk)
    cell = re.search('<td id="cell-overview/exp.grand_total/out.amt".*?</td>', page)
    assert cell is not None
    assert 'class="amount total error"' in cell[0]
    assert 'role="img" aria-label="错误 IN-005"' in cell[0]


def test_from_a_finding_to_its_cell_and_back(reader: Client, unbalanced: Disclosure) -> None:
    listed = text(reader, "findings", unbalanced.pk)
    _, _, finding = listed.partition('id="error-IN-005-overview"')
    link = re.search('<a data-at="([^"]+)" href="([^"]+)"', finding)
    assert link is not None
    page = reader.get(unquote(link[2]).partition("#")[0]).content.decode()
    assert re.search(f'<td id="cell-{re.escape(link[1])}" class="[^"]*picked"', page)
    back = re.search(r'href="([^"]+)#error-IN-005-overview"', page)
    assert back is not None
    assert back[1] == reverse("findings", args=[unbalanced.pk])


def test_the_list_counts_findings_as_soon_as_they_are_checked(
    reader: Client, unbalanced: Disclosure
) -> None:
    assert "正在校验" in text(reader, "listing")
    publishing.check(unbalanced.pk)
    page = text(reader, "listing")
    assert "正在校验" not in page
    counts = book_of(unbalanced).counts
    assert counts["error"] > 0
    assert f'<span class="tag error">{counts["error"]} 错误</span>' in page
    small_disclosure()  # the same disclosure, entered anew
    assert "正在校验" in text(reader, "listing")


def test_what_was_not_checked_for_a_minute_is_rung_for_again(disclosure: Disclosure) -> None:
    assert publishing.unchecked() == []
    Disclosure.objects.update(changed_at=timezone.now() - timedelta(minutes=2))
    assert publishing.unchecked() == [disclosure.pk]
    publishing.check(disclosure.pk)
    assert publishing.unchecked() == []


def test_a_wide_table_is_printed_in_parts_that_hold_every_column_once(
    reader: Client, disclosure: Disclosure
) -> None:
    page = text(reader, "table", disclosure.pk, "general-detail")
    form = form_set("sichuan-final-2020", 2021).by_role["general-detail"]
    parts = re.findall('<div class="paper">.*?<tr class="lanes">(.*?)</tr>', page)
    lanes = [lane for part in parts for lane in re.findall(">([0-9]+)<", part)]
    assert lanes == [c.lane for c in form.columns if c.lane]
    assert max(part.count("<td") for part in parts) <= 23
    assert 'class="paper"' not in text(reader, "table", disclosure.pk, "general")


def test_pages_are_read_and_not_written_to(reader: Client, disclosure: Disclosure) -> None:
    for name, args in (("listing", []), ("rules", []), ("findings", [disclosure.pk])):
        answer = reader.post(reverse(name, args=args))
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
        assert "不能这样访问" in answer.content.decode()


def test_a_request_for_another_host_is_refused_in_plain_words(reader: Client) -> None:
    answer = reader.get(reverse("listing"), headers={"Host": "elsewhere.example"})
    assert answer.status_code == 400
    assert "没有看懂这个请求" in answer.content.decode()


def test_a_mistake_of_ours_is_told_in_plain_words(
    reader: Client, disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.raise_request_exception = False
    monkeypatch.setattr("disclosures.views.disclosures.groups_of", lambda *a: 1 / 0)
    answer = reader.get(reverse("disclosure", args=[disclosure.pk]))
    assert answer.status_code == 500
    assert "系统出错了" in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()


def test_the_catalogue_lists_every_rule(reader: Client) -> None:
    page = text(reader, "rules")
    assert [rule.code for rule in RULES if f'id="{rule.code}"' not in page] == []
    csv = reader.get(reverse("rules-csv")).content.decode("utf-8-sig")
    assert csv.count("\n") >= len(RULES)


def test_pages_allow_no_inline_script(reader: Client, disclosure: Disclosure) -> None:
    response = reader.get(reverse("disclosure", args=[disclosure.pk]))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "<script>" not in response.content.decode()
