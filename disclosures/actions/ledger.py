"""Entering cell by cell: rows of the ledgers are changed, added and removed, and that undone.

An edit counts cell by cell: a cell that somebody else has changed meanwhile is not overwritten.
Either all changes of an edit are saved, or none and everything that stands in the way is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from disclosures import tasks
from disclosures.actions.guard import lock
from disclosures.actions.journal import SYSTEM, Actor, Told, record
from disclosures.actions.ledger_changes import Change, Clash, Saved, Wrong
from disclosures.actions.ledger_rows import Rows
from disclosures.core.facts import Kind
from disclosures.core.money import Unit
from disclosures.core.workflow import Action
from disclosures.data import economic, functions
from disclosures.importing.ground import Ground
from disclosures.importing.line import LineReader, columns_of, text_of
from disclosures.models import LEDGERS, Disclosure, JournalEntry, Organisation

#: More changes than this at once are a workbook.
MOST_CHANGES = 20_000
#: Lines of other ledgers are read against these two, which therefore come first.
_FIRST = ("unit", "local_code")


@dataclass(frozen=True, slots=True)
class Edited:
    """What came of an edit: what is saved, or the faults and clashes for which nothing is."""

    disclosure: Disclosure
    saved: tuple[Saved, ...] = ()
    faults: tuple[Wrong, ...] = ()
    clashes: tuple[Clash, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the changes are in the ledger."""
        return not self.faults and not self.clashes


def edit(
    *,
    disclosure: Disclosure,
    changes: Sequence[Change],
    by: Actor = SYSTEM,
    money: Unit = Unit.YUAN,
) -> Edited:
    """Save the changes as the disclosure's next version.  Amounts without a unit are in ``money``.

    Where nothing was entered before, the organisation's units are entered with them.  ValueError
    for changes that no page of ours sends; NotNow, PermissionDenied.
    """
    if len(changes) > MOST_CHANGES:
        raise ValueError(f"一次最多保存 {MOST_CHANGES} 行")
    if any(change.ledger not in LEDGERS for change in changes):
        raise ValueError("没有这个台账")
    with transaction.atomic():
        now = lock(disclosure=disclosure, action=Action.ENTER, by=by)
        if now.origin != Disclosure.Origin.FACTS:
            raise PermissionDenied("这份材料是按公开表导入的，没有可以填报的台账")
        desk = _Desk(now, money)
        for name in (*_FIRST, *(n for n in LEDGERS if n not in _FIRST)):
            desk.take([c for c in changes if c.ledger == name], name)
        if not desk.faults and not desk.clashes:
            desk.save(by)
        return desk.edited()


def begin(*, disclosure: Disclosure, by: Actor = SYSTEM) -> Disclosure:
    """Enter the organisation's units where nothing is entered yet."""
    return edit(disclosure=disclosure, changes=(), by=by).disclosure


def undo(*, disclosure: Disclosure, version: int, by: Actor) -> Edited:
    """Reverse the edit that made a version: itself an edit, which can be reversed.

    LookupError where that version was not made by an edit of this person.
    """
    deeds = JournalEntry.objects.filter(disclosure=disclosure, version=version, person=by.person)
    deed = deeds.filter(action=Action.ENTER, before__has_key="ledger").first()
    if deed is None or by.person is None:
        raise LookupError(f"第{version}版不是您在台账里改的，不能撤销")
    return edit(disclosure=disclosure, changes=list(_reversed(deed)), by=by)


def _reversed(deed: JournalEntry) -> Iterator[Change]:
    for name, rows in deed.after["ledger"].items():
        for position, after in rows.items():
            before = deed.before["ledger"][name][position]
            yield Change(
                ledger=name,
                position=int(position),
                was=_texts(name, after),
                now=_texts(name, before),
            )


def _texts(ledger: str, values: Mapping[str, object] | None) -> dict[str, str] | None:
    if values is None:
        return None
    columns = columns_of(ledger)
    return {name: text_of(columns[name], values[name]) for name in columns if name in values}


def first_units(disclosure: Disclosure) -> list[dict[str, Any]]:
    """The units with which a disclosure begins, as rows of 单位.

    Units below that hand up disclosures of their own come in by consolidation; where there are
    no others, the organisation itself is its unit.
    """
    own = disclosure.organisation
    below = own.children.exclude(code__in=handed_up(disclosure)).order_by("code")
    units = (list(below) if own.level == "department" else []) or [own]
    return [
        {
            "unit": organisation.code or f"{number:03}",
            "name": organisation.name,
            "nature": organisation.nature or "other",
            "establishment": organisation.establishment,
            "staff": organisation.staff,
            "note": "",
        }
        for number, organisation in enumerate(units, start=1)
    ]


def handed_up(disclosure: Disclosure) -> dict[str, str]:
    """Code → name of the units below that fill in disclosures of their own in this season."""
    if disclosure.season_id is None:
        return {}
    found = Organisation.objects.filter(
        parent=disclosure.organisation_id, disclosures__season=disclosure.season_id
    )
    return dict(found.values_list("code", "name"))


class _Desk:
    """One edit: the ledgers as they stand, and what would become of them."""

    def __init__(self, disclosure: Disclosure, money: Unit) -> None:
        self._now, self._money = disclosure, money
        self._rows: dict[str, Rows] = {}
        self._others = handed_up(disclosure)
        self.faults: list[Wrong] = []
        self.clashes: list[Clash] = []
        self._saved: tuple[Saved, ...] = ()
        if not disclosure.version:
            for values in first_units(disclosure):
                self._of("unit").add(values)

    def take(self, changes: Sequence[Change], name: str) -> None:
        """Read the changes of one ledger."""
        if not changes:
            return
        rows = self._of(name)
        reader = LineReader(name, self._ground())
        for change in changes:
            rows.take(change, reader)
        rows.judge(self._others)
        self.faults += rows.faults
        self.clashes += rows.clashes

    def save(self, by: Actor) -> None:
        """Write everything, unless nothing changes."""
        touched = [rows for rows in self._rows.values() if rows.touched]
        self._saved = tuple(saved for rows in self._rows.values() for saved in rows.saved())
        if not touched:
            return
        before: Told = {"ledger": {rows.name: rows.before() for rows in touched}}
        after: Told = {"ledger": {rows.name: rows.after() for rows in touched}}
        highest = {rows.name: rows.highest for rows in touched if rows.removes}
        if highest:
            after["highest"] = highest
        for rows in touched:
            rows.write()
        self._now.version += 1
        self._now.save()
        record(by=by, action=Action.ENTER, disclosure=self._now, before=before, after=after)
        transaction.on_commit(lambda: tasks.ring_check(self._now.pk))

    def edited(self) -> Edited:
        """What came of it."""
        return Edited(self._now, self._saved, tuple(self.faults), tuple(self.clashes))

    def _of(self, name: str) -> Rows:
        if name not in self._rows:
            self._rows[name] = Rows(name, self._now)
        return self._rows[name]

    def _ground(self) -> Ground:
        units, local = self._of("unit").now.values(), self._of("local_code").now.values()
        return Ground(
            year=self._now.year,
            kind=Kind(self._now.kind),
            functions=functions(),
            economic=economic(),
            units={row["unit"]: row["name"] for row in units},
            local={row["code"]: row["name"] for row in local},
            money=self._money,
        )
