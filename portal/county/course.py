"""One department through the years: what it is given, what it spends, what is left over.

Amounts are integers of 分.  A budget and its projects are in whole 百元, what is spent otherwise
to the 分; what is left of a year is what the next one opens with.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from portal.county.plan import Department, Project, Unit, profiles

YUAN, HUNDRED_YUAN, WAN = 100, 10_000, 1_000_000
#: The year to which the plan's amounts belong.
BASE = 2022
#: Yuan a head and year: pay by economic code, and what an office runs on.
PAY = {
    True: {"30101": 48_600, "30102": 43_200, "30103": 29_500, "30199": 2_400},
    False: {"30101": 50_400, "30102": 5_800, "30107": 45_900, "30199": 1_900},
}
RUNNING = {
    "30201": 4_600, "30202": 800, "30205": 320, "30206": 1_450, "30207": 1_260, "30211": 5_400,
    "30213": 1_150, "30215": 460, "30216": 1_380, "30226": 1_250, "30299": 1_900, "31002": 980,
}  # fmt: skip
PERSONNEL = ("301", "303")
ABROAD, RECEPTION, CAR_RUN, CAR_BUY = "30212", "30217", "30231", "31013"
#: Contributions: function code (of offices, of others), economic code, share of pay.
CONTRIBUTIONS = (
    (("2080505", "2080505"), "30108", 0.16),
    (("2080506", "2080506"), "30109", 0.08),
    (("2101101", "2101102"), "30110", 0.075),
    (("2210201", "2210201"), "30113", 0.12),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One amount of spending, with the fields of ``core.facts.Expenditure``."""

    unit: str
    fund: str
    function: str
    spend: str
    econ: str = ""
    project: str = ""
    amount: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a project's year went: what it could spend, of which ``carried`` from last year, what
    it spent, and what is left for the next year."""

    project: Project
    unit: str
    full: int
    carried: int
    spent: int
    left: int


class Course:
    """What one department states, year by year; everything follows from its plan."""

    def __init__(self, department: Department) -> None:
        self.department = department
        self.budget = cache(lambda year: tuple(self._budget(year)))
        self.account = cache(lambda year: tuple(self._account(year)))
        self.full_year = cache(lambda year: tuple(self._full_year(year)))
        self.outcomes = cache(lambda year: tuple(self._outcomes(year)))
        self.saved = cache(self._saved)

    # -- people and things --------------------------------------------------------------------

    def staff(self, unit: Unit, year: int) -> int:
        """People of a unit at the end of the year before."""
        trend = self.department.draw("trend", unit.code).uniform(-0.012, 0.014)
        return min(max(3, round(unit.staff * (1 + trend) ** (year - BASE))), unit.establishment)

    def cars_bought(self, year: int) -> int:
        """Cars that are replaced in that year: one in some, of those who have several."""
        many = self.department.office.cars
        return int(many > 1 and self.department.draw("car", year).random() < 0.1 + many / 90)

    def owner(self, project: Project) -> Unit:
        """The unit whose work a project is: the one that lives on its function, or the office."""
        own = (u for u in self.department.units[1:] if u.run == project.function)
        return next(own, self.department.office)

    # -- the budget ---------------------------------------------------------------------------

    def _budget(self, year: int) -> Iterator[Line]:
        for unit in self.department.units:
            yield from self._pay(unit, year)
            yield from self._running(unit, year)
            if unit.own_wan:
                yield from self._business(unit, year, self.earned(unit, year, planned=True))
        for project in self.department.projects_of(year):
            amount = self._planned(project, year)
            yield self._of_project(project, amount)

    def _line(self, unit: Unit, function: str, econ: str, yuan: float) -> Line:
        amount = max(1, round(yuan / 100)) * HUNDRED_YUAN
        return Line(
            unit=unit.code, fund="gp", function=function, spend="basic", econ=econ, amount=amount
        )

    def _pay(self, unit: Unit, year: int) -> Iterator[Line]:
        rng = self.department.draw("pay", unit.code, year)
        heads = self.staff(unit, year) * (0.35 if unit.own_wan > 1000 else 1)
        rise = 1.028 ** (year - BASE)
        wages = {e: heads * y * rise * rng.uniform(0.97, 1.03) for e, y in PAY[unit.office].items()}
        for econ, yuan in wages.items():
            yield self._line(unit, unit.run, econ, yuan)
        base = sum(yuan for econ, yuan in wages.items() if econ != "30199")
        yield self._line(unit, unit.run, "30112", base * 0.008)
        for functions, econ, share in CONTRIBUTIONS:
            yield self._line(unit, functions[not unit.office], econ, base * share)
        if unit.office:
            yield self._line(unit, "2101103", "30111", base * 0.03)
        retired = ("2080502", "2080501")[unit.office]
        yield self._line(unit, retired, "30302", heads * 0.35 * 3_600 * rng.uniform(0.9, 1.1))
        yield self._line(unit, unit.run, "30305", heads * 0.05 * 9_600)

    def _running(self, unit: Unit, year: int) -> Iterator[Line]:
        rng = self.department.draw("running", unit.code, year)
        heads = self.staff(unit, year) * (1 if unit.office else 0.45)
        thrift = (1 + self.department.thrift) ** (year - BASE)
        for econ, yuan in RUNNING.items():
            amount = heads * yuan * thrift * rng.uniform(0.9, 1.1)
            yield self._line(unit, unit.run, econ, amount)
        yield self._line(unit, unit.run, "30228", heads * 2_300 * rng.uniform(0.97, 1.03))
        yield self._line(unit, unit.run, "30229", heads * 1_700 * rng.uniform(0.97, 1.03))
        if unit.office:
            yield self._line(unit, unit.run, "30239", heads * 7_300)
        yield from self._three(unit, year)

    def _three(self, unit: Unit, year: int) -> Iterator[Line]:
        """The three public expenses."""
        if unit.office:
            fewer = 0.93 ** (year - BASE)
            yield self._line(unit, unit.run, RECEPTION, 900 * unit.staff**0.75 * fewer)
        if unit.cars:
            price = self.department.draw("cars", year).uniform(20_000, 24_500)
            yield self._line(unit, unit.run, CAR_RUN, unit.cars * price)
        if unit is self.department.office and (many := self.cars_bought(year)):
            yield self._line(unit, unit.run, CAR_BUY, many * 179_800)
        if self.department.abroad and self.department.draw("abroad", year).random() < 0.6:
            yield self._line(unit, unit.run, ABROAD, 58_000)

    def _planned(self, project: Project, year: int) -> int:
        rng = self.department.draw("project", project.name, year)
        usual = project.wan * (1 + self.department.growth) ** (year - BASE)
        return max(1, round(usual * rng.uniform(0.88, 1.14) * 10)) * WAN // 10

    def _of_project(self, project: Project, amount: int, econ: str = "") -> Line:
        return Line(
            unit=self.owner(project).code,
            fund=project.fund,
            function=project.function,
            spend="project",
            econ=econ,
            project=project.name,
            amount=amount,
        )

    # -- business of its own ------------------------------------------------------------------

    def earned(self, unit: Unit, year: int, *, planned: bool = False) -> int:
        """What a unit earns by its own business: as planned, or as it came."""
        rise = 1.045 ** (year - BASE)
        plan = round(unit.own_wan * rise * 10) * WAN // 10
        if planned:
            return plan
        return round(plan * self.department.draw("earned", unit.code, year).uniform(0.97, 1.06))

    def _business(self, unit: Unit, year: int, amount: int) -> Iterator[Line]:
        """How it spends that: pay, material, running; in whole 百元 but for the last."""
        shares = {"30107": 0.46, "30218": 0.34, "30213": 0.06, "31003": 0.1}
        parts = {e: int(amount * s) // HUNDRED_YUAN * HUNDRED_YUAN for e, s in shares.items()}
        parts["30299"] = amount - sum(parts.values())
        for econ, part in parts.items():
            yield Line(
                unit=unit.code, fund="own", function=unit.run, spend="basic", econ=econ, amount=part
            )

    def _saved(self, unit: Unit, year: int) -> int:
        """What is left of its own earnings at the end of that year."""
        if year < BASE - 1:
            return unit.own_wan * WAN // 25
        return self.saved(unit, year - 1) + self.earned(unit, year) - self._own_spent(unit, year)

    def _own_spent(self, unit: Unit, year: int) -> int:
        rng = self.department.draw("own", unit.code, year)
        return round(self.earned(unit, year) * rng.uniform(0.975, 1.0))

    # -- the year as it went ------------------------------------------------------------------

    def _outcomes(self, year: int) -> Iterator[Outcome]:
        left = {o.project.name: o.left for o in self.outcomes(year - 1)} if year >= BASE else {}
        for number, project in enumerate(self.department.projects_of(year)):
            rng = self.department.draw("outcome", project.name, year)
            carried = left.get(project.name, 0)
            factor = rng.choice((1, 1, 1, 1.06, 0.94, 1.12))
            planned = self._planned(project, year) * factor
            full = round(planned / HUNDRED_YUAN) * HUNDRED_YUAN + carried
            carries = number == 0 and self.department.carries and rng.random() < 0.75
            rate = rng.uniform(0.84, 0.95) if carries else rng.choice((1, 1, rng.uniform(0.9, 1)))
            spent = min(full, round(full * rate / HUNDRED_YUAN) * HUNDRED_YUAN)
            yield Outcome(
                project=project,
                unit=self.owner(project).code,
                full=full,
                carried=carried,
                spent=spent,
                left=full - spent if carries else 0,
            )

    def _full_year(self, year: int) -> Iterator[Line]:
        """The budget as it was adjusted in the year; projects with what was carried."""
        rises = {
            u.code: self.department.draw("rise", u.code, year).choice((1, 1.012, 1.024, 1.035))
            for u in self.department.units
        }
        for line in self.budget(year):
            if line.fund == "gp" and line.spend == "basic":
                rise = rises[line.unit] if line.econ[:3] in PERSONNEL else 1
                yield replace(line, amount=round(line.amount * rise / YUAN) * YUAN)
            elif line.spend == "basic":
                yield line
        for outcome in self.outcomes(year):
            yield self._of_project(outcome.project, outcome.full)

    def _account(self, year: int) -> Iterator[Line]:
        for line in self.full_year(year):
            if line.fund == "gp" and line.spend == "basic":
                yield self._executed(line, year)
        for unit in self.department.units:
            if unit.own_wan:
                yield from self._business(unit, year, self._own_spent(unit, year))
        for outcome in self.outcomes(year):
            yield from self._spread(outcome)

    def _executed(self, line: Line, year: int) -> Line:
        rng = self.department.draw("spent", line.unit, line.function, line.econ, year)
        if line.econ[:3] in PERSONNEL:
            tight = line.function.startswith(("208", "210")) and rng.random() < 0.3
            rate = rng.uniform(0.97, 0.999) if tight else 1.0
        elif line.econ in (RECEPTION, CAR_RUN, CAR_BUY, ABROAD):
            rate = rng.uniform(0.72, 0.985)
        else:
            rate = rng.choice((1.0, rng.uniform(0.95, 1)))
        return replace(line, amount=max(1, round(line.amount * rate)))

    def _spread(self, outcome: Outcome) -> Iterator[Line]:
        """A project's spending by economic code."""
        left = outcome.spent
        shares = list(profiles()[outcome.project.profile].items())
        for econ, share in shares[1:]:
            part = outcome.spent * share // 100
            left -= part
            yield self._of_project(outcome.project, part, econ)
        yield self._of_project(outcome.project, left, shares[0][0])
