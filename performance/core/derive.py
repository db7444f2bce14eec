"""What a form reckons by itself: amounts of the ledger, sums, rates, scores.

A form's file says how, in ``derive`` of an entry:

``{ledger: final, funds: fiscal}``   the project's amount in that measure; of a form about the
                                     whole that of all spending; ``spend`` and ``econ`` narrow it
``{sum: [path, …]}``                 the sum of other entries, as far as any of them is there
``else: {…}``                        another way where the first has nothing to say

What was typed stands: it is never replaced, but a rule compares it with what is reckoned.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from disclosures.core.document import Source
from performance.core.forms import Entry
from performance.core.ledger import Ledger
from performance.core.numbers import read_number, show_number
from performance.core.sheet import Sheet
from performance.core.values import Value, Values


def values_of(sheet: Sheet, ledger: Ledger) -> Values:
    """Everything that stands in a sheet, by path; what is typed before what is reckoned."""
    found: dict[str, Value] = {}
    for path, entry in sheet.form.fixed.items():
        value = typed(sheet, path, entry) or reckoned(sheet, ledger, path)
        if value is not None:
            found[path] = value
    for rows in sheet.rows.values():
        for row in rows:
            for key, entry in sheet.form.listed[row.section].items():
                value = typed(sheet, row.path(key), entry)
                if value is not None:
                    found[row.path(key)] = value
    return found


def typed(sheet: Sheet, path: str, entry: Entry) -> Value | None:
    """What a person typed there; None where nothing is."""
    text = sheet[path]
    if not text:
        return None
    return Value(text=text, amount=read_number(text, entry.type) if entry.numeric else None)


def reckoned(sheet: Sheet, ledger: Ledger, path: str) -> Value | None:
    """What the form reckons there, whether or not something is typed; None where it does not."""
    entry = sheet.form.fixed[path]
    return _by(entry.derive, sheet, ledger, entry) if entry.derive else None


def _by(derive: Mapping[str, Any], sheet: Sheet, ledger: Ledger, entry: Entry) -> Value | None:
    value: Value | None = None
    if "ledger" in derive:
        value = _from_ledger(derive, sheet, ledger)
    elif "sum" in derive:
        value = _sum(derive["sum"], sheet, ledger, entry)
    if value is None and "else" in derive:
        return _by(derive["else"], sheet, ledger, entry)
    return value


def _from_ledger(derive: Mapping[str, Any], sheet: Sheet, ledger: Ledger) -> Value | None:
    project = sheet.project if sheet.form.about == "project" else ""
    if sheet.form.about == "project" and not project:
        return None
    found = ledger.amount(
        derive["ledger"],
        project=project,
        funds=derive.get("funds", "all"),
        spend=derive.get("spend", ()),
        econ=derive.get("econ", ()),
    )
    if found is None:
        return None
    amount, facts = found
    return Value(
        text=show_number(amount, "money") if amount or derive.get("funds", "all") == "all" else "",
        amount=amount,
        derived=True,
        how="取自填报数据",
        sources=(Source(amount=amount, facts=facts),),
    )


def _sum(paths: list[str], sheet: Sheet, ledger: Ledger, entry: Entry) -> Value | None:
    parts: list[int] = []
    for path in paths:
        other = sheet.form.fixed[path]
        part = typed(sheet, path, other) or reckoned(sheet, ledger, path)
        if part is not None and part.amount is not None:
            parts.append(part.amount)
    if not parts:
        return None
    total = sum(parts)
    return Value(text=show_number(total, entry.type), amount=total, derived=True, how="各项相加")
