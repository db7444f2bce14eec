"""Performance forms as data: a grid whose cells are the form's words and its entries.

A file of ``performance/data/forms`` describes one official form; ``read_form`` makes these values
of it.  A new region's form is such a file and a test.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

#: What an entry is.  money is in 万元; choice is one of the options, choices several of them.
TYPES = frozenset(
    {"text", "long", "money", "percent", "whole", "number", "score", "choice", "choices"}
)
#: What a form's words may name in braces beside its entries; ``Sheet.words`` says it.
WORDS = ("year", "last_year", "next_year", "department", "city", "level")
NUMERIC = frozenset({"money", "percent", "whole", "number", "score"})


class FormError(ValueError):
    """A form's file contradicts itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a cell.

    ``key`` is its name within the section, ``label`` what people call it.  ``derive`` says how it
    is reckoned where it is not typed, see ``core.derive``.  ``ask``: must be there before a
    signature.
    """

    key: str
    label: str
    type: str = "text"
    options: tuple[str, ...] = ()
    derive: Mapping[str, Any] = field(default_factory=dict)
    ask: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it is a number."""
        return self.type in NUMERIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a form: words and entries, in the order in which they are printed."""

    pieces: tuple[str | Entry, ...]
    columns: int = 1
    rows: int = 1
    align: str = ""

    @property
    def entries(self) -> Iterator[Entry]:
        """Its entries."""
        return (p for p in self.pieces if isinstance(p, Entry))

    @property
    def label(self) -> bool:
        """Whether it is the form's own words alone."""
        return not any(True for _ in self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the grid; ``key`` where its entries are those of a fixed row of a list."""

    cells: tuple[Cell, ...]
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A run of rows.  ``side`` is the label that stands beside all of them.

    Either ``lines`` alone, whose entries are ``section.entry`` (``section.line.entry`` in a line
    with a key), or a list: ``head`` rows, then ``row`` for each row that people add, with the
    entries ``section.row.entry``; ``merge`` are the entries that equal neighbours share, each
    within those before it, and ``share`` those whose empty cells belong to the one above, within
    all of ``merge``.  ``hidden`` are entries of a row that no cell shows, and a section ``beside``
    the form is entered with it but not printed in it.  ``joined``: the side of the section before
    covers it too.  ``outside`` (above | beneath): printed as a line there and not in the grid.
    """

    key: str
    label: str
    side: Cell | None = None
    lines: tuple[Line, ...] = ()
    head: tuple[Line, ...] = ()
    row: Line | None = None
    merge: tuple[str, ...] = ()
    foot: tuple[Line, ...] = ()
    share: tuple[str, ...] = ()
    hidden: tuple[Entry, ...] = ()
    beside: bool = False
    joined: bool = False
    outside: str = ""

    @property
    def is_list(self) -> bool:
        """Whether people add rows."""
        return self.row is not None

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Every entry outside the list's rows, with its path."""
        for line in (*self.lines, *self.foot):
            middle = f"{line.key}." if line.key else ""
            for cell in line.cells:
                for entry in cell.entries:
                    yield f"{self.key}.{middle}{entry.key}", entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """One second-level indicator 二级指标 of a region's tree, under its first level."""

    l1: str
    l2: str
    weight: int | None = None


@dataclass(frozen=True, kw_only=True)
class Form:
    """One official form, in the words of one region.

    ``stage``: goal 批复 | completion 完成情况.  ``about``: project | projects (all
    of them in one) | whole 整体.  ``id`` is that of
    ``performance_forms.json`` (PF-A …) or a region's own.  ``plan`` is what the total score and the
    weights of first-level indicators must be: "" → 100, 预算执行 → 10, 产出 → 50 …; empty where
    nothing is scored; ``scoring`` is the region's method, see ``core.score``.  A ``report`` is
    printed as a text: each row a paragraph, those left out in which an entry has nothing to say.
    """

    id: str
    name: str
    title: str
    subtitle: str = ""
    caption: str = ""
    stage: str = "completion"
    about: str = "project"
    report: bool = False
    orientation: str = "portrait"
    widths: tuple[int, ...]
    sections: tuple[Section, ...]
    notes: tuple[str, ...] = ()
    tree: tuple[Branch, ...] = ()
    plan: Mapping[str, int] = field(default_factory=dict)
    scoring: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def section(self) -> dict[str, Section]:
        """Sections by key."""
        return {s.key: s for s in self.sections}

    @cached_property
    def fixed(self) -> dict[str, Entry]:
        """Every entry outside lists by its path."""
        return {path: entry for s in self.sections for path, entry in s.entries()}

    @cached_property
    def listed(self) -> dict[str, dict[str, Entry]]:
        """Of each list the entries of a row by key."""
        return {
            s.key: {e.key: e for cell in s.row.cells for e in cell.entries}
            | {e.key: e for e in s.hidden}
            for s in self.sections
            if s.row is not None
        }

    def entry(self, path: str) -> Entry | None:
        """The entry that a path names, in whatever row; None where there is none."""
        if path in self.fixed:
            return self.fixed[path]
        section, _, rest = path.partition(".")
        row, _, key = rest.partition(".")
        return self.listed.get(section, {}).get(key) if row.isdecimal() else None


# -- from data --------------------------------------------------------------------------------

Data = Mapping[str, Any]
_SLOT = re.compile(r"\{(\w+)\}")


def read_form(data: Data) -> Form:
    """The form of a data file.  Raises FormError, KeyError."""
    entries = {e["key"]: _entry(e) for e in data.get("entries", ())}
    sections = tuple(_section(s, entries) for s in data["sections"])
    form = Form(
        id=data["id"],
        name=data["name"],
        title=data["title"],
        subtitle=data.get("subtitle", ""),
        caption=data.get("caption", ""),
        stage=data["stage"],
        about=data["about"],
        report=data.get("report", False),
        orientation=data.get("orientation", "portrait"),
        widths=tuple(data["widths"]),
        sections=sections,
        notes=tuple(data.get("notes", ())),
        tree=tuple(_branches(data.get("tree", {}))),
        plan=dict(data.get("plan", {})),
        scoring=dict(data.get("scoring", {})),
    )
    _check(form)
    return form


def _entry(data: Data) -> Entry:
    if data.get("type", "text") not in TYPES:
        raise FormError(f"{data['key']}：没有这种类型 {data['type']}")
    return Entry(
        key=data["key"],
        label=data["label"],
        type=data.get("type", "text"),
        options=tuple(data.get("options", ())),
        derive=dict(data.get("derive", {})),
        ask=data.get("ask", False),
    )


def _section(data: Data, shared: Mapping[str, Entry]) -> Section:
    own = {e["key"]: _entry(e) for e in data.get("entries", ())}
    known = {**shared, **own}
    side = data.get("side")
    return Section(
        key=data["key"],
        label=data.get("label", ""),
        side=_cell(side, known) if side else None,
        lines=tuple(_line(row, known) for row in data.get("lines", ())),
        head=tuple(_line(row, known) for row in data.get("head", ())),
        row=_line(data["row"], known) if "row" in data else None,
        merge=tuple(data.get("merge", ())),
        foot=tuple(_line(row, known) for row in data.get("foot", ())),
        share=tuple(data.get("share", ())),
        hidden=tuple(_entry(e) for e in data.get("hidden", ())),
        beside=data.get("beside", False),
        joined=data.get("joined", False),
        outside=data.get("outside", ""),
    )


def _line(data: Data | Sequence[Any], entries: Mapping[str, Entry]) -> Line:
    if isinstance(data, Mapping):
        own = {**entries, **{e["key"]: _entry(e) for e in data.get("entries", ())}}
        return Line(cells=tuple(_cell(c, own) for c in data["cells"]), key=data.get("key", ""))
    return Line(cells=tuple(_cell(c, entries) for c in data))


def _cell(data: str | Data, entries: Mapping[str, Entry]) -> Cell:
    """A cell is its text, or ``{text:, columns:, rows:, align:}``; ``{name}`` an entry or word."""
    if isinstance(data, str):
        data = {"text": data}
    pieces: list[str | Entry] = []
    parts = _SLOT.split(data.get("text", ""))
    for number, part in enumerate(parts):
        if number % 2 and part in WORDS:
            pieces.append(f"{{{part}}}")
        elif number % 2:
            if part not in entries:
                raise FormError(f"没有定义填报项 {part}")
            pieces.append(entries[part])
        elif part:
            pieces.append(part)
    return Cell(
        pieces=tuple(pieces),
        columns=data.get("columns", 1),
        rows=data.get("rows", 1),
        align=data.get("align", ""),
    )


def _branches(tree: Mapping[str, Any]) -> Iterator[Branch]:
    for l1, children in tree.items():
        for child in children:
            l2, weight = next(iter(child.items())) if isinstance(child, Mapping) else (child, None)
            yield Branch(l1=l1, l2=l2, weight=weight)


def _check(form: Form) -> None:
    width = len(form.widths)
    beside = 0
    for section in form.sections:
        if section.beside:
            continue
        if not section.joined:
            beside = section.side.columns if section.side else 0
        rows = [*section.head, *([section.row] if section.row else []), *section.foot]
        for line in rows:
            there = beside + sum(cell.columns for cell in line.cells)
            if there != width:
                raise FormError(f"{form.id} {section.key}：一行 {there} 格，应为 {width} 格")
