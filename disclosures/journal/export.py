"""The journal as a file: CSV for people, JSON Lines for machines; a line at a time.

However long the journal is, a part of it at a time is held in memory.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from itertools import islice

from django.utils import timezone

from disclosures.core.workflow import STATE_LABELS
from disclosures.exchange.listing import FORMULA_STARTS
from disclosures.journal.reading import Entries, names, usernames
from disclosures.journal.telling import Names, lines_of
from disclosures.models import JournalEntry

#: Rows read at once.
CHUNK = 500
#: Changes told in one cell, and its length: Excel takes no more than 32,767 characters.
MOST_LINES, MOST_TEXT = 200, 30_000
HEADERS = (
    "序号", "时间", "姓名", "用户名", "来自", "操作", "填报任务", "单位编码", "单位",
    "年度", "类别", "版本", "原状态", "新状态", "原因", "变动",
)  # fmt: skip
TYPES = {"csv": "text/csv; charset=utf-8", "jsonl": "application/jsonl; charset=utf-8"}


def lines(entries: Entries, form: str) -> Iterator[str]:
    """The file's text, oldest entry first; ``form`` is one of TYPES."""
    wide = entries.select_related(
        "disclosure__organisation", "disclosure__season__region", "season__region", "organisation"
    )
    found = wide.order_by("pk").iterator(chunk_size=CHUNK)
    return _FORMS[form](found)


def _csv(entries: Iterator[JournalEntry]) -> Iterator[str]:
    known, people = names(), usernames()
    yield "\ufeff" + _line(HEADERS)
    for entry in entries:
        yield _line([_harmless(text) for text in _values(entry, known, people)])


def _jsonl(entries: Iterator[JournalEntry]) -> Iterator[str]:
    people = usernames()
    for entry in entries:
        yield json.dumps(_plain(entry, people), ensure_ascii=False) + "\n"


_FORMS: dict[str, Callable[[Iterator[JournalEntry]], Iterator[str]]] = {
    "csv": _csv,
    "jsonl": _jsonl,
}


def _line(values: tuple[str, ...] | list[str]) -> str:
    target = io.StringIO(newline="")
    csv.writer(target).writerow(values)
    return target.getvalue()


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _values(entry: JournalEntry, known: Names, people: Names) -> Iterator[str]:
    thing = entry.disclosure
    season = entry.season or (thing.season if thing else None)
    own = thing.organisation if thing else entry.organisation
    yield str(entry.pk)
    yield f"{timezone.localtime(entry.at):%Y-%m-%d %H:%M:%S}"
    yield entry.who
    yield people.get(entry.person_id or 0, "")
    yield entry.place
    yield entry.get_action_display()
    yield str(season or "")
    yield from (own.code, own.name) if own else ("", "")
    yield from (str(thing.year), thing.get_kind_display()) if thing else ("", "")
    yield str(entry.version or "")
    yield STATE_LABELS.get(entry.state_before, "")
    yield STATE_LABELS.get(entry.state_after, "")
    yield entry.why
    yield _changes(entry, known)


def _changes(entry: JournalEntry, known: Names) -> str:
    told = lines_of(entry, known)
    text = "\n".join(islice(told, MOST_LINES))[:MOST_TEXT]
    left = sum(1 for _ in told)
    return f"{text}\n……另有 {left} 处，见 JSON Lines 文件" if left else text


def _plain(entry: JournalEntry, people: Names) -> dict[str, object]:
    return {
        "id": entry.pk,
        "at": timezone.localtime(entry.at).isoformat(),
        "who": entry.who,
        "username": people.get(entry.person_id or 0, ""),
        "place": entry.place,
        "action": entry.action,
        **_target(entry),
        "version": entry.version,
        "state_before": entry.state_before,
        "state_after": entry.state_after,
        "why": entry.why,
        "before": entry.before,
        "after": entry.after,
    }


def _target(entry: JournalEntry) -> dict[str, object]:
    """What the deed was done to."""
    if entry.disclosure is not None:
        one = entry.disclosure
        return {
            "season": one.season_id,
            "disclosure": one.pk,
            "organisation": {"code": one.organisation.code, "name": one.organisation.name},
            "year": one.year,
            "kind": one.kind,
        }
    if entry.season is not None:
        return {"season": entry.season_id}
    assert entry.organisation is not None
    return {
        "organisation": {"code": entry.organisation.code, "name": entry.organisation.name},
    }
