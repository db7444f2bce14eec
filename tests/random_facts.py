"""Departments made up at random whose figures add up: every fund, several units, any form set.

The same seed gives the same department.  Amounts are in 分 and not round, so that 万元 rounds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from disclosures.core.codes import Classification
from disclosures.core.facts import (
    Balance,
    Expenditure,
    Fact,
    Facts,
    Income,
    Kind,
    LocalCode,
    Purchase,
    PurchaseLine,
    Sangong,
    UnitInfo,
)
from disclosures.core.rules.within_funds import FUND_GROUPS
from disclosures.data import form_set, functions

BASIC = ("30101", "30102", "30108", "30113", "30201", "30211", "30217", "30231", "30302", "31002")
PROJECT = ("30201", "30202", "30213", "30227", "30399", "31003", "39999", "30212", "31013")
OWN_INCOME = ("superior_subsidy", "business", "operating", "subsidiary_remit", "other")
OWN_SPENDS = ("basic", "project", "remitted", "operating", "granted")
SANGONG = {"abroad": "30212", "car_buy": "31013", "car_run": "30231", "reception": "30217"}
#: 223 items, which the classification lists no 项 of: the department adds them.
CAPITAL = {"2230105": "国有企业退休人员社会化管理补助支出", "2230201": "国有经济结构调整支出"}
NAMES = ("设备购置", "房屋修缮", "业务培训", "信息化建设（一期）", "下乡帮扶", "大型活动")


def random_facts(seed: int, form: str, year: int) -> Facts:
    """A department's facts for a form set and year."""
    kind = form_set(form, year).kind
    made = _Department(Random(seed), year, kind)
    made.make()
    return Facts(
        department="某市某局",
        department_code="701",
        year=year,
        kind=kind,
        form_set=form,
        units=tuple(UnitInfo(code=u, name=f"某市某局第{u[-1]}单位") for u in made.units),
        facts=tuple(made.facts),
        local_codes=tuple(LocalCode(code=c, name=n) for c, n in CAPITAL.items()),
    )


def _item_codes(codes: Classification, year: int) -> dict[str, list[str]]:
    """项 codes in force by the fund that may use them."""
    found: dict[str, list[str]] = {"gp": [], "gf": [], "sc": [*CAPITAL]}
    for code in codes.valid(year):
        if len(code.code) == 7:
            found[_fund_of(code.code)].append(code.code)
    return found


def _fund_of(code: str) -> str:
    if code.startswith("223"):
        return "sc"
    return "gf" if code[:5] in FUND_GROUPS else "gp"


@dataclass
class _Department:
    random: Random
    year: int
    kind: Kind
    facts: list[Fact] = field(default_factory=list)
    units: list[str] = field(default_factory=list)

    @property
    def measure(self) -> str:
        return "final" if self.kind is Kind.FINAL else "initial"

    def make(self) -> None:
        self.units = [f"70100{n}" for n in range(1, self.random.randint(1, 4) + 1)]
        codes = _item_codes(functions(), self.year)
        funds = ["gp", *(f for f in ("gf", "sc") if self.random.random() < 0.6)]
        for unit in self.units:
            for fund in funds:
                for function in self._some(codes[fund], 1, 6 if fund == "gp" else 2):
                    self._function(unit, fund, function)
        if self.kind is Kind.FINAL:
            if self.random.random() < 0.7:
                self._own_money(codes["gp"])
            self._sangong_final()
        else:
            if self.random.random() < 0.5:
                self._own_budget(codes["gp"])
            self._sangong_budget()
            self._purchases()

    def _some(self, options: list[str], least: int, most: int) -> list[str]:
        return sorted(self.random.sample(options, self.random.randint(least, most)))

    def _amount(self) -> int:
        scale = self.random.choice((10**5, 10**7, 10**9, 10**10))
        rounded = self.random.choice((1, 1, 1, 10**6))
        return max(1, self.random.randrange(scale) // rounded) * rounded

    def _function(self, unit: str, fund: str, function: str) -> None:
        """Spending of one function, and the income and balances that pay for it."""
        spent = self._spending(unit, fund, function)
        carried = {"unit": unit, "measure": self.measure, "fund": fund, "function": function}
        opening = closing = adjusted = 0
        if self.kind is Kind.FINAL:
            opening = self.random.choice((0, 0, self.random.randrange(spent + 1)))
            adjusted = self.random.choice((0, 0, -self.random.randrange(opening + 1)))
            closing = self.random.choice((0, self._amount()))
        else:
            opening = self._carried_project(unit, fund, function)
            spent += opening
        balances = {"opening": opening, "adjustment": adjusted, "closing": closing}
        for nature, amount in balances.items():
            if amount:
                self.facts.append(Balance(nature=nature, amount=amount, **carried))
        self._earn(unit, fund, spent + closing - opening - adjusted, function)

    def _carried_project(self, unit: str, fund: str, function: str) -> int:
        """A project paid with last year's money, or none."""
        if self.random.random() < 0.7:
            return 0
        amount = self._amount()
        self.facts.append(
            Expenditure(
                unit=unit,
                measure=self.measure,
                fund=fund,
                function=function,
                spend="project",
                econ="30227",
                project=f"上年结转项目{function[-2:]}",
                money_year="carried",
                amount=amount,
            )
        )
        return amount

    def _spending(self, unit: str, fund: str, function: str) -> int:
        """Lines of basic spending (general money only) and of projects; what they come to."""
        econs: list[tuple[str, str, str]] = []
        if fund == "gp" and self.random.random() < 0.7:
            econs += [("basic", e, "") for e in self._some(list(BASIC), 1, 6)]
        if not econs or self.random.random() < 0.5:
            for name in self._some(list(NAMES), 1, 2):
                econs += [("project", e, f"{name}{function[-2:]}")
                          for e in self._some(list(PROJECT), 1, 2)]  # fmt: skip
        return sum(self._spend(unit, fund, function, *line) for line in econs)

    def _spend(
        self, unit: str, fund: str, function: str, spend: str, econ: str, project: str
    ) -> int:
        amount = self._amount()
        self.facts.append(
            Expenditure(
                unit=unit,
                measure=self.measure,
                fund=fund,
                function=function,
                spend=spend,
                econ=econ,
                project=project,
                amount=amount,
            )
        )
        return amount

    def _earn(self, unit: str, category: str, amount: int, function: str) -> None:
        self.facts.append(
            Income(
                unit=unit,
                measure=self.measure,
                category=category,
                function=function,
                amount=amount,
            )
        )

    def _own_money(self, codes: list[str]) -> None:
        """Income of the units' own, spent, distributed or left over."""
        unit, function = self.random.choice(self.units), self.random.choice(codes)
        earned = 0
        for category in self._some(list(OWN_INCOME), 1, 4):
            amount = self._amount()
            earned += amount
            self._earn(unit, category, amount, function)
        for nature in ("opening", "nonfiscal_used"):
            earned += self._own_balance(unit, nature, self.random.choice((0, self._amount())))
        spends = self._some(list(OWN_SPENDS), 1, 4)
        for spend in spends:
            amount = self.random.randrange(earned // len(spends) + 1)
            project = "自有资金项目" if spend == "project" else ""
            self.facts.append(
                Expenditure(
                    unit=unit,
                    measure=self.measure,
                    fund="own",
                    function=function,
                    spend=spend,
                    econ="30201",
                    project=project,
                    amount=amount,
                )
            )
            earned -= amount
        distributed = self.random.choice((0, self.random.randrange(earned + 1)))
        self._own_balance(unit, "distributed", distributed)
        self._own_balance(unit, "closing", earned - distributed)

    def _own_budget(self, codes: list[str]) -> None:
        """Money that is no appropriation, budgeted as it comes in."""
        unit = self.random.choice(self.units)
        sources = {"special_account": "fz", "business": "own", "other": "own"}
        for category in self._some(list(sources), 1, 3):
            function, amount = self.random.choice(codes), self._amount()
            self._earn(unit, category, amount, function)
            self._pay(unit, sources[category], function, "30201", amount)

    def _pay(self, unit: str, fund: str, function: str, econ: str, amount: int) -> None:
        spend, project = self.random.choice((("basic", ""), ("project", "自有资金项目")))
        self.facts.append(
            Expenditure(
                unit=unit,
                measure=self.measure,
                fund=fund,
                function=function,
                spend=spend,
                econ=econ,
                project=project,
                amount=amount,
            )
        )

    def _own_balance(self, unit: str, nature: str, amount: int) -> int:
        if amount:
            self.facts.append(
                Balance(unit=unit, measure=self.measure, fund="own", nature=nature, amount=amount)
            )
        return amount

    def _sangong_final(self) -> None:
        """Budgets that are not below what was spent."""
        for fund in ("gp", "gf", "sc"):
            for item, econ in SANGONG.items():
                spent = self._spent(fund, (econ,))
                if spent:
                    self._sangong(self.units[0], fund, item, spent + self.random.randrange(10**6))

    def _sangong_budget(self) -> None:
        for unit in self.units:
            for item, econ in SANGONG.items():
                spent = self._spent("gp", (econ,), unit)
                if spent:
                    self._sangong(unit, "gp", item, spent)

    def _spent(self, fund: str, econs: tuple[str, ...], unit: str = "") -> int:
        return sum(
            f.amount
            for f in self.facts
            if isinstance(f, Expenditure) and f.fund == fund and f.econ in econs
            if not unit or f.unit == unit
        )

    def _sangong(self, unit: str, fund: str, item: str, amount: int) -> None:
        measure = "full_year" if self.kind is Kind.FINAL else self.measure
        self.facts.append(Sangong(unit=unit, measure=measure, fund=fund, item=item, amount=amount))

    def _purchases(self) -> None:
        """Purchases and services within what the projects may spend."""
        projects = [
            f
            for f in self.facts
            if isinstance(f, Expenditure) and f.project and f.fund == "gp" and f.amount > 10**6
        ]
        seen = set()
        for n, fact in enumerate(projects[:4]):
            method = ("purchase", "service")[n % 2]
            line = {"unit": fact.unit, "method": method, "project": fact.project, "item": "货物"}
            if (fact.unit, fact.project) in seen:
                continue
            seen.add((fact.unit, fact.project))
            quantity = self.random.randint(1, 9)
            price = fact.amount // 10 // quantity // 10_000 * 10_000
            amount = price * quantity
            self.facts.append(PurchaseLine(**line, qty=quantity * 100, uom="项", price=price))
            self.facts.append(Purchase(**line, source="appropriation", amount=amount))
