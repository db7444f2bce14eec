"""表间: the tables as a set: what they state of themselves, the units they add up, completeness."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import pairwise

from disclosures.core.codes import fold
from disclosures.core.rules.across import USUAL, Figure, equal, figure_of, together
from disclosures.core.rules.base import Evidence, Problem, Rule, Severity
from disclosures.core.tables import TOTAL, Table, Tables

_SAME = {"department": "部门名称", "unit": "金额单位"}


def same_heads(ev: Evidence) -> Iterator[Problem]:
    """X-026."""
    for key, word in _SAME.items():
        right = ev.tables.department if key == "department" else _usual(ev.tables, key)
        yield from _strays(ev.tables, key, word, right)
    for table in ev.tables.tables:
        year = re.search(r"\d{4}", table.stated.get("year", ""))
        if year and int(year[0]) != ev.year:
            yield Problem(table=table.role, text=f"年度应为 {ev.year}，本表写的是 {year[0]}")


def _usual(tables: Tables, key: str) -> str:
    """What most tables state."""
    stated = Counter(s for t in tables.tables if (s := t.stated.get(key, "").strip()))
    return stated.most_common(1)[0][0] if stated else ""


def _strays(tables: Tables, key: str, word: str, right: str) -> Iterator[Problem]:
    for table in tables.tables:
        stated = table.stated.get(key, "").strip()
        if stated and right and fold(stated) != fold(right):
            yield Problem(table=table.role, text=f"{word}应为“{right}”，本表写的是“{stated}”")


def sum_of_units(ev: Evidence) -> Iterator[Problem]:
    """X-027."""
    for table in ev.tables.tables:
        parts = [p for tables in ev.parts if (p := tables.get(table.role)) is not None]
        if parts:
            yield from _sums(ev, table, parts)


def _sums(ev: Evidence, table: Table, parts: list[Table]) -> Iterator[Problem]:
    own, *others = (_places(t) for t in (table, *parts))
    columns = [c.id for c in table.form.amounts if c.query is None or c.query.value == "amount"]
    for place in dict.fromkeys(p for places in (own, *others) for p in places):
        rows = [(t, keys[place]) for t, keys in zip(parts, others, strict=True) if place in keys]
        key = own.get(place) or rows[0][1]
        for column in columns:
            units = together(*(figure_of(part, row, column) for part, row in rows))
            less = ev.eliminations.get(table.address(key, column), 0)
            yield from equal(_less(table, units, less), figure_of(table, key, column))


def _places(table: Table) -> Mapping[tuple[tuple[str, str], ...], str]:
    """Keys of rows by what they stand for, whoever's department they are printed under."""
    found = {}
    for row in table.rows:
        dims = tuple((d, c) for d, c in row.dims.items() if d != "department")
        unfolds = table.form.levels and row.key != TOTAL
        found[dims if unfolds else (("key", row.key),)] = row.key
    return found


def _less(table: Table, units: Figure | None, less: int) -> Figure:
    """What the units' tables come to, less what is eliminated: an amount of the department's."""
    if units is None:
        return Figure(table.role, -less, step=table.step, parts=0)
    return replace(units, table=table.role, amount=units.amount - less, cells=())


def all_tables(ev: Evidence) -> Iterator[Problem]:
    """X-028."""
    forms = ev.tables.form_set.tables
    printed = [t.role for t in ev.tables.tables]
    for form in forms:
        if form.role not in printed and form.required:
            yield Problem(table=form.role, text=f"没有《{form.title}》；没有数据也要列出空表并说明")
        elif printed.count(form.role) > 1:
            times = printed.count(form.role)
            yield Problem(table=form.role, text=f"《{form.title}》印了 {times} 次")
    yield from _disorder(ev.tables)


def _disorder(tables: Tables) -> Iterator[Problem]:
    rank = {form.role: n for n, form in enumerate(tables.form_set.tables)}
    known = [t for t in tables.tables if t.role in rank]
    for before, after in pairwise(known):
        if rank[after.role] < rank[before.role]:
            text = f"《{after.form.title}》应排在《{before.form.title}》之前"
            yield Problem(table=after.role, text=text)


_rule = partial(Rule, group="表间", severity=Severity.ERROR, basis=USUAL, roles=("*",))

BETWEEN_FORMS: tuple[Rule, ...] = (
    _rule(
        code="X-026",
        statement="各表写明的部门名称、年度和金额单位一致",
        fix="更正与其他各表不同的部门名称、年度或金额单位；改金额单位时一并换算金额",
        check=same_heads,
    ),
    _rule(
        code="X-027",
        statement="部门汇总数等于所属各单位之和减去合并抵销数",
        fix="逐个单位核对该格，查明漏汇、重汇或漏记的抵销",
        check=sum_of_units,
        tolerance="SUM",
    ),
    _rule(
        code="X-028",
        statement="表样规定的附表全部列出，次序一致；没有数据的表也以空表列示并说明",
        fix="补上缺少的表（没有数据的列空表并注明），删去重复的表，按表样次序排列",
        check=all_tables,
    ),
)
