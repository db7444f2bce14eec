"""Which rules a disclosure was judged by: one number for the whole catalogue."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256

from disclosures.core.reading.catalogue import TEXT_RULES
from disclosures.core.rules import RULES


@cache
def rules_version() -> str:
    """The SHA-256 of every rule's code, severity, statement and tolerance, by code."""
    told = sorted((r.code, r.severity.value, r.statement, r.tolerance) for r in RULES)
    told += sorted((r.code, r.severity.value, r.statement, r.tolerance) for r in TEXT_RULES)
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
