"""The page of the text: read, written piece by piece, never over another person's words."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.assemble import book_of
from disclosures.core.workflow import Role
from disclosures.models import Disclosure, JournalEntry, Organisation, Writing
from tests.portal.course import now
from tests.portal.people import Crew, browser_of, somebody

pytestmark = pytest.mark.django_db

DUTIES = "text:duties"


@pytest.fixture
def clerk(crew: Crew) -> Client:
    return browser_of(crew.clerk)


def address(disclosure: Disclosure) -> str:
    return reverse("narrative", args=[disclosure.pk])


def page(client: Client, disclosure: Disclosure, query: str = "") -> str:
    response = client.get(address(disclosure) + query)
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def form(page: str, name: str) -> dict[str, str]:
    """The fields of the form that is for ``kind:key``."""
    kind, _, key = name.partition(":")
    for found in re.findall(r'<form[^>]*class="writing.*?</form>', page, re.DOTALL):
        values = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', found))
        if (values.get("kind"), values.get("key")) == (kind, key):
            text = re.search(r'name="text"[^>]*>\n?([^<]*)</textarea>', found)
            return {**values, "text": text[1] if text else ""}
    raise AssertionError(f"no form for {name}")


def save(
    client: Client, disclosure: Disclosure, name: str, text: str, status: int = 302, **more: str
) -> str:
    fields = form(page(client, disclosure), name) | {"text": text} | more
    response = client.post(address(disclosure), fields)
    assert response.status_code == status
    return html.unescape(response.content.decode())


def put(disclosure: Disclosure, state: str) -> None:
    """Into a state, whatever would have to be done before."""
    Disclosure.objects.filter(pk=disclosure.pk).update(state=state)


def said(disclosure: Disclosure, name: str = DUTIES) -> str | None:
    kind, _, key = name.partition(":")
    found = Writing.objects.filter(disclosure=disclosure, kind=kind, key=key).first()
    return found.text if found else None


def test_what_is_written_is_folded_and_what_is_missing_lies_open(
    clerk: Client, disclosure: Disclosure
) -> None:
    folded = re.compile(r"<details[^>]*><summary>修改：主要职能</summary>\s*<form")
    assert folded.search(page(clerk, disclosure))
    save(clerk, disclosure, DUTIES, "")
    assert not folded.search(page(clerk, disclosure))


def test_the_whole_stands_in_reading_order_with_its_contents(
    clerk: Client, disclosure: Disclosure
) -> None:
    found, document = page(clerk, disclosure), book_of(disclosure).document
    at = found.index("<article")
    for section in document.walk():
        at = found.index(f'id="section-{section.id}"', at)
        for paragraph in section.paragraphs:
            at = found.index(f'id="words-{paragraph.id}"', at)
    assert all(f'<a href="#section-{s.id}">{s.heading}' in found for s in document.walk())


def test_a_figure_leads_to_its_cell_and_says_what_it_is(
    clerk: Client, disclosure: Disclosure
) -> None:
    found = page(clerk, disclosure)
    link = re.search(r'<a class="figure"[^>]*data-slot="total"[^>]*>[^<]*</a>', found)
    assert link is not None
    assert 'title="收、支总计，本年，本年 16.00万元"' in link[0]
    to = re.search(r'href="([^"]*)"', link[0])
    assert to is not None
    assert clerk.get(to[1]).context["origin"].shown == "16.00 万元"


def test_what_is_written_is_saved_shown_and_journalled(
    clerk: Client, crew: Crew, disclosure: Disclosure
) -> None:
    save(clerk, disclosure, DUTIES, "管理全市就业。\r\n\r\n办理社会保险。 ")
    assert said(disclosure) == "管理全市就业。\n\n办理社会保险。"
    assert now(disclosure).version == disclosure.version + 1
    found = page(clerk, disclosure)
    assert '<p id="words-duties.1">管理全市就业。' in found
    assert '<p id="words-duties.2">办理社会保险。' in found
    deed = JournalEntry.objects.filter(action="write").first()
    assert deed is not None
    assert (deed.who, deed.after["writings"]) == (
        crew.clerk.name, {DUTIES: "管理全市就业。\n\n办理社会保险。"}
    )  # fmt: skip


def test_what_is_emptied_is_taken_away(clerk: Client, disclosure: Disclosure) -> None:
    save(clerk, disclosure, DUTIES, "甲")
    save(clerk, disclosure, DUTIES, "  ")
    assert said(disclosure) is None


def test_the_last_save_can_be_undone_once_more(clerk: Client, disclosure: Disclosure) -> None:
    save(clerk, disclosure, DUTIES, "甲")
    save(clerk, disclosure, DUTIES, "乙")
    save(clerk, disclosure, DUTIES, "乙", deed="undo")
    assert said(disclosure) == "甲"


def test_two_clerks_never_overwrite_each_other(
    clerk: Client, crew: Crew, disclosure: Disclosure
) -> None:
    before = form(page(clerk, disclosure), DUTIES)
    other = somebody("other", "赵敏", Role.CLERK, disclosure.organisation)
    save(browser_of(other), disclosure, DUTIES, "赵敏所写")
    answer = clerk.post(address(disclosure), {**before, "text": "王芳所写"})
    told = html.unescape(answer.content.decode())
    assert answer.status_code == 409
    assert "赵敏" in told
    assert "赵敏所写" in told
    assert form(told, DUTIES)["text"] == "王芳所写"
    assert said(disclosure) == "赵敏所写"
    # Having seen both, she decides for hers.
    answer = clerk.post(address(disclosure), form(told, DUTIES))
    assert answer.status_code == 302
    assert said(disclosure) == "王芳所写"


def test_who_saw_a_clash_may_take_the_others_words(clerk: Client, disclosure: Disclosure) -> None:
    before = form(page(clerk, disclosure), DUTIES)
    save(clerk, disclosure, DUTIES, "对方所写")
    told = clerk.post(address(disclosure), {**before, "text": "我写的"}).content.decode()
    clerk.post(address(disclosure), {**form(told, DUTIES), "deed": "theirs"})
    assert said(disclosure) == "对方所写"
    assert form(page(clerk, disclosure), DUTIES)["text"] == "对方所写"


def test_others_may_write_elsewhere_meanwhile(clerk: Client, disclosure: Disclosure) -> None:
    before = form(page(clerk, disclosure), DUTIES)
    save(clerk, disclosure, "text:achievements", "别处")
    assert clerk.post(address(disclosure), {**before, "text": "这里"}).status_code == 302
    assert (said(disclosure), said(disclosure, "text:achievements")) == ("这里", "别处")


def test_what_is_too_long_comes_back_as_typed(clerk: Client, disclosure: Disclosure) -> None:
    text = "字" * 50_001
    told = save(clerk, disclosure, DUTIES, text, status=422)
    assert "一处文字最多 50000 字，现有 50001 字" in told
    assert form(told, DUTIES)["text"] == text
    assert said(disclosure) != text


def test_a_field_that_the_text_does_not_have_is_refused(
    clerk: Client, disclosure: Disclosure
) -> None:
    fields = form(page(clerk, disclosure), DUTIES)
    for kind, key in (("text", "nowhere"), ("wording", "totals.total"), ("colour", "x")):
        answer = clerk.post(address(disclosure), {**fields, "kind": kind, "key": key, "text": "某"})
        assert answer.status_code == 400
        assert "某" in answer.content.decode()
    assert not Writing.objects.filter(key__in=("nowhere", "totals.total", "x")).exists()


@pytest.mark.parametrize("role", ["signatory", "reviewer", "observer", "administrator"])
def test_others_read_and_cannot_write(role: str, crew: Crew, disclosure: Disclosure) -> None:
    fields = form(page(browser_of(crew.clerk), disclosure), DUTIES)
    client = browser_of(getattr(crew, role))
    found = page(client, disclosure)
    assert 'class="writing' not in found
    assert "您只能查看" in found
    answer = client.post(address(disclosure), {**fields, "text": "冒名"})
    assert answer.status_code == 403
    assert said(disclosure) != "冒名"


def test_strangers_find_nothing(disclosure: Disclosure) -> None:
    elsewhere = Organisation.objects.create(name="别的局", code="799")
    stranger = browser_of(somebody("stranger", "路人", Role.OBSERVER, elsewhere))
    assert stranger.get(address(disclosure)).status_code == 404
    assert stranger.post(address(disclosure), {}).status_code == 404


def test_a_signed_text_is_locked_and_says_why(crew: Crew, disclosure: Disclosure) -> None:
    client = browser_of(crew.clerk)
    fields = form(page(client, disclosure), DUTIES)
    put(disclosure, "signed")
    found = page(client, disclosure)
    assert "材料已签署，文字不能修改" in found
    assert 'class="writing' not in found
    answer = client.post(address(disclosure), {**fields, "text": "迟到的话"})
    assert answer.status_code == 409
    assert "迟到的话" in answer.content.decode()


def test_the_counter_says_how_much_is_still_to_be_written(
    clerk: Client, disclosure: Disclosure
) -> None:
    save(clerk, disclosure, DUTIES, "写了")
    before = [f.key for f in clerk.get(address(disclosure)).context["missing"]]
    save(clerk, disclosure, DUTIES, "")
    response = clerk.get(address(disclosure))
    missing = response.context["missing"]
    assert [f.key for f in missing] == ["duties", *before]
    assert f"还要写 {len(missing)} 处" in response.content.decode()
    assert f'href="#{missing[0].id}"' in response.content.decode()


def test_last_years_words_stand_beside_and_can_be_taken_over(
    clerk: Client, disclosure: Disclosure
) -> None:
    last = Disclosure.objects.create(
        organisation=disclosure.organisation, year=2020, kind="final", form_set=disclosure.form_set
    )
    Writing.objects.update_or_create(
        disclosure=last, kind="text", key="duties", defaults={"text": "上年的职能"}
    )
    found = page(clerk, disclosure)
    assert "上年所写" in found
    save(clerk, disclosure, DUTIES, "", deed="last")
    assert said(disclosure) == "上年的职能"


def test_a_saved_field_answers_with_what_changed_around_it(
    clerk: Client, disclosure: Disclosure
) -> None:
    fields = form(page(clerk, disclosure), DUTIES) | {"text": "管理就业。"}
    answer = clerk.post(address(disclosure), fields, headers={"HX-Request": "true"})
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "已保存" in told
    assert "管理就业。" in told
    assert 'id="still" hx-swap-oob="true"' in told
    assert 'id="text-contents"' in told
    assert "<textarea" not in told
    assert f'id="version" hx-swap-oob="true">{disclosure.version + 1}<' in told


def test_a_remark_is_pinned_to_a_section_and_to_a_paragraph(
    crew: Crew, disclosure: Disclosure
) -> None:
    put(disclosure, "submitted")
    reviewer = browser_of(crew.reviewer)
    for at in ("text/totals", "text/totals/totals.1"):
        assert 'id="pin"' in page(reviewer, disclosure, f"?at={at}")
        answer = reviewer.post(
            reverse("remarks", args=[disclosure.pk]), {"at": at, "text": "请核对", "from": "text"}
        )
        assert answer.status_code == 302
        assert answer["Location"].startswith(address(disclosure))
    found = page(reviewer, disclosure)
    assert found.count("请核对") == 2
    listed = reviewer.get(reverse("remarks", args=[disclosure.pk])).content.decode()
    assert f'href="{address(disclosure)}#section-totals"' in listed
    assert f'href="{address(disclosure)}#words-totals.1"' in listed
    assert "2021年度收、支总计16.00万元" in listed


def test_a_remark_to_what_is_not_there_is_refused(crew: Crew, disclosure: Disclosure) -> None:
    put(disclosure, "submitted")
    reviewer = browser_of(crew.reviewer)
    url = reverse("remarks", args=[disclosure.pk])
    for at in ("text/nowhere", "text/totals/totals.9"):
        assert reviewer.post(url, {"at": at, "text": "请核对"}).status_code == 400


# -- attachments ------------------------------------------------------------------------------


def attach(client: Client, disclosure: Disclosure, status: int = 302, **fields: str) -> str:
    answer = client.post(reverse("attachments", args=[disclosure.pk]), fields)
    assert answer.status_code == status
    return html.unescape(answer.content.decode())


def titles(disclosure: Disclosure) -> list[str]:
    return [a.title for a in book_of(now(disclosure)).document.attachments]


def test_attachments_are_added_ordered_changed_and_removed(
    clerk: Client, disclosure: Disclosure
) -> None:
    for title in ("自评报告", "资产说明", "采购清单"):
        attach(clerk, disclosure, deed="add", title=title, text="一段\r\n二段")
    assert titles(disclosure) == ["自评报告", "资产说明", "采购清单"]
    attach(clerk, disclosure, deed="up", key="3", was="采购清单\n一段\n二段")
    attach(clerk, disclosure, deed="down", key="1", was="自评报告\n一段\n二段")
    assert titles(disclosure) == ["采购清单", "自评报告", "资产说明"]
    attach(
        clerk, disclosure, deed="save", key="1", was="采购清单\n一段\n二段", title="目录", text=""
    )
    attach(clerk, disclosure, deed="remove", key="2", was="自评报告\n一段\n二段")
    assert titles(disclosure) == ["目录", "资产说明"]


def test_an_attachment_that_another_changed_is_not_overwritten(
    clerk: Client, disclosure: Disclosure
) -> None:
    attach(clerk, disclosure, deed="add", title="报告", text="新的")
    told = attach(
        clerk, disclosure, 409, deed="save", key="1", was="报告\n旧的", title="报告", text="我的"
    )
    assert "新的" in told
    assert "我的" in told
    assert said(disclosure, "attachment:1") == "报告\n新的"


def test_an_attachment_without_a_title_is_refused_and_kept(
    clerk: Client, disclosure: Disclosure
) -> None:
    assert "全文" in attach(clerk, disclosure, 400, deed="add", title=" ", text="全文")


def test_who_only_reads_cannot_attach(crew: Crew, disclosure: Disclosure) -> None:
    attach(browser_of(crew.observer), disclosure, 403, deed="add", title="报告", text="")
