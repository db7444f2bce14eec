"""Every write.  Each is one keyword-only function: check, write in one transaction, then ring."""

from disclosures.actions.entries import Imported, import_workbook, save_book
from disclosures.actions.files import request_files
from disclosures.actions.guard import Moved, NotReady, Seen
from disclosures.actions.journal import SYSTEM, Actor, NotNow, Told, record
from disclosures.actions.publication import correct, publish, publish_due, schedule, withdraw
from disclosures.actions.remarks import answer, explain, remark, resolve
from disclosures.actions.seasons import open_season
from disclosures.actions.transitions import approve, hand_up, return_, sign, submit, unsign
from disclosures.actions.writing import write

__all__ = [
    "SYSTEM",
    "Actor",
    "Imported",
    "Moved",
    "NotNow",
    "NotReady",
    "Seen",
    "Told",
    "answer",
    "approve",
    "correct",
    "explain",
    "hand_up",
    "import_workbook",
    "open_season",
    "publish",
    "publish_due",
    "record",
    "remark",
    "request_files",
    "resolve",
    "return_",
    "save_book",
    "schedule",
    "sign",
    "submit",
    "unsign",
    "withdraw",
    "write",
]
