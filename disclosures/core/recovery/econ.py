"""Economic codes of recovered spending, where the printed margins determine them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from disclosures.core.facts import LABELS, Spend
from disclosures.core.recovery.amounts import Amounts
from disclosures.core.recovery.spread import spread


@dataclass(frozen=True)
class Line:
    """What a line of spending is known to be; an empty field is open."""

    unit: str = ""
    fund: str = ""
    function: str = ""
    spend: str = ""
    project: str = ""
    econ: str = ""


Lines = dict[Line, int]


@dataclass
class WithCodes:
    """Lines divided by economic code as far as it is known, and notes on what stays open."""

    lines: Lines = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


class EconomicCodes:
    """Divides spending by economic code, fund by fund and unit by unit.

    Used are: the table function × code (财政拨款支出决算明细), the tables of codes by fund and
    nature (基本支出, 财政拨款经济分类), and that a function with one nature has its codes alone.
    """

    def __init__(self, amounts: Amounts) -> None:
        self._amounts = amounts
        self._printed = [a for a in amounts.of("expenditure") if len(a.get("econ")) == 5]
        self._nameless = 0

    def of(self, lines: Lines) -> WithCodes:
        """The lines with their codes; a line that stays open keeps what is left of it."""
        result = WithCodes()
        groups: dict[tuple[str, str], Lines] = defaultdict(dict)
        for line, amount in lines.items():
            groups[line.unit, line.fund][line] = amount
        still_open: Lines = {}
        for (unit, fund), members in groups.items():
            known, rest = self._divide(unit, fund, members)
            result.lines |= known
            still_open |= rest
        result.lines |= still_open
        result.notes += _open_notes({k: v for k, v in still_open.items() if not k.econ}, lines)
        if self._nameless:
            text = f"{self._nameless} 个项目的经济科目不能由公开表确定，按经济科目取数，项目留空"
            result.notes.append(text)
        return result

    def _divide(self, unit: str, fund: str, members: Lines) -> tuple[Lines, Lines]:
        detail = self._detail(unit, fund)
        basic = _of_nature(members, Spend.BASIC)
        project = _of_nature(members, Spend.PROJECT)
        known, rest = self._spread(basic, self._margins(unit, fund, Spend.BASIC), detail)
        margins = self._margins(unit, fund, Spend.PROJECT)
        if detail is None:
            more, left = self._spread(project, margins, None)
        else:
            more, left = self._projects(project, margins, _less(detail, known), rest)
        others = {k: v for k, v in members.items() if k not in basic and k not in project}
        return known | more, rest | left | others

    def _projects(
        self,
        project: Lines,
        margins: Mapping[str, int],
        detail: Mapping[tuple[str, str], int],
        basic_open: Lines,
    ) -> tuple[Lines, Lines]:
        """Project spending, function by function where its basic spending is all known."""
        unclear = {line.function for line in basic_open}
        groups: dict[str, Lines] = defaultdict(dict)
        for line, amount in project.items():
            groups["" if line.function in unclear else line.function][line] = amount
        known: Lines = {}
        rest: Lines = {}
        for function, mine in groups.items():
            own = {e: v for (f, e), v in detail.items() if f == function}
            more, left = self._spread(mine, own if function else margins, None)
            if function and left:
                left = self._without_names(own, more, left)
            known |= more
            rest |= left
        return known, rest

    def _without_names(self, own: Mapping[str, int], known: Lines, left: Lines) -> Lines:
        """Of projects whose codes stay open the codes together, if they add up.

        More tables ask for the code than for the project's name.
        """
        codes = dict(own)
        for line, amount in known.items():
            codes[line.econ] -= amount
        figures = len(codes) + len(left)
        if abs(sum(codes.values()) - sum(left.values())) > self._amounts.slack(figures):
            return left
        nameless = replace(next(iter(left)), project="")
        self._nameless += sum(1 for line in left if line.project)
        return {replace(nameless, econ=econ): v for econ, v in codes.items() if v > 0}

    def _detail(self, unit: str, fund: str) -> dict[tuple[str, str], int] | None:
        """Function by economic code, both natures together; None where no table prints it."""
        found = {
            (a.get("function"), a.get("econ")): a.amount
            for a in self._printed
            if a.get("function") and not a.get("spend")
            if (a.get("unit"), a.get("fund")) == (unit, fund)
        }
        return found or None

    def _margins(self, unit: str, fund: str, spend_as: str) -> dict[str, int]:
        """Codes of a fund and nature without functions, from the first table that has them."""
        tables: dict[str, dict[str, int]] = defaultdict(dict)
        for a in self._printed:
            key = (a.get("unit"), a.get("fund"), a.get("spend"))
            if key == (unit, fund, spend_as) and not a.get("function"):
                tables[a.table][a.get("econ")] = a.amount
        return next(iter(tables.values()), {})

    def _spread(
        self,
        mine: Lines,
        margins: Mapping[str, int],
        detail: Mapping[tuple[str, str], int] | None,
    ) -> tuple[Lines, Lines]:
        """Lines of one nature with their codes, and what of them stays without."""
        if not mine or not (margins or detail):
            return {}, mine
        bounds = None
        if detail is not None:
            bounds = {
                (k, e): most for k in mine for (f, e), most in detail.items() if f == k.function
            }
            margins = {e: margins.get(e, 0) for _, e in bounds} if margins else {}
        found = spread(mine, margins, bounds=bounds, slack=self._amounts.slack)
        known = {replace(line, econ=econ): v for (line, econ), v in found.known.items()}
        figures = Counter(line for line, _ in found.known)
        rest = {k: v for k, v in found.rest.items() if abs(v) > self._amounts.slack(figures[k])}
        return known, rest


def _of_nature(lines: Lines, nature: str) -> Lines:
    return {line: amount for line, amount in lines.items() if line.spend == nature}


def _less(detail: Mapping[tuple[str, str], int], known: Lines) -> dict[tuple[str, str], int]:
    """Function × code without what is known to be basic spending."""
    left = dict(detail)
    for line, amount in known.items():
        if (line.function, line.econ) in left:
            left[line.function, line.econ] -= amount
    return {key: amount for key, amount in left.items() if amount > 0}


def _open_notes(still_open: Lines, lines: Lines) -> list[str]:
    notes = []
    for fund in dict.fromkeys(line.fund for line in still_open):
        name = LABELS["fund"].get(fund, "资金不明的")
        count = sum(1 for line in still_open if line.fund == fund)
        whole = sum(1 for line in lines if line.fund == fund)
        notes.append(f"{name}支出 {whole} 笔，其中 {count} 笔的经济科目不能由公开表确定，留空")
    return notes
