"""The text on other pages: its findings, reasons for its warnings, what changed in it."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.actions import write
from disclosures.actions.writing import Piece
from disclosures.core.narrative import Written, Wrote
from disclosures.models import Disclosure, JournalEntry, Reason, Writing
from tests.factories import small_disclosure
from tests.portal.course import now
from tests.portal.people import Crew, actor, browser_of, crew_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def disclosure(db: None) -> Disclosure:
    """One in which nobody has written anything yet."""
    return small_disclosure(written=Written())


@pytest.fixture
def crew(disclosure: Disclosure) -> Crew:
    return crew_of(disclosure)


@pytest.fixture
def clerk(crew: Crew) -> Client:
    return browser_of(crew.clerk)


def wrote(disclosure: Disclosure, crew: Crew, key: str, text: str, kind: str = "text") -> None:
    rows = Writing.objects.filter(disclosure=disclosure, kind=kind, key=key)
    was = rows.values_list("text", flat=True).first()
    pieces = [Piece(Wrote(kind), key, was, text)]
    assert write(disclosure=now(disclosure), pieces=pieces, by=actor(crew.clerk)).done


def get(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def page_of(disclosure: Disclosure) -> str:
    return reverse("narrative", args=[disclosure.pk])


def test_findings_of_the_text_lead_to_their_section(clerk: Client, disclosure: Disclosure) -> None:
    for url in (
        reverse("findings", args=[disclosure.pk]),
        reverse("ledger-findings", args=[disclosure.pk, "expenditure"]),
    ):
        found = get(clerk, url)
        assert f'<a href="{page_of(disclosure)}">情况说明</a>' in found
        assert f'href="{page_of(disclosure)}#section-duties"' in found


def test_a_cell_is_not_marked_for_what_a_text_says_of_it(
    clerk: Client, crew: Crew, disclosure: Disclosure
) -> None:
    wrote(disclosure, crew, "totals.total", "收、支总计17.00万元。", "wording")
    assert "N-001" in get(clerk, reverse("findings", args=[disclosure.pk]))
    table = get(clerk, reverse("table", args=[disclosure.pk, "overview"]))
    assert 'aria-label="错误 N-001"' not in table


def test_the_words_that_a_rule_speaks_of_are_marked_in_the_text(
    clerk: Client, crew: Crew, disclosure: Disclosure
) -> None:
    wrote(disclosure, crew, "totals.total", "收、支总计17.00万元。", "wording")
    found = get(clerk, page_of(disclosure))
    mark = re.search(r'<mark class="error" title="([^"]*)">([^<]*)</mark>', found)
    assert mark is not None
    assert mark[1].startswith("错误 N-001")
    assert "17.00万元" in mark[2]


def test_a_warning_of_the_text_gets_its_reason(
    clerk: Client, crew: Crew, disclosure: Disclosure
) -> None:
    text = "本年收入合计{income}，其中：财政拨款收入占100.0%。"
    wrote(disclosure, crew, "incomes.kinds", text, "wording")
    url = reverse("reasons", args=[disclosure.pk])
    page = get(clerk, url)
    assert f'href="{page_of(disclosure)}#section-incomes"' in page
    found = page[page.index('id="warning-N-007-narrative"') :]
    key = re.search(r'name="text-(\w+)"', found)
    assert key is not None
    seen = dict(re.findall(r'type="hidden" name="(state|version)" value="([^"]*)"', page))
    assert clerk.post(url, {**seen, f"text-{key[1]}": "按惯例"}).status_code == 302
    assert list(Reason.objects.values_list("code", "text")) == [("N-007", "按惯例")]


def test_versions_show_which_paragraphs_changed(
    clerk: Client, crew: Crew, disclosure: Disclosure
) -> None:
    wrote(disclosure, crew, "duties", "管理就业。")
    wrote(disclosure, crew, "duties", "管理社保。")
    url = reverse("compare", args=[disclosure.pk]) + "?left=2&right=3&part=text"
    found = get(clerk, url)
    assert "管理<del>就业</del>。" in found
    assert "管理<ins>社保</ins>。" in found
    assert f'href="{page_of(disclosure)}#section-duties"' in found
    same = get(clerk, reverse("compare", args=[disclosure.pk]) + "?left=3&right=3&part=text")
    assert "没有改动" in same


def test_the_review_shows_what_changed_since_the_last_submission(
    crew: Crew, disclosure: Disclosure
) -> None:
    wrote(disclosure, crew, "duties", "管理就业。")
    first = now(disclosure)
    by = {"who": crew.clerk.name, "person": crew.clerk, "disclosure": first, "action": "submit"}
    JournalEntry.objects.create(**by, version=first.version)
    wrote(disclosure, crew, "duties", "管理社保。")
    JournalEntry.objects.create(**by, version=now(disclosure).version)
    Disclosure.objects.filter(pk=disclosure.pk).update(state="submitted")
    found = get(browser_of(crew.reviewer), reverse("review", args=[disclosure.pk]))
    assert "情况说明的变动" in found
    assert "管理<del>就业</del>。" in found
    assert "管理<ins>社保</ins>。" in found


def test_suspected_personal_data_in_a_text_leads_to_its_field(
    clerk: Client, crew: Crew, disclosure: Disclosure
) -> None:
    wrote(disclosure, crew, "duties", "联系人手机13800138000。")
    page = get(clerk, reverse("reasons", args=[disclosure.pk]))
    link = re.search(rf'href="{page_of(disclosure)}#(w\w+)">去修改原文', page)
    assert link is not None
    assert f'id="{link[1]}"' in get(clerk, page_of(disclosure))


def test_a_unit_reads_its_text_and_leaves_it_to_its_department(
    clerk: Client, disclosure: Disclosure
) -> None:
    own = disclosure.organisation
    own.level = "unit"
    own.save()
    found = get(clerk, page_of(disclosure))
    assert "由部门在汇总材料中统一撰写" in found
    assert 'class="writing' not in found
