"""Scores that a sheet's own target and actual values suggest; people take them or not."""

from __future__ import annotations

from performance.core.numbers import read_number, show_number
from performance.core.score import propose
from performance.core.sheet import Sheet

#: What is to stay below its target: costs, and what nobody wants more of.
_CAPPED = ("成本", "失业率", "投诉率")


def proposals_of(sheet: Sheet) -> dict[str, str]:
    """Path of a score → the score proposed, where target and actual value can be compared."""
    if "score" not in sheet.form.listed.get("indicators", {}):
        return {}
    found = {}
    for row in sheet.indicators:
        weight = read_number(row["weight"], "score") if row["weight"] else None
        if weight is None or not row["target"] or not row["actual"]:
            continue
        capped = any(word in row["l2"] + row["l3"] for word in _CAPPED)
        points = propose(row["target"], row["actual"], weight, capped=capped)
        if points is not None:
            found[row.path("score")] = show_number(points, "score")
    return found
