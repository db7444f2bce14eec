"""The whole of a disclosure as it will appear: what a signatory reads.

The page is made from the very Document whose canonical JSON is hashed and signed.
"""

from __future__ import annotations

from typing import Any

from django.utils.safestring import mark_safe

from disclosures.core.rules.base import Finding, Severity
from disclosures.readiness import Standing
from disclosures.render.web_document import document_html
from disclosures.views.findings import groups_of


def whole_of(standing: Standing) -> dict[str, Any]:
    """The whole document, the warnings with their reasons, the notes of the rules, and the hash.

    ``lines`` is how many lines of the ledger are published with it.
    """
    book = standing.book
    infos = [f for f in book.findings if f.severity is Severity.INFO]
    return {
        "document": standing.document,
        # Markup of ``render.web_document``, which escapes every text itself.
        "document_html": mark_safe(document_html(standing.document)),
        "lines": len(standing.document.ledger.by_number),
        "reasoned": _reasoned(standing),
        "infos": groups_of(book, infos),
        "personal": _personal(standing),
        "sha256": standing.sha256,
        "form_set": book.form_set,
    }


def _reasoned(standing: Standing) -> list[dict[str, str]]:
    """Each warning with the reason that appears beside it."""
    warnings = [f for f in standing.book.findings if f.severity is Severity.WARNING]
    return [_reason(standing, finding) for finding in warnings]


def _reason(standing: Standing, finding: Finding) -> dict[str, str]:
    reason = standing.reasons.get(finding.key)
    counts = reason is not None and standing.explained(finding.key, finding.message)
    table = standing.book.tables.get(finding.table)
    return {
        "code": finding.code,
        "statement": finding.statement,
        "message": finding.message,
        "table": table.form.title if table else "情况说明",
        "text": reason.text if reason and counts else "",
        "who": reason.person.name if reason and counts else "",
    }


def _personal(standing: Standing) -> list[dict[str, str]]:
    """Each suspected place with what was said to it."""
    return [
        {
            "message": spotted.message,
            "context": spotted.context,
            "text": standing.reasons[spotted.key].text
            if standing.explained(spotted.key, spotted.message)
            else "",
        }
        for spotted in standing.spotted
    ]
