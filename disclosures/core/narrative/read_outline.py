"""Outlines from data files, and what a season changes in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from disclosures.core.facts import Kind
from disclosures.core.forms import Query
from disclosures.core.money import Unit, parse
from disclosures.core.narrative.proof import problems
from disclosures.core.narrative.values import (
    ChartPlan,
    Heading,
    Listing,
    Measure,
    Origin,
    Outline,
    OutlineError,
    PartPlan,
    Passage,
    Sentence,
    Style,
    TermPlan,
    Threshold,
)

Data = Mapping[str, Any]


def read_outline(data: Data) -> Outline:
    """The outline of a data file.  Raises OutlineError."""
    outline = Outline(
        id=data["id"],
        name=data["name"],
        kind=Kind(data["kind"]),
        budget=data.get("budget", "full_year"),
        cover=tuple(data["cover"]),
        contents=data.get("contents", "目录"),
        parts=tuple(map(_part, data["parts"])),
        measures={k: _measure(k, v) for k, v in data["measures"].items()},
        lists={k: _list(k, v) for k, v in data.get("lists", {}).items()},
        charts=tuple(ChartPlan(**c) for c in data.get("charts", ())),
        terms=tuple(TermPlan(**t) for t in data.get("terms", ())),
        style=Style(**data.get("style", {})),
        threshold=_threshold(data.get("reasons", {})),
        form_sets=tuple(data.get("form_sets", ())),
    )
    return _proved(outline)


def _proved(outline: Outline) -> Outline:
    errors = tuple(problems(outline))
    if errors:
        raise OutlineError(errors)
    return outline


def _measure(key: str, data: Data) -> Measure:
    budget = data.get("budget")
    return Measure(
        id=key,
        names=_several(data.get("names", key)),
        origin=_origin(data),
        unit=data.get("unit", ""),
        whole=data.get("whole", ""),
        budget=_origin(budget) if budget else None,
        of=data.get("of", ""),
    )


def _origin(data: Data) -> Origin:
    query = data.get("facts")
    if "indicator" in data:
        query = {"of": "indicator", "measure": "main", "name": data["indicator"]}
    if "count" in data:
        query = {"of": "count", "value": "number", "name": data["count"]}
    return Origin(
        cells=_several(data.get("cell", ())),
        query=Query.read(query) if query else None,
        sum=_several(data.get("sum", ())),
    )


def _several(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(map(str, value)) if isinstance(value, Sequence) else ()


def _list(key: str, data: Data) -> Listing:
    rows, facts = data.get("rows", {}), data.get("facts")
    source = next((s for s in ("measures", "rows", "facts", "projects") if s in data), "")
    return Listing(
        id=key,
        item=data["item"],
        source=source,
        measures=_several(data.get("measures", ())),
        table=rows.get("table", ""),
        dim=rows.get("dim", "function" if facts and not rows.get("prefix") else ""),
        digits=rows.get("digits", data.get("digits", 0)),
        columns=_several(rows.get("column", ())),
        within=_several(rows.get("within", ())),
        prefix=rows.get("prefix", ""),
        query=Query.read(facts) if facts else None,
        whole=data.get("whole", ""),
        join=data.get("join", "、"),
        zeros=data.get("zeros", "omit"),
    )


def _part(data: Data) -> PartPlan:
    return PartPlan(
        id=data["id"],
        title=data["title"],
        sections=tuple(map(_section, data.get("sections", ()))),
        holds=data.get("holds", ""),
    )


def _section(data: Data) -> Heading:
    return Heading(
        id=data["id"],
        title=data["title"],
        passages=tuple(_passage(data["id"], p) for p in data.get("text", ())),
        chart=data.get("chart", ""),
        rule=data.get("rule", ""),
        sections=tuple(map(_section, data.get("sections", ()))),
    )


def _passage(section: str, data: Data) -> Passage:
    rest = dict(data)
    each, ask, label = (rest.pop(k, "") for k in ("each", "ask", "label"))
    optional = bool(rest.pop("optional", False))
    sentences = tuple(Sentence(id=f"{section}.{k}", template=v) for k, v in rest.items())
    return Passage(sentences=sentences, each=each, ask=ask, label=label, optional=optional)


def _threshold(data: Data) -> Threshold:
    """``{amount: 万元, percent: %}`` of a data file."""
    return Threshold(
        amount=parse(str(data.get("amount", 0)), Unit.WAN) or 0,
        percent=parse(str(data.get("percent", 0)), Unit.YUAN) or 0,
    )


# -- what a season changes --------------------------------------------------------------------

#: What a season can change, in words.
CHANGES = {
    "titles": "标题",
    "sentences": "句式",
    "lists": "逐项列举",
    "order": "次序",
    "omit": "省略",
    "style": "数字格式",
    "reasons": "说明原因的界限",
}


def adapted(outline: Outline, changes: Data) -> Outline:
    """The outline as a season has it.

    ``changes``: ``titles`` and ``sentences`` by id (an empty sentence is left out), ``lists``
    ({id: {item, zeros, join}}), ``order`` ({part or section: [ids]}), ``omit`` [ids], ``style``,
    ``reasons`` ({amount: 万元, percent: %}).  Raises OutlineError with everything that is wrong.
    """
    errors = tuple(_strangers(outline, changes))
    if errors:
        raise OutlineError(errors)
    try:
        style = replace(outline.style, **changes.get("style", {}))
        threshold = _threshold(changes["reasons"]) if "reasons" in changes else outline.threshold
        lists = {
            k: replace(v, **changes.get("lists", {}).get(k, {})) for k, v in outline.lists.items()
        }
    except (TypeError, ValueError) as error:
        raise OutlineError((f"修改内容有误：{error}",)) from None
    parts = tuple(
        replace(
            p,
            title=changes.get("titles", {}).get(p.id, p.title),
            sections=_sections(p.id, p.sections, changes),
        )
        for p in outline.parts
        if p.id not in changes.get("omit", ())
    )
    return _proved(replace(outline, parts=parts, lists=lists, style=style, threshold=threshold))


def reworded(outline: Outline, wordings: Mapping[str, str]) -> Outline:
    """The outline with a person's own wording of some sentences, chips being slots.

    ``wordings`` by the sentence's id, or by that of a list for its items; an empty sentence is
    left out.  Raises OutlineError with everything that is wrong.
    """
    sentences = {key: text for key, text in wordings.items() if "." in key}
    items = {key: {"item": text} for key, text in wordings.items() if "." not in key}
    return _marked(outline, adapted(outline, {"sentences": sentences, "lists": items}))


def _marked(plain: Outline, new: Outline) -> Outline:
    """The outline with the sentences marked that are worded otherwise than in the plain one."""
    before = {s.id: s.template for h in plain.walk() for p in h.passages for s in p.sentences}

    def mark(sentence: Sentence) -> Sentence:
        was = before[sentence.id]
        same = was == sentence.template
        return sentence if same else replace(sentence, edited=True, plain=was)

    def of(heading: Heading) -> Heading:
        passages = tuple(
            replace(p, sentences=tuple(map(mark, p.sentences))) for p in heading.passages
        )
        return replace(heading, passages=passages, sections=tuple(map(of, heading.sections)))

    parts = tuple(replace(p, sections=tuple(map(of, p.sections))) for p in new.parts)
    return replace(new, parts=parts)


def _sections(parent: str, sections: tuple[Heading, ...], changes: Data) -> tuple[Heading, ...]:
    order = {key: n for n, key in enumerate(changes.get("order", {}).get(parent, ()))}
    kept = [_changed(s, changes) for s in sections if s.id not in changes.get("omit", ())]
    return tuple(sorted(kept, key=lambda s: order.get(s.id, len(order))))


def _changed(section: Heading, changes: Data) -> Heading:
    new = changes.get("sentences", {})
    passages = [
        replace(
            p,
            sentences=tuple(
                replace(s, template=new[s.id]) if s.id in new else s
                for s in p.sentences
                if new.get(s.id, s.template)
            ),
        )
        for p in section.passages
    ]
    return replace(
        section,
        title=changes.get("titles", {}).get(section.id, section.title),
        passages=tuple(passages),
        sections=_sections(section.id, section.sections, changes),
    )


def _strangers(outline: Outline, changes: Data) -> Iterator[str]:
    """Names in the changes that the outline does not have."""
    headings = {p.id for p in outline.parts} | set(outline.by_id)
    sentences = {s.id for h in outline.walk() for p in h.passages for s in p.sentences}
    children = {p.id: {s.id for s in p.sections} for p in outline.parts}
    children |= {h.id: {s.id for s in h.sections} for h in outline.walk()}
    for key in changes:
        if key not in CHANGES:
            yield f"不认识的修改“{key}”，可用的有：{'、'.join(CHANGES)}"
    yield from _unknown("titles", changes, headings)
    yield from _unknown("omit", changes, headings)
    yield from _unknown("sentences", changes, sentences)
    yield from _unknown("lists", changes, set(outline.lists))
    for parent, ids in changes.get("order", {}).items():
        for stranger in [i for i in ids if i not in children.get(parent, set())]:
            yield f"次序：“{parent}”里没有“{stranger}”"


def _unknown(kind: str, changes: Data, known: set[str]) -> Iterator[str]:
    for key in changes.get(kind, ()):
        if key not in known:
            yield f"{CHANGES[kind]}：没有“{key}”"
