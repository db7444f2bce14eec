"""表间: the fiscal summary against the tables of each fund, and of general projects."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from disclosures.core.facts import FISCAL, Expenditure
from disclosures.core.rules.across import (
    USUAL,
    Figure,
    agree,
    all_together,
    codes,
    equal,
    figure,
    together,
)
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.tables import TOTAL

SPENT = ("fiscal", "exp.fiscal_total")
#: The tables that tell the spending of a fund by function, and their columns, by nature.
FUND_TABLES: dict[str, tuple[tuple[str, dict[str, str]], ...]] = {
    "gp": (("general", {"all": "c1", "basic": "c2", "project": "c3"}),),
    "gf": (("fund", {"all": "c3", "basic": "c4", "project": "c5"}),),
    "sc": (
        ("capital", {"all": "c3", "basic": "c4", "project": "c5"}),
        ("capital-spend", {"all": "c1", "basic": "c2", "project": "c3"}),
    ),
}
_NATURES = {"basic": "c2", "project": "c3"}


def general_spending(ev: Evidence) -> Iterator[Problem]:
    """X-009."""
    yield from equal(figure(ev, *SPENT, "out.gp"), figure(ev, "general", TOTAL, "c1"))
    yield from by_class(ev, "general", "c1", "out.gp")


def by_class(ev: Evidence, role: str, column: str, fiscal: str) -> Iterator[Problem]:
    """The class rows of a fund's table against the fiscal summary's lines."""
    known = {*codes(ev, "function", "fiscal"), *codes(ev, "function", role, digits=3)}
    for code in sorted(known):
        yield from equal(
            figure(ev, "fiscal", f"exp.func.{code}", fiscal), figure(ev, role, code, column)
        )


def fund_spending(ev: Evidence) -> Iterator[Problem]:
    """X-010."""
    yield from equal(figure(ev, *SPENT, "out.gf"), figure(ev, "fund", TOTAL, "c3"))


def capital_spending(ev: Evidence) -> Iterator[Problem]:
    """X-011."""
    for role, columns in FUND_TABLES["sc"]:
        yield from equal(figure(ev, *SPENT, "out.sc"), figure(ev, role, TOTAL, columns["all"]))


def fund_incomes(ev: Evidence) -> Iterator[Problem]:
    """X-012."""
    for fund, role in (("gf", "fund"), ("sc", "capital")):
        yield from equal(
            figure(ev, "fiscal", f"income.{fund}", "in.amt"), figure(ev, role, TOTAL, "c2")
        )


def fund_balances(ev: Evidence) -> Iterator[Problem]:
    """X-013."""
    closing = ("fiscal", "balance.fiscal_closing")
    for fund, role in (("gf", "fund"), ("sc", "capital")):
        opening = figure(ev, "fiscal", f"balance.opening.{fund}", "in.amt")
        yield from equal(opening, figure(ev, role, TOTAL, "c1"))
        yield from equal(figure(ev, *closing, f"out.{fund}"), figure(ev, role, TOTAL, "c6"))


def general_projects(ev: Evidence) -> Iterator[Problem]:
    """X-020."""
    for code in (TOTAL, *codes(ev, "function", "general", "general-projects")):
        yield from equal(
            figure(ev, "general", code, "c3"), figure(ev, "general-projects", code, "c1")
        )


def spending_by_nature(ev: Evidence) -> Iterator[Problem]:
    """X-023."""
    for nature, column in _NATURES.items():
        fiscal = all_together(*(fund_spent(ev, fund, nature) for fund in FUND_TABLES))
        other = _other_spending(ev, nature)
        found = figure(ev, "expenditure", TOTAL, column)
        yield from equal(all_together(fiscal, other), found)


def fund_spent(ev: Evidence, fund: str, nature: str, code: str = TOTAL) -> Figure | None:
    """What was spent of a fund; None where no table tells it."""
    for role, columns in FUND_TABLES[fund]:
        if role in ev.tables.by_role:
            return figure(ev, role, code, columns[nature])
    spent = figure(ev, *SPENT, f"out.{fund}")
    return spent if spent and not spent.amount else None


def _other_spending(ev: Evidence, nature: str) -> Figure | None:
    """Spending of money that is not fiscal: from the facts, or zero where fiscal money is all."""
    if ev.facts is None:
        return Figure("expenditure", 0, parts=0) if only_fiscal(ev) else None
    lines = (
        f
        for f in ev.facts.facts
        if isinstance(f, Expenditure)
        and f.measure == ev.tables.form_set.measure
        and f.spend == nature
        and f.fund not in FISCAL
    )
    return Figure("expenditure", sum(f.amount for f in lines), parts=0)


def only_fiscal(ev: Evidence) -> bool:
    """Whether all that was spent is fiscal money, as the two totals say."""
    return agree(figure(ev, *SPENT, "out.total"), figure(ev, "expenditure", TOTAL, "c1"))


def fund_classes(ev: Evidence) -> Iterator[Problem]:
    """X-101."""
    yield from by_class(ev, "fund", "c3", "out.gf")
    for role, columns in FUND_TABLES["sc"]:
        yield from by_class(ev, role, columns["all"], "out.sc")


def capital_twice(ev: Evidence) -> Iterator[Problem]:
    """X-102."""
    (first, columns), (second, others) = FUND_TABLES["sc"]
    for code in codes(ev, "function", first, second):
        for nature, column in columns.items():
            yield from equal(
                figure(ev, first, code, column), figure(ev, second, code, others[nature])
            )


def fiscal_rows(ev: Evidence, code: str, nature: str) -> Figure | None:
    """The spending of all fiscal funds on one function code; None where a fund's is not told."""
    found = [fund_spent(ev, fund, nature, code) for fund in FUND_TABLES]
    return together(*found) if all(f is not None for f in found) else None


_rule = partial(Rule, group="表间", severity=Severity.ERROR, basis=USUAL, tolerance="EQ")

BETWEEN_FUNDS: tuple[Rule, ...] = (
    _rule(
        code="X-009",
        statement="一般公共预算财政拨款支出决算表的合计和各类级科目等于财政拨款收入支出决算总表的一般公共预算列",
        fix="对照类级编码核对两表，补上漏列的类或更正金额",
        roles=("fiscal", "general"),
        check=general_spending,
    ),
    _rule(
        code="X-010",
        statement="政府性基金决算表的本年支出合计等于财政拨款收入支出决算总表的政府性基金列",
        fix="核对政府性基金的本年支出，按账面更正写错的一处",
        roles=("fiscal", "fund"),
        check=fund_spending,
    ),
    _rule(
        code="X-011",
        statement="国有资本经营预算各决算表的本年支出合计等于财政拨款收入支出决算总表的国有资本经营预算列",
        fix="核对国有资本经营预算的本年支出，各表应填同一个数",
        roles=("fiscal", "capital", "capital-spend"),
        check=capital_spending,
    ),
    _rule(
        code="X-012",
        statement="政府性基金、国有资本经营预算决算表的本年收入合计等于财政拨款收入支出决算总表的对应收入",
        fix="核对该项资金的拨款收入，按财政部门批复的拨款数更正",
        roles=("fiscal", "fund", "capital"),
        check=fund_incomes,
    ),
    _rule(
        code="X-013",
        statement="政府性基金、国有资本经营预算决算表的年初、年末结转和结余合计等于财政拨款收入支出决算总表对应资金的年初、年末数",
        fix="核对该项资金的结转和结余，两表应填同一个数",
        roles=("fiscal", "fund", "capital"),
        check=fund_balances,
    ),
    _rule(
        code="X-020",
        statement="一般公共预算项目支出决算表的合计和各功能科目等于一般公共预算财政拨款支出决算表的项目支出列",
        fix="对照功能科目核对项目清单，补上漏列的项目或更正金额",
        roles=("general", "general-projects"),
        check=general_projects,
    ),
    _rule(
        code="X-023",
        statement="支出决算表的基本支出、项目支出合计分别等于各项财政拨款的同类支出加非财政拨款的同类支出",
        fix="核对各资金的基本支出和项目支出，查明划错性质或漏列资金的支出",
        roles=("expenditure", "general", "fund", "capital", "capital-spend"),
        check=spending_by_nature,
        tolerance="SUM",
    ),
)
