"""What 批复表 state of amounts that tables print too; the rules of tables compare them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from disclosures.core.rules.base import Goal
from performance.core.sheet import Sheet
from performance.core.values import Values

#: Where a form states fiscal money, other money, and purchases.
_WHOLE = ("tasks.total.fiscal", "tasks.total.other", "")
_PROJECT = ("money.y_fiscal", "money.y_other", "money.procure")
#: The fiscal money of goals.
FISCAL_GOALS = (_WHOLE[0], _PROJECT[0])
_STEP = 10_000


def goals(sheets: Sequence[Sheet], values: Mapping[str, Values]) -> Iterator[Goal]:
    """One for each sheet of goals that states its fiscal money, amounts in 分.

    What a sheet takes from the ledger is not stated by it; it cannot differ.
    """
    for sheet in sheets:
        if sheet.form.stage != "goal" or sheet.form.report:
            continue
        whole = sheet.form.about == "whole"
        name = "" if whole else sheet.project or sheet.subject
        if not whole and not name:
            continue
        fiscal, other, bought = (
            _amount(values[sheet.key], p) for p in (_WHOLE if whole else _PROJECT)
        )
        if fiscal is not None or other is not None:
            yield Goal(
                project=name,
                fiscal=fiscal or 0,
                other=other or 0,
                procurement=None if whole else bought or 0,
                aliases=_aliases(sheet, name),
                step=_STEP,
            )


def _aliases(sheet: Sheet, name: str) -> tuple[str, ...]:
    return (sheet.subject,) if sheet.subject not in ("", name) else ()


def _amount(values: Values, path: str) -> int | None:
    value = values.get(path)
    return value.amount if value else None
