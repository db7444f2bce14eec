"""What somebody does in a form: entries typed, forms added and taken away."""

from __future__ import annotations

from disclosures.actions.sheets import Filled, Filling, fill
from disclosures.models import Disclosure, Person, Sheet
from tests.portal.people import actor

NAME = "performance"
#: A form about the one project of ``tests.factories``, as it is typed.
TYPED = {
    "form": "PF-A",
    "project": "业务经费",
    "head.project_name": "业务经费",
    "head.budget_unit": "某市某局",
    "goal.goal_expected": "办好培训",
    "goal.goal_actual": "办了三场培训",
    "indicators": "1,2",
    "indicators.1.l1": "项目完成指标",
    "indicators.1.l2": "数量指标",
    "indicators.1.l3": "培训场次",
    "indicators.1.target": "≥3场",
    "indicators.2.l1": "满意度指标",
    "indicators.2.l2": "满意度指标",
    "indicators.2.l3": "群众满意度",
    "indicators.2.target": "≥90%",
}


def filling(key: str, was: dict[str, str] | None, now: dict[str, str] | None) -> Filling:
    """One form of performance: what stood there, and what is to stand there."""
    return Filling(NAME, key, was, now)


def filled(disclosure: Disclosure, person: Person, *fillings: Filling) -> Filled:
    """Saved, or not, by somebody."""
    return fill(disclosure=disclosure, fillings=fillings, by=actor(person))


def with_sheet(disclosure: Disclosure, person: Person, key: str = "PF-A.1", **more: str) -> Filled:
    """The same disclosure with that form in it."""
    return filled(disclosure, person, filling(key, None, {**TYPED, **more}))


def fields(disclosure: Disclosure, key: str = "PF-A.1") -> dict[str, str]:
    """What stands in a form."""
    found: dict[str, str] = Sheet.objects.get(disclosure=disclosure, key=key).fields
    return found
