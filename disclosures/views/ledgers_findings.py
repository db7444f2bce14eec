"""Findings beside a ledger: what the rules say of the whole, each with the way to its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from disclosures.core.rules.base import SEVERITY_LABELS, Finding, Severity
from disclosures.core.tables import Address, Tables
from disclosures.models import LEDGERS, Disclosure
from disclosures.pipeline import Book
from disclosures.views.answers import READ, only, signed_in, visible
from disclosures.views.books import book_of_version
from disclosures.views.findings import Group, groups_of
from disclosures.views.ledgers_pages import Page, page_named, page_of, tabs_of

#: More rows than this behind a finding help nobody.
MOST_ROWS = 6
_PLACE = re.compile(r"(.+) 第(\d+)行")
_LEDGERS = {str(model._meta.verbose_name): name for name, model in LEDGERS.items()}


@dataclass(frozen=True)
class Jump:
    """A row of a ledger that a finding comes from."""

    name: str
    href: str
    row: int
    here: bool


@only(*READ)
@signed_in
def findings(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The findings of what is entered now (a fragment), with counts for the head of the page."""
    disclosure, page = visible(request, pk), page_named(name)
    context: dict[str, Any] = {"disclosure": disclosure, "page": page}
    if disclosure.version:
        book = book_of_version(disclosure)
        context |= {
            "counts": [(str(s), SEVERITY_LABELS[s], book.counts[s]) for s in Severity],
            "told": list(_told(book, disclosure, page)),
            "worse": book.counts[Severity.ERROR] + book.counts[Severity.WARNING],
            "infos": book.counts[Severity.INFO],
            "tabs": tabs_of(disclosure),
        }
    answer = render(request, "ledgers/_findings.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _told(book: Book, disclosure: Disclosure, page: Page) -> Iterator[tuple[Group, list[Any]]]:
    """Each group of errors and warnings, and of each finding in it the rows behind it."""
    grave = [finding for finding in book.findings if finding.severity != Severity.INFO]
    told = iter(grave)
    for group in groups_of(book, grave):
        yield (
            group,
            [(said, list(_jumps(book, next(told), disclosure, page))) for said in group.told],
        )


def _jumps(book: Book, finding: Finding, disclosure: Disclosure, page: Page) -> Iterator[Jump]:
    numbers = facts_behind(book.tables, finding.cells)
    places = [] if len(numbers) > MOST_ROWS else [book.facts.facts[n].place for n in numbers]
    found = filter(None, (_PLACE.fullmatch(place) for place in dict.fromkeys(places)))
    for match in found:
        ledger, row = _LEDGERS[match.group(1)], int(match.group(2))
        here = ledger == page.ledger
        target = page if here else page_of(ledger)
        address = reverse("ledger", args=[disclosure.pk, target.name])
        name = f"{match.group(1)}第 {row} 行"
        yield Jump(name, f"{address}?row={row}#row-{row}", row, here)


def row_address(disclosure: Disclosure, place: str) -> str:
    """The page of a row that facts name as their place; empty where it is none."""
    match = _PLACE.fullmatch(place)
    name = _LEDGERS.get(match.group(1), "") if match else ""
    if match is None or not name:
        return ""
    row = match.group(2)
    address = reverse("ledger", args=[disclosure.pk, page_of(name).name])
    return f"{address}?row={row}#row-{row}"


def facts_behind(tables: Tables, cells: tuple[Address, ...]) -> list[int]:
    """The facts that the cells are made of; more than are shown only tell that they are many."""
    found: dict[int, None] = {}
    waiting, seen = list(cells), set(cells)
    while waiting and len(found) <= MOST_ROWS:
        cell = tables.cell(waiting.pop())
        if cell is None:
            continue
        found |= dict.fromkeys(cell.facts)
        fresh = [address for address in cell.parts if address not in seen]
        seen.update(fresh)
        waiting += fresh
        if len(seen) > 500:
            return list(range(MOST_ROWS + 1))
    return list(found)
