"""What a reader has to say of a workbook: one message, one place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """An error or a note about a place of a workbook, in Chinese.

    ``cell`` is "K17", "A3:C3" or empty where the whole sheet is meant; ``sheet`` is empty where
    the whole file is meant.  ``text`` says what was found, ``expected`` what would be right.
    """

    sheet: str
    cell: str
    text: str
    expected: str = ""

    @property
    def place(self) -> str:
        """E.g. 支出!K17; the sheet's name alone where no cell is meant."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    def __str__(self) -> str:
        space = " " if self.expected[:1].isascii() else ""
        said = f"{self.text}；应为{space}{self.expected}" if self.expected else self.text
        return f"{self.place}：{said}" if self.place else said
