"""Tables to and from plain values (JSON), for filed tables kept in the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from disclosures.core.forms import FormSet
from disclosures.core.money import Unit
from disclosures.core.tables import Address, Cell, Row, Table, Tables


def table_to_json(table: Table) -> dict[str, Any]:
    """A table as plain values; the form itself is named by its role only."""
    return {
        "role": table.role,
        "unit": table.unit.value,
        "filed": table.filed,
        "place": table.place,
        "stated": dict(table.stated),
        "blocks": [[_row_to_json(row) for row in block] for block in table.blocks],
    }


def table_from_json(data: Mapping[str, Any], form_set: FormSet) -> Table:
    """The table again.  KeyError where the form set has no table of that role."""
    return Table(
        form=form_set.by_role[data["role"]],
        unit=Unit(data["unit"]),
        blocks=tuple(tuple(_row_from_json(row) for row in block) for block in data["blocks"]),
        filed=data["filed"],
        place=data["place"],
        stated=data["stated"],
    )


def _row_to_json(row: Row) -> dict[str, Any]:
    return {
        "key": row.key,
        "role": row.role,
        "depth": row.depth,
        "texts": dict(row.texts),
        "cells": {column: _cell_to_json(cell) for column, cell in row.cells.items()},
        "dims": dict(row.dims),
        "parent": row.parent,
        "place": row.place,
        "span": list(row.span),
    }


def _row_from_json(data: Mapping[str, Any]) -> Row:
    cells = {column: _cell_from_json(cell) for column, cell in data["cells"].items()}
    return Row(**{**data, "cells": cells, "span": tuple(data["span"])})


def _cell_to_json(cell: Cell) -> dict[str, Any]:
    parts = [[part.table, part.row, part.column] for part in cell.parts]
    found = {"amount": cell.amount, "facts": list(cell.facts), "parts": parts, "place": cell.place}
    return {name: value for name, value in found.items() if value or name == "amount"}


def _cell_from_json(data: Mapping[str, Any]) -> Cell:
    return Cell(
        amount=data["amount"],
        facts=tuple(data.get("facts", ())),
        parts=tuple(Address(*part) for part in data.get("parts", ())),
        place=data.get("place", ""),
    )


def printed_json(tables: Tables) -> dict[str, Any]:
    """What the tables print, and nothing of where it comes from: what a signature stands for."""
    return {
        "form_set": tables.form_set.id,
        "year": tables.form_set.year,
        "kind": tables.form_set.kind,
        "department": tables.department,
        "tables": [_printed_table(table) for table in tables.tables],
    }


def _printed_table(table: Table) -> dict[str, Any]:
    return {
        "role": table.role,
        "unit": table.unit.value,
        "rows": [
            [row.key, dict(row.texts), {c: cell.amount for c, cell in row.cells.items()}]
            for block in table.blocks
            for row in block
        ],
    }
