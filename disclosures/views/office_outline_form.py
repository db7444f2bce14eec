"""The form in which a bureau adapts an outline: every title and sentence with chips for figures.

Values are texts by the names of the fields; what differs from the outline itself is the season's
changes, in the form of ``core.narrative.adapted``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from disclosures.core.money import AmountError, Unit, exact, parse
from disclosures.core.narrative import Outline, OutlineError, TemplateError, adapted, read_template
from disclosures.core.narrative.tokens import Tokens
from disclosures.core.narrative.values import Heading

Values = dict[str, str]
ZEROS = {"omit": "零值不写", "show": "零值也写"}
_TRUE = "1"


@dataclass(frozen=True)
class Box:
    """One field: its name, what it is called, what stands in it, what the outline itself says."""

    name: str
    label: str
    text: str
    plain: str
    error: str = ""
    short: bool = False

    @property
    def changed(self) -> bool:
        """Whether the season says something else than the outline."""
        return self.text != self.plain


@dataclass(frozen=True)
class Row:
    """A part or section with its fields; ``depth`` 0 is a part."""

    id: str
    depth: int
    name: str
    title: Box
    place: Box
    omit: Box
    sentences: tuple[Box, ...]
    lists: tuple[tuple[Box, Box], ...]
    asked: tuple[str, ...]

    @property
    def open(self) -> bool:
        """Whether it is shown unfolded."""
        boxes = (self.title, self.place, self.omit, *self.sentences)
        every = (*boxes, *(box for pair in self.lists for box in pair))
        return any(box.changed or box.error for box in every)


@dataclass
class OutlineForm:
    """The form for one outline; ``values`` are what stands in its fields."""

    outline: Outline
    values: Values
    errors: dict[str, str] = field(default_factory=dict)
    told: tuple[str, ...] = ()

    @classmethod
    def of(cls, outline: Outline, changes: Mapping[str, Any]) -> OutlineForm:
        """As a season has it."""
        return cls(outline, _plain(outline) | dict(_overlay(outline, changes)))

    @classmethod
    def read(cls, outline: Outline, given: Mapping[str, str]) -> OutlineForm:
        """As it was sent; a field that is not there is an empty one."""
        names = _plain(outline)
        return cls(outline, {name: _even(given.get(name, "")) for name in names})

    @cached_property
    def plain(self) -> Values:
        """What the fields say for the outline itself."""
        return _plain(self.outline)

    @cached_property
    def tokens(self) -> Tokens:
        """The names of the outline's slots."""
        return Tokens(self.outline)

    # -- to changes ---------------------------------------------------------------------------

    def changes(self) -> dict[str, Any]:
        """What differs from the outline.  ``errors`` and ``told`` say all that is wrong."""
        found: dict[str, Any] = {}
        for name, text in self.values.items():
            if text != self.plain[name] and not name.startswith("place-"):
                self._change(found, name, text)
        self._order(found)
        if not self.errors:
            try:
                adapted(self.outline, found)
            except OutlineError as error:
                self.told = error.errors
        return found

    @property
    def valid(self) -> bool:
        """Whether nothing is wrong, once ``changes`` was asked."""
        return not self.errors and not self.told

    def _change(self, found: dict[str, Any], name: str, text: str) -> None:
        kind, _, key = name.partition("-")
        try:
            if kind in ("title", "sentence"):
                found.setdefault(f"{kind}s", {})[key] = self._template(text, item=False)
            elif kind == "list":
                template = self._template(text, item=True)
                found.setdefault("lists", {}).setdefault(key, {})["item"] = template
            elif kind == "zeros":
                found.setdefault("lists", {}).setdefault(key, {})["zeros"] = text
            elif kind == "omit":
                found.setdefault("omit", []).append(key)
            elif kind == "style":
                value = text if key == "zero" else text == _TRUE
                found.setdefault("style", {})[key] = value
            elif kind == "reasons":
                found["reasons"] = self._threshold()
        except (TemplateError, AmountError) as error:
            self.errors[name] = str(error)
        if kind == "title" and not text:
            self.errors[name] = "标题不能空着；不用这一部分请勾选“不用”"

    def _template(self, text: str, *, item: bool) -> str:
        return Tokens(self.outline, item=item).template(text)

    def _threshold(self) -> dict[str, str]:
        amount, percent = self.values["reasons-amount"], self.values["reasons-percent"]
        for name in ("reasons-amount", "reasons-percent"):
            if (parse(self.values[name] or "0", Unit.YUAN) or 0) < 0:
                self.errors[name] = "不能是负数"
        return {"amount": amount or "0", "percent": percent or "0"}

    def _order(self, found: dict[str, Any]) -> None:
        for parent, ids in _families(self.outline):
            places = {}
            for key in ids:
                text = self.values[f"place-{key}"]
                if not (text.isascii() and text.isdecimal() and len(text) < 5):
                    self.errors[f"place-{key}"] = "次序请填正整数"
                    return
                places[key] = int(text)
            order = sorted(ids, key=lambda key: places[key])
            if order != list(ids):
                found.setdefault("order", {})[parent] = order

    # -- to be shown --------------------------------------------------------------------------

    def rows(self) -> Iterator[Row]:
        """Parts and sections in the outline's own order."""
        for part in self.outline.parts:
            yield self._row(part.id, 0, part.title, None)
            for section in part.sections:
                yield from self._sections(section, 1)

    def _sections(self, heading: Heading, depth: int) -> Iterator[Row]:
        yield self._row(heading.id, depth, heading.title, heading)
        for inner in heading.sections:
            yield from self._sections(inner, depth + 1)

    def _row(self, key: str, depth: int, title: str, heading: Heading | None) -> Row:
        passages = heading.passages if heading else ()
        sentences = [s for p in passages for s in p.sentences]
        return Row(
            id=key,
            depth=depth,
            name=self.tokens.text(read_template(title)),
            title=self.box(f"title-{key}", "标题"),
            place=self.box(f"place-{key}", "次序") if depth else Box("", "", "", ""),
            omit=self.box(f"omit-{key}", "不用这一部分"),
            sentences=tuple(
                self.box(f"sentence-{s.id}", f"第 {n} 句") for n, s in enumerate(sentences, start=1)
            ),
            lists=tuple(self._lists(heading)) if heading else (),
            asked=tuple(p.label or p.ask for p in passages if p.ask),
        )

    def _lists(self, heading: Heading) -> Iterator[tuple[Box, Box]]:
        """The lists of a section; one that several share stands in the first."""
        for key, owner in _owners(self.outline).items():
            if owner == heading.id:
                name = self.tokens.names[f"list:{key}"]
                yield (
                    self.box(f"list-{key}", f"逐项列举“{name}”的句子"),
                    self.box(f"zeros-{key}", "零值"),
                )

    def box(self, name: str, label: str) -> Box:
        """One field."""
        return Box(name, label, self.values[name], self.plain[name], self.errors.get(name, ""))

    def settings(self) -> Mapping[str, Box]:
        """The fields about figures and reasons."""
        labels = {
            "style-zero": "零的写法",
            "style-even": "百分比的整数",
            "style-trim": "金额的整数",
            "reasons-amount": "变动达到（万元）",
            "reasons-percent": "变动达到（%）",
        }
        return {name.replace("-", "_"): self.box(name, label) for name, label in labels.items()}

    @property
    def all_errors(self) -> list[tuple[str, str]]:
        """(name of the field or empty, what is wrong), all of it."""
        return [*self.errors.items(), *(("", text) for text in self.told)]


def _plain(outline: Outline) -> Values:
    """What the fields say for the outline itself."""
    tokens, items = Tokens(outline), Tokens(outline, item=True)
    found: Values = {}
    for part in outline.parts:
        found |= {f"title-{part.id}": tokens.text(read_template(part.title)), f"omit-{part.id}": ""}
    for heading in outline.walk():
        found[f"title-{heading.id}"] = tokens.text(read_template(heading.title))
        found[f"omit-{heading.id}"] = ""
        for passage in heading.passages:
            for sentence in passage.sentences:
                template = read_template(sentence.template)
                found[f"sentence-{sentence.id}"] = tokens.text(template)
    for key in _owners(outline):
        listing = outline.lists[key]
        found[f"list-{key}"] = items.text(read_template(listing.item))
        found[f"zeros-{key}"] = listing.zeros
    for _, ids in _families(outline):
        found |= {f"place-{key}": str(n) for n, key in enumerate(ids, start=1)}
    style, threshold = outline.style, outline.threshold
    return found | {
        "style-zero": style.zero,
        "style-even": _TRUE if style.even else "",
        "style-trim": _TRUE if style.trim else "",
        "reasons-amount": exact(threshold.amount, Unit.WAN),
        "reasons-percent": exact(threshold.percent, Unit.YUAN),
    }


def _overlay(outline: Outline, changes: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What the fields say otherwise for a season's changes."""
    tokens, items = Tokens(outline), Tokens(outline, item=True)
    for kind in ("title", "sentence"):
        for key, template in changes.get(f"{kind}s", {}).items():
            yield f"{kind}-{key}", tokens.text(read_template(template))
    for key, values in changes.get("lists", {}).items():
        if "item" in values:
            yield f"list-{key}", items.text(read_template(values["item"]))
        if "zeros" in values:
            yield f"zeros-{key}", values["zeros"]
    for key in changes.get("omit", ()):
        yield f"omit-{key}", _TRUE
    for ids in changes.get("order", {}).values():
        yield from ((f"place-{key}", str(n)) for n, key in enumerate(ids, start=1))
    for key, value in changes.get("style", {}).items():
        yield f"style-{key}", value if key == "zero" else (_TRUE if value else "")
    for key, value in changes.get("reasons", {}).items():
        yield f"reasons-{key}", str(value)


def _families(outline: Outline) -> Iterator[tuple[str, Sequence[str]]]:
    """Each part or section with the sections in it."""
    for part in outline.parts:
        if part.sections:
            yield part.id, [s.id for s in part.sections]
    for heading in outline.walk():
        if heading.sections:
            yield heading.id, [s.id for s in heading.sections]


def _owners(outline: Outline) -> dict[str, str]:
    """The lists that are used, each with the first section that tells it."""
    found: dict[str, str] = {}
    for heading in outline.walk():
        for passage in heading.passages:
            names = [passage.each] if passage.each else []
            for sentence in passage.sentences:
                names += [k for k in outline.lists if f"{{list:{k}}}" in sentence.template]
            for name in names:
                found.setdefault(name, heading.id)
    return found


def _even(text: str) -> str:
    """One line, as sentences are."""
    return " ".join(text.replace("\x00", "").split())
