"""What the paths of a sheet are called."""

from __future__ import annotations

from performance.core.sheet import Sheet


def words_of(sheet: Sheet, path: str) -> str:
    """What a path of the sheet is called: 绩效指标 第3行 预期指标值.

    A row is named by where it stands now, as people count it on the page.
    """
    form, entry = sheet.form, sheet.form.entry(path)
    if entry is None:
        return form.section[path].label if path in form.section else path
    name, _, rest = path.partition(".")
    number = rest.partition(".")[0]
    row = f"第{_place(sheet, name, number)}行" if path not in form.fixed else ""
    return " ".join(filter(None, (form.section[name].label, row, entry.label)))


def _place(sheet: Sheet, section: str, number: str) -> str:
    """Where a row of a list stands, counted from 1; its number where it is not there."""
    order = [str(row.number) for row in sheet.rows.get(section, ())]
    return str(order.index(number) + 1) if number in order else number
