"""Which rules a disclosure was judged by: one number for the whole catalogue."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256

from disclosures.core.reading.catalogue import TEXT_RULES
from disclosures.core.rules import RULES
from disclosures.core.rules.catalogue import Entry


@cache
def rules_version(others: tuple[Entry, ...] = ()) -> str:
    """The SHA-256 of every rule's code, severity, statement and tolerance, by code.

    ``others`` are the rules of chapters.
    """
    told = sorted((r.code, r.severity.value, r.statement, r.tolerance) for r in RULES)
    told += sorted((r.code, r.severity.value, r.statement, r.tolerance) for r in TEXT_RULES)
    told += sorted((e.code, e.severity, e.statement, e.tolerance) for e in others)
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
