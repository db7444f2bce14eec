"""A department and its units: nothing counted twice, nothing left out, internal flows netted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from disclosures.core.consolidate import (
    Consolidation,
    Origin,
    Part,
    Source,
    Totals,
    consolidate,
    sums_of_units,
)
from disclosures.core.derive import derive
from disclosures.core.facts import (
    ELIMINATION,
    Balance,
    Count,
    Expenditure,
    Fact,
    Facts,
    Income,
    Indicator,
    Kind,
    LocalCode,
    Purchase,
    PurchaseLine,
    Sangong,
    UnitInfo,
)
from disclosures.core.rules import check
from disclosures.core.rules.base import Evidence
from disclosures.core.tables import Tables
from disclosures.data import economic, form_set
from disclosures.pipeline import codes_of, take_in
from tests.random_facts import random_facts

EXAMPLES = Path(__file__).parents[2] / "examples"
FORMS = {
    "sichuan-final-2020": 2020,
    "sichuan-final-2022": 2023,
    "hunan-final-2023": 2023,
    "national-final": 2021,
    "bazhong-budget-2022": 2022,
}
UNITS = (("701001", "局机关"), ("701002", "服务中心"), ("701003", "培训中心"))
A, B, C = (code for code, _ in UNITS)
FLOW_KINDS = {"granted", "remitted", "superior_subsidy", "subsidiary_remit"}


# -- builders -----------------------------------------------------------------------------------


def stated(*facts: Fact, units: Iterable[tuple[str, str]] = (), **more: object) -> Facts:
    """A department's facts of 2020; ``more`` are fields of Facts."""
    whole = Facts(
        department="某市某局",
        department_code="701",
        year=2020,
        kind=Kind.FINAL,
        form_set="sichuan-final-2020",
        units=tuple(UnitInfo(code=c, name=n) for c, n in units),
        facts=facts,
    )
    return replace(whole, **more)  # type: ignore[arg-type]


def part(unit: str, *facts: Fact, **more: object) -> Part:
    """What a unit has handed up, under its own name."""
    name = dict(UNITS)[unit]
    own = stated(*facts, units=[(unit, name)], department=name, department_code=unit)
    return Part(code=unit, name=name, facts=replace(own, **more))  # type: ignore[arg-type]


def spent(unit: str, amount: int, spend: str = "basic", **more: str) -> Expenditure:
    values = {"measure": "final", "fund": "own", "function": "2080101", "econ": "30201", **more}
    return Expenditure(unit=unit, spend=spend, amount=amount, **values)


def earned(unit: str, amount: int, category: str = "business", **more: str) -> Income:
    values = {"measure": "final", "function": "2080101", **more}
    return Income(unit=unit, category=category, amount=amount, **values)


def by_unit(whole: Facts) -> dict[str, Facts]:
    """A department's facts unit by unit, each under the unit's own name."""
    codes = dict.fromkeys(f.unit for f in whole.facts)
    return {
        code: replace(
            whole,
            department=next((u.name for u in whole.units if u.code == code), code),
            department_code=code,
            units=tuple(u for u in whole.units if u.code == code),
            facts=tuple(f for f in whole.facts if f.unit == code),
        )
        for code in codes
    }


def put_together(whole: Facts, home: str) -> Consolidation:
    """The department again, of one unit's rows as its own and of the other units' parts."""
    split = by_unit(whole)
    own = replace(whole, units=split[home].units, facts=split[home].facts)
    others = (code for code in split if code != home)
    parts = [Part(code=c, name=split[c].department, facts=split[c]) for c in others]
    return consolidate(own, parts, [(p.code, p.name) for p in parts])


def tables(facts: Facts) -> Tables:
    return derive(form_set(facts.form_set, facts.year), facts, codes_of(facts), economic())


def content(of: Tables) -> dict[str, dict[str, tuple[Mapping[str, str], dict[str, int]]]]:
    """What every row of every table says; projects may come in another order."""
    return {
        t.role: {r.key: (r.texts, {c: r.cells[c].amount for c in r.cells}) for r in t.rows}
        for t in of.tables
    }


def evidence(made: Consolidation, *, without_eliminations: bool = False) -> Evidence:
    forms, codes = form_set(made.facts.form_set, made.facts.year), codes_of(made.facts)
    sums = sums_of_units(made, forms, codes, economic())
    return Evidence(
        tables=tables(made.facts),
        functions=codes,
        economic=economic(),
        facts=made.facts,
        parts=sums.parts,
        eliminations={} if without_eliminations else sums.eliminations,
    )


def errors(of: Evidence) -> list[tuple[str, str]]:
    return [(f.code, f.message) for f in check(of) if f.severity == "error"]


# -- the same department again ------------------------------------------------------------------


@cache
def bazhong(name: str) -> Facts:
    book = take_in((EXAMPLES / name).read_bytes(), name).book
    assert book is not None
    return book.facts


@pytest.mark.parametrize("home", [A, B, C])
@pytest.mark.parametrize("name", ["bazhong-2022-budget-facts.xlsx", "bazhong-2022-budget.xlsx"])
def test_bazhong_split_into_units_gives_the_same_ten_tables(name: str, home: str) -> None:
    """From the facts, and from what the printed tables tell of each unit."""
    whole = bazhong(name)
    whole = replace(whole, facts=tuple(f for f in whole.facts if f.unit))
    made = put_together(whole, home)
    assert (made.problems, made.missing, made.reconciliation.flows) == ((), (), ())
    assert Counter(made.facts.facts) == Counter(whole.facts)
    assert set(made.facts.units) == set(whole.units)
    assert content(tables(made.facts)) == content(tables(whole))


def test_bazhong_of_its_units_passes_the_rules_as_the_whole_does() -> None:
    whole = bazhong("bazhong-2022-budget-facts.xlsx")
    given_whole = Evidence(
        tables=tables(whole), functions=codes_of(whole), economic=economic(), facts=whole
    )
    made = evidence(put_together(whole, A))
    assert len(made.parts) == 3
    assert Counter((f.code, f.severity, f.message) for f in check(made)) == Counter(
        (f.code, f.severity, f.message) for f in check(given_whole)
    )


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(5))
def test_any_department_split_into_units_comes_together_again(form: str, seed: int) -> None:
    whole = random_facts(seed, form, FORMS[form])
    home = Random(seed).choice([u.code for u in whole.units])
    made = put_together(whole, home)
    assert made.problems == ()
    assert [f for f in made.reconciliation.flows if f.eliminated] == []
    assert Counter(made.facts.facts) == Counter(whole.facts)
    assert content(tables(made.facts)) == content(tables(whole))
    assert errors(evidence(made)) == []


# -- planted flows ------------------------------------------------------------------------------


def planted(whole: Facts, random: Random) -> tuple[Facts, Facts]:
    """The department with internal flows planted, and what it is without them.

    One unit earns money and passes it on to another, which spends it.
    """
    measure = "final" if whole.kind is Kind.FINAL else "initial"
    internal: list[Fact] = []
    real: list[Fact] = []
    for spend, category in (("granted", "superior_subsidy"), ("remitted", "subsidiary_remit")):
        for _ in range(random.randint(1, 2)):
            payer, payee = random.sample([u.code for u in whole.units], 2)
            amount, function = random.randrange(1, 10**9), random.choice(("2080199", "2100399"))
            some = {"measure": measure, "function": function}
            real.append(earned(payer, amount, **some))
            internal.append(spent(payer, amount, spend, **some))
            internal.append(earned(payee, amount, category, **some))
            real.append(spent(payee, amount, **some))
    facts = [*whole.facts, *internal, *real]
    return replace(whole, facts=tuple(facts)), replace(whole, facts=(*whole.facts, *real))


def plain_departments(form: str) -> Iterable[tuple[int, Facts]]:
    """Departments of several units that pay each other nothing."""
    for seed in range(1000):
        whole = random_facts(seed, form, FORMS[form])
        kinds = {getattr(f, "spend", "") for f in whole.facts}
        kinds |= {getattr(f, "category", "") for f in whole.facts}
        if len(whole.units) > 1 and not kinds & FLOW_KINDS:
            yield seed, whole


@pytest.mark.parametrize("form", FORMS)
def test_planted_flows_are_eliminated_and_the_tables_are_those_without_them(form: str) -> None:
    found = list(islice(plain_departments(form), 3))
    assert len(found) == 3
    for seed, whole in found:
        assert_planted_flows_go(whole, Random(seed))


@pytest.mark.parametrize("seed", range(3))
def test_flows_planted_in_bazhong_are_eliminated_too(seed: int) -> None:
    assert_planted_flows_go(bazhong("bazhong-2022-budget-facts.xlsx"), Random(seed))


def assert_planted_flows_go(whole: Facts, random: Random) -> None:
    full, net = planted(whole, random)
    made = put_together(full, full.units[0].code)
    assert made.problems == ()
    assert {(f.flow, f.difference, f.outside_paid) for f in made.reconciliation.flows} == {
        ("granted", 0, 0),
        ("remitted", 0, 0),
    }
    assert content(tables(made.facts)) == content(tables(net))
    assert errors(evidence(made)) == []
    untold = errors(evidence(made, without_eliminations=True))
    assert {code for code, _ in untold} == {"X-027"}


def test_what_was_eliminated_is_as_many_rows_as_it_mirrors_and_says_so() -> None:
    grant = spent(A, 700, "granted", function="2080199", econ="30399", project="下拨经费")
    made = consolidate(
        stated(earned(A, 700), grant, units=UNITS),
        [part(B, earned(B, 700, "superior_subsidy"), spent(B, 700))],
        UNITS[:2],
    )
    assert made.facts.facts[-2:] == (
        replace(grant, amount=-700, note=ELIMINATION),
        earned(B, -700, "superior_subsidy", note=ELIMINATION),
    )
    assert made.origins == (
        *[Origin(source=Source.OWN, code=A, name="局机关")] * 2,
        *[Origin(source=Source.UNIT, code=B, name="服务中心")] * 2,
        Origin(source=Source.ELIMINATION, code=A, name="局机关"),
        Origin(source=Source.ELIMINATION, code=B, name="服务中心"),
    )


# -- the reconciliation -------------------------------------------------------------------------


def usual(decided: Mapping[tuple[str, str], int] | None = None) -> Consolidation:
    """The office gets 20 from the province and grants 10; a unit gets 15, so 5 from elsewhere."""
    return consolidate(
        stated(
            earned(A, 2000, "superior_subsidy"),
            spent(A, 600, "granted", function="2080102"),
            spent(A, 400, "granted", function="2080199"),
            spent(A, 1000),
            units=UNITS,
        ),
        [part(B, earned(B, 1500, "superior_subsidy"), spent(B, 1500))],
        UNITS,
        decided,
    )


def test_both_sides_stand_unit_by_unit_with_what_is_left_for_outside() -> None:
    made = usual()
    (flow,) = made.reconciliation.flows
    assert (flow.flow, flow.measure) == ("granted", "final")
    assert [(u.name, u.amount, u.eliminated) for u in flow.paid] == [("局机关", 1000, 1000)]
    assert [(u.name, u.amount, u.eliminated) for u in flow.received] == [
        ("局机关", 2000, 0),
        ("服务中心", 1500, 1000),
    ]
    assert (flow.proposed, flow.decided, flow.eliminated) == (1000, None, 1000)
    assert (flow.paid_total, flow.received_total, flow.difference) == (1000, 3500, -2500)
    assert (flow.outside_paid, flow.outside_received, flow.limit) == (0, 2500, 1000)
    assert flow.text == (
        "支出方 10.00 元，收入方 35.00 元；两边相差 25.00 元；抵销 10.00 元；"
        "其余作为与部门以外单位的往来保留：上级补助收入 25.00 元"
    )


def test_a_decision_goes_before_the_proposal_and_rows_are_taken_in_order() -> None:
    made = usual({("granted", "final"): 700})
    (flow,) = made.reconciliation.flows
    assert (flow.proposed, flow.decided, flow.eliminated, made.problems) == (1000, 700, 700, ())
    removed = [f for f in made.facts.facts if f.note == ELIMINATION]
    assert [(f.unit, getattr(f, "function", ""), getattr(f, "amount", 0)) for f in removed] == [
        (A, "2080102", -600),
        (A, "2080199", -100),
        (B, "2080101", -700),
    ]
    assert "其余作为与部门以外单位的往来保留：对附属单位补助支出 3.00 元" in flow.text


def test_nothing_is_eliminated_where_that_was_decided() -> None:
    made = usual({("granted", "final"): 0})
    assert (made.reconciliation.flows[0].eliminated, made.problems) == (0, ())
    assert not [f for f in made.facts.facts if f.note == ELIMINATION]


@pytest.mark.parametrize(
    ("amount", "fault"), [(1001, "不能大于两边中较小的一边 10.00 元"), (-1, "不能小于零")]
)
def test_a_decision_that_cannot_be_is_told_and_the_proposal_stands(amount: int, fault: str) -> None:
    made = usual({("granted", "final"): amount})
    (flow,) = made.reconciliation.flows
    assert flow.eliminated == 1000
    assert made.problems == (flow.trouble,)
    assert fault in flow.trouble


def test_a_decision_on_a_flow_that_is_not_stated_is_told() -> None:
    made = usual({("remitted", "prior"): 5, ("paid", "final"): 1})
    assert made.problems == (
        "没有“paid/final”这样的内部往来",
        "上缴上级支出（上年决算）的抵销数 0.05 元 不能大于两边中较小的一边 0.00 元；"
        "暂按建议数抵销，请重新确定",
    )


def test_nobody_pays_itself() -> None:
    """One unit that gets a subsidy from outside and grants to outside has no internal flow."""
    made = consolidate(
        stated(
            earned(A, 500, "superior_subsidy"), earned(A, 300, "subsidiary_remit"),
            spent(A, 500, "granted"), spent(A, 300, "remitted"), units=UNITS,
        ),
        [part(B, earned(B, 10), spent(B, 10))],
        UNITS[:2],
    )  # fmt: skip
    assert [(f.flow, f.proposed, f.limit) for f in made.reconciliation.flows] == [
        ("granted", 0, 500),
        ("remitted", 0, 300),
    ]
    assert made.reconciliation.eliminated == Totals()


def test_every_measure_is_reconciled_by_itself() -> None:
    years = {"initial": 1, "full_year": 2, "final": 3, "prior": 4}
    pay = [spent(A, n, "remitted", measure=m) for m, n in years.items()]
    get = [earned(B, n, "subsidiary_remit", measure=m) for m, n in years.items()]
    made = consolidate(stated(*get), [part(A, *pay)], UNITS[:1])
    flows = made.reconciliation.flows
    assert {str(f.measure): f.eliminated for f in flows} == years


def test_grants_of_fiscal_money_are_left_alone_and_shown() -> None:
    made = consolidate(
        stated(spent(A, 900, "granted", fund="gp"), earned(A, 900, "gp"), units=UNITS),
        [part(B, earned(B, 900, "superior_subsidy"), spent(B, 900))],
        UNITS[:2],
    )
    (flow,) = made.reconciliation.flows
    assert (flow.proposed, flow.fiscal, flow.paid) == (0, 900, ())
    assert flow.text.endswith("另有 9.00 元 列为财政拨款资金，不参与抵销，请核实")


def test_refunds_lessen_what_can_be_eliminated() -> None:
    made = consolidate(
        stated(spent(A, 1000, "granted"), spent(A, -400, "granted"), units=UNITS),
        [part(B, earned(B, 1000, "superior_subsidy"))],
        UNITS[:2],
    )
    removed = [f for f in made.facts.facts if f.note == ELIMINATION]
    assert [getattr(f, "amount", 0) for f in removed] == [-600, -600]


SIDES = st.dictionaries(st.sampled_from((A, B, C)), st.integers(0, 30), max_size=3)


def greatest_flow(paid: Mapping[str, int], received: Mapping[str, int]) -> int:
    """By augmenting paths, 分 by 分: payer → another unit that receives."""
    room = {("from", u): n for u, n in paid.items()} | {("to", u): n for u, n in received.items()}
    sent: Counter[tuple[str, str]] = Counter()

    def reach(payer: str, seen: set[str]) -> bool:
        for payee in received:
            if payee == payer or payee in seen:
                continue
            seen.add(payee)
            if room["to", payee]:
                room["to", payee] -= 1
                sent[payer, payee] += 1
                return True
            for other in paid:
                if sent[other, payee] and reach(other, seen):
                    sent[other, payee] -= 1
                    sent[payer, payee] += 1
                    return True
        return False

    total = 0
    for payer in paid:
        while room["from", payer] and reach(payer, set()):
            room["from", payer] -= 1
            total += 1
    return total


@settings(deadline=None)
@given(SIDES, SIDES, st.integers(0, 60))
def test_proposal_and_shares_are_what_units_can_have_paid_each_other(
    paid: dict[str, int], received: dict[str, int], wanted: int
) -> None:
    facts = [spent(u, n, "granted") for u, n in paid.items()]
    facts += [earned(u, n, "superior_subsidy") for u, n in received.items()]
    whole = stated(*facts, units=UNITS)
    best = greatest_flow(paid, received)
    amount = min(wanted, best)
    made = consolidate(whole, (), (), {("granted", "final"): amount})
    if not made.reconciliation.flows:
        assert best == 0
        return
    (flow,) = made.reconciliation.flows
    assert (flow.proposed, flow.eliminated, made.problems) == (best, amount, ())
    gone = [{u.code: u.eliminated for u in side} for side in (flow.paid, flow.received)]
    assert [sum(side.values()) for side in gone] == [amount, amount]
    assert all(0 <= u.eliminated <= u.amount for u in (*flow.paid, *flow.received))
    assert all(gone[0].get(u, 0) + gone[1].get(u, 0) <= amount for u in (A, B, C))


def test_each_unit_has_a_line_whatever_its_status() -> None:
    carried = [
        Balance(unit=B, measure="final", fund="own", nature=nature, amount=amount)
        for nature, amount in (
            ("opening", 50), ("adjustment", -10), ("closing", 30), ("nonfiscal_used", 5),
            ("distributed", 15),
        )
    ]  # fmt: skip
    made = consolidate(
        stated(earned(A, 1000), spent(A, 1000, "granted"), units=UNITS[:1]),
        [
            part(C, earned(C, 7), year=2021),
            part(B, earned(B, 1000, "superior_subsidy"), spent(B, 1000), *carried),
        ],
        (*UNITS, ("701004", "信息中心")),
    )
    assert [(u.code, u.status_label, u.counted, u.rows) for u in made.reconciliation.units] == [
        (A, "部门自行填报", True, 2),
        (B, "已并入", True, 7),
        (C, "有问题，没有并入", False, 1),
        ("701004", "还没有报送", False, 0),
    ]
    before = Totals(
        income=2000, expenditure=2000, opening=40, closing=30, nonfiscal_used=5, distributed=15
    )
    assert made.reconciliation.before == before
    assert made.reconciliation.eliminated == Totals(income=1000, expenditure=1000)
    assert made.reconciliation.after == replace(before, income=1000, expenditure=1000)
    assert (made.reconciliation.after.gap, made.missing) == (0, (("701004", "信息中心"),))
    assert [u.totals.income for u in made.reconciliation.units] == [1000, 1000, 7, 0]


# -- what is taken, and what is not -------------------------------------------------------------


def test_everything_that_a_unit_states_comes_along() -> None:
    line = {"unit": B, "method": "purchase", "project": "设备购置", "item": "电脑"}
    facts: tuple[Fact, ...] = (
        earned(B, 10),
        spent(B, 10),
        Sangong(unit=B, measure="full_year", fund="gp", item="reception", amount=1),
        PurchaseLine(**line, qty=100, price=5),
        Purchase(**line, source="appropriation", amount=5),
        Indicator(unit=B, measure="final", name="机关运行经费", amount=3),
        Count(unit=B, name="公务用车保有量", number=200),
    )
    local = (LocalCode(code="2230105", name="社会化管理"),)
    info = UnitInfo(code=B, name="服务中心", nature="public", establishment=9, staff=8)
    own = stated(earned(A, 1), units=UNITS)
    made = consolidate(own, [part(B, *facts, units=(info,), local_codes=local)], UNITS[:2])
    assert made.facts.facts == (*own.facts, *facts)
    assert (made.facts.local_codes, made.facts.units[1]) == (local, info)
    assert (made.facts.department, made.facts.department_code) == ("某市某局", "701")


def test_rows_without_a_unit_are_those_of_the_unit_that_hands_up() -> None:
    made = consolidate(stated(), [part(B, earned("", 10))], UNITS[1:2])
    assert made.facts.facts == (earned(B, 10),)


WRONG = {
    "年度是 2021，本部门是 2020": {"year": 2021},
    "类别是预算，本部门是决算": {"kind": Kind.BUDGET, "form_set": "bazhong-budget-2022"},
    "表样是 national-final，本部门是 sichuan-final-2020": {"form_set": "national-final"},
    "没有“决算”口径的收支": {"facts": (earned(B, 1, measure="prior"),)},
    "口径“guess”不是规定的口径": {"facts": (earned(B, 1), spent(B, 1, measure="guess"))},
    "单位编码 701001 与本部门自行填报的数据重复": {"facts": (earned(B, 1), earned(A, 1))},
    "其中有单位 701003“培训中心”的数据，应由该单位自己填报": {"facts": (earned(C, 1),)},
}


@pytest.mark.parametrize("reason", WRONG)
def test_a_part_that_does_not_fit_is_told_and_not_taken(reason: str) -> None:
    own = stated(earned(A, 5), spent(A, 5), units=UNITS[:1])
    wrong = part(B)
    wrong = replace(wrong, facts=replace(wrong.facts, **WRONG[reason]))  # type: ignore[arg-type]
    made = consolidate(own, [wrong], UNITS)
    assert made.problems == (f"“服务中心”（701002）的数据没有并入：{reason}",)
    assert (made.facts.facts, made.missing) == (own.facts, (UNITS[2],))


def test_the_same_unit_is_not_counted_twice() -> None:
    own = stated(earned(A, 5), units=UNITS[:1])
    other = Part(code="701009", name="另一中心", facts=part(B, earned(B, 9)).facts)
    made = consolidate(own, [part(B, earned(B, 1)), part(B, earned(B, 2)), other], UNITS[:2])
    assert made.facts.facts == (earned(A, 5), earned(B, 1))
    assert made.problems == (
        "“服务中心”（701002）的数据没有并入：同一单位报来了两份数据，只并入前一份",
        "“另一中心”（701009）的数据没有并入：单位编码 701002 与“服务中心”的数据重复",
    )


def test_a_local_code_with_two_names_is_told() -> None:
    made = consolidate(
        stated(local_codes=(LocalCode(code="2230105", name="社会化 管理（一）"),)),
        [
            part(B, local_codes=(LocalCode(code="2230105", name="社会化管理(一)"),)),
            part(C, local_codes=(LocalCode(code="2230105", name="其他"),)),
        ],
        UNITS[1:],
    )
    assert made.problems == (
        "自设科目 2230105 有两个名称：“社会化 管理（一）”（某市某局）和“其他”（培训中心），请统一",
    )
    assert [c.name for c in made.facts.local_codes] == ["社会化 管理（一）"]


def test_a_unit_of_which_the_department_states_rows_itself_is_not_missing() -> None:
    made = consolidate(stated(earned(B, 1), units=UNITS), [], UNITS)
    assert made.missing == (UNITS[0], UNITS[2])


def test_parts_come_in_the_order_of_the_department_whatever_order_they_are_given_in() -> None:
    parts = [part(C, earned(C, 3)), part(B, earned(B, 2))]
    one = consolidate(stated(earned(A, 1)), parts, UNITS)
    other = consolidate(stated(earned(A, 1)), parts[::-1], UNITS)
    assert one == other
    assert [f.unit for f in one.facts.facts] == [A, B, C]
