"""The keys of what people write: which an outline can ask for."""

from __future__ import annotations

from collections.abc import Iterator

from disclosures.core.codes import Classification
from disclosures.core.narrative.template import Choice, Node, Slot, read_template
from disclosures.core.narrative.values import Outline
from disclosures.core.narrative.write import Wanted
from disclosures.core.narrative.written import Wrote


def kind_of(wanted: Wanted) -> Wrote:
    """As what the answer to an ask is written."""
    kinds = {Wanted.TEXT: Wrote.TEXT, Wanted.MEANING: Wrote.MEANING}
    return kinds.get(wanted, Wrote.REASON)


def is_asked(outline: Outline, functions: Classification, kind: Wrote, key: str) -> bool:
    """Whether the outline has a place for such a piece, whatever the amounts are."""
    if kind is Wrote.TEXT:
        return key in set(_texts(outline))
    if kind is Wrote.MEANING:
        return key in functions
    if kind is Wrote.ATTACHMENT:
        return key.isdecimal()
    if kind is Wrote.WORDING:
        return key in {s.id for h in outline.walk() for p in h.passages for s in p.sentences}
    section, _, rest = key.partition(".")
    return section in outline.by_id and rest.endswith((".reason", ".why"))


def _texts(outline: Outline) -> Iterator[str]:
    for heading in outline.walk():
        for passage in heading.passages:
            if passage.ask:
                yield passage.ask
            for sentence in passage.sentences:
                yield from _slots(read_template(sentence.template))


def _slots(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, Choice):
            for option in node.options:
                yield from _slots(option)
        elif isinstance(node, Slot) and node.name == "text":
            yield node.form
