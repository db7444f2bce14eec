"""A disclosure on its way: with a warning, with reasons, signed … published, corrected."""

from __future__ import annotations

from dataclasses import replace

from disclosures import publishing
from disclosures.actions import (
    Seen,
    approve,
    correct,
    explain,
    publish,
    return_,
    save_book,
    sign,
    submit,
    write,
)
from disclosures.actions.writing import Piece
from disclosures.core.facts import Expenditure, Facts
from disclosures.core.narrative import Wrote
from disclosures.models import Disclosure, Writing
from disclosures.pipeline import Book
from disclosures.readiness import PERSONAL, standing_of
from tests.factories import small_disclosure, small_facts
from tests.portal.people import Crew, actor


def warned_facts() -> Facts:
    """Facts without errors, with one warning: a code that only this place knows."""
    facts = small_facts()
    spent = replace(facts.facts[0], function="2080177")
    earned = replace(facts.facts[3], function="2080177", amount=spent.amount)
    return replace(facts, facts=(*facts.facts, spent, earned))


def warned() -> Disclosure:
    """A disclosure of them with all that must be written, checked."""
    return checked(small_disclosure(warned_facts()))


def wrong(disclosure: Disclosure) -> Disclosure:
    """The same with errors: every expenditure is a 分 too much."""
    facts = warned_facts()
    more = tuple(
        replace(f, amount=f.amount + 1) if isinstance(f, Expenditure) else f for f in facts.facts
    )
    return checked(save_book(book=Book.of_facts(replace(facts, facts=more)), disclosure=disclosure))


def noted(disclosure: Disclosure, note: str) -> Disclosure:
    """The same with a note in the first row of the expenditure."""
    facts = warned_facts()
    first = replace(facts.facts[0], note=note)
    book = Book.of_facts(replace(facts, facts=(first, *facts.facts[1:])))
    return checked(save_book(book=book, disclosure=disclosure))


def checked(disclosure: Disclosure) -> Disclosure:
    """With its findings counted, as the worker does."""
    publishing.check(disclosure.pk)
    return now(disclosure)


def now(disclosure: Disclosure) -> Disclosure:
    """As it stands in the database."""
    return Disclosure.objects.select_related("organisation__parent").get(pk=disclosure.pk)


def reasoned(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """With a reason for everything that asks for one."""
    here = now(disclosure)
    standing = standing_of(here)
    found = [(f.key, f.code, f.message) for f in standing.unexplained]
    found += [(s.key, PERSONAL, s.message) for s in standing.uncleared]
    reasons = {
        key: {"code": code, "message": message, "text": "已核实"} for key, code, message in found
    }
    explain(disclosure=here, reasons=reasons, seen=Seen.of(here), by=actor(crew.clerk))
    return checked(here)


def signed(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """Signed by the signatory."""
    here = reasoned(disclosure, crew)
    digest = standing_of(here).sha256
    by = actor(crew.signatory)
    sign(disclosure=here, seen=Seen.of(here), sha256=digest, secrecy=True, by=by)
    return now(here)


def submitted(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """Submitted by the clerk."""
    here = signed(disclosure, crew)
    submit(disclosure=here, seen=Seen.of(here), by=actor(crew.clerk))
    return now(here)


def approved(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """Submitted, and approved by the reviewer."""
    here = submitted(disclosure, crew)
    approve(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    return now(here)


def published(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """Approved, and made public by the reviewer."""
    here = approved(disclosure, crew)
    publish(disclosure=here, seen=Seen.of(here), by=actor(crew.reviewer))
    return now(here)


def corrected(disclosure: Disclosure, crew: Crew, more: str = "另有一项职能。") -> Disclosure:
    """A text of what is public was put right by a correction, approved and not public yet."""
    by = actor(crew.clerk)
    here = correct(
        disclosure=disclosure,
        seen=Seen.of(disclosure),
        what="主要职能的表述",
        why="表述有误",
        by=by,
    )
    old = Writing.objects.get(disclosure=here, kind="text", key="duties")
    piece = Piece(Wrote.TEXT, old.key, old.text, old.text + more)
    write(disclosure=here, pieces=[piece], by=by)
    return approved(checked(here), crew)


def returned(disclosure: Disclosure, crew: Crew) -> Disclosure:
    """Submitted, and returned by the reviewer."""
    here = submitted(disclosure, crew)
    return_(disclosure=here, seen=Seen.of(here), why="请核对合计", by=actor(crew.reviewer))
    return now(here)


def identity_number(first: str = "11010519491231002") -> str:
    """An identity number whose last digit is right: a model number of GB 11643."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    return first + "10X98765432"[total % 11]
