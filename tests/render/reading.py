"""Reads a PDF back by its tags, as a screen reader does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf


@dataclass
class Node:
    """An element of the structure tree and what it says itself."""

    kind: str
    text: str = ""
    children: list[Node] = field(default_factory=list)
    attributes: dict[str, Any] = field(default_factory=dict)

    def all(self, kind: str) -> Iterator[Node]:
        """Every element of a kind, in reading order."""
        if self.kind == kind:
            yield self
        for child in self.children:
            yield from child.all(kind)

    @property
    def whole(self) -> str:
        """Its text and that of all below it."""
        return self.text + "".join(c.whole for c in self.children)


def structure(pdf: pikepdf.Pdf) -> Node:
    """The Document element."""
    contents = {page.objgen: _marked(page) for page in pdf.pages}
    return _node(pdf.Root.StructTreeRoot.K[0], contents)


def artifacts(page: pikepdf.Page) -> list[str]:
    """The texts of a page that are no part of its content."""
    return [text for mark, text in _marked(page).items() if mark < 0]


def _node(element: pikepdf.Object, contents: dict[Any, dict[int, str]]) -> Node:
    found = Node(str(element.S)[1:])
    if "/A" in element:
        found.attributes = {str(k)[1:]: v for k, v in element.A.items()}
    kids = element.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            found.text += contents[element.Pg.objgen][kid]
        elif kid.get("/Type") == "/MCR":
            found.text += contents[kid.Pg.objgen][int(kid.MCID)]
        elif kid.get("/Type") != "/OBJR":
            found.children.append(_node(kid, contents))
    return found


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """The text of every marked content; artifacts have negative numbers."""
    meanings = {name: _meaning(f) for name, f in page.Resources.Font.items()}
    found: dict[int, str] = {}
    current, font, said = 0, "", None
    for step in pikepdf.parse_content_stream(page):
        operands: Any = step.operands
        match str(step.operator):
            case "BDC" | "BMC":
                kind = str(operands[0])
                if kind == "/Span":
                    said = str(operands[1].ActualText)
                    continue
                marked = operands[1] if len(operands) > 1 else {}
                current = int(marked["/MCID"]) if "/MCID" in marked else -len(found) - 1
                found[current] = ""
            case "EMC":
                said = None
            case "Tf":
                font = str(operands[0])
            case "Tj" | "TJ":
                shown = operands[0] if isinstance(operands[0], pikepdf.Array) else operands
                codes = b"".join(bytes(s) for s in shown if isinstance(s, pikepdf.String))
                pairs = (int.from_bytes(codes[n : n + 2], "big") for n in range(0, len(codes), 2))
                found[current] += said or "".join(meanings[font][code] for code in pairs)
    return found


def _meaning(font: pikepdf.Object) -> dict[int, str]:
    text = font.ToUnicode.read_bytes().decode()
    pairs = re.findall(r"^<([0-9A-F]{4})><([0-9A-F]+)>$", text, re.M)
    return {int(code, 16): bytes.fromhex(m).decode("utf-16-be") for code, m in pairs}
