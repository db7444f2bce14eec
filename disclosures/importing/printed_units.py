"""The department and its units as the tables of a workbook together name them."""

from __future__ import annotations

from collections.abc import Sequence

from disclosures.core.codes import Classification, fold
from disclosures.core.forms import Level
from disclosures.importing.grid import one_line
from disclosures.importing.printed_table import PrintedTable, is_total, plain_code


class Units:
    """Codes and names of units; ``department`` and ``department_code`` as far as they are told."""

    def __init__(self, department: str) -> None:
        self.department = department
        self.department_code = ""
        self._names: dict[str, str] = {}
        self._codes: dict[str, str] = {}

    def add(self, code: str, name: str) -> None:
        """A unit; the name first told stays, the department's own name is none of a unit's."""
        if fold(name) != fold(self.department) or not self._names.get(code):
            self._names.setdefault(code, one_line(name))
            self._codes.setdefault(fold(name), code)

    def code(self, name: str) -> str:
        """The code of the unit of that name, or an empty string."""
        return self._codes.get(fold(name), "")

    def __contains__(self, code: str) -> bool:
        return code in self._names

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all units."""
        return tuple(self._names)

    @property
    def only(self) -> str:
        """The single unit's code, or an empty string where there are several or none."""
        return next(iter(self._names)) if len(self._names) == 1 else ""

    def is_department(self, text: str) -> bool:
        """Whether a text is the department's name."""
        return bool(self.department) and fold(text) == fold(self.department)


def gather_units(
    tables: Sequence[PrintedTable],
    department: str,
    functions: Classification,
    economic: Classification,
) -> Units:
    """The units that the rows of all tables name, tables with codes beside names first."""
    units = Units(department)
    for strict in (True, False):
        for table in tables:
            for level in table.form.levels:
                _from_rows(table, level, units, functions, strict=strict)
    for table in tables:
        _from_names(table, units, economic)
    if not units.department_code:
        units.department_code = _common_start(units)
    return units


def _columns(level: Level, dimension: str) -> tuple[str, str]:
    """The columns in which a level prints a dimension's code and its name."""
    code = next((c for c, source in level.show if source == dimension), "")
    name = next((c for c, source in level.show if source == f"{dimension}.name"), "")
    return code, name


def _from_rows(
    table: PrintedTable, level: Level, units: Units, functions: Classification, *, strict: bool
) -> None:
    """Units from rows with code and name side by side; ``strict``: only rows of the unit itself."""
    for dimension in ("department", "unit"):
        code, name = _columns(level, dimension)
        if not (table.has(code) and table.has(name)) or strict is not (level.by == dimension):
            continue
        deeper = [c for c, s in level.show if c not in (code, name)] if not strict else []
        for row in table.body():
            number, text = plain_code(table.text(row, code)), table.text(row, name)
            if not number or not text or number in functions or _is_function(number, functions):
                continue
            if deeper and not any(table.text(row, c) for c in deeper):
                continue
            if units.is_department(text) and dimension == "department" and strict:
                units.department_code = units.department_code or number
            elif dimension == "unit" and number != units.department_code:
                units.add(number, text)


def _is_function(code: str, functions: Classification) -> bool:
    return len(code) == 7 and code[:5] in functions


def _from_names(table: PrintedTable, units: Units, economic: Classification) -> None:
    """Units from a name alone, told by the unit code that the rows below it bear."""
    level = next((lv for lv in table.form.levels if lv.by == "unit"), None)
    code = next((c for lv in table.form.levels for c, s in lv.show if s == "unit"), "")
    if level is None or not table.has(code):
        return
    own_code, name = _columns(level, "unit")
    if own_code or not table.has(name):
        return
    waiting = ""
    for row in table.body():
        number, text = plain_code(table.text(row, code)), table.text(row, name)
        if number and waiting and number not in units:
            units.add(number, waiting)
        if number:
            waiting = ""
        elif text and not is_total(text, table.form) and not economic.by_name(text, 2022):
            waiting = text


def _common_start(units: Units) -> str:
    """The first three digits of all unit codes: budget codes begin with the department's."""
    starts = {code[:3] for code in units.codes if len(code) >= 6}
    return starts.pop() if len(starts) == 1 else ""
