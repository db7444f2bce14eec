"""The sheets 支出 and 采购: the rows that have rules of their own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from disclosures.core.facts import (
    FISCAL,
    LABELS,
    Expenditure,
    Fact,
    Measure,
    Purchase,
    PurchaseLine,
    Spend,
)
from disclosures.importing.facts_judge import CodeNames, Once
from disclosures.importing.facts_rows import Row, SheetRows

#: (field, what was found, what was expected)
Fault = tuple[str, str, str]


def read_expenditures(
    rows: SheetRows, values: Iterable[Row], names: CodeNames, main: Measure
) -> Iterator[Fact]:
    """Spending, line by line.  ``main`` is the 口径 that has to be stated to the last detail."""
    once, place = Once(rows, "amount"), rows.place("amount")
    for row in values:
        (
            unit, measure, fund, function, function_name, spend,
            econ, econ_name, project, money_year, amount, note,
        ) = row.values  # fmt: skip
        number = row.number
        names.judge(rows, number, function, function_name)
        names.judge(rows, number, econ, econ_name, "econ")
        wrong = faults(measure == main, fund, len(function), spend, len(econ), bool(project))
        for fault in wrong:
            rows.error(number, *fault)
        key = (unit, measure, fund, function, spend, econ, project, money_year)
        filled = once.filled(number, amount)
        if not wrong and once.first(number, key) and filled:
            yield Expenditure(
                unit=unit,
                measure=measure,
                fund=fund,
                function=function,
                spend=spend,
                econ=econ,
                project=project,
                money_year=money_year,
                amount=amount,
                note=note,
                place=f"{place}{number}",
            )


@cache
def faults(
    main: bool, fund: str, function: int, spend: str, econ: int, project: bool
) -> tuple[Fault, ...]:
    """What a row of those values lacks.  Constraints of ``base_fact_model``."""
    found: list[Fault] = []
    if fund in FISCAL and spend not in ("", Spend.BASIC, Spend.PROJECT):
        label = LABELS["spend"][spend]
        found.append(("spend", f"财政拨款不能用于“{label}”", "基本支出或项目支出"))
    if not main:
        return tuple(found)
    if not spend:
        found.append(("spend", "没有填", "、".join(LABELS["spend"].values()) + " 之一"))
    if function != 7:
        said = f"只有 {function} 位" if function else "没有填"
        found.append(("function", said, "7 位项级编码"))
    if econ == 3:
        found.append(("econ", "只到类级（3 位）", "5 位款级编码（确实没有的可不填）"))
    if spend == Spend.PROJECT and not project:
        found.append(("project", "项目支出没有写项目名称", "项目名称"))
    return tuple(found)


def read_purchases(rows: SheetRows, values: Iterable[Row]) -> Iterator[Fact]:
    """Purchase lines, each told once, and the money they are paid with."""
    once, place = Once(rows, "amount"), rows.place("amount")
    lines: dict[tuple[str, ...], tuple[int, tuple[object, ...]]] = {}
    for row in values:
        unit, method, project, item, qty, uom, price, source, amount, note = row.values
        number, where = row.number, f"{place}{row.number}"
        line, said = (unit, method, project, item), (qty or 0, uom, price or 0)
        first, before = lines.setdefault(line, (number, said))
        if first == number:
            yield PurchaseLine(
                unit=unit,
                method=method,
                project=project,
                item=item,
                qty=qty or 0,
                uom=uom,
                price=price or 0,
                note=note,
                place=where,
            )
        elif any(own and own != other for own, other in zip(said, before, strict=True)):
            text = f"数量、单位或单价与第 {first} 行不同，而项目和品目相同，请照抄"
            rows.error(number, "qty", text)
        if not source and amount is None and first == number:
            continue
        if not source:
            rows.error(number, "source", "没有填资金来源", "资金来源")
        elif once.filled(number, amount) & once.first(number, (*line, source)):
            yield Purchase(
                unit=unit,
                method=method,
                project=project,
                item=item,
                source=source,
                amount=amount,
                note=note,
                place=where,
            )
