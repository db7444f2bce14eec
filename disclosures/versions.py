"""Every version of a disclosure, as it stood: snapshots, and the journal between them.

A replacement of the whole keeps a snapshot of what it replaces (``keep``).  Every other change
writes what it changed into the journal, in these forms, so that it can be undone:

* ``before``/``after`` hold ``{"ledger": {name: {position: values}}}``, ``values`` being the
  fields changed, or all of a row that is new or removed, and None where there is no such row;
* ``{"reasons": {key: values or None}}``;
* ``{"writings": {"kind:key": text or None}}``;
* ``{"sheets": {"chapter:key": {path: text or None}}}``, all of a sheet that is new or removed, and
  None where there is no such sheet.

Other keys beside these (``highest``: the highest row numbers given so far) undo nothing.

So a version is: the nearest snapshot that is not older (or what stands now), less the changes
made since.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from disclosures.assemble import changes_of, columns_of, facts_of, ledger_of, written_of
from disclosures.chapters import sheets_of, with_chapters
from disclosures.core.archive import table_from_json
from disclosures.core.tables import Tables
from disclosures.data import form_set
from disclosures.models import (
    LEDGERS,
    Disclosure,
    FiledTable,
    JournalEntry,
    Reason,
    Snapshot,
    Writing,
)
from disclosures.pipeline import Book

Row = dict[str, Any]

REASON_FIELDS = ("code", "message", "text")


@dataclass(frozen=True)
class Content:
    """All that was entered in one version; the mappings are changed only while it is put together.

    ``ledger``: name of the ledger → position → values.  ``filed``: role → table as JSON.
    ``reasons``: key of the finding → code, message, text.  ``writings``: kind:key → text.
    ``sheets``: chapter:key → path → text.
    """

    form_set: str
    origin: str
    ledger: dict[str, dict[int, Row]]
    filed: dict[str, Any]
    reasons: dict[str, Row]
    writings: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, dict[str, str]] = field(default_factory=dict)

    def book(self, disclosure: Disclosure) -> Book:
        """Its tables, text and findings."""
        split = ((name.partition(":"), text) for name, text in self.writings.items())
        pieces = ((kind, key, text) for (kind, _, key), text in split)
        written, changes = written_of(disclosure, pieces), changes_of(disclosure)
        forms = form_set(self.form_set, disclosure.year)
        added = with_chapters(_by_chapter(self.sheets))
        if self.origin == Disclosure.Origin.FILED:
            tables = tuple(table_from_json(table, forms) for table in self.filed.values())
            filed = Tables(forms, disclosure.organisation.name, tables)
            return Book(None, filed, written, changes, added)
        rows = {LEDGERS[name]: _tuples(name, kept) for name, kept in self.ledger.items()}
        stood = Disclosure(
            organisation=disclosure.organisation,
            year=disclosure.year,
            kind=disclosure.kind,
            form_set=self.form_set,
        )
        return Book(facts_of(stood, rows), None, written, changes, added)


def content_of(disclosure: Disclosure) -> Content:
    """What is entered now."""
    rows = ledger_of(disclosure)
    ledger = {
        name: {row[0]: dict(zip(columns_of(model), row, strict=True)) for row in rows[model]}
        for name, model in LEDGERS.items()
    }
    filed = FiledTable.objects.filter(disclosure=disclosure).values_list("role", "content")
    reasons = Reason.objects.filter(disclosure=disclosure).values("key", *REASON_FIELDS)
    writings = Writing.objects.filter(disclosure=disclosure)
    return Content(
        form_set=disclosure.form_set,
        origin=disclosure.origin,
        ledger=ledger,
        filed=dict(filed),
        reasons={row.pop("key"): row for row in reasons},
        writings={f"{w.kind}:{w.key}": w.text for w in writings},
        sheets={
            f"{chapter}:{key}": fields
            for chapter, sheets in sheets_of(disclosure).items()
            for key, fields in sheets.items()
        },
    )


def keep(disclosure: Disclosure) -> Snapshot:
    """Keep what is entered now, once a version."""
    found = Snapshot.objects.filter(disclosure=disclosure, version=disclosure.version).first()
    return found or Snapshot.objects.create(
        disclosure=disclosure,
        version=disclosure.version,
        content=zlib.compress(_to_json(content_of(disclosure))),
    )


def content_at(disclosure: Disclosure, version: int) -> Content:
    """What was entered in that version.  LookupError where there was none or it cannot be told."""
    if not 0 <= version <= disclosure.version:
        raise LookupError(f"没有第{version}版")
    snapshot = Snapshot.objects.filter(disclosure=disclosure, version__gte=version).first()
    start = snapshot.version if snapshot else disclosure.version
    content = _from_json(zlib.decompress(snapshot.content)) if snapshot else content_of(disclosure)
    deeds = JournalEntry.objects.filter(disclosure=disclosure, version__range=(version + 1, start))
    for deed in deeds.order_by("-pk"):
        _undo(content, deed.before)
    return content


def _undo(content: Content, before: Mapping[str, Any]) -> None:
    if "rows" in before:
        raise LookupError("这一版没有留存")
    for name, rows in before.get("ledger", {}).items():
        for position, values in rows.items():
            _put(content.ledger[name], int(position), values)
    for key, values in before.get("reasons", {}).items():
        _put(content.reasons, key, values)
    for key, text in before.get("writings", {}).items():
        if text is None:
            content.writings.pop(key, None)
        else:
            content.writings[key] = text
    for key, fields in before.get("sheets", {}).items():
        _undo_sheet(content.sheets, key, fields)


def _undo_sheet(
    sheets: dict[str, dict[str, str]], key: str, fields: Mapping[str, str | None] | None
) -> None:
    if fields is None:
        sheets.pop(key, None)
        return
    both = {**sheets.get(key, {}), **fields}
    sheets[key] = {path: text for path, text in both.items() if text is not None}


def _by_chapter(sheets: Mapping[str, dict[str, str]]) -> dict[str, dict[str, dict[str, str]]]:
    found: dict[str, dict[str, dict[str, str]]] = {}
    for name, fields in sheets.items():
        chapter, _, key = name.partition(":")
        found.setdefault(chapter, {})[key] = fields
    return found


def _put(rows: dict[Any, Row], key: int | str, values: Row | None) -> None:
    if values is None:
        rows.pop(key, None)
    else:
        rows[key] = {**rows.get(key, {}), **values}


def _tuples(name: str, kept: Mapping[int, Row]) -> list[tuple[Any, ...]]:
    columns = columns_of(LEDGERS[name])
    return [tuple(kept[position][column] for column in columns) for position in sorted(kept)]


def _to_json(content: Content) -> bytes:
    ledger = {
        name: {"columns": columns_of(LEDGERS[name]), "rows": _tuples(name, kept)}
        for name, kept in content.ledger.items()
    }
    plain = {
        "form_set": content.form_set,
        "origin": content.origin,
        "ledger": ledger,
        "filed": content.filed,
        "reasons": content.reasons,
        "writings": content.writings,
        "sheets": content.sheets,
    }
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":")).encode()


def _from_json(data: bytes) -> Content:
    plain = json.loads(data)
    ledger: dict[str, dict[int, Row]] = {name: {} for name in LEDGERS}
    for name, kept in plain["ledger"].items():
        rows = (dict(zip(kept["columns"], row, strict=True)) for row in kept["rows"])
        ledger[name] = {row["position"]: row for row in rows}
    return Content(**{**plain, "ledger": ledger})
