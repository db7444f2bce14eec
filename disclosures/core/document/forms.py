"""Forms as the Document keeps them: a grid of cells over several columns and rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True, kw_only=True)
class FormCell:
    """One cell, over ``columns`` columns and ``rows`` rows.

    ``label`` says that its words are the form's own.  ``at`` is the address of what was entered or
    reckoned there, within the form; empty for labels.  ``amount`` (分, or hundredths) stands where
    the cell is a figure.  ``align``: left, center or right.
    """

    text: str = ""
    columns: int = 1
    rows: int = 1
    label: bool = False
    at: str = ""
    amount: int | None = None
    align: str = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormRow:
    """The cells that begin in one row, from the left; what reaches into it from above is left out.

    ``repeats``: a heading that stands again above the rest of its section on the next page.
    """

    cells: tuple[FormCell, ...]
    repeats: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A cell and where it stands: its first row and column, counted from 0."""

    row: int
    column: int
    cell: FormCell


@dataclass(frozen=True, kw_only=True)
class PrintedForm:
    """One filled form, e.g. 项目绩效目标完成情况表 of one project.

    ``id`` names it within the document, ``form`` which official form it is (PF-A …), ``subject``
    what it is about: a project's name, or empty for the department as a whole.  ``widths`` are the
    relative widths of its columns.  ``notes`` are the lines beneath it.
    """

    id: str
    form: str
    title: str
    subject: str = ""
    subtitle: str = ""
    caption: str = ""
    orientation: str = "portrait"
    widths: tuple[int, ...]
    rows: tuple[FormRow, ...]
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What it is called among others: its title, with its subject where that is not in it."""
        told = self.subject and self.subject not in self.title
        return f"{self.title}（{self.subject}）" if told else self.title

    @cached_property
    def placed(self) -> tuple[Placed, ...]:
        """Every cell with its place, row by row.  ValueError where they overlap or leave a gap."""
        return tuple(self._placed())

    def _placed(self) -> Iterator[Placed]:
        taken: set[tuple[int, int]] = set()
        for number, row in enumerate(self.rows):
            column = 0
            for cell in row.cells:
                while (number, column) in taken:
                    column += 1
                spots = {
                    (r, c)
                    for r in range(number, number + cell.rows)
                    for c in range(column, column + cell.columns)
                }
                if taken & spots or column + cell.columns > len(self.widths):
                    raise ValueError(f"{self.id}：第{number + 1}行的单元格重叠或超出")
                taken |= spots
                yield Placed(row=number, column=column, cell=cell)
                column += cell.columns
        if len(taken) != len(self.rows) * len(self.widths):
            raise ValueError(f"{self.id}：单元格没有铺满")

    @property
    def figures(self) -> Iterator[FormCell]:
        """Every cell that is a figure."""
        return (p.cell for p in self.placed if p.cell.amount is not None)
