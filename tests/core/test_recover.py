"""Facts recovered from filed tables: all that the tables determine, nothing that they do not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from disclosures.core.compare import compare
from disclosures.core.derive import derive
from disclosures.core.facts import (
    Balance,
    Expenditure,
    Fact,
    Facts,
    Income,
    Purchase,
    PurchaseLine,
    Sangong,
)
from disclosures.core.money import Unit, exact
from disclosures.core.recovery import recover, unexplained
from disclosures.core.tables import Tables
from disclosures.data import economic, functions
from tests.core.rules.builders import (
    BRANCH,
    BUDGET,
    FINAL,
    HOME,
    as_filed,
    carry,
    sangong,
    spend,
    stated,
    tables,
    tamper,
    wan,
)


def filed(*facts: Fact, form: str = "sichuan-final-2020", year: int = 2020) -> Tables:
    return as_filed(tables(*facts, form=form, year=year))


def recovered(given: Tables) -> Facts:
    return recover(given, functions(), economic())


def again(given: Tables) -> Tables:
    """The tables derived from the facts recovered."""
    return derive(given.form_set, recovered(given), functions(), economic())


def spending(facts: Facts) -> dict[tuple[str, ...], str]:
    """Fund, function, nature, economic code, project → 万元."""
    lines = [f for f in facts.facts if isinstance(f, Expenditure)]
    keys = [(f.fund, f.function, f.spend, f.econ, f.project) for f in lines]
    assert len(set(keys)) == len(keys)
    return {k: exact(f.amount, Unit.WAN) for k, f in zip(keys, lines, strict=True)}


def test_spending_is_recovered_by_fund_function_nature_code_and_project() -> None:
    facts = recovered(filed(*FINAL))
    assert spending(facts) == {
        ("gp", "2080101", "basic", "30101", ""): "150.12",
        ("gp", "2080101", "basic", "30201", ""): "20.5",
        ("gp", "2080101", "basic", "30217", ""): "0.12",
        ("gp", "2080101", "basic", "30231", ""): "6.5",
        ("gp", "2080101", "basic", "31002", ""): "3",
        ("gp", "2080505", "basic", "30108", ""): "20.11",
        ("gp", "2210201", "basic", "30113", ""): "12.5",
        ("gp", "2080199", "project", "30213", ""): "22.25",
        ("gp", "2080199", "project", "30227", ""): "40.33",
        ("gf", "2296002", "project", "30305", ""): "31.5",
        ("sc", "2230105", "project", "30227", ""): "8",
        ("own", "2080101", "basic", "", ""): "14",
    }
    assert facts.notes == (
        "2 个功能科目的项目支出没有印出项目名称，项目留空",
        "单位资金支出 1 笔，其中 1 笔的经济科目不能由公开表确定，留空",
        "2 个项目的经济科目不能由公开表确定，按经济科目取数，项目留空",
        "《一般公共预算财政拨款项目支出决算表》有 2 格不能由还原的数据得出，以公开表为准",
    )


def test_one_project_of_a_function_keeps_its_name_and_codes() -> None:
    facts = recovered(
        filed(
            spend("2080199", "30227", "40", spend="project", project="档案数字化"),
            spend("2080199", "30213", "2", spend="project", project="档案数字化"),
        )
    )
    assert spending(facts) == {
        ("gp", "2080199", "project", "30213", "档案数字化"): "2",
        ("gp", "2080199", "project", "30227", "档案数字化"): "40",
    }
    assert facts.notes == ()


def test_a_function_of_both_natures_is_divided_by_the_table_of_basic_spending() -> None:
    facts = recovered(
        filed(
            spend("2080101", "30101", "10"),
            spend("2080101", "30201", "5"),
            spend("2080199", "30201", "3"),
            spend("2080199", "30201", "4", spend="project", project="甲"),
            spend("2080199", "30213", "6", spend="project", project="甲"),
        )
    )
    assert spending(facts) == {
        ("gp", "2080101", "basic", "30101", ""): "10",
        ("gp", "2080101", "basic", "30201", ""): "5",
        ("gp", "2080199", "basic", "30201", ""): "3",
        ("gp", "2080199", "project", "30201", "甲"): "4",
        ("gp", "2080199", "project", "30213", "甲"): "6",
    }
    assert facts.notes == ()


def test_income_is_divided_by_fund_and_function() -> None:
    facts = recovered(filed(*FINAL))
    incomes = [f for f in facts.facts if isinstance(f, Income)]
    assert {(f.category, f.function): exact(f.amount, Unit.WAN) for f in incomes} == {
        ("gp", "2080101"): "180.25",
        ("gp", "2080199"): "60.33",
        ("gp", "2080505"): "20.11",
        ("gp", "2210201"): "12.5",
        ("gf", "2296002"): "30",
        ("sc", "2230105"): "8",
        ("business", "2080101"): "15.01",
    }


def test_where_no_table_shows_capital_income_its_class_tells_it() -> None:
    facts = recovered(filed(*FINAL, form="hunan-final-2023", year=2023))
    incomes = [f for f in facts.facts if isinstance(f, Income) and f.category in ("gp", "sc")]
    assert {(f.category, f.function): exact(f.amount, Unit.WAN) for f in incomes} == {
        ("gp", "2080101"): "180.25",
        ("gp", "2080199"): "60.33",
        ("gp", "2080505"): "20.11",
        ("gp", "2210201"): "12.5",
        ("sc", "2230105"): "8",
    }


def test_balances_are_recovered_by_fund_and_nature() -> None:
    facts = recovered(filed(*FINAL, carry("nonfiscal_used", "1.5"), carry("distributed", "0.5")))
    balances = [f for f in facts.facts if isinstance(f, Balance)]
    assert {(f.nature, f.fund, f.function): exact(f.amount, Unit.WAN) for f in balances} == {
        ("opening", "gp", ""): "5.25",
        ("opening", "gf", "2296002"): "2.5",
        ("opening", "own", ""): "1.1",
        ("closing", "gp", ""): "3",
        ("closing", "gf", "2296002"): "1",
        ("closing", "own", ""): "2.1",
        ("nonfiscal_used", "own", ""): "1.5",
        ("distributed", "own", ""): "0.5",
    }


def test_three_public_budgets_of_several_funds_are_taken_only_where_there_is_one() -> None:
    one = filed(
        spend("2080101", "30217", "1"),
        sangong("reception", "2"),
        form="hunan-final-2023",
        year=2023,
    )
    assert [f.fund for f in recovered(one).facts if isinstance(f, Sangong)] == ["gp"]
    several = filed(*FINAL, form="hunan-final-2023", year=2023)
    assert not [f for f in recovered(several).facts if f.of == "sangong"]
    assert "“三公”经费预算没有按资金印出，未取作数据" in recovered(several).notes


def test_a_budget_is_recovered_unit_by_unit() -> None:
    facts = recovered(filed(*BUDGET, form="bazhong-budget-2022", year=2022))
    assert [(u.code, u.name) for u in facts.units] == [
        (HOME, "某某局机关"),
        (BRANCH, "某某中心"),
    ]
    lines = [f for f in facts.facts if isinstance(f, Expenditure)]
    assert [(f.unit, f.function, f.spend, f.econ, f.project) for f in lines] == [
        (HOME, "2080101", "basic", "30101", ""),
        (HOME, "2080101", "basic", "30201", ""),
        (HOME, "2080101", "basic", "30217", ""),
        (HOME, "2080101", "basic", "30231", ""),
        (BRANCH, "2080109", "basic", "30101", ""),
        (BRANCH, "2080109", "basic", "30305", ""),
        (HOME, "2296002", "project", "", "养老助残"),
        (HOME, "2080199", "project", "", "档案数字化"),
        (HOME, "2080199", "project", "", "办公楼维修"),
    ]
    assert {f.measure for f in lines} == {"initial"}


def test_carried_money_is_printed_by_class_only_and_said_to_be_open() -> None:
    given = filed(*BUDGET, form="bazhong-budget-2022", year=2022)
    notes = recovered(given).notes
    assert "用上年结转资金安排的支出只印到类，不能分到具体支出，都按当年资金列" in notes
    assert {str(d.address).partition("/")[0] for d in unexplained(given, again(given))} == {
        "budget-fiscal"
    }


def test_purchases_keep_line_price_and_source() -> None:
    bought = PurchaseLine(
        unit=HOME, method="purchase", project="网络运维", item="服务器", qty=300, uom="台"
    )
    paid = (bought, paid_by("appropriation", "3"), paid_by("nontax", "1.5"))
    given = filed(*BUDGET, *paid, form="bazhong-budget-2022", year=2022)
    found = recovered(given).facts
    lines = [f for f in found if isinstance(f, PurchaseLine)]
    assert [(f.unit, f.item, f.qty, f.uom) for f in lines] == [(HOME, "服务器", 300, "台")]
    payments = [f for f in found if isinstance(f, Purchase)]
    assert [(f.source, f.amount) for f in payments] == [
        ("appropriation", wan("3")),
        ("nontax", wan("1.5")),
    ]
    result = compare(given, again(given))
    assert [d for d in result.differences if d.address.table == "budget-procurement"] == []


def paid_by(source: str, amount: str) -> Purchase:
    return Purchase(
        unit=HOME,
        method="purchase",
        project="网络运维",
        item="服务器",
        source=source,
        amount=wan(amount),
    )


def test_tables_that_contradict_each_other_are_named_not_smoothed() -> None:
    given = tamper(filed(*FINAL), "general/2080199/c3", wan("99"))
    notes = recovered(given).notes
    assert "1 个功能科目各资金的支出之和大于支出总表，按各资金的表取数" in notes
    assert any(n.startswith("《支出决算表》有") for n in notes)


def test_every_recovered_amount_knows_the_cell_it_was_read_from() -> None:
    facts = recovered(filed(*FINAL)).facts
    assert [f for f in facts if not f.place] == []


ALONE = (
    "overview",
    "expenditure",
    "fiscal",
    "general",
    "general-projects",
    "fund",
    "capital",
    "capital-spend",
)


@pytest.mark.parametrize("role", ALONE)
def test_a_table_filed_alone_is_given_again(role: str) -> None:
    book = filed(*FINAL)
    alone = replace(book, tables=(book.by_role[role],))
    derived = again(alone)
    assert unexplained(alone, derived) == ()
    assert compare(alone, derived).left_only == ()


def test_income_filed_alone_does_not_tell_its_funds_and_says_so() -> None:
    book = filed(*FINAL)
    facts = recovered(replace(book, tables=(book.by_role["income"],)))
    assert [(f.category, f.function) for f in facts.facts if isinstance(f, Income)] == [
        ("business", "2080101")
    ]
    assert facts.notes[0] == ("6 个功能科目的财政拨款收入不能由公开表分清资金，只按资金列总数")


# -- the property -----------------------------------------------------------------------------

#: A dozen accounts, the same each time; to look for more, raise the number and drop the rest.
SOME = settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate])
FUNCTIONS = ("2080101", "2080199", "2080505", "2101101", "2130126", "2210201")
ECON = ("30101", "30113", "30201", "30217", "30231", "30305", "31002")
#: From 0.01 to 99,999 万元, to the 分; what prints as 0.00 no table can give back.
AMOUNTS = st.integers(10_000, 99_999_999_999)
#: Tables that say nothing of economic codes and projects: they follow whatever stays open.
GROUND = frozenset(
    {"overview", "income", "expenditure", "fiscal", "general", "fund", "capital", "capital-spend"}
)


def line(
    function: str, econ: str, amount: int, nature: str, fund: str = "gp", project: str = ""
) -> Expenditure:
    return Expenditure(
        unit=HOME,
        measure="final",
        fund=fund,
        function=function,
        spend=nature,
        econ=econ,
        project=project,
        amount=amount,
    )


@st.composite
def single_natured(draw: st.DrawFn) -> list[Fact]:
    """Accounts in which each function has one nature and at most one project."""
    facts: list[Fact] = []
    for function in draw(st.lists(st.sampled_from(FUNCTIONS), min_size=1, unique=True)):
        project = draw(st.sampled_from(["", f"{function}项目"]))
        for econ in draw(st.lists(st.sampled_from(ECON), min_size=1, max_size=4, unique=True)):
            nature = "project" if project else "basic"
            facts.append(line(function, econ, draw(AMOUNTS), nature, project=project))
        income = Income(
            unit=HOME, measure="final", category="gp", function=function, amount=draw(AMOUNTS)
        )
        facts.append(income)
    for econ in draw(st.lists(st.sampled_from(ECON), max_size=3, unique=True)):
        facts.append(line("2296002", econ, draw(AMOUNTS), "project", "gf"))
    return facts


@st.composite
def any_account(draw: st.DrawFn) -> list[Fact]:
    """Accounts of any kind of spending, income and balance."""
    facts: list[Fact] = []
    for function in draw(st.lists(st.sampled_from(FUNCTIONS), min_size=1, unique=True)):
        for _ in range(draw(st.integers(1, 5))):
            nature = draw(st.sampled_from(["basic", "project", "operating"]))
            fund = "own" if nature == "operating" else draw(st.sampled_from(["gp", "gf", "own"]))
            project = draw(st.sampled_from(["甲", "乙"])) if nature == "project" else ""
            econ = draw(st.sampled_from(ECON))
            facts.append(line(function, econ, draw(AMOUNTS), nature, fund, project))
        category = draw(st.sampled_from(["gp", "gf", "business", "other"]))
        facts.append(
            Income(
                unit=HOME,
                measure="final",
                category=category,
                function=function,
                amount=draw(AMOUNTS),
            )
        )
    for nature in ("opening", "closing"):
        for fund in draw(st.lists(st.sampled_from(["gp", "gf", "own"]), unique=True)):
            facts.append(
                Balance(unit=HOME, measure="final", fund=fund, nature=nature, amount=draw(AMOUNTS))
            )
    return facts


def check_again(given: Tables, roles: frozenset[str]) -> None:
    """The tables of those roles come back, rounding aside; no row is missing or added."""
    derived = again(given)
    assert [str(d) for d in unexplained(given, derived) if d.address.table in roles] == []
    result = compare(given, derived)
    one_sided = [a for a in (*result.left_only, *result.right_only) if a.table in roles]
    assert one_sided == []


@SOME
@given(single_natured())
def test_what_the_tables_determine_comes_back_whole(facts: Sequence[Fact]) -> None:
    book = filed(*facts)
    check_again(book, frozenset(t.role for t in book.tables))


@SOME
@given(any_account())
def test_tables_without_codes_and_projects_always_come_back(facts: Sequence[Fact]) -> None:
    check_again(filed(*facts), GROUND)


@SOME
@given(any_account())
def test_facts_entered_and_facts_recovered_spend_the_same(facts: Sequence[Fact]) -> None:
    """In 元, where nothing is rounded, the sums are equal to the 分."""
    entered = [f for f in facts if isinstance(f, Expenditure)]
    found = recover(stated_in_yuan(facts), functions(), economic())
    spent = [f for f in found.facts if isinstance(f, Expenditure)]
    for field in ("fund", "function", "spend"):
        assert sums(entered, field) == sums(spent, field)


def stated_in_yuan(facts: Sequence[Fact]) -> Tables:
    """Tables filed in 元: exact."""
    derived = derive(tables().form_set, stated(*facts), functions(), economic())
    exact_tables = tuple(replace(t, unit=Unit.YUAN, filed=True) for t in derived.tables)
    return replace(derived, tables=exact_tables, facts=None)


def sums(lines: Sequence[Expenditure], field: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in lines:
        key = str(getattr(one, field))
        found[key] = found.get(key, 0) + one.amount
    return found
