"""Rewording a generated sentence: figures stay bound, nothing wrong is saved, nothing is lost."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.assemble import book_of
from disclosures.core.narrative import Written
from disclosures.models import Disclosure, Writing
from tests.factories import small_disclosure
from tests.portal.course import now
from tests.portal.people import Crew, browser_of, crew_of

pytestmark = pytest.mark.django_db

TOTAL = "totals.total"


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


def address(disclosure: Disclosure, section: str = "totals", number: int = 1) -> str:
    return reverse("narrative-sentences", args=[disclosure.pk, section, number])


def fields(client: Client, url: str) -> dict[str, str]:
    """The form as a browser sends it."""
    answer = client.get(url)
    assert answer.status_code == 200
    return fields_of(answer.content.decode())


def fields_of(page: str) -> dict[str, str]:
    form = page[page.index('class="wording"') :].partition("</form>")[0]
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    texts = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', form)
    return {name: html.unescape(value) for name, value in [*hidden, *texts]}


def save(client: Client, url: str, status: int = 302, **changed: str) -> str:
    given = fields(client, url) | {k.replace("__", "."): v for k, v in changed.items()}
    answer = client.post(url, {"deed": "save", **given})
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def says(disclosure: Disclosure, section: str = "totals") -> str:
    return book_of(now(disclosure)).document.by_id[section].text


def saved(disclosure: Disclosure) -> dict[str, str]:
    rows = Writing.objects.filter(disclosure=disclosure, kind="wording")
    return dict(rows.values_list("key", "text"))


def test_the_editor_shows_the_sentence_with_chips_and_how_it_reads(
    clerk: Client, disclosure: Disclosure
) -> None:
    given = fields(clerk, address(disclosure))
    assert given[f"text-{TOTAL}"] == "〔年份〕年度收、支总计〔收、支总计〕。"
    page = html.unescape(clerk.get(address(disclosure)).content.decode())
    assert "读起来是这样" in page
    assert ">16.00万元</a>。" in page
    assert 'data-chip="〔收、支总计〕"' in page


def test_a_sentence_is_reworded_and_its_figure_stays_bound(
    clerk: Client, disclosure: Disclosure
) -> None:
    save(clerk, address(disclosure), **{"text-totals__total": "全年收支各〔收、支总计〕。"})
    assert saved(disclosure) == {TOTAL: "全年收支各{total}。"}
    assert says(disclosure).startswith("全年收支各16.00万元。")
    document = book_of(now(disclosure)).document
    assert next(document.figures).slot == "total"
    assert "已改写" in clerk.get(reverse("narrative", args=[disclosure.pk])).content.decode()


def test_what_was_not_touched_is_not_saved(clerk: Client, disclosure: Disclosure) -> None:
    save(clerk, address(disclosure))
    assert saved(disclosure) == {}
    assert now(disclosure).version == disclosure.version


def test_the_generated_sentence_is_restored(clerk: Client, disclosure: Disclosure) -> None:
    before = says(disclosure)
    save(clerk, address(disclosure), **{"text-totals__total": "收支〔收、支总计〕。"})
    given = fields(clerk, address(disclosure))
    assert given[f"text-{TOTAL}"] == "收支〔收、支总计〕。"
    answer = clerk.post(address(disclosure), {**given, "deed": f"restore-{TOTAL}"})
    assert answer.status_code == 302
    assert (saved(disclosure), says(disclosure)) == ({}, before)


def test_a_wording_without_anything_to_say_rests_and_the_page_tells_it(
    clerk: Client, disclosure: Disclosure
) -> None:
    before = says(disclosure)
    save(clerk, address(disclosure), **{"text-totals__total": "增加〔收、支总计·增减额〕。"})
    assert saved(disclosure) == {TOTAL: "增加{total:delta}。"}
    assert says(disclosure) == before
    page = clerk.get(reverse("narrative", args=[disclosure.pk])).content.decode()
    assert "暂用自动生成的句子" in page


def test_an_emptied_sentence_is_left_out(clerk: Client, disclosure: Disclosure) -> None:
    save(clerk, address(disclosure), **{"text-totals__total": "  "})
    assert "收、支总计16.00万元" not in says(disclosure)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("收支〔收总计〕。", "不认识 〔收总计〕"),
        ("收支〔收、支总计·占比〕。", "没有定义占谁的比重"),
        ("收支〔收、支总计·比上年〕。", "应给出 2 个用词"),
        ("收支［〔收、支总计〕。", "没有配对"),
    ],
)
def test_a_wording_that_cannot_be_is_told_at_the_field_and_nothing_is_saved(
    clerk: Client, disclosure: Disclosure, text: str, told: str
) -> None:
    page = save(clerk, address(disclosure), 422, **{"text-totals__total": text})
    assert told in page
    assert fields_of(page)[f"text-{TOTAL}"] == text
    assert saved(disclosure) == {}


def test_the_preview_reads_typed_figures_back(clerk: Client, disclosure: Disclosure) -> None:
    given = fields(clerk, address(disclosure))
    given |= {f"text-{TOTAL}": "收、支总计17.00万元。", "deed": "preview"}
    headers = {"HX-Request": "true"}
    page = html.unescape(clerk.post(address(disclosure), given, headers=headers).content.decode())
    assert page.lstrip().startswith("<div id=")
    assert "附表改变时不会跟着变：17.00万元" in page
    assert "N-001" in page
    assert saved(disclosure) == {}


def test_without_a_script_the_preview_is_the_page_with_what_was_typed(
    clerk: Client, disclosure: Disclosure
) -> None:
    given = fields(clerk, address(disclosure))
    given |= {f"text-{TOTAL}": "收、支共〔收、支总计〕。", "deed": "preview"}
    page = clerk.post(address(disclosure), given).content.decode()
    assert fields_of(page)[f"text-{TOTAL}"] == "收、支共〔收、支总计〕。"
    assert "收、支共<a" in page


def test_two_clerks_see_both_wordings(clerk: Client, disclosure: Disclosure) -> None:
    mine = fields(clerk, address(disclosure))
    save(clerk, address(disclosure), **{"text-totals__total": "对方写〔收、支总计〕。"})
    answer = clerk.post(
        address(disclosure), {**mine, f"text-{TOTAL}": "我写〔收、支总计〕。", "deed": "save"}
    )
    page = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "对方写〔收、支总计〕。" in page
    assert fields_of(page)[f"text-{TOTAL}"] == "我写〔收、支总计〕。"
    assert saved(disclosure) == {TOTAL: "对方写{total}。"}
    answer = clerk.post(address(disclosure), {**fields_of(page), "deed": "save"})
    assert answer.status_code == 302
    assert saved(disclosure) == {TOTAL: "我写{total}。"}


def test_the_sentence_of_a_lists_items_is_reworded(clerk: Client, disclosure: Disclosure) -> None:
    url = reverse("narrative-list", args=[disclosure.pk, "general_items", "items"])
    given = fields(clerk, url)
    assert "〔名称〕" in given["text-items"]
    answer = clerk.post(url, {**given, "text-items": "〔名称〕支出〔本项〕。", "deed": "save"})
    assert answer.status_code == 302
    assert "行政运行支出12.00万元。" in says(disclosure, "general_items")
    assert (
        clerk.post(url, {**fields(clerk, url), "text-items": "", "deed": "save"}).status_code == 422
    )


@pytest.mark.parametrize("role", ["signatory", "reviewer", "observer", "administrator"])
def test_others_cannot_reword(role: str, crew: Crew, disclosure: Disclosure) -> None:
    client = browser_of(getattr(crew, role))
    assert client.get(address(disclosure)).status_code == 403
    forged = {f"text-{TOTAL}": "冒名", f"shown-{TOTAL}": "", "deed": "save"}
    assert client.post(address(disclosure), forged).status_code == 403
    assert saved(disclosure) == {}


def test_a_passage_that_is_not_there_is_not_found(clerk: Client, disclosure: Disclosure) -> None:
    assert clerk.get(address(disclosure, "nowhere")).status_code == 404
    assert clerk.get(address(disclosure, "totals", 9)).status_code == 404
    assert clerk.get(address(disclosure, "duties", 1)).status_code == 404
    url = reverse("narrative-list", args=[disclosure.pk, "totals", "items"])
    assert clerk.get(url).status_code == 404


def test_what_is_signed_is_not_reworded(clerk: Client, disclosure: Disclosure) -> None:
    Disclosure.objects.filter(pk=disclosure.pk).update(state="submitted")
    assert clerk.get(address(disclosure)).status_code == 409
