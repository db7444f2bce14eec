"""Every write.  Each is one keyword-only function: check, write in one transaction, then ring."""

from disclosures.actions.entries import Imported, import_workbook, save_book
from disclosures.actions.files import request_files
from disclosures.actions.journal import SYSTEM, Actor, NotNow, Told, record
from disclosures.actions.seasons import open_season

__all__ = [
    "SYSTEM",
    "Actor",
    "Imported",
    "NotNow",
    "Told",
    "import_workbook",
    "open_season",
    "record",
    "request_files",
    "save_book",
]
