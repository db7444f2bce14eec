"""Spending from printed tables: function by nature, then fund, project and economic code.

The table of all spending by function and nature is the ground.  It is divided further only where
other tables determine the parts; a dimension that stays open is left empty and named in a note.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from disclosures.core.facts import Expenditure, Fund, Spend
from disclosures.core.recovery.amounts import Amount, Amounts
from disclosures.core.recovery.econ import EconomicCodes, Line, Lines


@dataclass
class Spending:
    """Spending recovered: lines in 分, where each was printed, and what stays open."""

    lines: Lines = field(default_factory=dict)
    places: dict[Line, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def facts(self, measure: str) -> tuple[Expenditure, ...]:
        """The lines as facts of one 口径."""
        return tuple(
            Expenditure(
                unit=line.unit,
                measure=measure,
                fund=str(line.fund),
                function=line.function,
                spend=line.spend,
                econ=line.econ,
                project=line.project,
                amount=amount,
                place=self.places.get(line, ""),
            )
            for line, amount in self.lines.items()
            if amount
        )


def recover_spending(amounts: Amounts) -> Spending:
    """The lines of spending that the tables determine."""
    return _Recovery(amounts).run()


class _Recovery:
    def __init__(self, amounts: Amounts) -> None:
        self._amounts = amounts
        self._printed = amounts.of("expenditure")
        self._result = Spending()

    def run(self) -> Spending:
        lines = self._by_fund(self._ground())
        lines = self._by_project(lines)
        econ = EconomicCodes(self._amounts).of(lines)
        self._result.notes += econ.notes
        lines = econ.lines
        self._carry_places(lines)
        self._result.lines = {line: amount for line, amount in lines.items() if amount}
        if any(a.get("money_year") == "carried" for a in self._printed):
            text = "用上年结转资金安排的支出只印到类，不能分到具体支出，都按当年资金列"
            self._result.notes.append(text)
        return self._result

    # -- the ground: unit × function × nature, of all funds

    def _ground(self) -> Lines:
        """The table of all spending; without one the tables of the funds together."""
        whole = [
            a
            for a in self._printed
            if a.fixes("function", "spend") and not a.get("fund") and "fund" not in a.several
        ]
        if whole:
            table = whole[0].table
            own = [a for a in whole if a.table == table]
            return self._add(own, "unit", "function", "spend")
        parts = [a for a in self._printed if a.fixes("function", "spend", "fund")]
        if parts:
            return self._add(self._without_repeats(parts), "unit", "function", "spend", "fund")
        classes = [a for a in self._printed if a.fixes("function") and not a.get("econ")]
        return self._add(self._without_repeats(classes), "unit", "function", "fund")

    def _without_repeats(self, amounts: Iterable[Amount]) -> list[Amount]:
        """Of several tables that print one fund's spending the first."""
        first: dict[str, str] = {}
        return [a for a in amounts if first.setdefault(a.get("fund"), a.table) == a.table]

    def _add(self, amounts: Iterable[Amount], *fields: str) -> Lines:
        lines: Lines = defaultdict(int)
        for amount in amounts:
            line = Line(**{f: amount.get(f) for f in fields})
            lines[line] += amount.amount
            self._result.places.setdefault(line, amount.place)
        return dict(lines)

    # -- funds

    def _by_fund(self, ground: Lines) -> Lines:
        """Each ground line divided by fund where the funds' own tables say how."""
        open_lines = [line for line in ground if not line.fund]
        if not open_lines:
            return ground
        by_fund = {fund: self._fund_lines(fund) for fund in (Fund.GENERAL, *_OTHER_FISCAL)}
        lines: Lines = {}
        left: Lines = {}
        for line in open_lines:
            rest = ground[line]
            figures = 0
            for fund, known in by_fund.items():
                amount = (known or {}).get(line, 0)
                if amount:
                    lines[replace(line, fund=fund)] = amount
                    rest -= amount
                    figures += 1
            if abs(rest) > self._amounts.slack(figures):
                left[line] = rest
        unknown = [fund for fund, known in by_fund.items() if known is None]
        lines |= self._rest_of_funds(left, unknown)
        self._carry_places(lines)
        return lines

    def _fund_lines(self, fund: str) -> Lines | None:
        """One fund's spending by unit, function and nature; None where no table prints it."""
        mine = [a for a in self._printed if a.get("fund") == fund and not a.get("econ")]
        if not self._is_filed(fund):
            return None
        fixed = [a for a in mine if a.fixes("function", "spend") and len(a.get("function")) > 3]
        table = next((a.table for a in fixed), "")
        return self._add([a for a in fixed if a.table == table], "unit", "function", "spend")

    def _is_filed(self, fund: str) -> bool:
        """Whether a table prints the fund's spending by function and nature, be it empty."""
        for table in self._amounts.tables.tables:
            by_function = any(level.by == "function" for level in table.form.levels)
            spends = {
                q.only("spend")
                for c in table.form.columns
                if (q := table.form.query.and_also(c.query) if c.query else None)
                and (q.of, q.only("fund")) == ("expenditure", fund)
            }
            if by_function and {Spend.BASIC, Spend.PROJECT} <= spends:
                return True
        return False

    def _rest_of_funds(self, left: Lines, unknown: Sequence[str]) -> Lines:
        """What no fiscal table accounts for: other funds, or the one fund that prints none."""
        over = [line for line, amount in left.items() if amount < 0]
        if over:
            text = f"{len(over)} 个功能科目各资金的支出之和大于支出总表，按各资金的表取数"
            self._result.notes.append(text)
            left = {line: amount for line, amount in left.items() if amount > 0}
        if not unknown:
            return {replace(line, fund=Fund.OWN): amount for line, amount in left.items()}
        if unknown == [Fund.GENERAL]:
            return self._general_by_totals(left)
        return self._undivided(left)

    def _general_by_totals(self, left: Lines) -> Lines:
        """The general budget where its table has no functions: by unit and nature, or by class."""
        result: Lines = {}
        groups: dict[tuple[str, str], Lines] = defaultdict(dict)
        for line, amount in left.items():
            groups[line.unit, line.spend][line] = amount
        for (unit, spend_as), lines in groups.items():
            total = self._general_total(unit, spend_as)
            if total is None:
                result |= self._general_by_class(lines)
            elif self._agree(lines, total):
                result |= {replace(line, fund=Fund.GENERAL): a for line, a in lines.items()}
            elif not total:
                result |= {replace(line, fund=Fund.OWN): a for line, a in lines.items()}
            else:
                result |= self._undivided(lines)
        return result

    def _agree(self, lines: Mapping[Line, int], total: int) -> bool:
        return abs(sum(lines.values()) - total) <= self._amounts.slack(len(lines) + 1)

    def _general_total(self, unit: str, spend_as: str) -> int | None:
        """The general budget's spending of a unit and nature, from a table without functions."""
        for role in self._amounts.roles("expenditure"):
            mine = [
                a
                for a in self._amounts.of("expenditure", role)
                if (a.get("fund"), a.get("spend")) == (Fund.GENERAL, spend_as) and a.get("unit")
            ]
            if mine:
                return sum(a.amount for a in mine if a.get("unit") == unit)
        return None

    def _general_by_class(self, lines: Lines) -> Lines:
        """By class of function, from the lines of the fiscal summary."""
        classes: dict[str, int] = defaultdict(int)
        for a in self._printed:
            if a.get("fund") == Fund.GENERAL and len(a.get("function")) == 3 and not a.get("spend"):
                classes[a.get("function")] += a.amount
        whole: dict[str, Lines] = defaultdict(dict)
        for line, amount in lines.items():
            whole[line.function[:3]][line] = amount
        result: Lines = {}
        for code, members in whole.items():
            if classes and self._agree(members, classes.get(code, 0)):
                result |= {replace(line, fund=Fund.GENERAL): a for line, a in members.items()}
            else:
                result |= self._undivided(members)
        return result

    def _undivided(self, lines: Lines) -> Lines:
        if lines:
            count = len({line.function for line in lines})
            self._result.notes.append(f"{count} 个功能科目的支出不能由公开表分清资金，资金留空")
        return lines

    # -- projects

    def _by_project(self, lines: Lines) -> Lines:
        """Project spending divided by project where the table of projects adds up to it."""
        projects: dict[Line, Lines] = defaultdict(dict)
        for a in self._printed:
            if a.fixes("project", "function", "fund") and a.get("spend") == Spend.PROJECT:
                line = Line(a.get("unit"), a.get("fund"), a.get("function"), a.get("spend"))
                own = replace(line, project=a.get("project"))
                projects[line][own] = projects[line].get(own, 0) + a.amount
                self._result.places.setdefault(own, a.place)
        result: Lines = {}
        for line, amount in lines.items():
            named = projects.get(line, {})
            left = amount - sum(named.values())
            if named and left >= -self._amounts.slack(len(named)):
                result |= named
                if left > self._amounts.slack(len(named)):
                    result[line] = left
            else:
                result[line] = amount
        missing = sum(1 for line in result if line.spend == Spend.PROJECT and not line.project)
        if missing and projects:
            self._result.notes.append(f"{missing} 个功能科目的项目支出没有印出项目名称，项目留空")
        return result

    def _carry_places(self, lines: Lines) -> None:
        """A divided line was printed where the line it comes from was."""
        places = self._result.places
        for line in lines:
            for wider in (
                replace(line, econ=""),
                replace(line, econ="", project=""),
                replace(line, econ="", project="", fund=""),
            ):
                if line not in places and wider in places:
                    places[line] = places[wider]


_OTHER_FISCAL = (Fund.GOVERNMENT, Fund.CAPITAL)
