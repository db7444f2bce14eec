"""Changes between two sets of tables as pages show them: narrowed, largest first, in pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from disclosures.core.cell_changes import Change, cell_changes
from disclosures.core.money import AmountError, Unit, parse
from disclosures.core.tables import Tables
from disclosures.views.origin import Link, link_in

A_PAGE = 30


@dataclass(frozen=True)
class Told:
    """One change in words.  ``here``: the cell is in the tables that the page speaks of."""

    link: Link
    here: bool
    before: str
    after: str
    difference: str
    rate: str
    kind: str


@dataclass(frozen=True)
class Asked:
    """Which changes are asked for: in one table, of an amount (万元) and a share (%) at least."""

    table: str = ""
    least: str = ""
    rate: str = ""

    @classmethod
    def of(cls, request: HttpRequest) -> Asked:
        """From the address."""
        least, rate = request.GET.get("least", "").strip(), request.GET.get("rate", "").strip()
        return cls(request.GET.get("table", ""), least[:20], rate[:6])

    @property
    def fen(self) -> int:
        """The amount in 分; 0 where it is none."""
        try:
            return abs(parse(self.least, Unit.WAN) or 0)
        except AmountError:
            return 0

    @property
    def percent(self) -> int:
        """The share; 0 where it is none."""
        return int(self.rate) if self.rate.isascii() and self.rate.isdecimal() else 0

    def narrow(self, found: Iterable[Change]) -> list[Change]:
        """Those changes that are asked for."""
        return [
            change
            for change in found
            if self.table in ("", change.address.table) and change.at_least(self.fen, self.percent)
        ]


def changes_context(
    request: HttpRequest,
    before: Tables,
    after: Tables,
    *,
    stated_only: bool = False,
    new_rows: bool = True,
) -> dict[str, Any]:
    """What a page shows of the changes (see ``core.cell_changes`` for what is left out)."""
    asked = Asked.of(request)
    found = cell_changes(before, after, stated_only=stated_only, new_rows=new_rows)
    chosen = asked.narrow(found)
    shown = Paginator(chosen, A_PAGE).get_page(request.GET.get("page"))
    return {
        "changes": list(told(shown, before, after)),
        "pages": shown,
        "asked": asked,
        "changed_cells": len(found),
        "chosen_cells": len(chosen),
        "changed_tables": list(_tables(found, before, after)),
    }


def told(found: Iterable[Change] | Page[Change], before: Tables, after: Tables) -> Iterator[Told]:
    """The changes in words."""
    for change in found:
        here = after.cell(change.address) is not None
        yield Told(
            link=link_in(after if here else before, change.address),
            here=here,
            before=change.told(change.before),
            after=change.told(change.after),
            difference=_signed(change),
            rate=change.rate or "",
            kind=_kind(change),
        )


def _signed(change: Change) -> str:
    return ("+" if change.difference > 0 else "") + change.told(change.difference)


def _kind(change: Change) -> str:
    if change.before is None:
        return "新增行"
    return "已无此行" if change.after is None else ""


def _tables(
    found: Iterable[Change], before: Tables, after: Tables
) -> Iterator[tuple[str, str, int]]:
    """Role, title and number of changes of every table in which there are any."""
    counts = Counter(change.address.table for change in found)
    for role in dict.fromkeys((*after.by_role, *before.by_role)):
        table = after.get(role) or before.get(role)
        if counts[role] and table:
            title = " ".join(filter(None, (table.form.code, table.form.title)))
            yield role, title, counts[role]
