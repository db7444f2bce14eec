"""The amounts of 批复表 that the rules of budget tables compare with theirs."""

from __future__ import annotations

from disclosures.core.rules.base import Goal
from tests.performance.sound import a_book

WAN = 1_000_000


def test_a_form_of_the_whole_and_those_of_projects_state_goals() -> None:
    book = a_book("goals", {"D1": {"project": "鉴定"}})
    assert book.goals == (
        Goal(project="", fiscal=145 * WAN, other=5 * WAN, procurement=None, step=10_000),
        Goal(
            project="鉴定",
            fiscal=15 * WAN,
            other=5 * WAN,
            procurement=7 * WAN,
            aliases=("鉴定经费",),
            step=10_000,
        ),
    )


def test_self_evaluations_state_none() -> None:
    assert a_book("self").goals == ()


def test_a_form_without_money_states_none() -> None:
    nothing = {"tasks.total.fiscal": "", "tasks.total.other": "", "tasks.personnel.fiscal": ""}
    nothing |= {f"tasks.{line}.fiscal": "" for line in ("public", "running", "special")}
    book = a_book("goals", {"C1": {**nothing, "tasks.special.other": ""}})
    assert [goal.project for goal in book.goals] == ["鉴定经费"]
