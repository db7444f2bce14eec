"""Changes of ledgers in words: 支出 第12行 金额：100.00 → 200.00 元."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from disclosures.core.facts_sheets import SHEETS, Column, FactSheet, Holds
from disclosures.core.money import Unit, show, show_count
from disclosures.models import LEDGERS, LedgerRow

Row = Mapping[str, Any]

_SHEETS: dict[str, FactSheet] = dict(zip(LEDGERS, SHEETS, strict=True))
NOTHING = "（空）"
#: What a row has beside what is stated in it.
_UNTOLD = ("position", "via")


def in_order(keys: Collection[str], order: Iterable[str]) -> list[str]:
    """Keys as they come in ``order``, then those that are not there: a database keeps no order."""
    known = list(order)
    return [key for key in known if key in keys] + sorted(set(keys) - set(known))


def ledger_lines(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Each changed cell, and each row that is new or removed; by ledger → position → values."""
    for name in LEDGERS:
        was, now = before.get(name, {}), after.get(name, {})
        for position in sorted({*was, *now}, key=int):
            yield from _row(name, position, was.get(position), now.get(position))


def _row(name: str, position: str, was: Row | None, now: Row | None) -> Iterator[str]:
    place = f"{_SHEETS[name].name} 第{position}行"
    if was is None or now is None:
        told = "，".join(_stated(name, now or was or {}))
        yield f"{place} {'新增' if was is None else '删除'}：{told or '空行'}"
        return
    for field in in_order(now, _fields(name)):
        if field in _UNTOLD or was.get(field) == now[field]:
            continue
        old, new = _shown(name, field, was.get(field)), _shown(name, field, now[field])
        unit = " 元" if _is_amount(name, field) else ""
        yield f"{place} {_header(name, field)}：{old} → {new}{unit if new != NOTHING else ''}"


def _stated(name: str, row: Row) -> Iterator[str]:
    for field in in_order(row, _fields(name)):
        shown = _shown(name, field, row[field])
        if field not in _UNTOLD and shown != NOTHING:
            unit = " 元" if _is_amount(name, field) else ""
            yield f"{_header(name, field)} {shown}{unit}"


def _fields(name: str) -> list[str]:
    """The fields in the order of the workbook's columns."""
    fields = [column.field for column in _SHEETS[name].columns if column.field]
    return ["unit", *fields[1:]] if name == "unit" else fields


def _column(name: str, field: str) -> Column | None:
    """The column of the workbook; a unit's own code stands in another field there."""
    field = "code" if (name, field) == ("unit", "unit") else field
    try:
        return _SHEETS[name].column(field)
    except KeyError:
        return None


def _header(name: str, field: str) -> str:
    column = _column(name, field)
    if column is not None:
        return column.header
    model: type[LedgerRow] = LEDGERS[name]
    known = {f.attname: str(f.verbose_name) for f in model._meta.concrete_fields}
    return known.get(field, field)


def _is_amount(name: str, field: str) -> bool:
    column = _column(name, field)
    return column is not None and column.holds is Holds.AMOUNT


def _shown(name: str, field: str, value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    column = _column(name, field)
    if column is None or not isinstance(value, (int, str)):
        return str(value)
    if column.holds is Holds.AMOUNT:
        return show(int(value), Unit.YUAN)
    if column.holds is Holds.NUMBER:
        return show_count(int(value))
    return column.keys.get(str(value), str(value))
