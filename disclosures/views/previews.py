"""What would be new, changed and removed, as pages show it: in words, by ledger or table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from disclosures.core.cell_changes import Change, cell_changes
from disclosures.core.codes import Classification, Code
from disclosures.core.facts import LABELS, Facts
from disclosures.core.money import Unit, show, show_count
from disclosures.core.narrative import WROTE_LABELS, Ask, Written, Wrote, kind_of
from disclosures.core.row_changes import Line, RowChange, RowChanges, Value, row_changes
from disclosures.core.tables import Table
from disclosures.data import economic, functions
from disclosures.models import LEDGERS
from disclosures.narration import Narration
from disclosures.pipeline import Book
from disclosures.views.origin import link_to

#: How many changes stand on one page.
A_PAGE = 50
KINDS = {"new": "新增", "changed": "修改", "removed": "删除"}
_FIELDS = {
    "amount": "金额",
    "note": "备注",
    "name": "名称",
    "nature": "单位性质",
    "establishment": "编制数",
    "staff": "实有人数",
    "qty": "采购数量",
    "uom": "计量单位",
    "price": "单价",
    "number": "数量",
}
_COUNTS = ("qty", "number")
_MONEY = ("amount", "price")
#: Field of a dimension → the group of its labels, where the two are not called alike.
_GROUPS = {("sangong", "item"): "sangong", ("unit", "nature"): "unit_nature"}


@dataclass(frozen=True)
class Shown:
    """One change: what it is about, the figure before and after, and what else differs."""

    kind: str
    label: str
    name: str
    place: str
    old: str
    new: str
    difference: str
    more: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Group:
    """One ledger or table: how many rows of it are new, changed, removed and as they were."""

    key: str
    title: str
    new: int
    changed: int
    removed: int
    unchanged: int

    @property
    def count(self) -> int:
        """How many changes there are to look at."""
        return self.new + self.changed + self.removed


@dataclass(frozen=True)
class Preview:
    """All groups that hold anything, and the changes of each in words, when asked for."""

    groups: tuple[Group, ...]
    changes: dict[str, list[Any]]
    words: Any

    @property
    def nothing(self) -> bool:
        """Whether nothing would change."""
        return not any(group.count for group in self.groups)

    def total(self, kind: str) -> int:
        """How many rows of all groups are ``new``, ``changed``, ``removed``, ``unchanged``."""
        return sum(getattr(group, kind) for group in self.groups)


def preview_of_facts(before: Facts, after: Facts) -> Preview:
    """Row by row, as the ledgers hold them."""
    found = row_changes(before, after)
    groups = tuple(_ledger(found, name) for name in found.by_ledger)
    rows = {name: list(changed) for name, changed in found.by_ledger.items()}
    return Preview(_filled(groups), rows, _Words(before, after).shown)


def preview_of_tables(before: Book, after: Book) -> Preview:
    """Cell by cell, as the tables are printed."""
    by_table: dict[str, list[Change]] = {t.role: [] for t in _tables(before, after)}
    for change in cell_changes(before.tables, after.tables):
        by_table[change.address.table].append(change)
    groups = tuple(_table(table, by_table[table.role]) for table in _tables(before, after))
    rows: dict[str, list[Any]] = {role: list(found) for role, found in by_table.items()}
    return Preview(_filled(groups), rows, partial(_cell, before, after))


@dataclass(frozen=True)
class TextChanges:
    """The texts that a workbook brings, each in words: those not written yet, those written
    otherwise, and how many are as they were."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: int = 0

    @property
    def nothing(self) -> bool:
        """Whether nothing would change."""
        return not self.new and not self.changed


def text_changes(
    before: Written | None, after: Written | None, narration: Narration | None = None
) -> TextChanges:
    """What would change in what is written, named by where it stands in the ``narration``.

    Nothing is ever taken away.
    """
    there = {(kind, key): text for kind, key, text in before.pieces} if before else {}
    asked = narration.asked if narration else ()
    names = {(kind_of(a.wanted), a.key): _name_of(a) for a in asked}
    headings = {s.id: s.heading for s in narration.document.walk()} if narration else {}
    new, changed, unchanged = [], [], 0
    for kind, key, text in after.pieces if after else ():
        section = headings.get(key.partition(".")[0])
        other = f"{section}（{WROTE_LABELS[kind]}）" if section else f"{WROTE_LABELS[kind]} {key}"
        name = names.get((Wrote(kind), key), other)
        if (kind, key) not in there:
            new.append(name)
        elif there[kind, key] != text:
            changed.append(name)
        else:
            unchanged += 1
    return TextChanges(tuple(new), tuple(changed), unchanged)


def _name_of(ask: Ask) -> str:
    """E.g. 一、收入支出决算总体情况说明“收、支总计”（变动原因）."""
    label = WROTE_LABELS[kind_of(ask.wanted)]
    subject = "" if ask.heading.endswith(ask.subject) else f"“{ask.subject}”"
    return f"{ask.heading}{subject}（{label}）"


def preview_context(request: HttpRequest, preview: Preview, query: str = "") -> dict[str, Any]:
    """For templates/intake/_changes.html: the group and page asked for.

    ``query`` comes before them in links: what else the page's address says, with "&".
    """
    keys = [group.key for group in preview.groups]
    asked = request.GET.get("ledger", "")
    if asked not in keys:
        busy = [g for g in preview.groups if g.count]
        asked = max(busy, key=lambda g: g.count).key if busy else ""
    pages = Paginator(preview.changes.get(asked, []), A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return {
        "preview": preview,
        "totals": [(k, label, preview.total(k)) for k, label in KINDS.items()],
        "unchanged": preview.total("unchanged"),
        "ledger": next((g for g in preview.groups if g.key == asked), None),
        "rows": [preview.words(item) for item in page.object_list],
        "page": page,
        "query": query,
    }


def _filled(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    return tuple(group for group in groups if group.count or group.unchanged)


def _ledger(found: RowChanges, name: str) -> Group:
    kinds = [change.kind for change in found.by_ledger[name]]
    return Group(
        name,
        str(LEDGERS[name]._meta.verbose_name),
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        removed=kinds.count("removed"),
        unchanged=found.unchanged[name],
    )


# -- rows of a ledger in words ----------------------------------------------------------------


class _Words:
    """Names of units and codes, from what was there and what comes in."""

    def __init__(self, before: Facts, after: Facts) -> None:
        self._year = after.year
        self._units = {u.code: u.name for facts in (before, after) for u in facts.units}
        local = {c.code: c for facts in (before, after) for c in facts.local_codes}
        self._functions = functions().with_local(
            Code(c.code, c.name, local=True) for c in local.values()
        )

    def shown(self, change: RowChange) -> Shown:
        cells = list(change.cells)
        main = next((c for c in cells if c[0] in ("amount", "number")), None)
        whole = change.kind != "changed"
        rest = [c for c in cells if c is not main and not (whole and not (c[1] or c[2]))]
        if change.kind == "removed":
            rest = [c for c in rest if c[0] != "note"]
        name, old, new = main or ("", None, None)
        return Shown(
            kind=change.kind,
            label=KINDS[change.kind],
            name=" · ".join(self._names(change.line)),
            place=change.line.place,
            old=_value(name, old),
            new=_value(name, new),
            difference=_difference(name, old, new),
            more=tuple(self._more(change.line.ledger, *cell) for cell in rest),
        )

    def _names(self, line: Line) -> Iterator[str]:
        for field, value in line.dims:
            if value and value != "current":
                yield self._word(line.ledger, field, value)
        if line.ledger in ("unit", "local_code"):
            yield str(dict(line.values).get("name") or "")

    def _word(self, ledger: str, field: str, value: str) -> str:
        if field == "unit":
            return self._units.get(value, value)
        if field in ("function", "econ"):
            return self._coded(self._functions if field == "function" else economic(), value)
        group = _GROUPS.get((ledger, field), field)
        return LABELS.get(group, {}).get(value, value)

    def _coded(self, codes: Classification, code: str) -> str:
        name = codes.name(code, self._year)
        return code if name == code else f"{code} {name}"

    def _more(self, ledger: str, field: str, old: Value, new: Value) -> tuple[str, str, str]:
        if field == "nature":
            group = LABELS["unit_nature"]
            old, new = group.get(str(old), old), group.get(str(new), new)
        return _FIELDS[field], _value(field, old), _value(field, new)


def _value(field: str, value: Value) -> str:
    if value is None or not isinstance(value, int):
        return "" if value is None else str(value)
    if field in _MONEY:
        return show(value, Unit.YUAN)
    return show_count(value) if field in _COUNTS else str(value)


def _difference(field: str, old: Value, new: Value) -> str:
    if not isinstance(old, int) or not isinstance(new, int):
        return ""
    sign = "+" if new > old else ""
    return sign + _value(field, new - old)


# -- cells of tables in words -----------------------------------------------------------------


def _tables(before: Book, after: Book) -> list[Table]:
    """Every table of either side, those that come in first."""
    return list({**before.tables.by_role, **after.tables.by_role}.values())


def _kind(change: Change) -> str:
    if change.before is None:
        return "new"
    return "removed" if change.after is None else "changed"


def _table(table: Table, found: Sequence[Change]) -> Group:
    kinds = [_kind(change) for change in found]
    cells = sum(1 for row in table.rows for cell in row.cells.values() if cell.amount)
    return Group(
        table.role,
        table.form.title,
        new=kinds.count("new"),
        changed=kinds.count("changed"),
        removed=kinds.count("removed"),
        unchanged=max(0, cells - len(found)),
    )


def _cell(before: Book, after: Book, change: Change) -> Shown:
    kind = _kind(change)
    book = before if kind == "removed" else after
    cell = after.tables.cell(change.address)
    unit = f" {change.unit.value}" if change.unit else ""
    sign = "+" if change.difference > 0 else ""
    return Shown(
        kind=kind,
        label=KINDS[kind],
        name=link_to(book, change.address).name,
        place=cell.place if cell else "",
        old=change.told(change.before) + unit if change.before else "",
        new=change.told(change.after) + unit if change.after else "",
        difference=sign + change.told(change.difference) + unit,
        more=(),
    )
