"""Filling forms: who was faster, what is refused, what the journal and the versions tell."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from pytest_django import DjangoAssertNumQueries

from disclosures.actions import NotNow
from disclosures.actions.sheets import LONGEST, Filling, OvertakenEntry
from disclosures.core.workflow import Role, State
from disclosures.journal.telling import lines_of
from disclosures.models import Disclosure, JournalEntry, Organisation, Sheet
from disclosures.versions import content_at, content_of, keep
from tests.performance.filling import TYPED, fields, filled, filling, with_sheet
from tests.portal import course
from tests.portal.people import Crew, crew_of, somebody

pytestmark = pytest.mark.django_db

NAME = "项目绩效目标完成情况表 业务经费"


def told(disclosure: Disclosure) -> list[str]:
    """What the journal says of the last deed."""
    deed = JournalEntry.objects.filter(disclosure=disclosure).order_by("-pk").first()
    assert deed is not None
    return list(lines_of(deed, {}))


def test_a_form_is_part_of_what_is_entered(disclosure: Disclosure, crew: Crew) -> None:
    done = with_sheet(disclosure, crew.clerk)
    assert (done.done, done.disclosure.version) == (True, disclosure.version + 1)
    assert fields(disclosure) == TYPED
    deed = JournalEntry.objects.filter(disclosure=disclosure).order_by("-pk")[0]
    assert (deed.who, deed.version, deed.action) == ("王芳", 2, "enter")
    assert (deed.before, deed.after) == (
        {"sheets": {"performance:PF-A.1": None}},
        {"sheets": {"performance:PF-A.1": TYPED}},
    )
    assert told(disclosure) == [f"{NAME}：新增"]


def test_two_people_in_one_form_keep_what_each_typed(disclosure: Disclosure, crew: Crew) -> None:
    with_sheet(disclosure, crew.clerk)
    second = somebody("second", "赵敏", Role.CLERK, disclosure.organisation)
    first_typed = filling("PF-A.1", TYPED, {**TYPED, "indicators.1.actual": "3场"})
    second_typed = filling("PF-A.1", TYPED, {**TYPED, "goal.goal_actual": "已完成"})
    assert filled(disclosure, crew.clerk, first_typed).done
    assert filled(disclosure, second, second_typed).done
    both = {**TYPED, "indicators.1.actual": "3场", "goal.goal_actual": "已完成"}
    assert fields(disclosure) == both
    assert told(disclosure) == [f"{NAME} 年度目标完成情况 实际完成目标：办了三场培训 → 已完成"]


def test_of_one_entry_the_slower_sees_both_texts_and_nothing_is_saved(
    disclosure: Disclosure, crew: Crew
) -> None:
    with_sheet(disclosure, crew.clerk)
    filled(disclosure, crew.clerk, filling("PF-A.1", TYPED, {**TYPED, "money.exec_total": "4.00"}))
    late = {**TYPED, "money.exec_total": "4.01", "goal.goal_actual": "已完成"}
    done = filled(disclosure, crew.clerk, filling("PF-A.1", TYPED, late))
    assert done.overtaken == (OvertakenEntry("PF-A.1", "money.exec_total", "4.00", "4.01"),)
    assert fields(disclosure) == {**TYPED, "money.exec_total": "4.00"}
    assert JournalEntry.objects.filter(disclosure=disclosure, version=4).count() == 0


def test_who_types_the_same_is_overtaken_by_nobody(disclosure: Disclosure, crew: Crew) -> None:
    with_sheet(disclosure, crew.clerk)
    same = filling("PF-A.1", TYPED, {**TYPED, "money.exec_total": "4.00"})
    assert filled(disclosure, crew.clerk, same).disclosure.version == 3
    assert filled(disclosure, crew.clerk, same).disclosure.version == 3


def test_a_part_of_a_form_is_enough(disclosure: Disclosure, crew: Crew) -> None:
    with_sheet(disclosure, crew.clerk)
    part = filling("PF-A.1", {"indicators.1.target": "≥3场"}, {"indicators.1.target": ""})
    assert filled(disclosure, crew.clerk, part).done
    assert fields(disclosure) == {p: t for p, t in TYPED.items() if p != "indicators.1.target"}


def test_a_form_that_somebody_else_made_or_took_away_is_not_overwritten(
    disclosure: Disclosure, crew: Crew
) -> None:
    with_sheet(disclosure, crew.clerk)
    again = with_sheet(disclosure, crew.clerk)
    assert again.overtaken == (OvertakenEntry("PF-A.1", "", "PF-A.1", "PF-A.1"),)
    assert filled(disclosure, crew.clerk, filling("PF-A.1", TYPED, None)).done
    late = filled(disclosure, crew.clerk, filling("PF-A.1", TYPED, {**TYPED, "order": "2"}))
    assert late.overtaken == (OvertakenEntry("PF-A.1", "", "", "PF-A.1"),)
    assert filled(disclosure, crew.clerk, filling("PF-A.1", TYPED, None)).done  # both took it away
    assert not Sheet.objects.filter(disclosure=disclosure).exists()


def test_nobody_takes_away_what_they_have_not_seen(disclosure: Disclosure, crew: Crew) -> None:
    with_sheet(disclosure, crew.clerk)
    more = {**TYPED, "goal.goal_actual": "已完成"}
    filled(disclosure, crew.clerk, filling("PF-A.1", TYPED, more))
    done = filled(disclosure, crew.clerk, filling("PF-A.1", TYPED, None))
    assert done.overtaken == (OvertakenEntry("PF-A.1", "goal.goal_actual", "已完成", ""),)


def test_all_that_cannot_be_kept_is_told_at_once(disclosure: Disclosure, crew: Crew) -> None:
    strange = {**TYPED, "nonsense": "x", "indicators.1.actual": "长" * (LONGEST + 1)}
    with pytest.raises(ValidationError) as refused:
        filled(
            disclosure,
            crew.clerk,
            filling("PF-A.1", None, strange),
            filling("PF-Q.1", None, {"form": "PF-Q"}),
            filling("PF A", None, TYPED),
        )
    assert refused.value.messages == [
        f"{NAME}：表中没有这一项：nonsense",
        f"{NAME} 绩效指标 第1行 实际完成指标值：最多 20000 字，现有 20001 字",
        "绩效表：没有这种绩效表：PF-Q",
        "没有这样的表单：performance:PF A",
    ]
    assert not Sheet.objects.filter(disclosure=disclosure).exists()


def test_every_version_of_the_forms_can_be_told(disclosure: Disclosure, crew: Crew) -> None:
    contents = {1: content_of(disclosure)}
    steps = (
        filling("PF-A.1", None, TYPED),
        filling("PF-A.1", {}, {"indicators.2.actual": "95%", "indicators.1.target": ""}),
        filling("PF-A.2", None, {**TYPED, "head.project_name": "另一项目"}),
        filling("PF-A.1", {}, None),
    )
    for version, step in enumerate(steps, start=2):
        step = _as_it_stands(disclosure, step)
        assert filled(disclosure, crew.clerk, step).done
        contents[version] = content_of(course.now(disclosure))
        if version == 3:
            keep(course.now(disclosure))
    here = course.now(disclosure)
    assert {v: content_at(here, v).sheets for v in contents} == {
        v: c.sheets for v, c in contents.items()
    }
    assert [sorted(c.sheets) for c in contents.values()] == [
        [], ["performance:PF-A.1"], ["performance:PF-A.1"],
        ["performance:PF-A.1", "performance:PF-A.2"], ["performance:PF-A.2"],
    ]  # fmt: skip
    assert told(disclosure) == [f"{NAME}：删除"]


def _as_it_stands(disclosure: Disclosure, step: Filling) -> Filling:
    """The step, made by somebody who has before their eyes what stands there."""
    if step.was is None:
        return step
    there = fields(disclosure, step.key)
    return filling(step.key, there, None if step.now is None else {**there, **step.now})


def test_a_version_with_forms_prints_them(disclosure: Disclosure, crew: Crew) -> None:
    with_sheet(disclosure, crew.clerk)
    here = course.now(disclosure)
    assert [f.subject for f in content_at(here, 2).book(here).document.forms] == ["业务经费"]
    assert content_at(here, 1).book(here).document.forms == ()


def test_who_may_enter_may_fill_in_forms(disclosure: Disclosure, crew: Crew) -> None:
    other = Organisation.objects.create(
        name="别的局", code="799", parent=disclosure.organisation.parent
    )
    stranger = somebody("stranger", "孙立", Role.CLERK, other)
    for person in (crew.signatory, crew.reviewer, crew.observer, crew.administrator, stranger):
        with pytest.raises(PermissionDenied):
            with_sheet(disclosure, person)
    assert with_sheet(disclosure, crew.clerk).done


@pytest.mark.parametrize("state", [s for s in State if s not in (State.DRAFT, State.RETURNED)])
def test_forms_are_closed_once_they_are_handed_in(
    disclosure: Disclosure, crew: Crew, state: State
) -> None:
    Disclosure.objects.filter(pk=disclosure.pk).update(state=state)
    with pytest.raises(NotNow):
        with_sheet(disclosure, crew.clerk)


def test_what_is_signed_holds_the_forms_and_a_correction_keeps_them(
    disclosure: Disclosure,
) -> None:
    here = course.warned()
    crew = crew_of(here)
    with_sheet(here, crew.clerk)
    here = course.published(course.checked(here), crew)
    assert [f.subject for f in here.publications.get().document.forms] == ["业务经费"]
    fresh = course.corrected(here, crew)
    assert fields(fresh) == TYPED


def test_saving_asks_the_same_number_of_questions_however_many_forms_there_are(
    disclosure: Disclosure, crew: Crew, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    many = [filling(f"PF-A.{n}", None, TYPED) for n in range(1, 60)]
    assert filled(disclosure, crew.clerk, *many).done
    with django_assert_max_num_queries(16):
        filled(disclosure, crew.clerk, filling("PF-A.7", TYPED, {**TYPED, "order": "3"}))
