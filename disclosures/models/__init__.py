"""What the database keeps.  Amounts are integers of 分 everywhere."""

from disclosures.models.consolidation import Elimination
from disclosures.models.jobs import Job, Rendition
from disclosures.models.journal import JournalEntry
from disclosures.models.ledger import (
    LEDGER,
    LEDGERS,
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
from disclosures.models.notices import Notice
from disclosures.models.parties import Disclosure, FiledTable, Organisation, SourceFile
from disclosures.models.people import Membership, Person
from disclosures.models.proposals import Proposal
from disclosures.models.publication import Publication, Release
from disclosures.models.review import Reason, Remark, Reply, Signature
from disclosures.models.seasons import Season
from disclosures.models.sheets import Sheet
from disclosures.models.versions import Snapshot
from disclosures.models.writing import Writing

__all__ = [
    "LEDGER",
    "LEDGERS",
    "BalanceRow",
    "CountRow",
    "Disclosure",
    "Elimination",
    "ExpenditureRow",
    "FiledTable",
    "IncomeRow",
    "IndicatorRow",
    "Job",
    "JournalEntry",
    "LedgerRow",
    "LocalCodeRow",
    "Membership",
    "Notice",
    "Organisation",
    "Person",
    "Proposal",
    "Publication",
    "PurchaseRow",
    "Reason",
    "Release",
    "Remark",
    "Rendition",
    "Reply",
    "SangongRow",
    "Season",
    "Sheet",
    "Signature",
    "Snapshot",
    "SourceFile",
    "UnitRow",
    "Writing",
]
