"""A ledger as a form of a page of rows: what it shows, and what comes back from it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict

from disclosures.actions.ledger import Edited
from disclosures.actions.ledger_changes import Change
from disclosures.core.facts_sheets import Column, Holds
from disclosures.core.money import Unit, parse, show
from disclosures.models import LedgerRow
from disclosures.views.ledgers_pages import Page, texts_of_row

ROWS, NEW_ROWS = 50, 5
_NUMERIC = (Holds.AMOUNT, Holds.NUMBER, Holds.COUNT)


@dataclass
class Field:
    """One cell of the form: what stands in it, what is said of it.

    ``theirs``: what somebody else put there meanwhile; None where nobody did.
    """

    name: str
    column: Column
    text: str
    options: Sequence[tuple[str, str]] = ()
    means: str = ""
    wrong: str = ""
    theirs: str | None = None

    @property
    def field(self) -> str:
        """The ledger's field."""
        return self.name.partition(".")[2]

    @property
    def id(self) -> str:
        """Its id in the page."""
        return f"c-{self.name}"

    @property
    def numeric(self) -> bool:
        """Whether it holds a number."""
        return self.column.holds in _NUMERIC

    @property
    def chosen(self) -> bool:
        """Whether its texts are those of a list and no other."""
        return bool(self.column.choices) or self.column.holds is Holds.UNIT

    @property
    def listed(self) -> bool:
        """Whether something is offered for it, beside which anything may be typed."""
        return bool(self.options) and not self.chosen

    @property
    def stray(self) -> bool:
        """Whether what stands in it is not in its list."""
        return bool(self.text) and self.text not in dict(self.options)


@dataclass
class Line:
    """One row of the form.  ``was``: the texts that it was made of, as JSON."""

    key: str
    number: int | None
    fields: list[Field]
    was: str = ""
    fixed: str = ""
    removed: bool = False
    wrong: str = ""
    gone: bool = False

    @property
    def troubled(self) -> bool:
        """Whether anything is said of it."""
        cells = any(f.wrong or f.theirs is not None for f in self.fields)
        return bool(self.wrong or self.gone or cells)


Lists = Mapping[str, Sequence[tuple[str, str]]]


def lines_of(page: Page, rows: Sequence[LedgerRow], lists: Lists) -> list[Line]:
    """The rows as they stand."""
    return [
        _line(page, str(row.position), texts_of_row(page, row), lists, row) for row in rows
    ]  # fmt: skip


def new_lines(page: Page, lists: Lists) -> list[Line]:
    """Empty rows to type new ones into."""
    empty = dict.fromkeys(page.columns, "")
    return [_line(page, f"new{n}", empty, lists, None) for n in range(1, NEW_ROWS + 1)]


def _line(
    page: Page, key: str, texts: Mapping[str, str], lists: Lists, row: LedgerRow | None
) -> Line:
    cells = [_cell(key, name, column, texts[name], lists) for name, column in page.columns.items()]
    return Line(
        key=key,
        number=row.position if row else None,
        fields=cells,
        was=json.dumps(texts, ensure_ascii=False) if row else "",
        fixed=row.get_via_display() if row and row.via else "",
    )


def _cell(key: str, name: str, column: Column, text: str, lists: Lists) -> Field:
    offered = lists.get(name, ())
    means = dict(offered).get(text, "") if column.holds in (Holds.FUNCTION, Holds.ECON) else ""
    return Field(f"{key}.{name}", column, shown(column, text), offered, means)


def shown(column: Column, text: str) -> str:
    """A text as the form shows it: amounts with separators, all on one line."""
    if column.holds is Holds.AMOUNT and text:
        return show(parse(text, Unit.YUAN) or 0, Unit.YUAN)
    return " ".join(text.split("\n"))


@dataclass
class Sent:
    """What a form sends: changes, and the texts of every row as typed, by its key."""

    changes: list[Change] = field(default_factory=list)
    typed: dict[str, dict[str, str]] = field(default_factory=dict)
    removed: set[str] = field(default_factory=set)
    was: dict[str, str] = field(default_factory=dict)


def sent(page: Page, data: QueryDict) -> Sent:
    """The changes that a form asks for.  SuspiciousOperation for one that is none of ours."""
    found = Sent()
    for key in data.getlist("row"):
        found.typed[key] = {name: data.get(f"{key}.{name}", "") for name in page.columns}
        found.was[key] = data.get(f"was.{key}", "")
        if f"remove.{key}" in data:
            found.removed.add(key)
        found.changes += _change(page, key, found, data)
    return found


def _change(page: Page, key: str, found: Sent, data: QueryDict) -> Iterator[Change]:
    typed = found.typed[key]
    if key.startswith("new"):
        if any(text.strip() for text in typed.values()):
            yield Change(ledger=page.ledger, was=None, now={**typed, **page.fixed}, key=key)
        return
    was, position = _texts(found.was[key]), _number(key)
    if key in found.removed:
        yield Change(ledger=page.ledger, position=position, was=was, now=None, key=key)
        return
    now = {
        name: text
        for name, text in typed.items()
        if text not in (was.get(name), shown(page.columns[name], was.get(name, "")))
        and f"theirs.{key}.{name}" not in data
    }
    if now:
        seen = {name: was.get(name, "") for name in now}
        yield Change(ledger=page.ledger, position=position, was=seen, now=now, key=key)


def _texts(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError:
        raise SuspiciousOperation("表单不完整") from None
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise SuspiciousOperation("表单不完整")
    return found


def _number(key: str) -> int:
    if not key.isascii() or not key.isdecimal() or len(key) > 9:
        raise SuspiciousOperation("表单不完整")
    return int(key)


def answered(lines: Sequence[Line], given: Sent, edited: Edited) -> None:
    """Put what was typed, and what is said of it, into the lines of the page."""
    by_key = {line.key: line for line in lines}
    for key, typed in given.typed.items():
        line = by_key.get(key)
        if line is None:
            continue
        line.removed, line.was = key in given.removed, given.was[key] or line.was
        for cell in line.fields:
            cell.text = typed[cell.field]
    for fault in edited.faults:
        _tell_fault(by_key.get(fault.key), fault)
    for clash in edited.clashes:
        _tell_clash(by_key.get(clash.key), clash)


def _tell_fault(line: Line | None, fault: Any) -> None:
    if line is None:
        return
    said = f"{fault.found}；应为：{fault.expected}" if fault.expected else fault.found
    cell = next((c for c in line.fields if c.field == fault.field), None)
    if cell:
        cell.wrong = said
    else:
        line.wrong = said


def _tell_clash(line: Line | None, clash: Any) -> None:
    """The form's next turn counts as having seen what somebody else put there."""
    if line is None:
        return
    cell = next((c for c in line.fields if c.field == clash.field), None)
    if clash.theirs is None:
        line.gone = True
    elif cell:
        cell.theirs = shown(cell.column, clash.theirs)
        line.was = json.dumps({**_texts(line.was), clash.field: clash.theirs}, ensure_ascii=False)
    if clash.mine is None:
        line.removed = False
        line.wrong = "这一行刚被别人改过，没有删除；要删除请再勾选一次"
