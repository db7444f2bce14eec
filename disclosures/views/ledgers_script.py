"""What the grid's script asks for and sends: rows as JSON, changes as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from disclosures.actions import NotNow
from disclosures.actions.ledger import Edited, edit
from disclosures.actions.ledger_changes import Change
from disclosures.core.facts_sheets import Holds
from disclosures.core.money import Unit
from disclosures.core.workflow import ENTERING
from disclosures.importing.line import KEYS, SHEETS, field_of
from disclosures.models import Disclosure, JournalEntry, LedgerRow, Person
from disclosures.views.answers import READ, actor_of, only, person_of, signed_in, visible
from disclosures.views.ledgers_pages import Page, page_named, texts_of_row

#: More versions than this behind, a page asks for all rows anew.
MOST_VERSIONS = 200
#: A named row more or less in a message.
MOST_NAMED = 3


def config(page: Page, disclosure: Disclosure, person: Person, closed: str) -> dict[str, Any]:
    """What the script has to know of the page."""
    addresses = {
        "save": reverse("ledger", args=[disclosure.pk, page.name]),
        "rows": reverse("ledger-rows", args=[disclosure.pk, page.name]),
        "findings": reverse("ledger-findings", args=[disclosure.pk, page.name]),
    }
    return {
        "name": page.name,
        "title": page.title,
        "ledger": page.ledger,
        "disclosure": disclosure.pk,
        "person": person.pk,
        "measure": "final" if disclosure.kind == "final" else "initial",
        "summed": page.summed,
        "closed": bool(closed),
        "addresses": addresses,
        "fixed": page.fixed,
        "keys": KEYS[page.ledger],
        "columns": [_column(page, column) for column in _columns(page)],
    }


def _columns(page: Page) -> list[Any]:
    fixed = page.fixed
    return [c for c in SHEETS[page.ledger].columns if field_of(page.ledger, c) not in fixed]


def _column(page: Page, column: Any) -> dict[str, Any]:
    return {
        "field": field_of(page.ledger, column),
        "header": column.header,
        "holds": str(column.holds),
        "filled": column.filled or (column.holds is Holds.AMOUNT and column.field == "amount"),
        "default": column.default,
        "hint": column.hint,
        "width": column.width,
    }


@only(*READ)
@signed_in
def rows(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The rows of a page; with ``?since=`` a version, only those that changed after it."""
    disclosure, page = visible(request, pk), page_named(name)
    since = request.GET.get("since", "")
    if not since.isdecimal():
        return _no_store({**_told(request, disclosure, page, 0), "rows": _all(page, disclosure)})
    if int(since) >= disclosure.version:
        return _no_store({"version": disclosure.version, "rows": [], "gone": [], "deeds": []})
    return _no_store(_since(request, disclosure, page, int(since)))


def _no_store(told: Mapping[str, Any]) -> JsonResponse:
    answer = JsonResponse(told, json_dumps_params={"ensure_ascii": False})
    answer["Cache-Control"] = "no-store"
    return answer


def _all(page: Page, disclosure: Disclosure) -> list[dict[str, Any]]:
    return [as_row(page, row) for row in page.rows(disclosure)]


def as_row(page: Page, row: LedgerRow) -> dict[str, Any]:
    """A row for the script: its number, whether it may be edited, its texts."""
    via = row.get_via_display() if row.via else ""
    return {"position": row.position, "via": via, "texts": texts_of_row(page, row)}


def _since(request: HttpRequest, disclosure: Disclosure, page: Page, since: int) -> dict[str, Any]:
    deeds = JournalEntry.objects.filter(disclosure=disclosure, version__gt=since)
    told = list(deeds.order_by("pk").values_list("before", "after")[: MOST_VERSIONS + 1])
    if len(told) > MOST_VERSIONS or any("rows" in before for before, _ in told):
        return {
            **_told(request, disclosure, page, since),
            "rows": _all(page, disclosure),
            "whole": True,
        }
    changed = {int(p) for _, after in told for p in after.get("ledger", {}).get(page.ledger, {})}
    found = {row.position: row for row in page.rows(disclosure).filter(position__in=changed)}
    return {
        **_told(request, disclosure, page, since),
        "rows": [as_row(page, row) for row in found.values()],
        "gone": sorted(changed - set(found)),
    }


def _told(request: HttpRequest, disclosure: Disclosure, page: Page, since: int) -> dict[str, Any]:
    """The version, and who else entered something last."""
    entered = JournalEntry.objects.filter(disclosure=disclosure, action__in=ENTERING)
    others = entered.filter(version__gt=since).exclude(person=person_of(request))
    deeds = [
        {"who": who, "at": at.isoformat(), "what": _what(page, after)}
        for who, at, after in others.values_list("who", "at", "after")[:1]
    ]
    return {"version": disclosure.version, "deeds": deeds}


def _what(page: Page, after: Mapping[str, Any]) -> str:
    """What a deed did, as far as this ledger goes."""
    ledgers = after.get("ledger", {})
    rows = sorted(map(int, ledgers.get(page.ledger, {})))
    if not ledgers:
        return "更新了整份材料" if "rows" in after else "填写了说明"
    if not rows:
        return "修改了其他台账"
    named = "、".join(map(str, rows[:MOST_NAMED]))
    return f"修改了第 {named} {'行' if len(rows) <= MOST_NAMED else f'等 {len(rows)} 行'}"


# --- Saving --------------------------------------------------------------------------------------


def save(request: HttpRequest, disclosure: Disclosure, page: Page) -> HttpResponse:
    """Save what the grid sends: 200 with the rows as they are now, 422 with faults, 409 with
    clashes (or ``closed``), 400 for what is no change."""
    try:
        money, changes = _read(request, page)
        edited = edit(disclosure=disclosure, changes=changes, by=actor_of(request), money=money)
    except NotNow as refusal:
        return JsonResponse({"closed": str(refusal)}, status=409)
    except (ValueError, RequestDataTooBig, SuspiciousOperation) as error:
        return JsonResponse({"error": str(error)}, status=400)
    if not edited.done:
        return _refused(edited)
    return _no_store(
        {
            "before": disclosure.version,
            "version": edited.disclosure.version,
            "saved": [
                {"key": s.key, "position": s.position, "texts": s.texts}
                for s in edited.saved
                if s.ledger == page.ledger
            ],
        }
    )


def _refused(edited: Edited) -> JsonResponse:
    faults = [
        {"key": f.key, "field": f.field, "found": f.found, "expected": f.expected}
        for f in edited.faults
    ]
    clashes = [
        {"key": c.key, "field": c.field, "was": c.was, "theirs": c.theirs, "mine": c.mine}
        for c in edited.clashes
    ]
    status = 409 if clashes else 422
    return JsonResponse({"faults": faults, "clashes": clashes}, status=status)


def _read(request: HttpRequest, page: Page) -> tuple[Unit, list[Change]]:
    """The changes sent.  ValueError for what is none."""
    sent = json.loads(request.body)
    if not isinstance(sent, dict) or not isinstance(sent.get("changes"), list):
        raise ValueError("不是改动")
    return Unit(sent.get("money", "元")), [_change(page, change) for change in sent["changes"]]


def _change(page: Page, sent: Any) -> Change:
    if not isinstance(sent, dict):
        raise ValueError("不是改动")
    position, key = sent.get("position"), sent.get("key")
    if not isinstance(key, str) or not isinstance(position, int | None):
        raise ValueError("不是改动")
    if isinstance(position, bool) or (position is not None and not 0 < position < 10**9):
        raise ValueError("没有这一行")
    was, now = _texts(sent.get("was")), _texts(sent.get("now"))
    return Change(ledger=page.ledger, position=position, key=key, was=was, now=now)


def _texts(sent: Any) -> dict[str, str] | None:
    if sent is None:
        return None
    if not isinstance(sent, dict) or not all(isinstance(text, str) for text in sent.values()):
        raise ValueError("不是改动")
    return sent
