"""表内, tables with fixed lines: the two general tables of income and expenditure."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.rules.across import USUAL, Figure, equal, figure, together
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity, slack
from disclosures.core.rules.relations import column_sums, line_sums
from disclosures.core.rules.sums import judge_all, money
from disclosures.core.tables import Table

GROUP = "表内"
FORM = "决算报表“年初结转和结余”“使用非财政拨款结余”单列行次的填报口径；" + USUAL

OVERVIEW = ("overview",)
FISCAL = ("fiscal",)
BOTH = ("fiscal", "budget-fiscal")


def _line(evidence: Evidence, roles: tuple[str, ...], key: str) -> Iterator[Problem]:
    """The sums that one fixed line declares, in every column."""
    for table in evidence.having(*roles):
        yield from judge_all(table, line_sums(table, key.__eq__))


def income_of_year(evidence: Evidence) -> Iterator[Problem]:
    """IN-001."""
    return _line(evidence, OVERVIEW, "income.year_total")


def income_in_all(evidence: Evidence) -> Iterator[Problem]:
    """IN-002."""
    return _line(evidence, OVERVIEW, "income.grand_total")


def spending_of_year(evidence: Evidence) -> Iterator[Problem]:
    """IN-003."""
    yield from _line(evidence, OVERVIEW, "exp.year_total")
    yield from _line(evidence, BOTH, "exp.fiscal_total")


def spending_in_all(evidence: Evidence) -> Iterator[Problem]:
    """IN-004."""
    return _line(evidence, OVERVIEW, "exp.grand_total")


def overview_balances(evidence: Evidence) -> Iterator[Problem]:
    """IN-005."""
    income = figure(evidence, "overview", "income.grand_total", "in.amt")
    spending = figure(evidence, "overview", "exp.grand_total", "out.amt")
    return equal(income, spending)


#: Lines of the overview and the columns of the income table that show the same income.
SAME_INCOME = {
    "income.superior_subsidy": "c3",
    "income.business": "c4",
    "income.operating": "c5",
    "income.subsidiary_remit": "c6",
    "income.other": "c7",
}
CARRIED = ("balance.opening", "balance.nonfiscal_used")


def carried_as_income(evidence: Evidence) -> Iterator[Problem]:
    """IN-006: a line of income exceeds the income by exactly what was carried forward."""
    for table in evidence.having("overview"):
        for line, without in _incomes(evidence, table):
            yield from _with_carried(table, line, without)


def _incomes(evidence: Evidence, table: Table) -> Iterator[tuple[str, int]]:
    """Lines of income, and what they would be by other figures."""
    form = table.form.lines.get("income.year_total")
    if form is not None:
        yield "income.year_total", sum(table.amount(key, "in.amt") for key in form.sum)
    income = evidence.tables.get("income")
    if income is not None and income.get("total") is not None:
        for line, column in SAME_INCOME.items():
            yield line, income.amount("total", column)


def _with_carried(table: Table, line: str, without: int) -> Iterator[Problem]:
    found = table.amount(line, "in.amt")
    margin = slack(table.step, 2)
    for key in CARRIED:
        carried = table.amount(key, "in.amt")
        if carried > margin and abs(found - without - carried) <= margin:
            yield Problem(
                table=table.role,
                cells=(table.address(line, "in.amt"), table.address(key, "in.amt")),
                expected=without,
                found=found,
                text=f"多出的 {money(found - without, table)}正是单列的"
                f"“{_label(table, key)}”，应从本年收入中剔除，现为 {money(found, table)}，"
                f"应为 {money(without, table)}",
            )


def _label(table: Table, key: str) -> str:
    line = table.form.lines.get(key)
    return line.label if line else key


def fiscal_rows(evidence: Evidence) -> Iterator[Problem]:
    """IN-012."""
    for table in evidence.having(*FISCAL):
        yield from judge_all(table, column_sums(table))


def fiscal_income(evidence: Evidence) -> Iterator[Problem]:
    """IN-013."""
    return _line(evidence, BOTH, "income.fiscal_total")


def fiscal_opening(evidence: Evidence) -> Iterator[Problem]:
    """IN-014."""
    return _line(evidence, BOTH, "balance.fiscal_opening")


def fiscal_in_all(evidence: Evidence) -> Iterator[Problem]:
    """IN-015."""
    for role in BOTH:
        yield from _line(evidence, (role,), "fiscal.income_grand_total")
        yield from _line(evidence, (role,), "fiscal.exp_grand_total")
        income = figure(evidence, role, "fiscal.income_grand_total", "in.amt")
        yield from equal(income, figure(evidence, role, "fiscal.exp_grand_total", "out.total"))


def fiscal_by_fund(evidence: Evidence) -> Iterator[Problem]:
    """IN-016."""
    for fund in ("gp", "gf", "sc"):
        held = together(
            _fiscal(evidence, f"income.{fund}", "in.amt"),
            _fiscal(evidence, f"balance.opening.{fund}", "in.amt"),
        )
        used = _fiscal(evidence, "fiscal.exp_grand_total", f"out.{fund}")
        yield from equal(held, used)


def _fiscal(evidence: Evidence, row: str, column: str) -> Figure | None:
    return figure(evidence, "fiscal", row, column)


WITHIN: tuple[Rule, ...] = (
    Rule(
        code="IN-001",
        group=GROUP,
        severity=Severity.ERROR,
        statement="收入支出决算总表：本年收入合计等于八类收入之和",
        basis=USUAL,
        fix="核对八类收入各行与本年收入合计，改正填错的一行；不要直接改合计凑平",
        roles=OVERVIEW,
        check=income_of_year,
        tolerance="SUM",
    ),
    Rule(
        code="IN-002",
        group=GROUP,
        severity=Severity.ERROR,
        statement="收入支出决算总表：收入总计等于本年收入合计加使用非财政拨款结余加年初结转和结余",
        basis=USUAL,
        fix="核对本年收入合计、使用非财政拨款结余和年初结转和结余三行，再核对总计",
        roles=OVERVIEW,
        check=income_in_all,
        tolerance="SUM",
    ),
    Rule(
        code="IN-003",
        group=GROUP,
        severity=Severity.ERROR,
        statement="收入支出总表、财政拨款收入支出总表：本年支出合计等于各类支出之和",
        basis=USUAL,
        fix="逐行核对各功能分类支出，查明漏填或填错行次的一类",
        roles=("overview", *BOTH),
        check=spending_of_year,
        tolerance="SUM",
    ),
    Rule(
        code="IN-004",
        group=GROUP,
        severity=Severity.ERROR,
        statement="收入支出决算总表：支出总计等于本年支出合计加结余分配加年末结转和结余",
        basis=USUAL,
        fix="核对本年支出合计、结余分配和年末结转和结余三行，再核对总计",
        roles=OVERVIEW,
        check=spending_in_all,
        tolerance="SUM",
    ),
    Rule(
        code="IN-005",
        group=GROUP,
        severity=Severity.ERROR,
        statement="收入支出决算总表：收入总计等于支出总计",
        basis=USUAL,
        fix="收支不平时，先核对年初、年末结转和结余，再核对本年收支是否有漏项",
        roles=OVERVIEW,
        check=overview_balances,
        tolerance="EQ",
    ),
    Rule(
        code="IN-006",
        group=GROUP,
        severity=Severity.ERROR,
        statement="收入支出决算总表：年初结转和结余、使用非财政拨款结余不得计入本年收入各行",
        basis=FORM,
        fix="把结转和结余从收入行中减去，只填在单列的行次里",
        roles=("overview", "income"),
        check=carried_as_income,
    ),
    Rule(
        code="IN-012",
        group=GROUP,
        severity=Severity.ERROR,
        statement="财政拨款收入支出决算总表：支出每行合计等于三种财政拨款之和",
        basis=USUAL,
        fix="核对该行一般公共预算、政府性基金预算、国有资本经营预算三栏",
        roles=FISCAL,
        check=fiscal_rows,
        tolerance="SUM",
    ),
    Rule(
        code="IN-013",
        group=GROUP,
        severity=Severity.ERROR,
        statement="财政拨款收入支出总表：本年收入合计等于三种财政拨款收入之和",
        basis=USUAL,
        fix="核对三种财政拨款收入与本年收入合计",
        roles=BOTH,
        check=fiscal_income,
        tolerance="SUM",
    ),
    Rule(
        code="IN-014",
        group=GROUP,
        severity=Severity.ERROR,
        statement="财政拨款收入支出总表：年初财政拨款结转和结余等于各种资金年初数之和",
        basis=USUAL,
        fix="核对各种资金的年初结转和结余，与上年决算的年末数一并核对",
        roles=BOTH,
        check=fiscal_opening,
        tolerance="SUM",
    ),
    Rule(
        code="IN-015",
        group=GROUP,
        severity=Severity.ERROR,
        statement="财政拨款收入支出总表：收入总计等于本年收入加年初结转和结余，"
        "支出总计等于本年支出加年末结转和结余，两个总计相等",
        basis=USUAL,
        fix="核对年初、年末财政拨款结转和结余；收支不平时查明差额属于哪种资金",
        roles=BOTH,
        check=fiscal_in_all,
        tolerance="SUM",
    ),
    Rule(
        code="IN-016",
        group=GROUP,
        severity=Severity.ERROR,
        statement="财政拨款收入支出决算总表：每种资金的本年收入加年初结转和结余等于该资金的支出总计",
        basis=USUAL,
        fix="按资金核对收入、支出和结转和结余，查明差额是否串列了资金",
        roles=FISCAL,
        check=fiscal_by_fund,
        tolerance="SUM",
    ),
)
