"""The rules of performance as the catalogue of rules shows them."""

from __future__ import annotations

from disclosures.core.rules.base import SEVERITY_LABELS
from disclosures.core.rules.catalogue import TOLERANCES, Entry
from performance.core.rules import RULES


def entries() -> tuple[Entry, ...]:
    """Every rule, in the order of the catalogue."""
    return tuple(
        Entry(
            code=rule.code,
            group=rule.group,
            severity=SEVERITY_LABELS[rule.severity],
            statement=rule.statement,
            tables=rule.forms,
            tolerance=TOLERANCES[rule.tolerance],
            basis=rule.basis,
            fix=rule.fix,
        )
        for rule in sorted(RULES, key=lambda rule: rule.code)
    )
