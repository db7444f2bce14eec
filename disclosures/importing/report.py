"""Errors and notes as they are found."""

from __future__ import annotations

from dataclasses import dataclass, field

from disclosures.importing.messages import Message

#: More messages than this help nobody and fill no page.
MOST_ERRORS = 1_000


@dataclass
class Report:
    """Errors and notes, in the order found."""

    errors: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    left_out: int = 0

    def error(self, sheet: str, cell: str, text: str, expected: str = "") -> None:
        """Something that keeps the workbook from being taken."""
        if len(self.errors) < MOST_ERRORS:
            self.errors.append(Message(sheet, cell, text, expected))
        else:
            self.left_out += 1

    def note(self, sheet: str, cell: str, text: str) -> None:
        """Something worth knowing."""
        self.notes.append(Message(sheet, cell, text))

    def all_errors(self) -> tuple[Message, ...]:
        """The errors; the last says how many more there are."""
        if not self.left_out:
            return tuple(self.errors)
        more = Message("", "", f"另有 {self.left_out} 处错误，改正以上各处后再看")
        return (*self.errors, more)
