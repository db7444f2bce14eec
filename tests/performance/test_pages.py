"""The pages of the chapter, asked as browsers without a script ask them."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from disclosures.core.chapters import form_address
from disclosures.models import Disclosure, Remark, Sheet
from performance.core.sheet import PROJECT
from performance.data import form, form_ids
from tests.performance.filling import TYPED, fields, filled, filling, with_sheet
from tests.portal import course
from tests.portal.people import Crew, browser_of, crew_of

pytestmark = pytest.mark.django_db

#: An entry as it stands in every form of these tests.
STOOD = {"goal.goal_actual": TYPED["goal.goal_actual"]}


@pytest.fixture
def clerk(crew: Crew) -> Client:
    return browser_of(crew.clerk)


def chapter(disclosure: Disclosure, query: str = "") -> str:
    return reverse("performance", args=[disclosure.pk]) + query


def sheet(disclosure: Disclosure, key: str = "PF-A.1") -> str:
    return reverse("performance-sheet", args=[disclosure.pk, key])


def html(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def sent(client: Client, address: str) -> dict[str, str]:
    """What the form of a sheet sends when its button is pressed at once."""
    page = html(client, address)
    found = {"was": unescape(re.search(r'name="was" value="([^"]*)"', page)[1])}  # type: ignore[index]
    for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', page):
        if name != "csrfmiddlewaretoken":
            found[name] = unescape(value)
    for name, text in re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>([^<]*)</textarea>', page):
        found[name] = unescape(text)
    chosen = re.search(r'<select name="project">.*?<option selected>([^<]*)</option>', page)
    return {**found, PROJECT: chosen[1] if chosen else "", "do": "save"}


def told(answer: object) -> str:
    return " ".join(str(m) for m in answer.context["messages"])  # type: ignore[attr-defined]


# -- the sheet --------------------------------------------------------------------------------


def test_a_form_is_filled_in_without_a_script(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    typed = {
        "goal.goal_actual": "全部完成",
        "indicators.3.l3": "新的一行",
        "indicators.1.actual": "3场",
    }
    answer = clerk.post(sheet(disclosure), {**sent(clerk, sheet(disclosure)), **typed}, follow=True)
    assert told(answer) == "已保存，现在是第3版。"
    assert fields(disclosure) == {**TYPED, **typed, "indicators": "1,2,3"}


def test_pressing_the_button_at_once_changes_nothing(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    answer = clerk.post(sheet(disclosure), sent(clerk, sheet(disclosure)), follow=True)
    assert told(answer) == "没有要保存的改动。"
    assert fields(disclosure) == TYPED


def test_rows_are_moved_and_removed_by_buttons(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    clerk.post(sheet(disclosure), {**sent(clerk, sheet(disclosure)), "do": "up:indicators.2"})
    assert fields(disclosure)["indicators"] == "2,1"
    clerk.post(sheet(disclosure), {**sent(clerk, sheet(disclosure)), "do": "remove:indicators.2"})
    there = fields(disclosure)
    assert there["indicators"] == "1"
    assert not [path for path in there if path.startswith("indicators.2.")]


def test_of_a_conflict_both_texts_are_shown_and_the_own_one_stays_in_its_field(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    late = {**sent(clerk, sheet(disclosure)), "goal.goal_actual": "我写的"}
    filled(disclosure, crew.clerk, filling("PF-A.1", STOOD, {"goal.goal_actual": "别人写的"}))
    answer = clerk.post(sheet(disclosure), late)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人改为“别人写的”，您填的是“我写的”" in page
    assert ">我写的</textarea>" in page
    assert fields(disclosure)["goal.goal_actual"] == "别人写的"
    again = {**late, "was": json.dumps({**fields(disclosure)}, ensure_ascii=False)}
    assert clerk.post(sheet(disclosure), again).status_code == 302
    assert fields(disclosure)["goal.goal_actual"] == "我写的"


def test_what_is_reckoned_stands_in_its_field_and_what_differs_is_marked(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk, **{"money.exec_total": "4.01"})
    page = html(clerk, sheet(disclosure))
    assert "与自动数 4.00 不同（取自填报数据）" in page
    assert 'placeholder="4.00"' in page


def test_who_may_not_enter_reads_the_form_and_types_nothing(
    disclosure: Disclosure, crew: Crew
) -> None:
    with_sheet(disclosure, crew.clerk)
    for person in (crew.signatory, crew.reviewer, crew.observer, crew.administrator):
        page = html(browser_of(person), sheet(disclosure))
        assert "培训场次" in page
        assert "<textarea id" not in page
        posted = browser_of(person).post(
            sheet(disclosure), {"was": "{}", "goal.goal_actual": "x", "do": "save"}
        )
        assert posted.status_code == 403
    assert fields(disclosure) == TYPED


def test_nonsense_is_refused(disclosure: Disclosure, crew: Crew, clerk: Client) -> None:
    with_sheet(disclosure, crew.clerk)
    assert clerk.get(sheet(disclosure, "PF-A.9")).status_code == 404
    for was in ("[]", "{", '{"a": 1}'):
        assert clerk.post(sheet(disclosure), {"was": was, "do": "save"}).status_code == 400
    too_long = {**sent(clerk, sheet(disclosure)), "goal.goal_actual": "长" * 20_001}
    answer = clerk.post(sheet(disclosure), too_long)
    assert answer.status_code == 422
    assert "最多 20000 字，现有 20001 字" in answer.content.decode()


# -- what the script sends --------------------------------------------------------------------


def saved(client: Client, disclosure: Disclosure, was: object, now: object) -> tuple[int, object]:
    body = json.dumps({"was": was, "now": now})
    answer = client.post(sheet(disclosure), body, content_type="application/json")
    return answer.status_code, answer.json()


def test_the_script_saves_entry_by_entry(disclosure: Disclosure, crew: Crew, clerk: Client) -> None:
    with_sheet(disclosure, crew.clerk)
    status, said = saved(clerk, disclosure, STOOD, {"goal.goal_actual": "完成"})
    after = {**TYPED, "goal.goal_actual": "完成"}
    assert (status, said) == (200, {"fields": after, "renamed": {}, "version": 3})


def test_rows_that_two_people_add_at_once_are_both_kept(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    was = {"indicators": "1,2", "indicators.3.l3": ""}
    for words, renamed, order in (
        ("一", {}, "1,2,3"),
        ("二", {"indicators.3": "indicators.4"}, "1,2,3,4"),
    ):
        status, said = saved(
            clerk, disclosure, was, {"indicators": "1,2,3", "indicators.3.l3": words}
        )
        assert status == 200
        assert said["renamed"] == renamed  # type: ignore[index]
        assert fields(disclosure)["indicators"] == order
    assert [fields(disclosure)[f"indicators.{n}.l3"] for n in (3, 4)] == ["一", "二"]


def test_the_script_is_told_what_others_wrote(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk, **{"goal.goal_actual": "他的"})
    status, said = saved(clerk, disclosure, {"goal.goal_actual": ""}, {"goal.goal_actual": "我的"})
    assert status == 409
    assert said["overtaken"] == [  # type: ignore[index]
        {"path": "goal.goal_actual", "name": "年度目标完成情况 实际完成目标",
         "theirs": "他的", "wanted": "我的"}
    ]  # fmt: skip
    assert saved(clerk, disclosure, [], {})[0] == 400
    assert saved(clerk, disclosure, {}, {"nonsense": "x"})[0] == 422


def test_a_closed_disclosure_tells_the_script(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    Disclosure.objects.filter(pk=disclosure.pk).update(state="submitted")
    status, said = saved(clerk, disclosure, {}, {"goal.goal_actual": "x"})
    assert status == 409
    assert list(said) == ["closed"]  # type: ignore[call-overload]


# -- the list ---------------------------------------------------------------------------------


def test_an_empty_chapter_says_what_to_do(disclosure: Disclosure, clerk: Client) -> None:
    page = html(clerk, chapter(disclosure))
    assert "还没有绩效表。可以按填报数据中的 1 个项目一次添加，也可以逐张添加。" in page
    assert "为 1 个项目各添加一张“项目绩效目标完成情况表”" in page


def test_a_form_for_every_project_of_the_ledger_is_added_once(
    disclosure: Disclosure, clerk: Client
) -> None:
    for said in (
        "已为 1 个项目各添加一张“项目绩效目标完成情况表”。",
        "填报数据中的项目都已有这种表，没有添加。",
    ):
        deed = {"do": "all", "all-form": "PF-A"}
        assert told(clerk.post(chapter(disclosure), deed, follow=True)) == said
    only = Sheet.objects.get(disclosure=disclosure)
    assert only.fields == {
        "form": "PF-A", "order": "10", "project": "业务经费",
        "head.project_name": "业务经费", "head.budget_unit": "某市某局",
    }  # fmt: skip


def test_one_form_is_added_for_a_project_that_the_ledger_does_not_know(
    disclosure: Disclosure, clerk: Client
) -> None:
    deed = {"do": "add", "form": "PF-A", "project": "另一项目"}
    assert clerk.post(chapter(disclosure), deed).status_code == 302
    only = Sheet.objects.get(disclosure=disclosure)
    assert (only.fields["head.project_name"], only.fields.get("project")) == ("另一项目", None)
    empty = clerk.post(chapter(disclosure), {**deed, "project": " "}, follow=True)
    assert "请选择或填写项目名称。没有添加。" in told(empty)
    assert clerk.post(chapter(disclosure), {**deed, "form": "PF-Z"}).status_code == 400
    assert Sheet.objects.filter(disclosure=disclosure).count() == 1


def three(disclosure: Disclosure, crew: Crew) -> None:
    for n, name in enumerate(("甲", "乙", "丙"), start=1):
        with_sheet(
            disclosure, crew.clerk, f"PF-A.{n}", **{"head.project_name": name, "order": str(n)}
        )


def names(client: Client, disclosure: Disclosure, query: str = "") -> list[str]:
    answer = client.get(chapter(disclosure, query))
    return [line.subject for line in answer.context["lines"]]


def test_sheets_are_ordered_copied_and_found(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    three(disclosure, crew)
    clerk.post(chapter(disclosure), {"do": "up:PF-A.3"})
    assert names(clerk, disclosure) == ["甲", "丙", "乙"]
    clerk.post(chapter(disclosure), {"do": "copy:PF-A.1"})
    assert names(clerk, disclosure) == ["甲", "甲", "丙", "乙"]
    assert names(clerk, disclosure, "?find=乙") == ["乙"]
    assert names(clerk, disclosure, "?form=PF-B") == []
    assert names(clerk, disclosure, "?only=open") == ["甲", "甲", "丙", "乙"]


def test_what_is_removed_can_be_brought_back(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    three(disclosure, crew)
    lines = {x.subject: x for x in clerk.get(chapter(disclosure)).context["lines"]}
    of = [f"{lines[name].key}:{lines[name].seen}" for name in ("甲", "丙")]
    answer = clerk.post(chapter(disclosure), {"do": "remove-chosen", "of": of}, follow=True)
    assert told(answer) == "已删除 2 张表，可以撤销。"
    assert names(clerk, disclosure) == ["乙"]
    assert "撤销刚才的删除" in answer.content.decode()
    undo = {"do": f"undo:{answer.context['undo']}"}
    assert told(clerk.post(chapter(disclosure), undo, follow=True)) == "删除的表已经恢复。"
    assert names(clerk, disclosure) == ["甲", "乙", "丙"]
    assert fields(disclosure, "PF-A.3") == {**TYPED, "head.project_name": "丙", "order": "3"}
    again = clerk.post(chapter(disclosure), undo, follow=True)
    assert told(again) == "这些表已经恢复过，没有改动。"


def test_nobody_removes_what_was_changed_since_the_list_was_shown(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    [line] = clerk.get(chapter(disclosure)).context["lines"]
    filled(disclosure, crew.clerk, filling("PF-A.1", STOOD, {"goal.goal_actual": "完成"}))
    deed = {"do": f"remove:{line.key}:{line.seen}"}
    answer = clerk.post(chapter(disclosure), deed, follow=True)
    assert told(answer) == "有的表在您打开本页之后又改过，没有删除，请看过再删。"
    assert Sheet.objects.filter(disclosure=disclosure).exists()


def test_who_may_not_enter_adds_and_removes_nothing(disclosure: Disclosure, crew: Crew) -> None:
    with_sheet(disclosure, crew.clerk)
    for person in (crew.signatory, crew.reviewer, crew.observer, crew.administrator):
        client = browser_of(person)
        [line] = client.get(chapter(disclosure)).context["lines"]
        for deed in (
            {"do": "add", "form": "PF-A", "project": "x"},
            {"do": f"remove:{line.key}:{line.seen}"},
            {"do": "copy:PF-A.1"},
        ):
            assert client.post(chapter(disclosure), deed).status_code == 403
    assert Sheet.objects.count() == 1


# -- elsewhere --------------------------------------------------------------------------------


def test_the_bar_leads_to_the_chapter(disclosure: Disclosure, clerk: Client) -> None:
    page = html(clerk, reverse("disclosure", args=[disclosure.pk]))
    assert f'<a href="{chapter(disclosure)}">绩效</a>' in page


def test_a_remark_is_pinned_to_an_entry_answered_and_seen_in_its_place(
    disclosure: Disclosure, crew: Crew
) -> None:
    here = course.warned()
    crew = crew_of(here)
    with_sheet(here, crew.clerk)
    here = course.submitted(course.checked(here), crew)
    reviewer = browser_of(crew.reviewer)
    at = str(form_address("PF-A.1", "indicators.1.target"))
    pinned = {"at": at, "from": "form", "text": "目标值从何而来？"}
    answer = reviewer.post(reverse("remarks", args=[here.pk]), pinned)
    assert answer["Location"] == f"{sheet(here)}#indicators.1.target"
    remark = Remark.objects.get()
    assert (remark.subject, remark.shown) == (
        "项目绩效目标完成情况表 业务经费 绩效指标 第1行 预期指标值",
        "≥3场",
    )
    page = html(reviewer, f"{sheet(here)}?at=indicators.1.target")
    assert "目标值从何而来？" in page
    assert f'<a href="{sheet(here)}#indicators.1.target">{remark.subject}</a>' in html(
        reviewer, reverse("remarks", args=[here.pk])
    )
    strange = {"at": str(form_address("PF-A.7", "x")), "from": "form", "text": "x"}
    assert reviewer.post(reverse("remarks", args=[here.pk]), strange).status_code == 400
    html(reviewer, reverse("review", args=[here.pk]))


def test_what_changed_in_forms_is_shown_between_versions(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk)
    filled(disclosure, crew.clerk, filling("PF-A.1", STOOD, {"goal.goal_actual": "完成"}))
    compare = reverse("compare", args=[disclosure.pk])
    page = html(clerk, f"{compare}?left=2&right=3&part=forms")
    assert "<b>年度目标完成情况 实际完成目标</b>：<del>办了三场培训</del> → <ins>完成</ins>" in page
    assert ">新增</small>" in html(clerk, f"{compare}?left=1&right=3&part=forms")
    assert ">已删除</small>" in html(clerk, f"{compare}?left=3&right=1&part=forms")
    assert "绩效表没有改动。" in html(clerk, f"{compare}?left=0&right=1&part=forms")


@pytest.mark.parametrize("form_id", form_ids())
def test_every_form_has_its_page_for_clerk_and_reviewer(
    disclosure: Disclosure, crew: Crew, form_id: str
) -> None:
    lists = dict.fromkeys(form(form_id).listed, "1")
    Sheet.objects.create(
        disclosure=disclosure, chapter="performance", key="x.1", fields={"form": form_id, **lists}
    )
    for person in (crew.clerk, crew.reviewer):
        assert form(form_id).name in html(browser_of(person), sheet(disclosure, "x.1"))


def test_the_text_shows_what_the_chapter_adds_and_leads_to_it(
    disclosure: Disclosure, crew: Crew, clerk: Client
) -> None:
    with_sheet(disclosure, crew.clerk, "PF-A.1", **{"summary.effect": "办了三场培训"})
    report = {"form": "PF-R1", "conclusion.text": "较好"}
    filled(disclosure, crew.clerk, filling("PF-R1.1", None, report))
    page = html(clerk, reverse("narrative", args=[disclosure.pk]))
    assert "通过项目实施，办了三场培训。" in page
    assert f'<a href="{sheet(disclosure)}">业务经费项目绩效目标完成情况表</a>' in page
    assert re.search(rf'<a href="{chapter(disclosure)}">附件　[^<]*绩效评价报告</a>', page)
