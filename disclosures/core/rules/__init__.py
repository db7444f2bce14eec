"""All rules, and ``check``: evidence in, findings out.

A rule joins the catalogue by standing in one of the tuples below, and in no other way.
"""

from __future__ import annotations

from disclosures.core.rules.base import Evidence, Finding, Rule, run
from disclosures.core.rules.between import BETWEEN
from disclosures.core.rules.budget import BUDGET
from disclosures.core.rules.formats import FORMATS
from disclosures.core.rules.within import WITHIN
from disclosures.core.rules.within_codes import WITHIN_CODES
from disclosures.core.rules.within_columns import WITHIN_COLUMNS
from disclosures.core.rules.within_funds import WITHIN_FUNDS
from disclosures.core.rules.within_rows import WITHIN_ROWS
from disclosures.core.rules.years import YEARS

RULES: tuple[Rule, ...] = (
    *WITHIN,
    *WITHIN_COLUMNS,
    *WITHIN_ROWS,
    *WITHIN_CODES,
    *WITHIN_FUNDS,
    *BETWEEN,
    *YEARS,
    *BUDGET,
    *FORMATS,
)


def check(evidence: Evidence) -> tuple[Finding, ...]:
    """All that the rules find, errors first, then by table and code."""
    return run(RULES, evidence)
