"""What a workbook would change, row by row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.core.facts import (
    Count,
    Expenditure,
    Fact,
    Facts,
    Income,
    Kind,
    LocalCode,
    Purchase,
    PurchaseLine,
    UnitInfo,
)
from disclosures.core.row_changes import RowChange, RowChanges, row_changes
from tests.random_facts import random_facts

LINE = {"unit": "1", "method": "purchase", "project": "信息化", "item": "服务器"}


def stated(*facts: Fact, **more: object) -> Facts:
    whole = Facts(
        department="某局",
        department_code="701",
        year=2021,
        kind=Kind.FINAL,
        form_set="sichuan-final-2020",
        units=(UnitInfo(code="1", name="机关", staff=20),),
        facts=facts,
    )
    return replace(whole, **more)  # type: ignore[arg-type]


def spent(amount: int, **more: str) -> Expenditure:
    values = {"measure": "final", "fund": "gp", "function": "2080101", "spend": "basic", **more}
    return Expenditure(unit="1", amount=amount, **values)


def earned(amount: int) -> Income:
    return Income(unit="1", measure="final", category="gp", amount=amount)


def told(changes: RowChanges) -> list[tuple[str, str, list[tuple[str, object, object]]]]:
    return [
        (ledger, change.kind, list(change.cells))
        for ledger, found in changes.by_ledger.items()
        for change in found
    ]


def test_the_same_facts_in_another_order_change_nothing() -> None:
    facts = (spent(5), spent(7, econ="30101"), earned(12))
    found = row_changes(stated(*facts), stated(*reversed(facts)))
    assert found.nothing
    assert {k: n for k, n in found.unchanged.items() if n} == {
        "unit": 1, "expenditure": 2, "income": 1,
    }  # fmt: skip


def test_rows_are_new_changed_or_removed_and_the_largest_amounts_come_first() -> None:
    before = stated(spent(5), spent(7, econ="30101"), spent(100, econ="30102"), earned(12))
    after = stated(spent(6), spent(7, econ="30101"), spent(50, econ="30201"), earned(12))
    found = row_changes(before, after)
    assert told(found) == [
        ("expenditure", "removed", [("amount", 100, None), ("note", "", None)]),
        ("expenditure", "new", [("amount", None, 50), ("note", None, "")]),
        ("expenditure", "changed", [("amount", 5, 6)]),
    ]
    assert [found.count(kind) for kind in ("new", "changed", "removed")] == [1, 1, 1]
    assert found.unchanged["expenditure"] == 1


def test_a_note_is_compared_and_the_place_in_the_workbook_is_not() -> None:
    before = stated(replace(spent(5), note="旧", place="支出!K3"))
    after = stated(replace(spent(5), note="新", place="支出!K9"))
    (_, _, cells), *more = told(row_changes(before, after))
    assert (cells, more) == ([("note", "旧", "新")], [])
    assert row_changes(before, stated(replace(spent(5), note="旧"))).nothing


def test_units_local_codes_counts_and_purchases_are_compared_as_the_workbook_states_them() -> None:
    line = PurchaseLine(**LINE, qty=100, uom="台", price=9)
    paid = Purchase(**LINE, source="nontax", amount=9)
    cars = Count(unit="1", name="轿车", number=200)
    before = stated(line, paid, cars, local_codes=(LocalCode(code="2080197", name="专项"),))
    after = stated(
        replace(line, qty=200), paid, replace(cars, number=300),
        units=(UnitInfo(code="1", name="局机关", staff=21),),
        local_codes=(LocalCode(code="2080197", name="本级专项"),),
    )  # fmt: skip
    assert told(row_changes(before, after)) == [
        ("unit", "changed", [("name", "机关", "局机关"), ("staff", 20, 21)]),
        ("purchase", "changed", [("qty", 100, 200)]),
        ("count", "changed", [("number", 200, 300)]),
        ("local_code", "changed", [("name", "专项", "本级专项")]),
    ]


def test_rows_of_the_same_dimensions_meet_by_what_they_state() -> None:
    before = stated(spent(5), spent(7), spent(9))
    after = stated(spent(9), spent(5), spent(8), spent(1))
    found = row_changes(before, after)
    assert told(found) == [
        ("expenditure", "changed", [("amount", 7, 8)]),
        ("expenditure", "new", [("amount", None, 1), ("note", None, "")]),
    ]
    assert found.unchanged["expenditure"] == 2


@pytest.mark.parametrize("sign", [1, -1])
def test_the_weight_is_what_the_ledger_grows_or_shrinks_by(sign: int) -> None:
    found = row_changes(stated(spent(10)), stated(spent(10 + 4 * sign)))
    (change,) = found.by_ledger["expenditure"]
    assert change.weight == 4
    assert RowChange(before=change.before, after=None).weight == 10


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_what_grows_less_what_shrinks_is_the_difference_of_the_totals(one: int, other: int) -> None:
    form = ("sichuan-final-2020", 2020)
    before, after = random_facts(one, *form), random_facts(other, *form)
    for ledger, changes in row_changes(before, after).by_ledger.items():
        grown = sum(c.after.amount for c in changes if c.after)
        shrunk = sum(c.before.amount for c in changes if c.before)
        assert total(after, ledger) - total(before, ledger) == grown - shrunk
    assert row_changes(before, before).nothing


def total(facts: Facts, ledger: str) -> int:
    return sum(getattr(f, "amount", 0) for f in facts.facts if f.of == ledger)
