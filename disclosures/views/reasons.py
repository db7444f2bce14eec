"""The reasons for what was found: one page for all warnings and all suspected personal data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from disclosures import actions
from disclosures.actions import Moved
from disclosures.core.narrative import WROTE_LABELS
from disclosures.core.rules.base import Finding, Severity
from disclosures.core.workflow import Action
from disclosures.models import LEDGERS, Disclosure, JournalEntry, Reason
from disclosures.permissions import can
from disclosures.readiness import PERSONAL, Spotted, Standing, standing_of
from disclosures.views.answers import (
    READ,
    actor_of,
    anew,
    deed,
    only,
    person_of,
    seen_of,
    signed_in,
    visible,
)
from disclosures.views.books import book_of_version
from disclosures.views.findings import Told, groups_of
from disclosures.views.forms import FormLink
from disclosures.views.lines import address_of
from disclosures.views.narrative_fields import anchor_of

#: Longest reason.
LONGEST = 2000


@dataclass(frozen=True)
class Place:
    """One thing found, and what is said to it.

    ``text`` stands in the box; ``open`` where no reason is saved that counts.  ``stale``: the
    reason was given for ``before``, which has changed since; it counts again when it is confirmed
    (``kept``) or written anew.  ``given``: another text that somebody has saved meanwhile.
    """

    key: str
    code: str
    message: str
    text: str
    who: str
    open: bool
    stale: bool
    kept: bool
    before: str
    given: str
    told: Told | None = None
    context: str = ""
    url: str = ""


@dataclass(frozen=True)
class Group:
    """All warnings of one rule about one table; ``text`` stands in the box for all of them."""

    id: str
    code: str
    statement: str
    fix: str
    table: str
    title: str
    text: str
    places: tuple[Place, ...]
    of_text: bool = False
    form: FormLink | None = None

    @property
    def open(self) -> int:
        """How many still wait for a reason."""
        return sum(place.open for place in self.places)


@only(*READ, "POST")
@signed_in
@deed
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: everything that asks for a reason.  POST: all reasons at once."""
    disclosure = visible(request, pk)
    standing = standing_of(disclosure, book_of_version(disclosure))
    if request.method == "POST":
        return _save(request, standing)
    return _show(request, standing, {})


def _save(request: HttpRequest, standing: Standing) -> HttpResponse:
    disclosure = standing.disclosure
    said = _said(standing, request.POST)
    try:
        actions.explain(
            disclosure=disclosure, reasons=said, seen=seen_of(request), by=actor_of(request)
        )
    except Moved as moved:
        now = anew(request, disclosure.pk, Action.EXPLAIN, moved)
        fresh = standing_of(now, book_of_version(now))
        return _show(request, fresh, request.POST, moved)
    messages.success(request, "原因已保存。")
    return redirect("reasons", disclosure.pk)


def _said(standing: Standing, typed: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """What the form says, by key.  A stale reason that is not confirmed stays as it is."""
    boxes = [(place, group.text) for group in _groups(standing, typed) for place in group.places]
    boxes += [(place, "") for place in _spotted(standing, typed)]
    return {
        place.key: {"code": place.code, "message": place.message, "text": place.text or for_all}
        for place, for_all in boxes
        if f"text-{place.key}" in typed and (not place.stale or place.kept)
    }


def _show(
    request: HttpRequest,
    standing: Standing,
    typed: Mapping[str, str],
    moved: Moved | None = None,
) -> HttpResponse:
    disclosure = standing.disclosure
    groups, spotted = _groups(standing, typed), list(_spotted(standing, typed))
    context = {
        "disclosure": disclosure,
        "disclosure_pk": disclosure.pk,
        "form_set": standing.book.form_set,
        "may": can(person_of(request), Action.EXPLAIN, disclosure),
        "groups": groups,
        "spotted": spotted,
        "open": sum(g.open for g in groups),
        "uncleared": sum(p.open for p in spotted),
        "errors": len(standing.errors),
        "longest": LONGEST,
        "moved": moved,
        "since": _since(request, disclosure) if moved else (),
        "lost": list(_lost(standing, typed)) if moved else (),
    }
    return render(request, "desk/reasons.html", context, status=409 if moved else 200)


def _since(request: HttpRequest, disclosure: Disclosure) -> Iterable[JournalEntry]:
    """What was done since the form was made, newest first."""
    rows = JournalEntry.objects.filter(disclosure=disclosure)
    return rows.filter(version__gt=seen_of(request).version)[:10]


def _lost(standing: Standing, typed: Mapping[str, str]) -> Iterator[str]:
    """What was typed for something that is no longer found."""
    found = {f.key for f in standing.book.findings} | {s.key for s in standing.spotted}
    groups = {g.id for g in _groups(standing, {})}
    for name, text in typed.items():
        kind, _, key = name.partition("-")
        known = {"text": found, "all": groups}.get(kind)
        if known is not None and key not in known and text.strip():
            yield text.strip()


# -- what is found ----------------------------------------------------------------------------


def _groups(standing: Standing, typed: Mapping[str, str]) -> list[Group]:
    """The warnings by rule and table, in the order in which the rules found them."""
    warnings = [f for f in standing.book.findings if f.severity is Severity.WARNING]
    rest = iter(warnings)
    return [
        Group(
            id=group.id,
            code=group.code,
            statement=group.statement,
            fix=group.fix,
            table=group.table,
            title=group.title,
            text=typed.get(f"all-{group.id}", "").strip()[:LONGEST],
            places=tuple(_places(standing, typed, zip(group.told, rest, strict=False))),
            of_text=group.of_text,
            form=group.form,
        )
        for group in groups_of(standing.book, warnings)
    ]


def _places(
    standing: Standing, typed: Mapping[str, str], found: Iterable[tuple[Told, Finding]]
) -> Iterator[Place]:
    """One for each key: one reason stands for all that was found there."""
    keys = set()
    for told, finding in found:
        if finding.key not in keys:
            message = standing.said[finding.key]
            yield _place(standing, typed, finding.key, finding.code, message, told=told)
        keys.add(finding.key)


def _spotted(standing: Standing, typed: Mapping[str, str]) -> Iterator[Place]:
    for spotted in standing.spotted:
        yield _place(
            standing,
            typed,
            spotted.key,
            PERSONAL,
            spotted.message,
            context=spotted.context,
            url=_row_address(standing.disclosure, spotted),
        )


def _place(
    standing: Standing,
    typed: Mapping[str, str],
    key: str,
    code: str,
    message: str,
    **more: Any,
) -> Place:
    reason = standing.reasons.get(key)
    given = reason.text if reason else ""
    text = typed.get(f"text-{key}", given).strip()[:LONGEST]
    stale = reason is not None and reason.message != message and text == given
    return Place(
        key=key,
        code=code,
        message=message,
        text=text,
        who=_who(reason),
        open=not standing.explained(key, message),
        stale=stale,
        kept=typed.get(f"keep-{key}") == "1",
        before=reason.message if reason and stale else "",
        given=given if typed and given != text else "",
        **more,
    )


def _who(reason: Reason | None) -> str:
    return reason.person.name if reason else ""


def _row_address(disclosure: Disclosure, spotted: Spotted) -> str:
    """The row of the ledger, or the field, in which the text stands; empty where it is in none."""
    label, _, place = spotted.where.partition(" ")
    for kind, name in WROTE_LABELS.items():
        if label == name:
            url = address_of("narrative", disclosure.pk)
            return f"{url}#{anchor_of(kind, place)}"
    number = place.removeprefix("第").removesuffix("行")
    row = f"?row={number}#row-{number}" if place.startswith("第") else ""
    for name, model in LEDGERS.items():
        if model._meta.verbose_name == label:
            url = address_of("ledger", disclosure.pk, name)
            return url and url + row
    return ""
