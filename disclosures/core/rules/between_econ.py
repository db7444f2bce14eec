"""表间: spending by economic code in several tables, the three public expenses, operating cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from disclosures.core.facts import Expenditure, Fund, Indicator
from disclosures.core.money import Unit, exact
from disclosures.core.rules.across import (
    USUAL,
    Figure,
    all_together,
    at_most,
    close,
    codes,
    equal,
    figure,
    figure_of,
    part_of_all,
    together,
)
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.rules.between_funds import SPENT
from disclosures.core.tables import SINGLE, TOTAL

#: The columns of the fiscal table by economic code, by fund.
ECON_COLUMNS = {"gp": "gp.sub", "gf": "gf.sub", "sc": "sc.sub"}
#: The economic codes of each of the three public expenses.
SANGONG_CODES = {
    "abroad": ("30212",),
    "car_buy": ("31013", "30913"),
    "car_run": ("30231",),
    "reception": ("30217",),
}
#: Economic codes that are paid from a function code of their own.
PAIRS = {"30108": "2080505", "30109": "2080506", "30113": "2210201", "30111": "2101103"}
OPERATING_COST = "机关运行经费"


def econ_totals(ev: Evidence) -> Iterator[Problem]:
    """X-014."""
    yield from equal(figure(ev, *SPENT, "out.total"), figure(ev, "fiscal-econ", TOTAL, "c1"))
    for fund, column in ECON_COLUMNS.items():
        yield from equal(
            figure(ev, *SPENT, f"out.{fund}"), figure(ev, "fiscal-econ", TOTAL, column)
        )


def econ_natures(ev: Evidence) -> Iterator[Problem]:
    """X-015."""
    for theirs, own in (("c2", "gp.basic"), ("c3", "gp.proj")):
        yield from equal(
            figure(ev, "general", TOTAL, theirs), figure(ev, "fiscal-econ", TOTAL, own)
        )


def detail_rows(ev: Evidence) -> Iterator[Problem]:
    """X-016."""
    for code in (TOTAL, *codes(ev, "function", "general", "general-detail")):
        whole = figure(ev, "general", code, "c1")
        for problem in equal(whole, figure(ev, "general-detail", code, "c0")):
            yield _uncoded(ev, problem, "" if code == TOTAL else code, ("basic", "project"))


def detail_columns(ev: Evidence) -> Iterator[Problem]:
    """X-017."""
    table = ev.tables.get("general-detail")
    if table is None:
        return
    own = {c.id[1:] for c in table.form.amounts if c.id != "c0"}
    for code in sorted({*own, *codes(ev, "econ", "fiscal-econ")}):
        yield from equal(
            figure(ev, "fiscal-econ", code, "gp.sub"),
            figure(ev, "general-detail", TOTAL, f"e{code}") or Figure(table.role, 0, parts=0),
        )


def basic_total(ev: Evidence) -> Iterator[Problem]:
    """X-018."""
    parts = (basic_of(ev, key) for key in ("personnel", "public"))
    for problem in equal(figure(ev, "general", TOTAL, "c2"), all_together(*parts)):
        yield _uncoded(ev, problem, "", ("basic",))


def _uncoded(ev: Evidence, problem: Problem, function: str, natures: tuple[str, ...]) -> Problem:
    """A warning where the difference is just the spending whose economic code nobody states."""
    if ev.facts is None or problem.expected is None or problem.found is None:
        return problem
    lines = (
        f.amount
        for f in ev.facts.facts
        if isinstance(f, Expenditure)
        and (f.measure, f.fund, f.econ) == (ev.tables.form_set.measure, Fund.GENERAL, "")
        and f.function.startswith(function)
        and f.spend in natures
    )
    missing = sum(lines)
    if not missing or missing != problem.expected - problem.found:
        return problem
    text = f"有 {exact(missing, Unit.WAN)} 万元支出没有填经济科目，本表没有列出"
    return replace(problem, severity=Severity.WARNING, text=text)


def basic_of(ev: Evidence, key: str) -> Figure | None:
    """A line of the table of basic spending, whichever of its columns holds the amount."""
    table = ev.tables.get("general-basic")
    if table is None or key not in table.form.lines:
        return None
    row = table.get(key)
    column = next(iter(row.cells), "a.amt") if row else "a.amt"
    return figure_of(table, key, column)


def basic_rows(ev: Evidence) -> Iterator[Problem]:
    """X-019."""
    table = ev.tables.get("general-basic")
    if table is None:
        return
    for code in codes(ev, "econ", "general-basic", "fiscal-econ"):
        found = basic_of(ev, f"econ.{code}") or Figure(table.role, 0, parts=0)
        yield from equal(figure(ev, "fiscal-econ", code, "gp.basic"), found)


def sangong_codes(ev: Evidence) -> Iterator[Problem]:
    """X-021."""
    for table in ev.having("sangong-general", "sangong-fund", "sangong"):
        funds = dict(table.form.query.where).get("fund", ())
        for item, econ in SANGONG_CODES.items():
            spent = together(*(econ_spent(ev, code, funds) for code in econ))
            yield from equal(spent, figure(ev, table.role, SINGLE, f"j.{item}"))


def econ_spent(ev: Evidence, code: str, funds: tuple[str, ...]) -> Figure | None:
    """What the tables by economic code say was spent of some funds; None where none says."""
    if set(funds) == {"gp"} and "general-detail" in ev.tables.by_role:
        return figure(ev, "general-detail", TOTAL, f"e{code}")
    if set(funds) == set(ECON_COLUMNS):
        return figure(ev, "fiscal-econ", code, "c1")
    columns = (ECON_COLUMNS.get(fund, "") for fund in funds)
    return all_together(*(figure(ev, "fiscal-econ", code, column) for column in columns))


def sangong_basic(ev: Evidence) -> Iterator[Problem]:
    """X-022."""
    for table in ev.having("sangong-general", "sangong"):
        for item, econ in SANGONG_CODES.items():
            basic = together(*(basic_of(ev, f"econ.{code}") for code in econ))
            yield from part_of_all(ev, figure(ev, table.role, SINGLE, f"j.{item}"), basic)


def operating_cost(ev: Evidence) -> Iterator[Problem]:
    """X-024."""
    public, cost = basic_of(ev, "public"), _operating_cost(ev)
    if public is None or cost is None:
        return
    found = Figure(public.table, cost)
    natures = {u.nature for u in ev.facts.units} if ev.facts else set()
    if natures and natures <= {"administrative", "civil"}:
        yield from close(public, found)
    else:
        yield from at_most(public, found)


def _operating_cost(ev: Evidence) -> int | None:
    if ev.operating_cost is not None or ev.facts is None:
        return ev.operating_cost
    stated = [
        f.amount
        for f in ev.facts.facts
        if isinstance(f, Indicator)
        and f.name == OPERATING_COST
        and f.measure == ev.tables.form_set.measure
    ]
    return sum(stated) if stated else None


def econ_and_function(ev: Evidence) -> Iterator[Problem]:
    """X-025."""
    for econ, function in PAIRS.items():
        yield from close(figure(ev, "general", function, "c2"), basic_of(ev, f"econ.{econ}"))


_rule = partial(Rule, group="表间", severity=Severity.ERROR, basis=USUAL, tolerance="EQ")

BETWEEN_ECON: tuple[Rule, ...] = (
    _rule(
        code="X-014",
        statement="财政拨款支出决算明细表的合计等于财政拨款收入支出决算总表的本年支出合计，各资金小计等于其对应列",
        fix="核对两表的支出合计；缺少经济科目的支出要补填经济科目",
        roles=("fiscal", "fiscal-econ"),
        check=econ_totals,
    ),
    _rule(
        code="X-015",
        statement="财政拨款支出决算明细表一般公共预算的基本支出、项目支出合计等于一般公共预算财政拨款支出决算表的对应列",
        fix="核对基本支出和项目支出的划分，两表应填同一个数",
        roles=("general", "fiscal-econ"),
        check=econ_natures,
    ),
    _rule(
        code="X-016",
        statement="一般公共预算支出决算明细表每个功能科目的合计等于一般公共预算财政拨款支出决算表的同一行",
        fix="对照功能科目核对两表；缺少经济科目的支出要补填经济科目",
        roles=("general", "general-detail"),
        check=detail_rows,
    ),
    _rule(
        code="X-017",
        statement="一般公共预算支出决算明细表各经济科目的合计等于财政拨款支出决算明细表一般公共预算小计的对应行",
        fix="对照经济科目编码核对两表，更正填错科目的金额",
        roles=("fiscal-econ", "general-detail"),
        check=detail_columns,
    ),
    _rule(
        code="X-018",
        statement="基本支出决算表的人员经费合计加公用经费合计等于一般公共预算财政拨款支出决算表的基本支出合计",
        fix="核对基本支出各经济科目；表样没有列出的经济科目不得漏计",
        roles=("general", "general-basic"),
        check=basic_total,
        tolerance="SUM",
    ),
    _rule(
        code="X-019",
        statement="基本支出决算表各经济科目等于财政拨款支出决算明细表一般公共预算基本支出的对应行",
        fix="对照经济科目编码核对两表，更正填错科目的金额",
        roles=("fiscal-econ", "general-basic"),
        check=basic_rows,
    ),
    _rule(
        code="X-021",
        statement="“三公”经费决算数等于同一资金对应经济科目的支出：因公出国（境）30212，公务用车运行维护30231，公务用车购置31013和30913，公务接待30217",
        fix="核对“三公”经费各项与对应经济科目，两处应填同一笔支出",
        roles=("sangong-general", "sangong-fund", "sangong", "general-detail", "fiscal-econ"),
        check=sangong_codes,
    ),
    _rule(
        code="X-022",
        statement="基本支出中的“三公”经济科目不大于“三公”经费决算数的对应项",
        fix="核对“三公”经费决算数是否漏计了基本支出列支的部分",
        roles=("sangong-general", "sangong", "general-basic"),
        check=sangong_basic,
        tolerance="DERIVED",
    ),
    _rule(
        code="X-024",
        severity=Severity.WARNING,
        statement="机关运行经费不大于基本支出决算表的公用经费合计；所属单位全是行政和参公单位的，两者相等",
        fix="核对机关运行经费的口径：只含行政和参公单位一般公共预算基本支出的公用经费；口径不同的说明原因",
        roles=("general-basic",),
        check=operating_cost,
        tolerance="DERIVED",
    ),
    _rule(
        code="X-025",
        severity=Severity.WARNING,
        statement="养老保险、职业年金、住房公积金、公务员医疗补助的经济科目支出一般等于对应功能科目的基本支出",
        fix="核对30108与2080505、30109与2080506、30113与2210201、30111与2101103；确有差异的说明原因",
        roles=("general", "general-basic"),
        check=econ_and_function,
        tolerance="DERIVED",
    ),
)
