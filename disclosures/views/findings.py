"""Findings as pages show them: those of one rule about one table together, each by its cells."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from disclosures.core.reading import TextFinding
from disclosures.core.reading.base import NARRATIVE
from disclosures.core.rules.base import SEVERITY_LABELS, Finding
from disclosures.core.tables import Address
from disclosures.models import Disclosure, Reason
from disclosures.pipeline import Book
from disclosures.readiness import said_of
from disclosures.render.web import Mark
from disclosures.views.forms import FormLink, form_at
from disclosures.views.origin import Link, link_to

#: Reasons by the keys of what was found: their text, and whether they must be confirmed.
Given = Mapping[str, tuple[str, bool]]
#: How many cells of a finding are named.
MOST = 12


@dataclass(frozen=True)
class Told:
    """One finding: its sentence, the cells that it speaks of, and the reason given for it.

    ``stale``: the reason was given for other figures, and must be confirmed.  Of a text ``where``
    names the section, ``anchor`` is its place on the page of the text.  ``entries`` are those of
    forms.
    """

    message: str
    links: tuple[tuple[Link, str], ...]
    unlisted: int
    reason: str = ""
    stale: bool = False
    where: str = ""
    anchor: str = ""
    entries: tuple[FormLink, ...] = ()


@dataclass(frozen=True)
class Group:
    """All findings of one rule and severity about one table; ``table`` is a role or empty.

    ``of_text``: they are about the text.  ``form`` is the form that they are about.
    """

    id: str
    code: str
    severity: str
    label: str
    statement: str
    fix: str
    table: str
    title: str
    told: tuple[Told, ...]
    of_text: bool = False
    form: FormLink | None = None


def groups_of(
    book: Book, findings: Iterable[Finding], reasons: Mapping[str, Reason] | None = None
) -> list[Group]:
    """Findings, which come errors first, by severity, table and rule; reasons by their keys."""
    findings = tuple(findings)
    said = said_of(findings)
    given = {key: (r.text, r.message != said.get(key)) for key, r in (reasons or {}).items()}
    grouped = groupby(findings, key=lambda f: (f.severity, f.table, f.code))
    return [_group(book, list(same), given) for _, same in grouped]


def reasons_of(disclosure: Disclosure) -> dict[str, Reason]:
    """The reasons given in a disclosure, by the keys of what was found."""
    return {reason.key: reason for reason in Reason.objects.filter(disclosure=disclosure)}


def marks_of(findings: Sequence[Finding]) -> dict[Address, Mark]:
    """At each cell the worst that is said of it, with the codes of all rules that speak of it."""
    spoken: dict[Address, list[Finding]] = {}
    for finding in findings:
        # What a text says wrongly of a cell is no fault of the cell.
        for address in () if isinstance(finding, TextFinding) else finding.cells:
            spoken.setdefault(address, []).append(finding)
    return {address: _mark(said) for address, said in spoken.items()}


def _mark(said: Sequence[Finding]) -> Mark:
    worst = said[0].severity  # findings come errors first
    codes = dict.fromkeys(f.code for f in said)
    return Mark(str(worst), f"{SEVERITY_LABELS[worst]} {' '.join(codes)}")


def _group(book: Book, same: Sequence[Finding], given: Given) -> Group:
    first = same[0]
    table = book.tables.get(first.table)
    of_text = first.table == NARRATIVE
    form = form_at(book, Address(first.table, "", ""))
    named = (table.form.code, table.form.title) if table else ()
    return Group(
        id=f"{first.severity}-{first.code}-{first.table}",
        code=first.code,
        severity=str(first.severity),
        label=SEVERITY_LABELS[first.severity],
        statement=first.statement,
        fix=first.fix,
        table=first.table if table else "",
        title="情况说明" if of_text else form.title if form else " ".join(filter(None, named)),
        form=form,
        told=tuple(_told(book, finding, given) for finding in same),
        of_text=of_text,
    )


def _told(book: Book, finding: Finding, given: Given) -> Told:
    cells = [a for a in finding.cells if _is_printed(book, a)]
    reason, stale = given.get(finding.key, ("", False))
    forms = [form_at(book, a) for a in finding.cells]
    return Told(
        message=finding.message,
        links=tuple(_links(book, cells[:MOST])),
        unlisted=max(0, len(cells) - MOST),
        reason=reason,
        stale=stale,
        where=finding.places[0] if isinstance(finding, TextFinding) else "",
        anchor=anchor_of(book, finding.section) if isinstance(finding, TextFinding) else "",
        entries=tuple(form for form in forms[:MOST] if form),
    )


def anchor_of(book: Book, section: str) -> str:
    """Where the page of the text shows a section; no section is the glossary."""
    if section in book.narration.outline.by_id:
        return f"section-{section}"
    parts = (p for p in book.narration.outline.parts if p.holds == "glossary")
    return f"part-{section or next((p.id for p in parts), '')}"


def _links(book: Book, cells: Iterable[Address]) -> Iterator[tuple[Link, str]]:
    """Each cell with the place of the workbook that it was read from, without its sheet."""
    for address in cells:
        cell = book.tables.cell(address)
        yield link_to(book, address), cell.place.rpartition("!")[2] if cell else ""


def _is_printed(book: Book, address: Address) -> bool:
    table = book.tables.get(address.table)
    return table is not None and table.has(address.row) and address.column in table.form.column
