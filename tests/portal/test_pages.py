"""The pages: list, tables with findings, a cell's origin, files, the catalogue."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from disclosures import publishing
from disclosures.core.facts import Expenditure
from disclosures.core.rules import RULES
from disclosures.models import Disclosure, Job
from disclosures.renditions import File
from tests.factories import small_disclosure, small_facts

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure() -> Disclosure:
    return small_disclosure()


def text(client: Client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_an_empty_portal_says_what_to_do(client: Client) -> None:
    assert "还没有公开材料" in text(client, "listing")


def test_the_list_names_each_disclosure(client: Client, disclosure: Disclosure) -> None:
    page = text(client, "listing")
    assert f'<a href="/disclosures/{disclosure.pk}/">某市某局</a>' in page


def test_a_disclosure_shows_its_tables_and_the_first_of_them(
    client: Client, disclosure: Disclosure
) -> None:
    page = text(client, "disclosure", disclosure.pk)
    assert "2021年度部门决算" in page
    assert page.count('<span class="no">公开') == 14
    assert "收入支出决算总表" in page
    assert 'id="cell-overview/exp.func.208/out.amt"' in page


def test_a_cell_tells_which_cells_it_is_made_of(client: Client, disclosure: Disclosure) -> None:
    fragment = text(client, "cell", disclosure.pk, at="general/2080101/c1")
    assert "12.00 万元" in fragment
    assert 'data-at="general/2080101/c2"' in fragment


def test_a_cell_tells_which_facts_it_is_made_of(client: Client, disclosure: Disclosure) -> None:
    fragment = text(client, "cell", disclosure.pk, at="general/2080101/c2")
    assert "701001 · 决算 · 一般公共预算 · 2080101 · 基本支出 · 30101" in fragment
    assert "支出 第1行 · 推算：测试" in fragment


def test_the_same_answer_comes_without_javascript(client: Client, disclosure: Disclosure) -> None:
    url = reverse("table", args=[disclosure.pk, "general"])
    page = client.get(url, {"at": "general/2080101/c1"}).content.decode()
    assert "由以下单元格相加" in page


@pytest.mark.parametrize("at", ["", "nonsense", "general/9999999/c1", "general/2080101/c9"])
def test_a_cell_that_is_not_there_is_not_found(
    client: Client, disclosure: Disclosure, at: str
) -> None:
    assert client.get(reverse("cell", args=[disclosure.pk]), {"at": at}).status_code == 404


def test_unknown_disclosures_and_tables_are_not_found(
    client: Client, disclosure: Disclosure
) -> None:
    for url in (reverse("disclosure", args=[999]), reverse("table", args=[disclosure.pk, "x"])):
        response = client.get(url)
        assert response.status_code == 404
        assert "没有找到这个页面" in response.content.decode()


def test_findings_stand_beside_the_table_they_speak_of(client: Client) -> None:
    facts = small_facts()
    extra = Expenditure(
        unit="701001", measure="final", fund="gp", function="2080101", spend="basic",
        econ="30101", amount=500_000,
    )  # fmt: skip
    disclosure = small_disclosure(replace(facts, facts=(*facts.facts, extra)))
    page = text(client, "disclosure", disclosure.pk)
    assert "IN-005" in page
    assert "应为" in page
    assert "IN-005" in text(client, "findings", disclosure.pk)


def test_files_are_asked_for_watched_and_downloaded(
    client: Client, disclosure: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = reverse("files", args=[disclosure.pk])
    assert "生成 PDF 和工作簿" in client.get(url).content.decode()
    assert (
        'hx-trigger="every 1s"' in client.post(url, headers={"HX-Request": "true"}).content.decode()
    )
    monkeypatch.setattr(
        publishing, "make_files", lambda *a, **k: [File("pdf", "pdf", "公开表.pdf", b"%PDF")]
    )
    job = Job.objects.get()
    publishing.run(job.pk)
    assert "PDF 文档" in client.get(url).content.decode()
    rendition = job.renditions.get()
    answer = client.get(reverse("download", args=[rendition.pk]))
    assert answer.getvalue() == b"%PDF"
    assert answer.headers["ETag"] == f'"{rendition.sha256}"'
    assert "%E5%85%AC%E5%BC%80%E8%A1%A8.pdf" in answer.headers["Content-Disposition"]


def test_without_javascript_asking_for_files_returns_to_the_page(
    client: Client, disclosure: Disclosure
) -> None:
    answer = client.post(reverse("files", args=[disclosure.pk]))
    assert (answer.status_code, answer.headers["Location"]) == (
        302,
        reverse("disclosure", args=[disclosure.pk]),
    )


def test_asking_for_files_takes_the_form_s_own_token(disclosure: Disclosure) -> None:
    careful = Client(enforce_csrf_checks=True)
    assert careful.post(reverse("files", args=[disclosure.pk])).status_code == 403


def test_the_catalogue_lists_every_rule(client: Client) -> None:
    page = text(client, "rules")
    assert [rule.code for rule in RULES if f'id="{rule.code}"' not in page] == []
    csv = client.get(reverse("rules-csv")).content.decode("utf-8-sig")
    assert csv.count("\n") >= len(RULES)


def test_pages_allow_no_inline_script(client: Client, disclosure: Disclosure) -> None:
    response = client.get(reverse("disclosure", args=[disclosure.pk]))
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "<script>" not in response.content.decode()
