"""Tables filed as printed → facts, as far as the tables determine them.

The facts are no more exact than the figures printed.  What the tables leave open stays open and
is said in ``Facts.notes``; the tables derived from the facts are held against the printed ones,
and every table that they do not give again is named there too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from disclosures.core.codes import Classification
from disclosures.core.compare import Difference, compare
from disclosures.core.derive import derive
from disclosures.core.facts import (
    Fact,
    Facts,
    Fund,
    LocalCode,
    Purchase,
    PurchaseLine,
    Sangong,
    UnitInfo,
)
from disclosures.core.recovery.amounts import Amount, Amounts, printed_amounts
from disclosures.core.recovery.income import recover_balances, recover_income
from disclosures.core.recovery.spending import recover_spending
from disclosures.core.tables import Address, Tables


def recover(tables: Tables, functions: Classification, economic: Classification) -> Facts:
    """The facts behind filed tables: amounts in 分 as printed, each with the cell it stands in."""
    amounts = printed_amounts(tables)
    measure = tables.form_set.measure
    units = tuple(_units(tables))
    only = units[0].code if len(units) == 1 else ""
    spending = recover_spending(amounts)
    income, income_notes = recover_income(amounts, only, measure)
    balances, balance_notes = recover_balances(amounts, only, measure)
    sangong, sangong_notes = _sangong(amounts, only)
    found: tuple[Fact, ...] = (
        *income,
        *spending.facts(measure),
        *balances,
        *sangong,
        *_purchases(amounts),
    )
    facts = Facts(
        department=tables.department,
        department_code=_department_code(tables),
        year=tables.year,
        kind=tables.form_set.kind,
        form_set=tables.form_set.id,
        units=units,
        facts=found,
        local_codes=tuple(_local_codes(tables, functions)),
    )
    notes = (*spending.notes, *income_notes, *balance_notes, *sangong_notes)
    derived = derive(tables.form_set, facts, functions, economic)
    return replace(facts, notes=(*dict.fromkeys(notes), *_not_given_again(tables, derived)))


def unexplained(filed: Tables, derived: Tables) -> tuple[Difference, ...]:
    """Cells of tables derived from recovered facts that differ from the printed ones by more
    than the rounding of the figures that they are made of."""
    step = max((t.step for t in filed.tables), default=1)
    found = []
    for difference in compare(filed, derived).differences:
        unit_step = difference.unit.step if difference.unit else 1
        apart = abs(difference.left - difference.right) * unit_step
        figures = _figures(derived, difference.address)
        if not (difference.unit and figures > 1 and apart <= (figures + 2) // 2 * step):
            found.append(difference)
    return tuple(found)


def _figures(tables: Tables, address: Address) -> int:
    """How many facts a derived cell adds up."""
    cell = tables.cell(address)
    if cell is None:
        return 0
    return len(cell.facts) + sum(_figures(tables, part) for part in cell.parts)


def _not_given_again(filed: Tables, derived: Tables) -> Iterator[str]:
    wrong: dict[str, int] = {}
    for difference in unexplained(filed, derived):
        role = difference.address.table
        wrong[role] = wrong.get(role, 0) + 1
    for address in compare(filed, derived).left_only:
        row = filed.by_role[address.table].get(address.row)
        wrong[address.table] = wrong.get(address.table, 0) + len(row.cells if row else ())
    for table in filed.tables:
        if table.role in wrong:
            count = wrong[table.role]
            yield f"《{table.form.title}》有 {count} 格不能由还原的数据得出，以公开表为准"


# -- parties ----------------------------------------------------------------------------------


def _units(tables: Tables) -> Iterator[UnitInfo]:
    """The units that rows stand for, with the names printed on their own rows."""
    names: dict[str, str] = {}
    for table in tables.tables:
        levels = table.form.levels
        for row in table.rows:
            code = row.code("unit")
            if code:
                names.setdefault(code, "")
                show = dict(levels[row.depth].show) if levels else {}
                name = next((row.texts.get(c, "") for c, s in show.items() if s == "unit.name"), "")
                if name and name != tables.department and not names[code]:
                    names[code] = name
    for code in sorted(names):
        yield UnitInfo(code=code, name=names[code] or code)


def _department_code(tables: Tables) -> str:
    codes = (row.code("department") for t in tables.tables for row in t.rows)
    return next((code for code in codes if code), "")


def _local_codes(tables: Tables, functions: Classification) -> Iterator[LocalCode]:
    """项 codes that the classification lacks under a 款 that it has."""
    seen: set[str] = set()
    for table in tables.tables:
        for row in table.rows:
            code = row.code("function")
            if len(code) == 7 and code not in functions and code[:5] in functions:
                name = row.texts.get("name", "")
                if code not in seen and name:
                    seen.add(code)
                    yield LocalCode(code=code, name=name)


# -- 三公 budgets and purchases ----------------------------------------------------------------


def _sangong(amounts: Amounts, only: str) -> tuple[list[Sangong], list[str]]:
    facts: list[Sangong] = []
    notes: list[str] = []
    for a in amounts.of("sangong"):
        fund = a.get("fund") or _sole_fund(amounts, a)
        if not fund:
            notes.append("“三公”经费预算没有按资金印出，未取作数据")
            continue
        facts.append(
            Sangong(
                unit=a.get("unit") or only,
                measure=a.get("measure"),
                fund=fund,
                item=a.get("item"),
                amount=a.amount,
                place=a.place,
            )
        )
    return facts, notes


def _sole_fund(amounts: Amounts, amount: Amount) -> str:
    """The general budget, where the tables show no money of the other fiscal funds."""
    others = set(amount.several.get("fund", ())) - {Fund.GENERAL}
    spent = {
        a.get("fund") for kind in ("income", "expenditure", "balance") for a in amounts.of(kind)
    }
    earned = {a.get("category") for a in amounts.of("income")}
    return "" if others & (spent | earned) else Fund.GENERAL


def _purchases(amounts: Amounts) -> Iterator[Fact]:
    lines: dict[tuple[str, ...], dict[str, int]] = {}
    first: dict[tuple[str, ...], Amount] = {}
    for a in amounts.of("purchase_line"):
        lines.setdefault(_purchase_key(a), {})[a.value] = a.amount
        first.setdefault(_purchase_key(a), a)
    for a in amounts.of("purchase"):
        first.setdefault(_purchase_key(a), a)
    for a in first.values():
        unit, method, project, item = _purchase_key(a)
        known = lines.get(_purchase_key(a), {})
        yield PurchaseLine(
            unit=unit,
            method=method,
            project=project,
            item=item,
            qty=known.get("qty", 0),
            uom=a.texts.get("uom", ""),
            price=known.get("price", 0),
            place=a.place,
        )
    for a in amounts.of("purchase"):
        unit, method, project, item = _purchase_key(a)
        yield Purchase(
            unit=unit,
            method=method,
            project=project,
            item=item,
            source=a.get("source") or a.several.get("source", ("other",))[-1],
            amount=a.amount,
            place=a.place,
        )


def _purchase_key(amount: Amount) -> tuple[str, str, str, str]:
    return (amount.get("unit"), amount.get("method"), amount.get("project"), amount.get("item"))
