"""What somebody does in a ledger: cells typed, rows added and removed."""

from __future__ import annotations

from typing import Any

from disclosures.actions.ledger_changes import Change
from disclosures.importing.line import texts_of
from disclosures.models import LEDGERS, Disclosure, Organisation

#: A row of the expenditure, as it is typed.
NEW = {
    "unit": "701001", "measure": "决算", "fund": "一般公共预算", "function": "2080101",
    "spend": "基本支出", "econ": "30102", "amount": "1,000.00",
}  # fmt: skip


def texts(disclosure: Disclosure, ledger: str, position: int) -> dict[str, str]:
    """A row as a page shows it."""
    row = LEDGERS[ledger]._default_manager.get(disclosure=disclosure, position=position)
    return texts_of(ledger, vars(row))


def cell(position: int, field: str, was: str, now: str, ledger: str = "expenditure") -> Change:
    """One cell of a row: what was there, what is typed."""
    return Change(ledger=ledger, position=position, was={field: was}, now={field: now})


def new(key: str = "a", ledger: str = "expenditure", **changed: str) -> Change:
    """A row that is added; of the expenditure it is ``NEW`` with what is ``changed``."""
    typed = {**NEW, **changed} if ledger == "expenditure" else changed
    return Change(ledger=ledger, was=None, now=typed, key=key)


def removal(disclosure: Disclosure, position: int, ledger: str = "expenditure") -> Change:
    """A row that is removed as it stands."""
    was = texts(disclosure, ledger, position)
    return Change(ledger=ledger, position=position, was=was, now=None)


def empty_disclosure(**organisation: Any) -> Disclosure:
    """A final account of an organisation of its own, in which nothing is entered."""
    own = Organisation.objects.create(name="某局", **{"code": "702", **organisation})
    return Disclosure.objects.create(
        organisation=own, year=2021, kind="final", form_set="sichuan-final-2020", origin="facts",
        version=0,
    )  # fmt: skip
