"""Performance forms as they were published → the goals of projects."""

from __future__ import annotations

from disclosures.core.document import PrintedForm
from performance.core.layout import printed_form
from public.core.goals import goals_of, key_of, staff_of
from tests.performance.real import BAZHONG, HUAIHUA, LUZHOU, sheets_of
from tests.performance.test_real import typed_values


def forms(document: str) -> list[PrintedForm]:
    return [printed_form(sheet, typed_values(sheet)) for sheet in sheets_of(document)]


def test_every_project_form_tells_of_its_project_and_forms_of_the_whole_of_none() -> None:
    assert len(goals_of(forms(LUZHOU))) == 5
    assert len(goals_of(forms(BAZHONG))) == 19
    assert len(goals_of(forms(HUAIHUA))) == 11


def test_an_account_tells_target_actual_and_score_of_each_indicator() -> None:
    goals = goals_of(forms(HUAIHUA))["流动人员档案管理工作经费"]
    sheet = next(s for s in sheets_of(HUAIHUA) if s.subject == goals.name)
    rows = sheet.rows["indicators"]
    assert goals.score == sheet["total.score"]
    assert [g["target"] for g in goals.indicators] == [row["target"] for row in rows]
    assert [g["actual"] for g in goals.indicators] == [row["actual"] for row in rows]
    assert all(g["name"] for g in goals.indicators)


def test_a_budget_tells_goals_and_no_results() -> None:
    told = goals_of(forms(BAZHONG))
    for goals in told.values():
        assert goals.indicators
        assert (goals.done, goals.score) == ("", "")
        assert {g["actual"] for g in goals.indicators} == {""}
        assert goals.amount
    # Alone in its cell, and among words of the form.
    assert told["人事电算化考试基地运行维护经费"].amount == 10_0000_00
    assert told["惠民惠农财政补贴一卡通系统服务费"].amount == 30_0000_00


def test_people_in_post_are_told_by_the_form_of_the_whole() -> None:
    sheet = next(s for s in sheets_of(HUAIHUA) if s["staff.actual"])
    assert staff_of(forms(HUAIHUA)) == int(sheet["staff.actual"])
    assert staff_of(forms(LUZHOU)) is None


def test_the_address_of_a_project_is_made_of_its_name_alone() -> None:
    assert len(key_of("甲")) == 10
    assert key_of("甲") != key_of("乙")
