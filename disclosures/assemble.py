"""Rows of the ledger ↔ core values: the only translator."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any

from disclosures.chapters import sheets_of, with_chapters
from disclosures.core.archive import table_from_json, table_to_json
from disclosures.core.facts import (
    PURCHASE_LINE,
    Balance,
    Count,
    Expenditure,
    Fact,
    Facts,
    Income,
    Indicator,
    Kind,
    LocalCode,
    Purchase,
    PurchaseLine,
    Sangong,
    UnitInfo,
)
from disclosures.core.narrative import Written
from disclosures.core.tables import Tables
from disclosures.data import form_set
from disclosures.models import (
    LEDGER,
    BalanceRow,
    CountRow,
    Disclosure,
    ExpenditureRow,
    FiledTable,
    IncomeRow,
    IndicatorRow,
    LedgerRow,
    LocalCodeRow,
    Organisation,
    Publication,
    PurchaseRow,
    SangongRow,
    UnitRow,
    Writing,
)
from disclosures.narration import Changes
from disclosures.pipeline import Book
from disclosures.shelf import shelved

Values = dict[str, object]

_PLAIN: tuple[tuple[type[LedgerRow], Callable[..., Fact], tuple[str, ...]], ...] = (
    (
        ExpenditureRow,
        Expenditure,
        ("measure", "fund", "function", "spend", "econ", "project", "money_year", "amount"),
    ),
    (IncomeRow, Income, ("measure", "category", "function", "amount")),
    (BalanceRow, Balance, ("measure", "fund", "nature", "function", "spend", "amount")),
    (SangongRow, Sangong, ("measure", "fund", "item", "amount")),
    (IndicatorRow, Indicator, ("measure", "name", "amount")),
    (CountRow, Count, ("name", "number")),
)

#: The rows of each kind, as tuples of the values of ``columns_of`` that kind, by position.
Ledger = Mapping[type[LedgerRow], Iterable[tuple[Any, ...]]]


def columns_of(model: type[LedgerRow]) -> tuple[str, ...]:
    """All that a row of that kind says, ``position`` first; without its key and disclosure."""
    names = (f.attname for f in model._meta.concrete_fields)
    return tuple(name for name in names if name not in ("id", "disclosure_id"))


def ledger_of(disclosure: Disclosure) -> Ledger:
    """The rows in the database; each kind is read when it is asked for."""
    return {model: _stored(model, disclosure) for model in LEDGER}


def _stored(model: type[LedgerRow], disclosure: Disclosure) -> Iterator[tuple[Any, ...]]:
    rows = model._default_manager.filter(disclosure=disclosure).order_by("position")
    yield from rows.values_list(*columns_of(model)).iterator(5000)


def book_of(disclosure: Disclosure) -> Book:
    """The tables, the text and the findings of what is entered now."""
    written, changes = written_of(disclosure), changes_of(disclosure)
    added = with_chapters(sheets_of(disclosure))
    if disclosure.origin == Disclosure.Origin.FILED:
        return Book(None, filed_tables_of(disclosure), written, changes, added)
    return shelved(Book(facts_of(disclosure), None, written, changes, added))


def written_of(
    disclosure: Disclosure, pieces: Iterable[tuple[str, str, str]] | None = None
) -> Written | None:
    """What people wrote: ``pieces`` (kind, key, text), or those of the database.

    None for a unit that wrote nothing: the text is then its department's.
    """
    if pieces is None:
        rows = Writing.objects.filter(disclosure=disclosure)
        pieces = rows.values_list("kind", "key", "text")
    found = list(pieces)
    if not found and disclosure.organisation.level == Organisation.Level.UNIT:
        return None
    return Written.of(found, _last_text(disclosure))


def changes_of(disclosure: Disclosure) -> Changes:
    """What the season changes in the outline."""
    return disclosure.season.outline if disclosure.season else {}


def _last_text(disclosure: Disclosure) -> str:
    """What last year's publication said; empty where there is none."""
    last = Publication.objects.filter(
        disclosure__organisation=disclosure.organisation_id,
        disclosure__kind=disclosure.kind,
        disclosure__year=disclosure.year - 1,
    ).first()
    return "\n".join(s.text for s in last.document.walk()) if last else ""


def facts_of(disclosure: Disclosure, ledger: Ledger | None = None) -> Facts:
    """Everything that the ledger of a disclosure states: the one given, or that of the database."""
    rows = ledger_of(disclosure) if ledger is None else ledger
    return Facts(
        department=disclosure.organisation.name,
        department_code=disclosure.organisation.code,
        year=disclosure.year,
        kind=Kind(disclosure.kind),
        form_set=disclosure.form_set,
        units=tuple(_units(_named(UnitRow, rows))),
        facts=tuple(_facts(rows)),
        local_codes=tuple(
            LocalCode(code=row["code"], name=row["name"]) for row in _named(LocalCodeRow, rows)
        ),
    )


def _named(model: type[LedgerRow], ledger: Ledger) -> Iterator[dict[str, Any]]:
    names = columns_of(model)
    return (dict(zip(names, row, strict=True)) for row in ledger[model])


def _units(rows: Iterable[dict[str, Any]]) -> Iterator[UnitInfo]:
    for row in rows:
        yield UnitInfo(
            code=row["unit"],
            name=row["name"],
            nature=row["nature"],
            establishment=row["establishment"],
            staff=row["staff"],
            note=row["note"],
        )


def _facts(ledger: Ledger) -> Iterator[Fact]:
    for model, fact, fields in _PLAIN:
        names = ("unit", "note", *fields)
        columns = columns_of(model)
        pick = itemgetter(columns.index("position"), *map(columns.index, names))
        for position, *values in map(pick, ledger[model]):
            place = f"{model._meta.verbose_name} 第{position}行"
            yield fact(place=place, **dict(zip(names, values, strict=True)))
    yield from _purchases(_named(PurchaseRow, ledger))


def _purchases(rows: Iterable[dict[str, Any]]) -> Iterator[Fact]:
    seen: set[tuple[str, ...]] = set()
    for row in rows:
        line = {name: row[name] for name in PURCHASE_LINE}
        place = f"采购 第{row['position']}行"
        more = {"note": row["note"], "place": place}
        if tuple(line.values()) not in seen:
            seen.add(tuple(line.values()))
            yield PurchaseLine(**line, qty=row["qty"], uom=row["uom"], price=row["price"], **more)
        yield Purchase(**line, source=row["source"], amount=row["amount"], **more)


def rows_of(facts: Facts) -> Iterator[tuple[type[LedgerRow], list[Values]]]:
    """The values of the ledger rows of facts, model by model (without disclosure and position)."""
    for model, kind, fields in _PLAIN:
        names = ("unit", "note", *fields)
        pick = attrgetter(*names)
        own = [f for f in facts.facts if type(f) is kind]
        yield model, [dict(zip(names, pick(fact), strict=True)) for fact in own]
    yield UnitRow, list(map(_unit_values, facts.units))
    yield PurchaseRow, list(_purchase_values(facts.facts))
    yield (
        LocalCodeRow,
        [{"unit": "", "note": "", "code": c.code, "name": c.name} for c in facts.local_codes],
    )


def _unit_values(unit: UnitInfo) -> Values:
    return {
        "unit": unit.code,
        "name": unit.name,
        "nature": unit.nature,
        "establishment": unit.establishment,
        "staff": unit.staff,
        "note": unit.note,
    }


def _purchase_values(facts: Sequence[Fact]) -> Iterator[Values]:
    lines = {
        tuple(getattr(f, name) for name in PURCHASE_LINE): f
        for f in facts
        if isinstance(f, PurchaseLine)
    }
    for fact in facts:
        if not isinstance(fact, Purchase):
            continue
        key = tuple(getattr(fact, name) for name in PURCHASE_LINE)
        line = lines.get(key)
        yield {
            **dict(zip(PURCHASE_LINE, key, strict=True)),
            "qty": line.qty if line else 0,
            "uom": line.uom if line else "",
            "price": line.price if line else 0,
            "source": fact.source,
            "amount": fact.amount,
            "note": fact.note,
        }


def filed_tables_of(disclosure: Disclosure) -> Tables:
    """The tables of a disclosure that was filed as printed."""
    forms = form_set(disclosure.form_set, disclosure.year)
    tables = tuple(
        table_from_json(content, forms)
        for content in FiledTable.objects.filter(disclosure=disclosure).values_list(
            "content", flat=True
        )
    )
    return Tables(forms, disclosure.organisation.name, tables)


def filed_rows_of(tables: Tables, disclosure: Disclosure) -> list[FiledTable]:
    """Filed tables as rows, unsaved."""
    return [
        FiledTable(disclosure=disclosure, position=n, role=table.role, content=table_to_json(table))
        for n, table in enumerate(tables.tables)
    ]
