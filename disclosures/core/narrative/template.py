"""Sentences with slots.

``{total}`` is a figure, ``{total:rate}`` another form of it, ``{total:dir/增加/减少}`` a word
chosen by it.  ``[甲|乙]`` is the first alternative whose slots all have something to say, and
nothing where none has.  A backslash takes the meaning from the character after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache


class TemplateError(ValueError):
    """A sentence that cannot be read.  The message is in Chinese and says where."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they stand."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a figure, a word or a person's text."""

    name: str
    form: str = ""
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        form = f":{self.form}" if self.form else ""
        return "{" + self.name + form + "".join(f"/{w}" for w in self.words) + "}"


@dataclass(frozen=True, slots=True)
class Choice:
    """Alternatives, the first that can be said."""

    options: tuple[tuple[Node, ...], ...]


Node = Words | Slot | Choice

_SLOT = re.compile(r"([a-z_][a-z0-9_]*)(?::([a-z_][a-z0-9_]*))?((?:/[^/{}\[\]|]+)*)", re.ASCII)


@lru_cache(maxsize=4096)
def read_template(text: str) -> tuple[Node, ...]:
    """The parts of a sentence.  Raises TemplateError."""
    reader = _Reader(text)
    options = reader.options(nested=False)
    return options[0]


def slots(nodes: tuple[Node, ...]) -> Iterator[Slot]:
    """Every slot of a sentence, in any alternative."""
    for node in nodes:
        if isinstance(node, Slot):
            yield node
        elif isinstance(node, Choice):
            for option in node.options:
                yield from slots(option)


class _Reader:
    """Reads a template from left to right."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def options(self, *, nested: bool) -> tuple[tuple[Node, ...], ...]:
        """Alternatives up to the closing bracket, or the whole sentence."""
        found: list[list[Node]] = [[]]
        start = self.at
        while self.at < len(self.text):
            mark = self.text[self.at]
            if mark == "]":
                if nested:
                    self.at += 1
                    return tuple(map(tuple, found))
                raise self._error("多了一个“]”")
            if mark == "|" and nested:
                self.at += 1
                found.append([])
            else:
                found[-1].append(self._node(mark))
        if nested:
            self.at = start - 1
            raise self._error("“[”没有配对的“]”")
        return tuple(map(tuple, found))

    def _node(self, mark: str) -> Node:
        if mark == "[":
            self.at += 1
            return Choice(self.options(nested=True))
        if mark == "{":
            return self._slot()
        if mark == "}":
            raise self._error("多了一个“}”")
        return self._words()

    def _slot(self) -> Slot:
        end = self.text.find("}", self.at)
        if end < 0:
            raise self._error("“{”没有配对的“}”")
        inner = self.text[self.at + 1 : end]
        match = _SLOT.fullmatch(inner)
        if match is None:
            raise self._error(f"“{{{inner}}}”不是可用的数据项")
        self.at = end + 1
        words = tuple(filter(None, match[3].split("/")))
        return Slot(match[1], match[2] or "", words)

    def _words(self) -> Words:
        found = []
        while self.at < len(self.text) and self.text[self.at] not in "[]{}|":
            if self.text[self.at] == "\\":
                self.at += 1
            found.append(self.text[self.at : self.at + 1])
            self.at += 1
        if not found:
            found.append(self.text[self.at])
            self.at += 1
        return Words("".join(found))

    def _error(self, text: str) -> TemplateError:
        return TemplateError(f"第 {self.at + 1} 个字处{text}")
