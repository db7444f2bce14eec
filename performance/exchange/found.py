"""What readers gather: a sheet's entries, and messages with their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from disclosures.core.chapters import Fields
from disclosures.importing.cells import a1
from disclosures.importing.grid import Grid
from disclosures.importing.messages import Message
from performance.core.forms import Entry, Form
from performance.core.layout import LaidCell, Place
from performance.core.sheet import FORM
from performance.exchange.texts import around, mark_of, said, ticked

#: Most signs of one text, as saving has it.
LONGEST = 20_000
#: Most rows of one list, and of one form filled elsewhere; most errors that are told of a file.
MOST_ROWS, MOST_ERRORS = 1_000, 500


@dataclass(frozen=True)
class ReadSheet:
    """One sheet of a workbook.

    ``key`` is that of the sheet it was exported from, empty where it is none of ours; ``place`` the
    worksheet; ``fields`` path → text as they would be stored, ``cells`` path → cell (C7).
    ``told`` are the sections that the workbook tells whole: what is not in them is gone;
    ``hides``: entries that no cell shows are not told.
    """

    key: str
    form: str
    place: str
    fields: dict[str, str]
    cells: dict[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    hides: bool = False

    def onto(self, was: Fields, form: Form) -> dict[str, str]:
        """What a sheet says after this was taken in: what the workbook did not tell stays."""
        kept = {path: text for path, text in was.items() if not self._tells(path, form)}
        return {**kept, **self.fields}

    def _tells(self, path: str, form: Form) -> bool:
        section, _, rest = path.partition(".")
        row, _, key = rest.partition(".")
        if section not in self.told:
            return False
        own = form.section[section]
        hidden = self.hides and row.isdecimal() and key in {e.key for e in own.hidden}
        return not hidden or row not in self.fields.get(section, "").split(",")


@dataclass
class Told:
    """The messages of one workbook."""

    errors: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)

    def error(self, sheet: str, cell: str, text: str, expected: str = "") -> None:
        """Something that must be put right before anything is taken in."""
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(Message(sheet, cell, text, expected))
        elif len(self.errors) == MOST_ERRORS:
            self.errors.append(Message(sheet, cell, "从这里起还有错误，没有一一列出"))

    def note(self, sheet: str, cell: str, text: str, expected: str = "") -> None:
        """Something that people should know."""
        self.notes.append(Message(sheet, cell, text, expected))


class Gatherer:
    """Takes entries from the cells of one worksheet."""

    def __init__(self, grid: Grid, told: Told, form: str) -> None:
        self.grid, self.told = grid, told
        self.fields: dict[str, str] = {FORM: form}
        self.cells: dict[str, str] = {}

    def put(self, path: str, text: str, row: int, column: int) -> None:
        """An entry that is there."""
        if len(text) > LONGEST:
            self._error(row, column, f"有 {len(text)} 字，太长", f"最多 {LONGEST} 字")
        elif text:
            self.fields[path] = text
            self.cells[path] = a1(row, column)

    def text(self, row: int, column: int, entry: Entry | None = None) -> str:
        """What a cell says; formulas without a value and error values are told."""
        spot = (row, column)
        if spot in self.grid.faults:
            self._error(row, column, f"现为错误值 {self.grid.faults[spot]}", "数或文字")
            return ""
        if self.grid.formulas.get(spot, True) is False:
            self._error(row, column, "公式没有算出结果", "数或文字，而不是公式")
            return ""
        return said(self.grid.value(row, column), entry)

    def cell(
        self, cell: LaidCell, row: int, column: int, reckoned: dict[str, str] | None = None
    ) -> None:
        """The entries of a cell of the form, from the cell in which it stands."""
        for path, text, entry in self._entries(cell, row, column):
            if (reckoned or {}).get(path) != mark_of(text):
                self.put(path, text, row, column)
            if entry.options and text and not set(text.split("；")) <= set(entry.options):
                self._error(row, column, f"“{text[:40]}”不是可选的", "、".join(entry.options))

    def _entries(self, cell: LaidCell, row: int, column: int) -> Iterator[tuple[str, str, Entry]]:
        places = cell.places
        if len(cell.pieces) == 1 and places:
            (place,) = places
            yield place.path, self.alone(place, self.text(row, column, place.entry)), place.entry
            return
        text = self.text(row, column)
        found = around(cell, text)
        if found is None and text:
            words = "".join(p if isinstance(p, str) else "……" for p in cell.pieces)
            self._error(row, column, f"“{text[:40]}”里没有表中的文字", f"“{words}”")
        for place in places:
            yield place.path, self.alone(place, (found or {}).get(place.path, "")), place.entry

    @staticmethod
    def alone(place: Place, text: str) -> str:
        """What is stored of an entry's text; of choices the chosen ones."""
        if not place.entry.options:
            return text
        chosen = ticked(text, place.entry)
        return text if chosen is None else chosen

    def _error(self, row: int, column: int, text: str, expected: str) -> None:
        self.told.error(self.grid.name, a1(row, column), text, expected)
