"""What the database keeps.  Amounts are integers of 分 everywhere."""

from disclosures.models.jobs import Job, Rendition
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
    "LedgerRow",
    "LocalCodeRow",
    "Organisation",
    "PurchaseRow",
    "Rendition",
    "SangongRow",
    "SourceFile",
    "UnitRow",
]
