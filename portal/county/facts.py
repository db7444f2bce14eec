"""What a department states for a year: the facts of its budget and of its final account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from disclosures.core.facts import (
    Balance,
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
from portal.county.course import (
    ABROAD,
    CAR_BUY,
    CAR_RUN,
    HUNDRED_YUAN,
    RECEPTION,
    Course,
    Line,
)
from portal.county.figures import count, counts, indicators, running, things
from portal.county.plan import Unit

FORM_SETS = {Kind.BUDGET: "bazhong-budget-2022", Kind.FINAL: "sichuan-final-2022"}
THREE = {"abroad": ABROAD, "car_buy": CAR_BUY, "car_run": CAR_RUN, "reception": RECEPTION}
#: What is bought with a project's money: method, item, unit of measure, share.
BOUGHT = {
    "digital": ("purchase", "信息系统运行维护服务", "项", 0.4),
    "goods": ("purchase", "应急救援装备", "批", 0.5),
    "works": ("purchase", "工程施工", "项", 0.8),
    "service": ("service", "专业技术服务", "项", 0.35),
}


def facts_of(course: Course, year: int, kind: Kind) -> Facts:
    """Everything that the department states for that disclosure; amounts in 分."""
    department = course.department
    facts = _budget(course, year) if kind is Kind.BUDGET else _account(course, year)
    return Facts(
        department=department.name,
        department_code=department.code,
        year=year,
        kind=kind,
        form_set=FORM_SETS[kind],
        units=tuple(_unit(course, unit, year) for unit in department.units),
        facts=tuple(facts),
        local_codes=tuple(LocalCode(code=c, name=n) for c, n in department.local.items()),
    )


def _unit(course: Course, unit: Unit, year: int) -> UnitInfo:
    return UnitInfo(
        code=unit.code,
        name=unit.name,
        nature=unit.nature,
        establishment=unit.establishment,
        staff=course.staff(unit, year),
    )


# -- the budget -------------------------------------------------------------------------------


def _budget(course: Course, year: int) -> Iterator[Fact]:
    lines = course.budget(year)
    yield from _spending(lines, "initial")
    yield from _carried_in(course, year)
    yield from _earned(lines, "initial")
    yield from _planned_three(lines, "initial")
    yield from _purchases(course, year)
    yield Indicator(
        unit=course.department.office.code,
        measure="initial",
        name="机关运行经费",
        amount=running(course, lines),
    )
    yield from things(course, year)
    yield count(course, "编制绩效目标项目数", len(course.department.projects_of(year)))
    yield from _last_budget(course, year - 1)


def _carried_in(course: Course, year: int) -> Iterator[Fact]:
    """What was left of last year, and that it is to be spent on the same."""
    for outcome in course.outcomes(year - 1):
        if outcome.left:
            project = outcome.project
            same = {"unit": outcome.unit, "measure": "initial", "fund": project.fund}
            yield Balance(**same, nature="opening", function=project.function, amount=outcome.left)
            yield Expenditure(
                **same,
                function=project.function,
                spend="project",
                project=project.name,
                money_year="carried",
                amount=outcome.left,
            )


def bought_by(course: Course, year: int) -> Iterator[Purchase]:
    """What is to be bought with the money of projects."""
    projects = {p.name: p for p in course.department.projects}
    for line in course.budget(year):
        if line.project and (profile := projects[line.project].profile) in BOUGHT:
            method, item, _, share = BOUGHT[profile]
            yield Purchase(
                unit=line.unit,
                method=method,
                project=line.project,
                item=item,
                source="government_fund" if line.fund == "gf" else "appropriation",
                amount=int(line.amount * share) // HUNDRED_YUAN * HUNDRED_YUAN,
            )


def _purchases(course: Course, year: int) -> Iterator[Fact]:
    uoms = {item: uom for _, item, uom, _ in BOUGHT.values()}
    for bought in bought_by(course, year):
        same = {"unit": bought.unit, "method": bought.method, "project": bought.project}
        uom = uoms[bought.item]
        yield PurchaseLine(**same, item=bought.item, qty=100, uom=uom, price=bought.amount)
        yield bought


def _last_budget(course: Course, year: int) -> Iterator[Fact]:
    """Last year's budget, as far as the text compares it."""
    lines = course.budget(year)
    yield from _spending(_together(lines), "prior")
    yield from _earned(_together(lines), "prior")
    yield from _planned_three(lines, "prior")
    yield Indicator(
        unit=course.department.office.code,
        measure="prior",
        name="机关运行经费",
        amount=running(course, lines),
    )
    for outcome in course.outcomes(year - 1):
        if outcome.left:
            same = {"unit": outcome.unit, "measure": "prior", "fund": outcome.project.fund}
            function = outcome.project.function
            yield Balance(**same, nature="opening", function=function, amount=outcome.left)
            yield Expenditure(
                **same,
                function=function,
                spend="project",
                money_year="carried",
                amount=outcome.left,
            )


# -- the account ------------------------------------------------------------------------------


def _account(course: Course, year: int) -> Iterator[Fact]:
    lines = course.account(year)
    yield from _spending(lines, "final")
    yield from _spending(_together(course.full_year(year), project=True), "full_year")
    yield from _received(course, year, "final")
    yield from _balances(course, year, "final")
    yield from _planned_three(course.full_year(year), "full_year")
    yield from indicators(course, year)
    yield from things(course, year)
    yield from counts(course, year)
    yield from _spending(_together(course.account(year - 1), three=True), "prior")
    yield from _received(course, year - 1, "prior")
    yield from _balances(course, year - 1, "prior")


def _received(course: Course, year: int, measure: str) -> Iterator[Fact]:
    """Income: what was spent, less what was there before, and what is left."""
    amounts = Counter(
        {k: v for k, v in _by_function(course.account(year)).items() if k[1] != "own"}
    )
    for outcome in course.outcomes(year):
        key = (outcome.unit, outcome.project.fund, outcome.project.function)
        amounts[key] += outcome.left - outcome.carried
    for (code, fund, function), amount in amounts.items():
        yield Income(unit=code, measure=measure, category=fund, function=function, amount=amount)
    for unit in course.department.units:
        if unit.own_wan:
            yield Income(
                unit=unit.code,
                measure=measure,
                category="business",
                function=unit.run,
                amount=course.earned(unit, year),
            )


def _balances(course: Course, year: int, measure: str) -> Iterator[Fact]:
    for outcome in course.outcomes(year):
        same = {
            "unit": outcome.unit,
            "measure": measure,
            "fund": outcome.project.fund,
            "function": outcome.project.function,
            "spend": "project",
        }
        if outcome.carried:
            yield Balance(**same, nature="opening", amount=outcome.carried)
        if outcome.left:
            yield Balance(**same, nature="closing", amount=outcome.left)
    for unit in course.department.units:
        if unit.own_wan:
            own = {"unit": unit.code, "measure": measure, "fund": "own", "function": unit.run}
            own["spend"] = "basic"
            yield Balance(**own, nature="opening", amount=course.saved(unit, year - 1))
            yield Balance(**own, nature="closing", amount=course.saved(unit, year))


# -- both -------------------------------------------------------------------------------------


def _spending(lines: Iterable[Line], measure: str) -> Iterator[Fact]:
    for line in lines:
        yield Expenditure(
            unit=line.unit,
            measure=measure,
            fund=line.fund,
            function=line.function,
            spend=line.spend,
            econ=line.econ,
            project=line.project,
            amount=line.amount,
        )


def _earned(lines: Iterable[Line], measure: str) -> Iterator[Fact]:
    """Income of a budget: what is to be spent."""
    for (unit, fund, function), amount in _by_function(lines).items():
        category = "business" if fund == "own" else fund
        yield Income(
            unit=unit, measure=measure, category=category, function=function, amount=amount
        )


def _planned_three(lines: Iterable[Line], measure: str) -> Iterator[Fact]:
    planned: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.spend == "basic" and line.econ in THREE.values():
            planned[line.unit, line.econ] += line.amount
    items = {econ: item for item, econ in THREE.items()}
    for (unit, econ), amount in planned.items():
        yield Sangong(unit=unit, measure=measure, fund="gp", item=items[econ], amount=amount)


def _together(
    lines: Iterable[Line], *, project: bool = False, three: bool = False
) -> Iterator[Line]:
    """The same without economic codes (but for the ``three``) and without projects."""
    sums: Counter[tuple[str, ...]] = Counter()
    for line in lines:
        econ = line.econ if three and line.econ in THREE.values() else ""
        name = line.project if project else ""
        sums[line.unit, line.fund, line.function, line.spend, econ, name] += line.amount
    for (unit, fund, function, spend, econ, name), amount in sums.items():
        yield Line(
            unit=unit,
            fund=fund,
            function=function,
            spend=spend,
            econ=econ,
            project=name,
            amount=amount,
        )


def _by_function(lines: Iterable[Line]) -> Counter[tuple[str, str, str]]:
    sums: Counter[tuple[str, str, str]] = Counter()
    for line in lines:
        sums[line.unit, line.fund, line.function] += line.amount
    return sums
