"""Whether an outline can be written: every slot is known, every form fits."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.narrative.template import Slot, TemplateError, read_template, slots
from disclosures.core.narrative.values import Listing, Outline

#: Forms of a measure, and how many words each takes.
FORMS = {
    "": 0, "delta": 0, "rate": 0, "dir": 2, "same": 0, "changed": 0, "share": 0,
    "budget": 0, "done": 0, "vs": 2, "met": 0, "unmet": 0, "zero": 0, "some": 0,
    "reason": 0, "why": 0,
}  # fmt: skip
#: Slots that stand for plain words.
PLAIN = frozenset({"year", "last_year", "department", "date"})
#: Slots of an item of a list.
OF_ITEM = frozenset({"n", "name", "code", "class", "group", "effect", "problem", "remedy"})


def problems(outline: Outline) -> Iterator[str]:
    """Chinese sentences, one for each thing that is wrong."""
    for text in outline.cover:
        yield from _of(outline, "封面", text)
    for part in outline.parts:
        yield from _of(outline, f"“{part.id}”的标题", part.title)
    for heading in outline.walk():
        yield from _of(outline, f"“{heading.id}”的标题", heading.title)
        for passage in heading.passages:
            if passage.each and passage.each not in outline.lists:
                yield f"“{heading.id}”：没有逐项列举“{passage.each}”"
            for sentence in passage.sentences:
                yield from _of(outline, f"“{sentence.id}”", sentence.template)
        if heading.chart and heading.chart not in {c.id for c in outline.charts}:
            yield f"“{heading.id}”：没有图“{heading.chart}”"
    for listing in outline.lists.values():
        yield from _of(outline, f"列举“{listing.id}”", listing.item, item=True)
        yield from _listing(outline, listing)
    yield from _names(outline)


def _of(outline: Outline, where: str, text: str, *, item: bool = False) -> Iterator[str]:
    try:
        nodes = read_template(text)
    except TemplateError as error:
        yield f"{where}：{error}"
        return
    for slot in slots(nodes):
        trouble = _slot(outline, slot, item)
        if trouble:
            yield f"{where}：{slot} {trouble}"


def _slot(outline: Outline, slot: Slot, item: bool) -> str:
    if slot.name == "text" and slot.form:
        return ""
    if slot.name == "list":
        return "" if slot.form in outline.lists else "没有这个逐项列举"
    if slot.name in PLAIN or (item and slot.name in OF_ITEM):
        return "后面不能再写格式" if slot.form else ""
    if slot.name not in outline.measures and not (item and slot.name == "it"):
        return "没有这个数据项"
    if slot.form not in FORMS:
        return f"的格式不认识，可用的有：{'、'.join(filter(None, FORMS))}"
    if len(slot.words) != FORMS[slot.form]:
        return f"应给出 {FORMS[slot.form]} 个用词"
    if slot.form == "share" and slot.name != "it" and not outline.measures[slot.name].whole:
        return "没有定义占谁的比重"
    return ""


def _listing(outline: Outline, listing: Listing) -> Iterator[str]:
    if listing.zeros not in ("show", "omit"):
        yield f"列举“{listing.id}”：零值应为 show 或 omit，现为“{listing.zeros}”"
    for name in (*listing.measures, *filter(None, [listing.whole])):
        if name not in outline.measures:
            yield f"列举“{listing.id}”：没有数据项“{name}”"


def _names(outline: Outline) -> Iterator[str]:
    for measure in outline.measures.values():
        for name in (*measure.origin.sum, *filter(None, [measure.whole, measure.of])):
            if name not in outline.measures:
                yield f"数据项“{measure.id}”：没有数据项“{name}”"
    for chart in outline.charts:
        known = outline.measures if chart.measure else outline.lists
        if (chart.measure or chart.list) not in known:
            yield f"图“{chart.id}”：没有数据项“{chart.measure or chart.list}”"
