"""Income and balances from printed tables, by category and function as far as they tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from disclosures.core.facts import FISCAL, LABELS, Balance, Fund, Income
from disclosures.core.recovery.amounts import Amount, Amounts
from disclosures.core.recovery.spread import spread

#: 国有资本经营预算支出: a class of functions that no other budget pays for.
CAPITAL_CLASS = "223"


def recover_income(amounts: Amounts, unit: str, measure: str) -> tuple[list[Income], list[str]]:
    """Income facts and notes; ``unit`` is the only unit, or empty where there are several."""
    return _Incomes(amounts, unit, measure).run()


class _Incomes:
    def __init__(self, amounts: Amounts, unit: str, measure: str) -> None:
        self._amounts, self._unit, self._measure = amounts, unit, measure
        self._printed = amounts.of("income")
        self._notes: list[str] = []
        self._facts: list[Income] = []

    def run(self) -> tuple[list[Income], list[str]]:
        totals = self._totals()
        by_function = [a for a in self._printed if a.get("function") and not a.get("fund")]
        sure = [a for a in by_function if a.get("category")]
        for a in sure:
            self._add(a.get("category"), a.get("function"), a.amount, a.place, a.get("unit"))
        self._fiscal([a for a in by_function if "category" in a.several], totals)
        self._rest(totals)
        return self._facts, self._notes

    def _add(self, category: str, function: str, amount: int, place: str, unit: str = "") -> None:
        fact = Income(
            unit=unit or self._unit,
            measure=self._measure,
            category=str(category),
            function=function,
            amount=amount,
            place=place,
        )
        self._facts.append(fact)

    def _totals(self) -> dict[str, Amount]:
        """The printed total of each category, from the first table that has it."""
        found: dict[str, Amount] = {}
        for a in self._printed:
            if a.get("category") and not a.get("function"):
                found.setdefault(a.get("category"), a)
        return found

    def _fiscal(self, whole: list[Amount], totals: dict[str, Amount]) -> None:
        """财政拨款收入 of each function, divided by fund where the funds' tables determine it."""
        places = {a.get("function"): a.place for a in whole}
        rows = {a.get("function"): a.amount for a in whole}
        for fund in (Fund.GOVERNMENT, Fund.CAPITAL):
            for a in self._of_fund(fund):
                function = a.get("function")
                if not whole or rows.get(function, 0) >= a.amount:
                    rows[function] = rows.get(function, 0) - a.amount
                    self._add(fund, function, a.amount, a.place)
        known, rest = self._divide({f: v for f, v in rows.items() if v > 0}, totals)
        for (function, category), amount in known.items():
            self._add(category, function, amount, places.get(function, ""))
        if rest:
            text = f"{len(rest)} 个功能科目的财政拨款收入不能由公开表分清资金，只按资金列总数"
            self._notes.append(text)

    def _divide(
        self, rows: Mapping[str, int], totals: dict[str, Amount]
    ) -> tuple[Mapping[tuple[str, str], int], Mapping[str, int]]:
        """What is left of each function by fund, and the functions that stay open."""
        columns = self._left_of_fiscal(totals)
        if not totals and all(map(self._tells, (Fund.GOVERNMENT, Fund.CAPITAL))):
            columns = {Fund.GENERAL: sum(rows.values())}
        if not columns:
            return {}, {f: v for f, v in rows.items() if v > self._amounts.slack(2)}
        if len(columns) == 1:
            only = next(iter(columns))
            return {(f, only): v for f, v in rows.items()}, {}
        bounds = {
            (f, c): most
            for f, most in rows.items()
            for c in columns
            if not (f.startswith(CAPITAL_CLASS) and c != Fund.CAPITAL)
        }
        found = spread(rows, columns, bounds=bounds, slack=self._amounts.slack)
        return found.known, found.rest

    def _tells(self, fund: str) -> bool:
        """Whether a filed table prints a fund's income by function."""
        for table in self._amounts.tables.tables:
            if any(level.by == "function" for level in table.form.levels):
                queries = [
                    table.form.query.and_also(c.query) for c in table.form.columns if c.query
                ]
                if any((q.of, q.only("fund")) == ("income", fund) for q in queries):
                    return True
        return False

    def _left_of_fiscal(self, totals: dict[str, Amount]) -> dict[str, int]:
        """Of each fiscal category's total what the functions found so far do not account for."""
        sums = self._sums()
        figures = Counter(fact.category for fact in self._facts)
        left = {str(c): totals[c].amount - sums[c] for c in FISCAL if c in totals}
        return {c: amount for c, amount in left.items() if amount > self._amounts.slack(figures[c])}

    def _of_fund(self, fund: str) -> list[Amount]:
        mine = [a for a in self._printed if a.get("fund") == fund and a.get("function")]
        return [a for a in mine if a.table == mine[0].table]

    def _sums(self) -> Counter[str]:
        """What the facts found so far add up to, by category."""
        sums: Counter[str] = Counter()
        for fact in self._facts:
            sums[fact.category] += fact.amount
        return sums

    def _rest(self, totals: dict[str, Amount]) -> None:
        """What of a category's printed total no function accounts for."""
        sums = self._sums()
        figures = Counter(fact.category for fact in self._facts)
        for category, total in totals.items():
            left = total.amount - sums[category]
            if abs(left) > self._amounts.slack(figures[category]):
                self._add(category, "", left, total.place)
                if figures[category]:
                    name = LABELS["category"][category]
                    self._notes.append(f"{name}的总数与各功能科目之和不符，差额不分科目列出")


def recover_balances(amounts: Amounts, unit: str, measure: str) -> tuple[list[Balance], list[str]]:
    """Balances by nature, fund and, for the funds that print it, function; and notes."""
    return _Balances(amounts, unit, measure).run()


class _Balances:
    def __init__(self, amounts: Amounts, unit: str, measure: str) -> None:
        self._amounts, self._unit, self._measure = amounts, unit, measure
        self._printed = amounts.of("balance")
        self._facts: list[Balance] = []
        self._notes: list[str] = []

    def run(self) -> tuple[list[Balance], list[str]]:
        natures = dict.fromkeys(_nature(a) for a in self._printed)
        for nature in natures:
            mine = [a for a in self._printed if _nature(a) == nature]
            if nature not in LABELS["nature"]:
                self._notes.append("“上年财政拨款资金结转”没有写明资金，未取作结转结余")
                continue
            self._of_nature(nature, mine)
        return self._facts, self._notes

    def _of_nature(self, nature: str, mine: list[Amount]) -> None:
        whole = next((a for a in mine if not a.get("fund") and not a.get("function")), None)
        known = 0
        figures = 0
        for fund in (*FISCAL, Fund.SPECIAL, Fund.OWN):
            own = [a for a in mine if a.get("fund") == fund]
            amount = self._of_fund(nature, fund, own)
            known += amount
            figures += bool(amount)
        if whole is not None:
            left = whole.amount - known
            if abs(left) > self._amounts.slack(figures):
                rest_of = str(Fund.OWN) if self._tells_fiscal(nature) else ""
                self._add(nature, rest_of, "", left, whole.place)
                if not rest_of:
                    name = LABELS["nature"][nature]
                    self._notes.append(f"{name}没有按资金印出，资金留空")

    def _tells_fiscal(self, nature: str) -> bool:
        """Whether a table divides this nature by fiscal fund, so that the rest is other money."""
        if nature in ("nonfiscal_used", "distributed"):
            return True
        for table in self._amounts.tables.tables:
            for column in table.form.columns:
                for line in table.form.lines.values():
                    query = table.form.query.and_also(column.query) if column.query else None
                    query = (query or table.form.query).and_also(line.query or table.form.query)
                    if (
                        query.of == "balance"
                        and query.only("fund")
                        and nature in dict(query.where).get("nature", ())
                    ):
                        return True
        return False

    def _of_fund(self, nature: str, fund: str, own: list[Amount]) -> int:
        """One fund's balance; by function where the functions add up to it."""
        total = next((a for a in own if not a.get("function")), None)
        parts = [a for a in own if a.get("function")]
        parts = [a for a in parts if a.table == parts[0].table]
        sum_of_parts = sum(a.amount for a in parts)
        if parts and (
            total is None or abs(total.amount - sum_of_parts) <= self._amounts.slack(len(parts))
        ):
            for a in parts:
                self._add(nature, fund, a.get("function"), a.amount, a.place)
            return sum_of_parts
        if total is not None:
            self._add(nature, fund, "", total.amount, total.place)
            return total.amount
        return 0

    def _add(self, nature: str, fund: str, function: str, amount: int, place: str) -> None:
        self._facts.append(
            Balance(
                unit=self._unit,
                measure=self._measure,
                fund=str(fund),
                nature=nature,
                function=function,
                amount=amount,
                place=place,
            )
        )


def _nature(amount: Amount) -> str:
    """The nature of a balance; 年初 with its adjustments counts as 年初."""
    return amount.get("nature") or amount.several.get("nature", ("",))[0]
