"""What stands in a cell, as an entry takes it: numbers, ticks, words around an entry."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence

from disclosures.importing.cells import Value
from performance.core.forms import Entry
from performance.core.layout import LaidCell, Place

#: Signs before (or after) a ticked option, and before one that is not.
_TICKED, _OPEN = "☑☒√✓✔■●P", "□☐○"
_KEPT = 200
_SEPARATORS = re.compile(r"[；;、，,\s]+")


def fold(text: str) -> str:
    """Text without spaces, in half width: what labels are compared by."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def said(value: Value, entry: Entry | None = None) -> str:
    """A cell's value as a person would type it."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return _number(float(value), entry)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    return str(value).strip()


def _number(value: float, entry: Entry | None) -> str:
    percent = entry is not None and entry.type == "percent"
    if percent and abs(value) <= 2:  # shown by the program as a percentage
        value *= 100
    text = f"{value:.8f}".rstrip("0").rstrip(".")
    text = "0" if text in ("-0", "") else text
    return f"{text}%" if percent else text


def mark_of(text: str) -> str:
    """What the hidden code keeps of a reckoned text, to know whether it was changed."""
    return text if len(text) <= _KEPT else hashlib.sha256(text.encode()).hexdigest()


# -- ticks --------------------------------------------------------------------------------------


def ticked(text: str, entry: Entry) -> str | None:
    """The chosen options, "；" between them; None where the text is not understood."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return ""
    marks = [(m.start(), m[0]) for m in re.finditer(f"[{_TICKED}{_OPEN}]", plain)]
    chosen = _marked(plain, marks, entry.options) if marks else _named(plain, entry.options)
    if chosen is None or (entry.type == "choice" and len(chosen) > 1):
        return None
    return "；".join(o for o in entry.options if o in chosen)


def _marked(text: str, marks: list[tuple[int, str]], options: Sequence[str]) -> set[str] | None:
    """Each option with its own mark: the last sign before it, or the first behind where all
    marks stand behind."""
    places = {o: text.find(o) for o in options}
    there = {o: p for o, p in places.items() if p >= 0}
    if not there:
        return None
    before = marks[0][0] < min(there.values())
    chosen = set()
    for option, start in there.items():
        end = start + len(option)
        close = [s for p, s in marks if (p < start if before else p >= end)]
        if close and (close[-1] if before else close[0]) in _TICKED:
            chosen.add(option)
    return chosen


def _named(text: str, options: Sequence[str]) -> set[str] | None:
    words = {w for w in _SEPARATORS.split(text) if w}
    return words if words <= set(options) else None


# -- words around entries -----------------------------------------------------------------------

_BRACES = re.compile(r"\{\w+\}")
_UNITS = ("万元", "元", "分", "人", "㎡")
#: A word of the form, or the path of an entry; an empty path is a year or a name of the form.
_Token = tuple[bool, str]


def around(cell: LaidCell, text: str) -> dict[str, str] | None:
    """What a text with the cell's own words says of its entries, by path; None where the words
    are not there.  Exactly as it was written if it can be, else without regard to spaces.

    Each word is looked for once, after the one before it: no text takes long.
    """
    tokens = list(_tokens(cell))
    exact = _between(tokens, text, whole=True)
    if exact is not None:
        return exact
    folded, origins = _folded(text)
    spans = _between_spans([(w, fold(t) if w else t) for w, t in tokens], folded, whole=False)
    if spans is None:
        return None
    return {path: text[origins[start] : origins[end]].strip() for path, start, end in spans}


def _tokens(cell: LaidCell) -> Iterator[_Token]:
    for piece in cell.pieces:
        if isinstance(piece, Place):
            yield False, piece.path
            continue
        for number, words in enumerate(_BRACES.split(piece)):
            if number:
                yield False, ""
            if words:
                yield True, words


def _between(tokens: Sequence[_Token], text: str, *, whole: bool) -> dict[str, str] | None:
    spans = _between_spans(tokens, text, whole=whole)
    return None if spans is None else {path: text[a:b].strip() for path, a, b in spans}


def _between_spans(
    tokens: Sequence[_Token], text: str, *, whole: bool
) -> list[tuple[str, int, int]] | None:
    """(path, start, end) of every entry; ``whole``: the words begin and end the text."""
    found: list[tuple[str, int, int]] = []
    position, slot = 0, None
    for number, (is_word, said) in enumerate(tokens):
        if not is_word:
            slot = said
            continue
        last = number == len(tokens) - 1
        at = len(text) - len(said) if whole and last else text.find(said, position)
        if at < position or not text.startswith(said, at) or (whole and number == 0 and at):
            if whole or not last or said not in _UNITS:
                return None
            at, said = len(text), ""
        if slot:
            found.append((slot, position, at))
        position, slot = at + len(said), None
    if slot:
        found.append((slot, position, len(text)))
    return found if slot is not None or not whole or position == len(text) else None


def _folded(text: str) -> tuple[str, list[int]]:
    """The text folded, and of each of its signs (and its end) where it stood."""
    signs: list[str] = []
    origins: list[int] = []
    for position, sign in enumerate(text):
        for one in fold(sign):
            signs.append(one)
            origins.append(position)
    return "".join(signs), [*origins, len(text)]
