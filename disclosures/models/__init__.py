"""What the database keeps.  Amounts are integers of 分 everywhere."""

from disclosures.models.jobs import Job, Rendition
from disclosures.models.journal import JournalEntry
from disclosures.models.ledger import (
    LEDGER,
    BalanceRow,
    CountRow,
    ExpenditureRow,
    IncomeRow,
    IndicatorRow,
    LedgerRow,
    LocalCodeRow,
    PurchaseRow,
    SangongRow,
    UnitRow,
)
from disclosures.models.parties import Disclosure, FiledTable, Organisation, SourceFile
from disclosures.models.people import Membership, Person
from disclosures.models.seasons import Season

__all__ = [
    "LEDGER",
    "BalanceRow",
    "CountRow",
    "Disclosure",
    "ExpenditureRow",
    "FiledTable",
    "IncomeRow",
    "IndicatorRow",
    "Job",
    "JournalEntry",
    "LedgerRow",
    "LocalCodeRow",
    "Membership",
    "Organisation",
    "Person",
    "PurchaseRow",
    "Rendition",
    "SangongRow",
    "Season",
    "SourceFile",
    "UnitRow",
]
