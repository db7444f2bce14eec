"""The forms of the example texts, cell by cell, as their conversion left them.

Rows are broken over lines and columns are shifted in these texts; nothing is put right here
except where a row ends.  What the official forms print is compared with these cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TEXTS = Path(__file__).resolve().parents[3] / "shared" / "examples"
#: Huaihua: cells of the first rows, of the rows of the list, of the last rows.
_ROWS = {
    "部门整体支出绩效评价基础数据表": ((), 4, (7, 7, 2)),
    "整体支出绩效自评表": ((2, 8, 8, 3, 3, 3, 3, 3, 3, 3), 9, (4,)),
    "项目支出绩效自评表": ((2, 4, 8, 8, 8, 8, 8, 3, 3), 9, (4,)),
}
_BOX = r'<input(?: checked="")? type="checkbox"/>'
#: A tick is a P (of a sign font) before an option, or a checked box before one.
_TICKED = re.compile(rf"(?:{_BOX} *)?P(?=[\u4e00-\u9fff])")
_CHECKED = re.compile(r'<input checked="" type="checkbox"/> *(?=[\u4e00-\u9fff])')
_OPEN = re.compile(r'<input type="checkbox"/> *(?=[\u4e00-\u9fff])')
_STRAY = re.compile(rf" *{_BOX}")


@dataclass(frozen=True)
class TextForm:
    """One form of a text: its title, and its rows of cells, blank ones included."""

    title: str
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def plain(text: str) -> str:
    """Text to compare: no spaces, half width, one kind of dash, ticks as ☑ and □."""
    text = _STRAY.sub("", _OPEN.sub("□", _CHECKED.sub("☑", _TICKED.sub("☑", text))))
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"[—–─]", "-", text)


def luzhou() -> list[TextForm]:
    """Five PF-A."""
    return list(_tabbed(_lines("luzhou-2020-final"), "项目绩效目标完成情况表"))


def bazhong() -> list[TextForm]:
    """One PF-C and nineteen PF-D."""
    return list(_tabbed(_lines("bazhong-2022-budget"), "批复表"))


def huaihua() -> list[TextForm]:
    """PF-E, PF-F and eleven PF-G."""
    return list(_stacked(_lines("huaihua-2023-final")))


def _lines(name: str) -> list[str]:
    return (TEXTS / f"{name}.txt").read_text("utf-8").splitlines()


def _tabbed(lines: Sequence[str], title: str) -> Iterator[TextForm]:
    """A row is a line, its cells are set apart by tabs."""
    name, before, rows = "", "", []
    for line in lines:
        if "\t" in line:
            rows.append(tuple(line.split("\t")))
        elif line.strip().endswith(title):
            if name:
                yield TextForm(name, tuple(rows))
            name, rows = line.strip(), []
            if name == title:
                name = before + name
        elif line.strip():
            before = line.strip()
    yield TextForm(name, tuple(rows))


def _stacked(lines: Sequence[str]) -> Iterator[TextForm]:
    """A cell begins with a tab at the beginning of a line; how many make a row, the form says."""
    starts = [n for n, line in enumerate(lines) if line.strip() in _ROWS]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        title = lines[start].strip()
        cells, notes = _cells(lines[start + 1 : end])
        yield TextForm(title, tuple(_rows(cells, *_ROWS[title])), tuple(notes))


def _cells(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    cells: list[str] = []
    notes: list[str] = []
    for line in lines:
        if line.startswith("\t"):
            cells.append(line[1:])
        elif re.match(r"填表人|填报单位|说明：", line):
            notes.append(line)
        elif cells and line.strip():
            cells[-1] += "\n" + line
        if line.startswith("填表人"):
            break
    return cells, notes


def _rows(
    cells: Sequence[str], before: Sequence[int], each: int, after: Sequence[int]
) -> Iterator[tuple[str, ...]]:
    """So many cells make the first rows and the last ones, ``each`` those between."""
    counts = [*before, *[each] * ((len(cells) - sum(before) - sum(after)) // each), *after]
    assert sum(counts) == len(cells)
    here = 0
    for count in counts:
        yield tuple(cells[here : here + count])
        here += count
