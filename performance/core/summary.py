"""The account of projects in the text: 绩效目标完成情况综述, one paragraph a project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from disclosures.core.document import Figure, Made, Paragraph, Role, Span, Text
from disclosures.core.money import round_half_up
from performance.core.numbers import show_number
from performance.core.sheet import Sheet
from performance.core.values import Value, Values

_SLOT = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")


def summary(
    sheets: Sequence[Sheet], values: Mapping[str, Values], say: Mapping[str, str]
) -> Iterator[Paragraph]:
    """The paragraphs: which projects there are, then each project.

    ``say``: ``intro`` with {names} and {count}, and ``each`` with {n}, {budget}, {executed},
    {rate} and the entries of the section ``summary``; what stands in brackets is left out where
    one of its slots has nothing to say; brackets may stand in brackets.
    """
    if not sheets:
        return
    names = "".join(f"“{s.subject}”" for s in sheets)
    intro = sheets[0].worded(say["intro"]).replace("{names}", names)
    intro = intro.replace("{count}", str(len(sheets)))
    yield Paragraph(id="performance.intro", spans=(Text(intro),))
    for number, sheet in enumerate(sheets, start=1):
        spans = tuple(_spans(sheet, values[sheet.key], say["each"], number))
        yield Paragraph(id=f"performance.{sheet.key}", spans=spans)


def _spans(sheet: Sheet, values: Values, template: str, number: int) -> Iterator[Span]:
    slots = _slots(sheet, values)
    slots["n"] = Text(str(number))

    def chosen(found: re.Match[str]) -> str:
        return found[1] if all(name in slots for name in _SLOT.findall(found[1])) else ""

    while _OPTIONAL.search(template):
        template = _OPTIONAL.sub(chosen, template)
    words = sheet.worded(template)
    for place, part in enumerate(_SLOT.split(words)):
        if not place % 2:
            if part:
                yield Text(part)
        elif part in slots:
            yield slots[part]


def _slots(sheet: Sheet, values: Values) -> dict[str, Span]:
    """What there is to say of one project."""
    found: dict[str, Span] = {}
    budget, executed = values.get("money.budget_total"), values.get("money.exec_total")
    for name, value in (("budget", budget), ("executed", executed)):
        if value is not None and value.amount is not None:
            found[name] = _amount(name, value, value.amount)
    rate = _rate(budget, executed)
    if rate is not None:
        found["rate"] = rate
    for key in ("effect", "problems", "measures"):
        text = sheet[f"summary.{key}"].strip().rstrip("。；;")
        if text:
            found[key] = Text("".join(text.split("\n")) + "。")
    return found


def _amount(name: str, value: Value, amount: int) -> Figure:
    return Figure(
        slot=name,
        shown=f"{show_number(amount, 'money')}万元",
        value=amount,
        unit="万元",
        role=Role.AMOUNT,
        sources=value.sources,
    )


def _rate(budget: Value | None, executed: Value | None) -> Figure | None:
    if budget is None or executed is None or not budget.amount or executed.amount is None:
        return None
    percent = round_half_up(executed.amount * 10_000, budget.amount)
    return Figure(
        slot="rate",
        shown=show_number(percent, "percent"),
        value=percent,
        unit="%",
        role=Role.COMPLETION,
        made=Made.RATIO,
        sources=(*executed.sources, *budget.sources),
    )
