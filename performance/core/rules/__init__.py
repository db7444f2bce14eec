"""All rules of performance, and ``check``: filled forms in, findings out.

A rule joins the catalogue by standing in one of the tuples below, and in no other way.

P-001 to P-022 are those of the domain, judged as far as forms and texts hold what they ask for:
P-012 where a sheet names a project of the ledger or of filed tables, P-017 and P-022 for projects
that forms of the whole list; the same indicator in two forms is not compared, as it has no name of
its own (N-028 is judged by P-124).  Codes from P-101 are what real forms showed to be wrong.
"""

from __future__ import annotations

from disclosures.core.rules.base import Finding
from performance.core.rules.across import ACROSS
from performance.core.rules.base import Evidence, FormRule, run
from performance.core.rules.costs import COSTS
from performance.core.rules.filling import FILLING
from performance.core.rules.money import MONEY
from performance.core.rules.reckoned import RECKONED
from performance.core.rules.scores import SCORES
from performance.core.rules.texts import TEXTS
from performance.core.rules.whole import WHOLE
from performance.core.rules.wording import WORDING

RULES: tuple[FormRule, ...] = (
    *RECKONED,
    *MONEY,
    *COSTS,
    *FILLING,
    *SCORES,
    *WHOLE,
    *WORDING,
    *ACROSS,
    *TEXTS,
)


def check(evidence: Evidence) -> tuple[Finding, ...]:
    """All that the rules find, errors first, then by sheet and code."""
    return run(RULES, evidence)
