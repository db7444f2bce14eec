"""The rows of one ledger while an edit is read: as they stand, as they would be, what hinders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.db.models import Max

from disclosures import bulk
from disclosures.actions.ledger_changes import Change, Clash, Saved, Wrong
from disclosures.assemble import columns_of
from disclosures.core.facts import PURCHASE_LINE
from disclosures.importing.line import KEYS, LineReader, Values, texts_of
from disclosures.importing.line import columns_of as typed_columns_of
from disclosures.models import LEDGERS, Disclosure, JournalEntry, LedgerRow

Row = dict[str, Any]
#: What a purchase says of its line; alike in all rows of the line.
_OF_LINE = ("qty", "uom", "price")
#: Which fields of other ledgers name a row of this one, and by which of its fields.
_USED_BY = {"unit": ("unit", "unit"), "local_code": ("code", "function")}


class Rows:
    """One ledger during an edit.  ``now``: position → values, as the edit would leave them."""

    def __init__(self, name: str, disclosure: Disclosure) -> None:
        self.name, self._disclosure = name, disclosure
        self._model: type[LedgerRow] = LEDGERS[name]
        self._columns = columns_of(self._model)
        found = self._model._default_manager.filter(disclosure=disclosure)
        self._there: dict[int, Row] = {
            row[0]: dict(zip(self._columns, row, strict=True))
            for row in found.values_list(*self._columns).order_by("position")
        }
        self.now = dict(self._there)
        self._keys: dict[int, str] = {}
        self._asked: dict[int, None] = {}
        self._added = 0
        self.faults: list[Wrong] = []
        self.clashes: list[Clash] = []

    # -- Reading changes ------------------------------------------------------------------------

    def take(self, change: Change, reader: LineReader) -> None:
        """Read one change.  ValueError for one that no page of ours sends."""
        known = set(typed_columns_of(self.name))
        if not set(change.now or {}) <= known or not set(change.was or {}) <= known:
            raise ValueError("没有这一栏")
        position = change.position
        if position is None:
            self._take_new(change, reader)
            return
        self._keys[position] = change.key
        if position not in self.now:
            self._take_gone(change, position, reader)
        elif self._may(change, self.now[position]) and not self._clash(change, position):
            self._change(change, position, reader)

    def add(self, values: Mapping[str, object], key: str = "") -> int:
        """A new row; its number has never been another's."""
        self._added += 1
        position = self._used + self._added
        row = {"unit": "", "note": "", "via": "", "position": position, **values}
        self.now[position] = {name: row[name] for name in self._columns}
        self._asked[position], self._keys[position] = None, key
        return position

    def _take_new(self, change: Change, reader: LineReader) -> None:
        if change.was is not None or change.now is None:
            raise ValueError("新的一行没有原来的内容")
        line = reader.read(change.now)
        if line.faults:
            self._tell(line.faults, None, change.key)
        else:
            self.add(line.values, change.key)

    def _take_gone(self, change: Change, position: int, reader: LineReader) -> None:
        """A row that is not there: removed by both, brought back, or lost to somebody else."""
        if not 0 < position <= self._used:
            raise ValueError("没有这一行")
        if change.now is None:
            self._asked[position] = None
        elif change.was is None:
            self._put(position, {"position": position, "via": ""}, change, reader)
        else:
            self.clashes.append(Clash(self.name, position, change.key, "", "", None, ""))

    def _change(self, change: Change, position: int, reader: LineReader) -> None:
        self._asked[position] = None
        if change.now is None:
            del self.now[position]
        else:
            self._put(position, self.now[position], change, reader)

    def _put(self, position: int, there: Row, change: Change, reader: LineReader) -> None:
        line = reader.read(change.now or {}, there if position in self.now else None)
        if line.faults:
            self._tell(line.faults, position, change.key)
            return
        row = {"unit": "", "note": "", **there, **line.values}
        self.now[position] = {name: row[name] for name in self._columns}
        self._asked[position] = None

    def _clash(self, change: Change, position: int) -> bool:
        """Whether a cell is no longer as it was seen, nor as it is wanted."""
        theirs = texts_of(self.name, self.now[position])
        if change.was is None and change.now is None:
            raise ValueError("没有说明原来的内容")
        seen: Mapping[str, str | None] = change.was or {}
        wanted: Mapping[str, str | None] = change.now or {}
        fields = list(theirs) if change.now is None else list(change.now)
        if change.was is not None and not set(fields) <= set(seen):
            raise ValueError("没有说明原来的内容")
        found = [
            Clash(
                self.name, position, change.key, name,
                seen.get(name), theirs[name], wanted.get(name),
            )
            for name in fields
            if theirs[name] not in (seen.get(name), wanted.get(name))
        ]  # fmt: skip
        self.clashes += found
        return bool(found)

    def _may(self, change: Change, row: Row) -> bool:
        """Whether the row was entered here."""
        if row["via"]:
            label = LedgerRow.Via(row["via"]).label
            text = f"这一行来自{label}，不能在这里改"
            self.faults.append(Wrong(self.name, change.position, change.key, "", text))
        return not row["via"]

    def _tell(self, faults: Any, position: int | None, key: str) -> None:
        self.faults += [
            Wrong(self.name, position, key, fault.field, fault.found, fault.expected)
            for fault in faults
        ]

    # -- What all rows together must hold -------------------------------------------------------

    def judge(self, others: Mapping[str, str]) -> None:
        """Judge the rows asked for beside all others; ``others``: units that fill in themselves."""
        self._judge_units(others)
        self._judge_once()
        if self.name == "purchase":
            self._judge_lines()
        if self.name in _USED_BY:
            self._judge_use()

    def _wrong(self, position: int, field: str, found: str, expected: str = "") -> None:
        shown = position if position in self._there else None
        key = self._keys.get(position, "")
        self.faults.append(Wrong(self.name, shown, key, field, found, expected))

    def _entered(self) -> Iterator[tuple[int, Row]]:
        """The rows that were asked for and would stand."""
        return ((p, self.now[p]) for p in self._asked if p in self.now)

    def _judge_units(self, others: Mapping[str, str]) -> None:
        for position in self.touched:
            for row in (self._there.get(position), self.now.get(position)):
                if row and not row["via"] and row["unit"] in others:
                    text = f"{others[row['unit']]}自己填报，由汇总带入，不能在这里填"
                    self._wrong(position, "unit", text)
                    break

    def _judge_once(self) -> None:
        fields = KEYS[self.name]
        at = "amount" if "amount" in self._columns else fields[-1]
        first: dict[tuple[Any, ...], int] = {}
        for position in (*(p for p in self.now if p not in self._asked), *self._asked):
            row = self.now.get(position)
            if row is None or row["via"]:
                continue
            twin = first.setdefault(tuple(row[name] for name in fields), position)
            if twin != position and position in self._asked:
                named = f"第 {twin} 行" if twin in self._there else "一起录入的另一行"
                text = f"与{named}重复（各项编码和名称都相同），请合为一行，或改正其中一行"
                self._wrong(position, at, text)

    def _judge_lines(self) -> None:
        """Rows of one purchase line tell the same quantity and price."""
        lines: dict[tuple[Any, ...], tuple[int, Row]] = {}
        for position, row in self.now.items():
            lines.setdefault(tuple(row[name] for name in PURCHASE_LINE), (position, row))
        for position, row in self._entered():
            first, other = lines[tuple(row[name] for name in PURCHASE_LINE)]
            differing = [n for n in _OF_LINE if row[n] and row[n] != other[n]]
            if differing:
                text = f"与第 {first} 行不同，而单位、方式、项目和品目相同，请照抄"
                self._wrong(position, differing[0], text)

    def _judge_use(self) -> None:
        """A unit or code that other rows name stays."""
        field, named_by = _USED_BY[self.name]
        left = {row[field] for row in self.now.values()}
        for position in self._asked:
            row = self._there.get(position)
            if row and row[field] not in left and (used := self._uses(named_by, row[field])):
                self._wrong(position, field, f"“{row[field]}”还有{used}用到，请先改那些行")

    def _uses(self, field: str, code: str) -> str:
        counts = {
            model._meta.verbose_name: model._default_manager.filter(
                disclosure=self._disclosure, **{field: code}
            ).count()
            for name, model in LEDGERS.items()
            if name not in _USED_BY and field in columns_of(model)
        }
        return "、".join(f"{name} {count} 行" for name, count in counts.items() if count)

    # -- Writing --------------------------------------------------------------------------------

    @property
    def touched(self) -> list[int]:
        """The positions whose row would be another than now."""
        return [p for p in self._asked if self.now.get(p) != self._there.get(p)]

    @property
    def removes(self) -> bool:
        """Whether a row goes."""
        return any(position not in self.now for position in self.touched)

    @cached_property
    def _used(self) -> int:
        """The highest number that a row of this ledger ever had, before this edit."""
        deeds = JournalEntry.objects.filter(disclosure=self._disclosure)
        told = deeds.filter(after__highest__has_key=self.name).values_list("after", flat=True)
        last = told.order_by("-pk").first()
        found = self._model._default_manager.filter(disclosure=self._disclosure)
        there = found.aggregate(most=Max("position"))["most"] or 0
        return max(there, last["highest"][self.name] if last else 0)

    @property
    def highest(self) -> int:
        """The highest number that a row of this ledger ever had, after this edit."""
        return self._used + self._added

    def before(self) -> dict[str, Values | None]:
        """What the edit changes, as it was, for the journal (see ``versions``)."""
        return {str(p): self._differing(p, self._there, self.now) for p in self.touched}

    def after(self) -> dict[str, Values | None]:
        """What the edit changes, as it will be, for the journal."""
        return {str(p): self._differing(p, self.now, self._there) for p in self.touched}

    @staticmethod
    def _differing(
        position: int, one: Mapping[int, Row], other: Mapping[int, Row]
    ) -> Values | None:
        row, against = one.get(position), other.get(position)
        if row is None or against is None:
            return row
        return {name: value for name, value in row.items() if value != against[name]}

    def write(self) -> None:
        """Bring the database from what is there to what shall be."""
        touched = self.touched
        found = self._model._default_manager.filter(disclosure=self._disclosure)
        if len(touched) == 1 and touched[0] in self._there and touched[0] in self.now:
            found.filter(position=touched[0]).update(**(self.after()[str(touched[0])] or {}))
            return
        old = [p for p in touched if p in self._there]
        for start in range(0, len(old), 5000):
            found.filter(position__in=old[start : start + 5000]).delete()
        key = {"disclosure_id": self._disclosure.pk}
        bulk.insert(self._model, [{**key, **self.now[p]} for p in touched if p in self.now])

    def saved(self) -> Iterator[Saved]:
        """Every row asked for, as it is when the edit is done."""
        for position in self._asked:
            row = self.now.get(position)
            texts = texts_of(self.name, row) if row else None
            yield Saved(self.name, position, self._keys.get(position, ""), texts)
