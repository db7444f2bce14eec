"""Approved goals begin their completion; a year's goals begin the next year's."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from disclosures.actions.sheets import Filling, fill
from disclosures.models import Disclosure, JournalEntry, Publication, Sheet
from performance.actions import carry, sources_of
from performance.core.carry import begun, nearest, next_goal
from performance.core.sheet import Sheet as Filled
from performance.data import form
from tests.portal.people import Crew, actor, browser_of

#: An approved goal, as 批复表 states it.
GOAL = {
    "form": "PF-D",
    "project": "业务经费",
    "head.project_name": "业务经费",
    "head.budget_unit": "某市某局",
    "money.y_total": "4.00",
    "goal.goal_long": "五年内办结全部事项",
    "goal.goal_year": "办结年度事项",
    "indicators": "2,1,3",
    "indicators.1.l1": "效益指标",
    "indicators.1.l2y": "社会效益",
    "indicators.1.l3y": "群众知晓率",
    "indicators.1.y_target": "≥80%",
    "indicators.2.l1": "产出指标",
    "indicators.2.l2y": "数量指标",
    "indicators.2.l3y": "培训场次",
    "indicators.2.y_target": "≥3场",
    "indicators.3.l1": "满意度指标",
    "indicators.3.l2": "服务对象满意度",
}


def goal() -> Filled:
    return Filled("PF-D.1", form("PF-D"), GOAL)


def test_a_completion_begins_with_everything_but_what_was_reached() -> None:
    assert begun(goal(), form("PF-A"), ["业务经费"]) == {
        "form": "PF-A",
        "project": "业务经费",
        "head.project_name": "业务经费",
        "head.budget_unit": "某市某局",
        "goal.goal_expected": "办结年度事项",
        "indicators": "1,2",
        "indicators.1.l1": "项目完成指标",
        "indicators.1.l2": "数量指标",
        "indicators.1.l3": "培训场次",
        "indicators.1.target": "≥3场",
        "indicators.1.approved": "≥3场",
        "indicators.2.l1": "效益指标",
        "indicators.2.l2": "社会效益指标",
        "indicators.2.l3": "群众知晓率",
        "indicators.2.target": "≥80%",
        "indicators.2.approved": "≥80%",
    }


def test_a_project_that_the_ledger_does_not_know_is_named_and_not_tied_to_it() -> None:
    found = begun(goal(), form("PF-G"), ["别的项目"])
    assert "project" not in found
    assert (found["head.project_name"], found["head.unit"]) == ("业务经费", "某市某局")
    assert found["indicators.1.l1"] == "产出指标（50分）"


def test_next_year_keeps_words_and_leaves_amounts_to_its_ledger() -> None:
    found = next_goal(goal(), [])
    gone = {"money.y_total", "project"}
    assert found == {path: text for path, text in GOAL.items() if path not in gone}


@pytest.mark.parametrize(
    ("name", "names", "found"),
    [
        ("产出指标", ["产出指标（50分）", "效益指标（30分）"], "产出指标（50分）"),
        ("满意度指标", ["服务对象满意度指标"], "服务对象满意度指标"),
        ("经济效益", ["社会效益指标", "经济效益指标"], "经济效益指标"),
        ("成本指标", ["数量指标"], "成本指标"),
        ("", ["数量指标"], ""),
    ],
)
def test_names_of_other_trees_are_understood(name: str, names: list[str], found: str) -> None:
    assert nearest(name, names) == found


# -- in the database --------------------------------------------------------------------------


def budget(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """The organisation's budget of the same year, with a goal."""
    made = Disclosure.objects.create(
        organisation=disclosure.organisation, year=disclosure.year, kind="budget",
        form_set="bazhong-budget-2022", origin="facts", version=0,
    )  # fmt: skip
    filling = Filling("performance", "PF-D.1", None, GOAL)
    return fill(disclosure=made, fillings=[filling], by=actor(crew.clerk)).disclosure


@pytest.mark.django_db
def test_what_is_approved_counts_and_not_what_was_changed_since(
    disclosure: Disclosure, crew: Crew
) -> None:
    planned, by = budget(disclosure, crew), actor(crew.clerk)
    [source] = sources_of(disclosure, by)
    assert (source.version, source.approved, source.count) == (1, False, 1)
    approve(planned)
    later = Filling("performance", "PF-D.1", {}, {"indicators.2.y_target": "≥1场"})
    fill(disclosure=planned, fillings=[later], by=by)
    [source] = sources_of(disclosure, by)
    assert (source.version, source.approved) == (1, True)
    [key] = carry(disclosure=disclosure, source=planned, by=by)
    made = Sheet.objects.get(disclosure=disclosure, key=key).fields
    assert (made["form"], made["order"], made["indicators.1.approved"]) == ("PF-A", "10", "≥3场")
    assert sources_of(disclosure, by) == []
    with pytest.raises(ValidationError, match="没有可以沿用的绩效目标"):
        carry(disclosure=disclosure, source=planned, by=by)
    deed = JournalEntry.objects.filter(disclosure=disclosure).order_by("-pk")[0]
    assert deed.after["begun_from"] == {"name": str(planned), "version": 1}


def approve(planned: Disclosure) -> None:
    """As an approval leaves it: frozen."""
    Publication.objects.create(
        disclosure=planned, number=1, version=planned.version, title="预算", content=b"",
        sha256="0" * 64, schema=1, form_set=planned.form_set,
    )  # fmt: skip


@pytest.mark.django_db
def test_the_page_offers_the_goals_and_takes_them_over(disclosure: Disclosure, crew: Crew) -> None:
    planned, client = budget(disclosure, crew), browser_of(crew.clerk)
    address = reverse("performance", args=[disclosure.pk])
    assert "沿用2021年预算的 1 张绩效目标" in client.get(address).content.decode()
    answer = client.post(address, {"do": f"carry:{planned.pk}"}, follow=True)
    assert [line.subject for line in answer.context["lines"]] == ["业务经费"]
    assert client.post(address, {"do": f"carry:{planned.pk}"}).status_code == 400
    assert client.post(address, {"do": "carry:999999"}).status_code == 404
    reader = browser_of(crew.reviewer).get(address).content.decode()
    assert "绩效目标</button>" not in reader


@pytest.mark.django_db
def test_a_project_is_shown_over_its_years(disclosure: Disclosure, crew: Crew) -> None:
    planned, client = budget(disclosure, crew), browser_of(crew.clerk)
    carry(disclosure=disclosure, source=planned, by=actor(crew.clerk))
    answer = client.get(reverse("performance-projects", args=[disclosure.pk]))
    assert [c.pk for c in answer.context["columns"]] == [planned.pk, disclosure.pk]
    [(name, row)] = answer.context["projects"]
    assert (name, [[e.name for e in entries] for entries in row]) == (
        "业务经费",
        [["项目支出绩效目标批复表"], ["项目绩效目标完成情况表"]],
    )
    assert "办结年度事项" in answer.content.decode()
