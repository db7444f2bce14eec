"""Indicators to choose from, as rows of a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from performance.core.carry import nearest
from performance.core.forms import Form
from performance.core.sheet import Sheet

#: Second level, third level, usual target.
Indicator = tuple[str, str, str]


def named(indicator: Indicator) -> str:
    """As it stands in a list to choose from: 数量指标 · 培训场次 · ≥3场."""
    return " · ".join(filter(None, indicator))


def used_in(sheets: Iterable[Sheet]) -> Iterator[Indicator]:
    """The indicators of sheets that are there already, each once."""
    found = (
        (row["l2y"] or row["l2"], row["l3y"] or row["l3"], row["y_target"] or row["target"])
        for sheet in sheets
        for row in sheet.indicators
    )
    yield from dict.fromkeys(each for each in found if each[1])


def row_of(form: Form, text: str, known: Iterable[Indicator]) -> dict[str, str]:
    """A row for what was chosen or typed; of what is not in the library the text is the name."""
    level2, level3, target = next((i for i in known if named(i) == text), ("", text, ""))
    branch = next((b for b in form.tree if b.l2 == nearest(level2, [b.l2])), None)
    said = {
        "l1": branch.l1 if branch else "",
        "l2": branch.l2 if branch else level2,
        "l3": level3,
        "target": target,
    }
    yearly = {"l2y": said["l2"], "l3y": level3, "y_target": target}
    keys = form.listed["indicators"]
    return {k: v for k, v in {**said, **yearly}.items() if k in keys and v}
