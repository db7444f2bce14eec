"""Remarks as threads: what each was pinned to, what was answered, what stands there now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from disclosures.core.facts import Fact
from disclosures.core.tables import Address
from disclosures.core.workflow import Action
from disclosures.models import LEDGERS, Disclosure, Person, Remark
from disclosures.permissions import can, settled_by
from disclosures.pipeline import Book
from disclosures.views.answers import person_of
from disclosures.views.forms import form_at
from disclosures.views.origin import Link, link_to, shown_at

#: The longest remark or answer, in signs.
MOST = 5000
#: What the address of a remark to the text begins with: text/section, text/section/paragraph.
TEXT = "text"
#: What the forms of remarks say on the page of a sheet.
FORM = "form"
#: So much of what stood there is kept with a remark, in signs.
SHOWN = 100
OPEN, ANSWERED, RESOLVED = "open", "answered", "resolved"
STATUSES = {OPEN: "待答复", ANSWERED: "已答复", RESOLVED: "已了结"}
#: Under which name of a ledger a fact of that kind is entered, where it is not its own.
_LEDGER_OF = {"purchase_line": "purchase"}


@dataclass(frozen=True)
class Place:
    """What a remark can be pinned to: ``at`` as in ``Remark.at``, and in words."""

    at: str
    subject: str
    shown: str
    link: Link | None
    url: str


@dataclass(frozen=True)
class Thread:
    """A remark with its answers; ``place`` is None where what it spoke of is gone.

    ``settles``: the person who looks at it may settle it.
    """

    remark: Remark
    place: Place | None
    status: str
    settles: bool = False

    @property
    def label(self) -> str:
        """Its status in words."""
        return STATUSES[self.status]

    @property
    def now(self) -> str:
        """What stands there now, if that is something else than what stood there."""
        shown = self.place.shown if self.place else ""
        return shown if shown != self.remark.shown else ""


@dataclass(frozen=True)
class Rows:
    """Rows of one ledger that stand behind a cell."""

    label: str
    count: int
    url: str


def place_of(book: Book, disclosure: Disclosure, at: str) -> Place | None:
    """What ``at`` names, in words; None where there is no such table, cell or form."""
    if not at:
        return Place("", "整份材料", "", None, reverse("review", args=[disclosure.pk]))
    if at.startswith(f"{TEXT}/"):
        return _place_in_text(book, disclosure, at)
    address = Address.read(at)
    form = form_at(book, address)
    if form is not None:
        subject = f"{form.title} {form.name}".strip()
        return Place(at, subject, _short(form.shown), None, form.url(disclosure.pk))
    table = book.tables.get(address.table)
    if table is None:
        return None
    url = reverse("table", args=[disclosure.pk, table.role])
    link = link_to(book, address)
    if not (address.row or address.column):
        return Place(at, link.title, "", None, url)
    shown = shown_at(book, address)
    if shown is None:
        return None
    return Place(at, f"{link.title} {link.name}", shown, link, f"{url}?{urlencode({'at': at})}")


def _place_in_text(book: Book, disclosure: Disclosure, at: str) -> Place | None:
    """A section of the text, or one of its paragraphs with what it says."""
    _, _, rest = at.partition("/")
    key, _, paragraph = rest.partition("/")
    section = book.narration.document.by_id.get(key)
    if section is None:
        return None
    url = reverse("narrative", args=[disclosure.pk])
    subject = f"情况说明 {section.heading}"
    if not paragraph:
        return Place(at, subject, "", None, f"{url}#section-{key}")
    found = next((p for p in section.paragraphs if p.id == paragraph), None)
    if found is None:
        return None
    return Place(at, subject, _short(found.text), None, f"{url}#words-{paragraph}")


def _short(text: str) -> str:
    """The beginning of a paragraph, as much as a remark remembers of it."""
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def threads_of(disclosure: Disclosure, book: Book, person: Person | None = None) -> list[Thread]:
    """All remarks, those that wait for an answer first; in a fixed number of queries.

    ``person``: who looks at them.
    """
    found = Remark.objects.filter(disclosure=disclosure).select_related("person", "resolved_by")
    settles = settled_by(person or AnonymousUser(), disclosure)
    made = [
        Thread(remark, place_of(book, disclosure, remark.at), _status(remark), settles(remark))
        for remark in found.prefetch_related("replies__person")
    ]
    order = list(STATUSES)
    return sorted(made, key=lambda thread: order.index(thread.status))


def _status(remark: Remark) -> str:
    if remark.resolved_at:
        return RESOLVED
    answered = any(reply.person_id != remark.person_id for reply in remark.replies.all())
    return ANSWERED if answered else OPEN


def signs_of(threads: Iterable[Thread]) -> dict[Address, str]:
    """At each cell with remarks that are not settled: how many of which status."""
    counts: dict[Address, Counter[str]] = {}
    for thread in threads:
        if thread.status != RESOLVED and thread.place and thread.place.link:
            at = Address.read(thread.remark.at)
            counts.setdefault(at, Counter())[thread.label] += 1
    return {
        at: "批注 " + "、".join(f"{n} 条{label}" for label, n in counted.items())
        for at, counted in counts.items()
    }


def may(request: HttpRequest, disclosure: Disclosure) -> dict[str, bool]:
    """What the person may do with remarks now."""
    person = person_of(request)
    asked = (Action.REMARK, Action.ANSWER)
    found = {str(action): can(person, action, disclosure) for action in asked}
    return {**found, "reply": found["answer"] or found["remark"]}


def remarks_context(request: HttpRequest, disclosure: Disclosure, book: Book) -> dict[str, Any]:
    """What a page shows of the remarks."""
    threads = threads_of(disclosure, book, person_of(request))
    return {"all_threads": threads, "may": may(request, disclosure), "most": MOST}


def rows_behind(book: Book, disclosure: Disclosure, address: Address) -> list[Rows]:
    """The rows of the ledgers behind a cell, with the pages on which they can be corrected."""
    if book.filed:
        return []
    facts: dict[str, list[Fact]] = {}
    for number in _facts_of(book, address):
        fact = book.facts.facts[number]
        facts.setdefault(_LEDGER_OF.get(fact.of, fact.of), []).append(fact)
    made = (
        Rows(str(LEDGERS[name]._meta.verbose_name), len(own), _ledger_url(disclosure, name, own))
        for name, own in facts.items()
    )
    return [rows for rows in made if rows.url]


def _facts_of(book: Book, address: Address) -> set[int]:
    """Positions of all facts behind a cell, through the cells that it adds."""
    found: set[int] = set()
    seen: set[Address] = set()
    left = [address]
    while left:
        at = left.pop()
        cell = book.tables.cell(at)
        if cell is None or at in seen:
            continue
        seen.add(at)
        found.update(cell.facts)
        left.extend(cell.parts)
    return found


def _ledger_url(disclosure: Disclosure, name: str, facts: Iterable[Fact]) -> str:
    """The page of the ledger, at the row of the largest of the facts."""
    try:
        url = reverse("ledger", args=[disclosure.pk, name])
    except NoReverseMatch:
        return ""
    largest = max(facts, key=lambda fact: abs(getattr(fact, "amount", 0)))
    row = re.search(r"\d+", largest.place)
    return f"{url}?row={row[0]}#row-{row[0]}" if row else url
