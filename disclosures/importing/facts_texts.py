"""The sheet 文字 of a facts workbook → what people wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable

from disclosures.core.codes import Classification
from disclosures.core.facts_sheets import CELL, CONTINUED, TEXTS
from disclosures.core.narrative import (
    LONGEST,
    LONGEST_KEY,
    WROTE_LABELS,
    Written,
    Wrote,
    is_asked,
)
from disclosures.data import outline_for
from disclosures.importing.facts_rows import Reader, Row, SheetRows
from disclosures.importing.facts_values import Bad, ChoiceReader, TextReader, text_of

_CONTINUED = re.compile(r"\s*[（(]续\d*[）)]$")
_Place = tuple[str, str]


def text_readers() -> dict[str, Reader]:
    """A reader for each column, by header."""
    kind, key, about, text = (column.header for column in TEXTS.columns)
    return {
        kind: ChoiceReader(TEXTS.column("kind")),
        key: TextReader(filled=True, longest=LONGEST_KEY + len(CONTINUED)),
        about: _unread,
        text: _long_text,
    }


def read_texts(
    rows: SheetRows, lines: Iterable[Row], form_set: str, functions: Classification
) -> Written:
    """What is written; a row without text says nothing.

    Errors, by cell: a key twice, a continuation of another text, too many characters.  A key that
    the outline of ``form_set`` ("" where it is not known) has no place for is told in a note.
    """
    found = _Texts(rows)
    for line in lines:
        found.take(line)
    pieces = [(*place, text) for place, text in found.texts.items() if text.strip()]
    if form_set:
        outline = outline_for(form_set)
        for kind, key, _ in pieces:
            if not is_asked(outline, functions, Wrote(kind), key):
                label = WROTE_LABELS[kind]
                text = f"本表样的说明里没有“{label} {key}”这一处，照样保存，但不会印出"
                rows.note(found.first[kind, key], "key", text)
    return Written.of(pieces)


class _Texts:
    """Gathers the texts row by row."""

    def __init__(self, rows: SheetRows) -> None:
        self._rows = rows
        self._above: _Place = ("", "")
        self.first: dict[_Place, int] = {}
        self.texts: dict[_Place, str] = {}

    def take(self, line: Row) -> None:
        kind, key, _, text = line.values
        plain = _CONTINUED.sub("", key)
        place = (kind, plain)
        continued = plain != key
        above, self._above = self._above, place
        if continued and above != place:
            told = f"现为“{key}”，而上一行不是同一处文字"
            self._rows.error(line.number, "key", told, f"接在“{plain}”的下一行")
        elif not continued and not text.strip():
            return  # waits for its text; the same place may be filled in elsewhere
        elif not continued and place in self.texts:
            first = self._rows.cell(self.first[place], "key")
            told = f"与 {first} 重复：同一处文字只写一次，请合为一行；"
            more = f"一格写不下的接在下一行，位置后加“{CONTINUED}”"
            self._rows.error(line.number, "key", told + more)
        else:
            self._put(line.number, place, text)

    def _put(self, number: int, place: _Place, text: str) -> None:
        self.first.setdefault(place, number)
        whole = self.texts.get(place, "") + text
        if len(whole) > LONGEST >= len(whole) - len(text):
            told = f"这一处共有 {len(whole)} 个字"
            self._rows.error(number, "text", told, f"{LONGEST} 个字以内")
        self.texts[place] = whole


def _unread(value: object) -> str:
    return ""


def _long_text(value: object) -> str:
    """Text with its line breaks and spaces; a number as text."""
    text = text_of(value).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > CELL:
        raise Bad(f"这一格有 {len(text)} 个字", f"{CELL} 个字以内")
    return text
