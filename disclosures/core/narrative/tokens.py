"""Sentences as people edit them: words with 〔chips〕 in place of slots.

``〔收、支总计〕`` is a figure, ``〔收、支总计·增减率〕`` another form of it,
``〔收、支总计·比上年：增加/减少〕`` a word chosen by it.  ``［甲｜乙］`` is the first alternative
that can be said.  A 〔2016〕 of digits is words; a backslash takes the meaning from the mark after
it; what stands as ``{slot}`` counts as the slot.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from disclosures.core.narrative.proof import OF_ITEM, PLAIN
from disclosures.core.narrative.template import (
    Choice,
    Node,
    Slot,
    TemplateError,
    Words,
    read_template,
)
from disclosures.core.narrative.values import Listing, Outline

#: What the forms of a measure are called.
FORM_NAMES = {
    "": "",
    "delta": "增减额",
    "rate": "增减率",
    "dir": "比上年",
    "share": "占比",
    "budget": "预算",
    "done": "完成率",
    "vs": "比预算",
    "reason": "增减原因",
    "why": "差异原因",
    "same": "与上年持平时",
    "changed": "与上年不同时",
    "met": "等于预算时",
    "unmet": "不等于预算时",
    "zero": "为零时",
    "some": "不为零时",
}
#: Forms that say nothing, and only tell when the rest may be said.
CONDITIONS = frozenset({"same", "changed", "met", "unmet", "zero", "some"})
_PLAIN = {"year": "年份", "last_year": "上年年份", "department": "部门名称", "date": "公开日期"}
_OF_ITEM = {
    "n": "序号",
    "name": "名称",
    "code": "编码",
    "class": "类",
    "group": "款",
    "effect": "成效",
    "problem": "问题",
    "remedy": "措施",
}
_LISTED, _WRITTEN, _IT = "逐项列举", "所写内容", "本项"
_DIGITS = {3: "各类", 5: "各款", 7: "各项"}
_MARKS = re.compile(
    r"\\(?P<plain>.)|〔(?P<chip>[^〔〕]*)〕|\{(?P<slot>[^{}]*)\}|(?P<mark>[［］｜])", re.DOTALL
)
_TO_TEMPLATE = {"［": "[", "］": "]", "｜": "|"}
_SPECIAL = re.compile(r"[\[\]{}|\\]")
_SPECIAL_HERE = re.compile(r"[［］｜〔〕{}\\]")
_YEAR = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Chip:
    """A slot that can be put into a sentence, and what it is called."""

    label: str
    slot: str


class Tokens:
    """The names of an outline's slots.  ``item``: for the sentence of an item of a list."""

    def __init__(self, outline: Outline, *, item: bool = False) -> None:
        self.outline = outline
        self.names = dict(_names(outline, item))
        self.ids = {name: key for key, name in self.names.items()}
        self.forms = {name: form for form, name in FORM_NAMES.items()}

    # -- slots → words ------------------------------------------------------------------------

    def label(self, slot: Slot) -> str:
        """What a slot is called."""
        if slot.name in ("list", "text"):
            kind = _LISTED if slot.name == "list" else _WRITTEN
            return f"{kind}·{self.names.get(f'{slot.name}:{slot.form}', slot.form)}"
        name = self.names.get(slot.name, slot.name)
        form = f"·{FORM_NAMES[slot.form]}" if slot.form else ""
        return name + form + (f"：{'/'.join(slot.words)}" if slot.words else "")

    def text(self, nodes: tuple[Node, ...]) -> str:
        """A sentence as it is edited."""
        return "".join(map(self._node, nodes))

    def _node(self, node: Node) -> str:
        if isinstance(node, Words):
            return _kept(node.text)
        if isinstance(node, Slot):
            return f"〔{self.label(node)}〕"
        return "［" + "｜".join(map(self.text, node.options)) + "］"

    # -- words → slots ------------------------------------------------------------------------

    def template(self, text: str) -> str:
        """The template of an edited sentence.  TemplateError with all chips that are unknown."""
        unknown: list[str] = []
        found, at = "", 0
        for match in _MARKS.finditer(text):
            found += _escaped(text[at : match.start()]) + self._read(match, unknown)
            at = match.end()
        found += _escaped(text[at:])
        if unknown:
            named = "、".join(f"〔{chip}〕" for chip in dict.fromkeys(unknown))
            raise TemplateError(f"不认识 {named}，请从“插入数据”中选")
        read_template(found)
        return found

    def _read(self, match: re.Match[str], unknown: list[str]) -> str:
        if match["mark"]:
            return _TO_TEMPLATE[match["mark"]]
        if match["plain"]:
            return _escaped(match["plain"])
        if match["slot"] is not None:
            return _raw(match[0])
        if _YEAR.fullmatch(match["chip"]):
            return match[0]
        slot = self._slot(match["chip"].strip())
        if slot is None:
            unknown.append(match["chip"])
            return ""
        return str(slot)

    def _slot(self, label: str) -> Slot | None:
        head, _, words = label.partition("：")
        if head in self.ids:
            return self._named(self.ids[head], "", words)
        name, _, form = head.rpartition("·")
        if name in (_LISTED, _WRITTEN):
            kind = "list" if name == _LISTED else "text"
            keys = (k for k, v in self.names.items() if v == form and k.startswith(f"{kind}:"))
            key = next(keys, "")
            return Slot(kind, key.partition(":")[2]) if key else None
        if name not in self.ids or form not in self.forms:
            return None
        return self._named(self.ids[name], self.forms[form], words)

    @staticmethod
    def _named(name: str, form: str, words: str) -> Slot | None:
        if ":" in name:
            return None
        return Slot(name, form, tuple(filter(None, re.split(r"[/／]", words))))

    # -- chips to choose from -----------------------------------------------------------------

    def chips(self, says: Callable[[Slot], bool]) -> Iterator[Chip]:
        """Every chip that has something to say now."""
        for slot in self._every():
            if says(slot):
                yield Chip(f"〔{self.label(slot)}〕", str(slot))

    def _every(self) -> Iterator[Slot]:
        for name in self.names:
            kind, _, key = name.partition(":")
            if key:
                yield Slot(kind, key)
                continue
            yield Slot(name)
            if name in self.outline.measures or name == "it":
                yield from (Slot(name, form, words) for form, words in _OFFERED)


_OFFERED = (
    ("delta", ()),
    ("rate", ()),
    ("dir", ("增加", "减少")),
    ("share", ()),
    ("budget", ()),
    ("done", ()),
    ("vs", ("大于", "小于")),
    ("reason", ()),
    ("why", ()),
)


def unfolded(
    nodes: tuple[Node, ...], says: Callable[[Slot], bool]
) -> tuple[tuple[Node, ...], tuple[Slot, ...]]:
    """A sentence with its alternatives chosen as they are said now, and what that depends on.

    What waits for a person's words stays an alternative of its own.
    """
    found: list[Node] = []
    conditions: list[Slot] = []
    for node in nodes:
        if isinstance(node, Slot) and node.form in CONDITIONS:
            conditions.append(node)
        elif isinstance(node, Choice):
            option = next((o for o in node.options if _can(o, says)), None)
            inner, depends = unfolded(option, says) if option is not None else ((), ())
            waits = any(_is_persons(n) for n in inner)
            found += [Choice((inner,))] if waits else inner
            conditions += [] if waits else depends
        else:
            found.append(node)
    return tuple(found), tuple(conditions)


def _can(option: tuple[Node, ...], says: Callable[[Slot], bool]) -> bool:
    return all(says(node) for node in option if isinstance(node, Slot))


def _is_persons(node: Node) -> bool:
    return isinstance(node, Slot) and (node.name == "text" or node.form in ("reason", "why"))


def _names(outline: Outline, item: bool) -> Iterator[tuple[str, str]]:
    """Slot names → what they are called; no two alike."""
    plain = {name: _PLAIN[name] for name in sorted(PLAIN)}
    if item:
        plain |= {name: _OF_ITEM[name] for name in sorted(OF_ITEM)} | {"it": _IT}
    measures = {key: m.names[0].strip("~") for key, m in outline.measures.items()}
    twice = {name for name, n in Counter([*measures.values(), *plain.values()]).items() if n > 1}
    for key, name in measures.items():
        unit = outline.measures[key].unit
        measures[key] = f"{name}（{unit or key}）" if name in twice else name
    again = {name for name, n in Counter(measures.values()).items() if n > 1}
    yield from plain.items()
    yield from ((k, f"{n}（{k}）" if n in again else n) for k, n in measures.items())
    yield from _groups(outline)


def _groups(outline: Outline) -> Iterator[tuple[str, str]]:
    names = {key: _list_name(outline, listing) for key, listing in outline.lists.items()}
    counts = Counter(names.values())
    for key, name in names.items():
        yield f"list:{key}", name if counts[name] == 1 else f"{name}（{key}）"
    for key in dict.fromkeys(_texts(outline)):
        yield f"text:{key}", key


def _list_name(outline: Outline, listing: Listing) -> str:
    if listing.measures:
        first = outline.measures[listing.measures[0]].names[0]
        return f"{first}等 {len(listing.measures)} 项"
    if listing.source == "projects":
        return "各项目"
    kind = {"function": "科目", "econ": "经济科目"}.get(listing.dim, "")
    return _DIGITS.get(listing.digits, "各项") + kind


def _texts(outline: Outline) -> Iterator[str]:
    """The keys of the texts that sentences ask for."""
    for heading in outline.walk():
        for passage in heading.passages:
            for sentence in passage.sentences:
                template = sentence.plain or sentence.template
                yield from re.findall(r"\{text:([a-z0-9_]+)\}", template)


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda m: "\\" + m[0], text)


def _kept(text: str) -> str:
    """Words with a backslash before what would be read as a mark."""
    pieces = re.split(r"(〔\d+〕)", text)
    return "".join(
        p if re.fullmatch(r"〔\d+〕", p) else _SPECIAL_HERE.sub(lambda m: "\\" + m[0], p)
        for p in pieces
    )


def _raw(text: str) -> str:
    """A ``{slot}`` as it stands, if it is one; else its words."""
    try:
        (node,) = read_template(text)
    except (TemplateError, ValueError):
        return _escaped(text)
    return text if isinstance(node, Slot) else _escaped(text)
